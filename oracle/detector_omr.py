"""Writes detector_omr.json: what omrFit, omrScore, omrContributions and omrReconstruct must return.

    python oracle/detector_omr.py          (needs NumPy and scikit-learn; their versions are recorded)

Coefficients are scikit-learn's, fitted sensor by sensor on the others: Ridge, PLSRegression, and the conditional means that
PCA.get_precision gives, all on standardised columns. Residuals, their scales and scores follow from the formulas in extended precision.
"""

import numpy as np
import record
import sklearn
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import PCA
from sklearn.linear_model import Ridge

RIDGE, PLS, COMPONENTS = 0, 1, 2
long = np.longdouble


def plant(random, rows, cols):
    loads = random.normal(size=(rows, 3)) @ random.normal(size=(3, cols)) + 0.3 * random.normal(size=(rows, cols))
    return np.round(loads * 10.0 ** random.integers(-2, 4, cols) + random.normal(size=cols) * 1e3, 6)


def by_others(z, j, method, ridge, components):
    others = np.delete(z, j, axis=1)
    if method == RIDGE:
        return Ridge(alpha=ridge * (len(z) - 1), fit_intercept=False, solver="svd").fit(others, z[:, j]).coef_
    return PLSRegression(n_components=components, scale=False, tol=1e-15, max_iter=5000).fit(others, z[:, j]).coef_.ravel()


def coefficients(z, method, ridge, components):
    cols = z.shape[1]
    found = np.zeros((cols, cols))
    if method == COMPONENTS:
        precision = PCA(n_components=components, svd_solver="full").fit(z).get_precision()
        found = -precision / np.diag(precision)
        np.fill_diagonal(found, 0)
        return found
    for j in range(cols):
        found[np.arange(cols) != j, j] = by_others(z, j, method, ridge, components)
    return found


def scales(residuals, spread):
    middle = np.median(residuals, axis=0)
    mad = np.median(np.abs(residuals - middle), axis=0)
    return np.maximum(np.maximum(1.4826 * mad, 0.5 * np.sqrt((residuals**2).mean(axis=0))), 1e-6 * spread)


def fit_case(x, method, ridge, components):
    center = x.astype(long).mean(axis=0)
    spread = x.astype(long).std(axis=0, ddof=1)
    z = (x - center) / spread
    own = coefficients(z.astype(float), method, ridge, components) * spread / spread[:, None]
    d = x - center
    exact = {"center": center, "coefficients": own.T.ravel(), "scale": scales(d - d @ own, spread)}
    return {
        "kernel": "omrFit",
        "x": record.columns(x),
        "method": method,
        "ridge": ridge,
        "components": components,
        "exact": {key: record.plain(values.astype(float)) for key, values in exact.items()},
    }


def score_case(random, fitted, x):
    """Rows with gaps, on the stored model."""
    model = {key: np.array(values) for key, values in fitted["exact"].items()}
    x = np.where(random.random(x.shape) < 0.1, np.nan, x * (1 + 0.01 * random.normal(size=x.shape)))
    x[-1] = np.nan
    cols = x.shape[1]
    seen = np.isfinite(x)
    d = np.where(seen, x.astype(long) - model["center"], long(0))
    expected = d @ model["coefficients"].reshape(cols, cols).T.astype(long)
    parts = np.where(seen, ((d - expected) / model["scale"]) ** 2, long(0))
    scores = np.where(seen.any(axis=1), np.sqrt(parts.sum(axis=1)), np.nan)
    flat = lambda values: record.plain(values.astype(float).T.ravel())
    return {
        "x": record.columns(x),
        **{key: record.plain(values) for key, values in model.items()},
        "omrScore": {"exact": flat(scores)},
        "omrContributions": {"exact": flat(parts)},
        "omrReconstruct": {"exact": flat(expected + model["center"])},
    }


def main():
    random = np.random.default_rng(20261126)
    x = plant(random, 200, 7)
    wide = plant(random, 12, 18)
    fits = [
        fit_case(x, RIDGE, 0.01, 0),
        fit_case(wide, RIDGE, 0.1, 0),
        fit_case(x, PLS, 0.01, 3),
        fit_case(x, COMPONENTS, 0.01, 3),
    ]
    record.write(__file__, {"fits": fits, "scored": [score_case(random, fits[0], x[:40])]}, np, sklearn)


main()
