"""Writes detector_mahalanobis.json: what mahalanobisFit, mahalanobisScore and mahalanobisContributions must return.

    python oracle/detector_mahalanobis.py          (needs NumPy and scikit-learn; their versions are recorded)

Models are scikit-learn's LedoitWolf and ShrunkCovariance; distances and their parts follow from the formula in extended precision.
"""

import numpy as np
import record
import sklearn
from sklearn.covariance import LedoitWolf, ShrunkCovariance

long = np.longdouble


def fit_case(name, x, shrinkage):
    library = LedoitWolf() if shrinkage < 0 else ShrunkCovariance(shrinkage=shrinkage)
    fitted = library.fit(x)
    used = fitted.shrinkage_ if shrinkage < 0 else shrinkage
    exact = {"center": record.plain(fitted.location_), "precision": record.plain(fitted.precision_.ravel()), "used": [float(used)]}
    return {"kernel": "mahalanobisFit", "input": name, "x": record.columns(x), "shrinkage": shrinkage, "exact": exact}


def score_case(random, fitted, x):
    model = {key: np.array(fitted["exact"][key]) for key in ("center", "precision")}
    x = np.where(random.random(x.shape) < 0.1, np.nan, x)
    x[-1] = np.nan
    cols = x.shape[1]
    seen = np.isfinite(x)
    d = np.where(seen, x.astype(long) - model["center"], long(0))
    parts = d * (d @ model["precision"].reshape(cols, cols).astype(long))
    scores = np.where(seen.any(axis=1), parts.sum(axis=1), np.nan)
    return {
        "x": record.columns(x),
        **{key: record.plain(values) for key, values in model.items()},
        "mahalanobisScore": {"exact": record.plain(scores.astype(float))},
        "mahalanobisContributions": {"exact": record.plain(np.where(seen, parts, 0).astype(float).T.ravel())},
    }


def main():
    random = np.random.default_rng(20261127)
    x = np.round(random.normal(size=(300, 3)) @ random.normal(size=(3, 8)) + 0.5 * random.normal(size=(300, 8)), 5)
    wide = np.round(random.normal(size=(10, 20)), 5)
    fits = [
        fit_case("eight sensors", x, -1),
        fit_case("offsets of 1000", x + 1000, -1),
        fit_case("a tenth", x, 0.1),
        fit_case("more sensors than rows", wide, -1),
    ]
    record.write(__file__, {"fits": fits, "scored": [score_case(random, fits[0], x[:40])]}, np, sklearn)


main()
