"""Writes detector_gmm.json: what gmmFit, gmmScore, gmmPredict and gmmContributions must return.

    python oracle/detector_gmm.py          (needs NumPy and scikit-learn; their versions are recorded)

Where clouds stand apart, expectation and maximisation end in the same mixture from any reasonable start: scikit-learn's, on standardised
rows, its components in an order of their own. Scores are scikit-learn's on its own parameters.
"""

import numpy as np
import record
import sklearn
from sklearn.mixture import GaussianMixture

long = np.longdouble


def clouds(random, k, rows, cols):
    centers = 8 * random.normal(size=(k, cols))
    mixing = random.normal(size=(k, cols, cols)) + 2 * np.eye(cols)
    labels = random.integers(0, k, rows)
    return np.round(centers[labels] + np.einsum("rc,rcd->rd", random.normal(size=(rows, cols)), mixing[labels]), 4)


def fitted(x, k, shrinkage):
    center, spread = x.mean(axis=0), x.std(axis=0)
    kind = "diag" if shrinkage == 1 else "full"
    model = GaussianMixture(k, covariance_type=kind, tol=1e-12, max_iter=2000, n_init=5, reg_covar=1e-6, random_state=3)
    return center, spread, model.fit((x - center) / spread)


def fit_case(x, k, shrinkage):
    """One component has no order; of several the criterion alone is stored, which sees every parameter."""
    center, spread, model = fitted(x, k, shrinkage)
    z = (x - center) / spread
    exact = {"center": record.plain(center), "spread": record.plain(spread), "kept": [k], "bic": [None] * (k - 1) + [model.bic(z)]}
    if k == 1:
        factor = np.diag(model.precisions_cholesky_[0]) if shrinkage == 1 else model.precisions_cholesky_[0]
        exact |= {"weights": [1], "factors": record.plain(factor.ravel(order="F"))}
    options = {"minComponents": k, "maxComponents": k, "shrinkage": shrinkage, "regularization": 1e-6, "tolerance": 1e-12, "maxIterations": 2000}
    return {"kernel": "gmmFit", "x": record.columns(x), **options, "exact": exact}


def contributions(x, center, spread, model):
    z = ((x - center) / spread).astype(long)
    labels = model.predict(((x - center) / spread))
    d = z - model.means_[labels]
    factors = model.precisions_cholesky_.astype(long)[labels]
    return d * np.einsum("rij,rj->ri", factors, np.einsum("rij,ri->rj", factors, d)) / 2


def score_case(random, x, k):
    center, spread, model = fitted(x, k, 0)
    z = (x - center) / spread
    factors = model.precisions_cholesky_
    given = {
        "center": center,
        "spread": spread,
        "weights": model.weights_,
        "means": model.means_.ravel(),
        "factors": np.concatenate([factor.ravel(order="F") for factor in factors]),
        "logDeterminants": np.log(np.diagonal(factors, axis1=1, axis2=2)).sum(axis=1),
    }
    seen = x[:60]
    zs = (seen - center) / spread
    return {
        "x": record.columns(seen),
        **{key: record.plain(values) for key, values in given.items()},
        "gmmScore": {"exact": record.plain(-model.score_samples(zs) + np.log(spread).sum())},
        "gmmPredict": {"exact": {"labels": record.plain(model.predict(zs)), "responsibilities": record.plain(model.predict_proba(zs).ravel(order="F"))}},
        "gmmContributions": {"exact": record.plain(contributions(seen, center, spread, model).astype(float).ravel(order="F"))},
    }


def main():
    random = np.random.default_rng(20261123)
    x = clouds(random, 3, 400, 4)
    fits = [fit_case(x, 3, 0), fit_case(x, 3, 1), fit_case(x, 1, 0), fit_case(x, 1, 1)]
    record.write(__file__, {"fits": fits, "scored": [score_case(random, x, 3)]}, np, sklearn)


main()
