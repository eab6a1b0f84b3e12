"""Writes detector.json: what ar1Fit, ar1Score, ar1Contributions, pcaFit, pcaScore, pcaContributions and pcaReconstruct must return.

    python oracle/detector.py          (needs NumPy and scikit-learn; their versions are recorded)

AR1 comes from its formula in fractions, rounded once. PCA's model is scikit-learn's, and so are SPE and T² of rows without a
missing value; the parts, and rows with one, come from the formulas in extended precision (64 bits of mantissa) on that model,
which this script holds against scikit-learn before it writes.
"""

import math
from fractions import Fraction

import numpy as np
import record
import sklearn
from sklearn.decomposition import PCA

MAD_TO_STD = Fraction(1.4826)
LEAST_SCALE = Fraction(1e-6)


def autoregression(random, phi, rows):
    x = np.zeros(rows)
    for t in range(1, rows):
        x[t] = phi * x[t - 1] + random.normal()
    return x


def ar1_inputs(random):
    rows = 600
    gaps = np.where(random.random(rows) < 0.2, np.nan, autoregression(random, 0.8, rows))
    return np.round(np.column_stack([
        autoregression(random, 0.9, rows),
        autoregression(random, -0.6, rows),
        np.cumsum(np.full(rows, 0.25)) * 40,
        gaps,
        1e9 + autoregression(random, 0.7, rows),
        np.full(rows, 3.7),
        random.normal(size=rows) * 5e-5,
        random.integers(0, 3, rows),
        np.where(np.arange(rows) == 0, np.nan, autoregression(random, 0.5, rows)),
    ]), 5)


def ar1_fit(x):
    """Of one column: centre, phi, scale, each rounded once from the rounded ones before it."""
    centre = Fraction(float(record.middle(record.observed(x))))
    d = deviations(x, centre)
    pairs = [(d[t - 1], d[t]) for t in range(1, len(d)) if d[t - 1] is not None and d[t] is not None]
    squares = sum(before**2 for before, _ in pairs)
    ratio = sum(before * now for before, now in pairs) / squares if squares >= Fraction(1e-8) * len(pairs) else Fraction(0)
    phi = Fraction(float(max(Fraction(-0.999), min(ratio, Fraction(0.999)))))
    seen = [r for r in residuals(d, phi) if r is not None]
    at = record.middle(seen)
    scale = max(MAD_TO_STD * record.middle([abs(r - at) for r in seen]), LEAST_SCALE)
    return float(centre), float(phi), float(scale)


def deviations(x, centre):
    return [Fraction(float(v)) - centre if math.isfinite(v) else None for v in x]


def residuals(d, phi):
    return [None if d[t] is None else d[t] - phi * (d[max(t - 1, 0)] or 0) for t in range(len(d))]


def ar1_case(random):
    x = ar1_inputs(random)
    model = [ar1_fit(column) for column in x.T]
    seen = x[:80]
    parts = [
        [None if r is None else abs(r) / Fraction(scale) for r in residuals(deviations(column, Fraction(centre)), Fraction(phi))]
        for column, (centre, phi, scale) in zip(seen.T, model)
    ]
    rows = [[part for part in row if part is not None] for row in zip(*parts)]
    fit = {key: list(values) for key, values in zip(("center", "phi", "scale"), zip(*model))}
    scored = {
        "ar1Score": {"exact": [float(sum(row) / len(row)) for row in rows]},
        "ar1Contributions": {"exact": [None if part is None else float(part) for column in parts for part in column]},
    }
    return {"input": "nine sensors", "x": record.columns(x), "ar1Fit": {"exact": fit}, "scored": {"x": record.columns(seen), **fit, **scored}}


def pca_inputs(random):
    plant = random.normal(size=(260, 3)) @ random.normal(size=(3, 8)) + 0.2 * random.normal(size=(260, 8))
    units = plant * [1, 1, 2, 0.5, 1, 3, 1, 1] + [0, 1e6, 20, -300, 5, 0, 1e4, 1]
    wide = random.normal(size=(15, 20)) + random.normal(size=(15, 1))
    return {
        "eight sensors": (plant, {"variance": 0.95, "components": 0}),
        "with offsets up to 1e6": (units, {"variance": 0.9, "components": 0}),
        "four components": (plant, {"variance": 0.95, "components": 4}),
        "more sensors than rows": (wide, {"variance": 0.8, "components": 0}),
    }


def with_gaps(random, x):
    return np.where(random.random(x.shape) < 0.15, np.nan, x)


def by_formula(x, model, kept):
    """SPE, T², their parts and the reconstruction in extended precision, as SYSTEM and the definitions have them."""
    long = np.longdouble
    centre, basis, variances = (np.asarray(v, long) for v in (model.mean_, model.components_[:kept], model.explained_variance_[:kept]))
    d = np.where(np.isfinite(x), x.astype(long) - centre, long(0))
    scores = d @ basis.T
    expected = scores @ basis
    parts = np.where(np.isfinite(x), (d - expected) ** 2, long(0))
    t2 = (scores**2 / variances).sum(axis=1)
    t2_parts = d * ((scores / variances) @ basis)
    return {"spe": parts.sum(axis=1), "t2": t2, "speParts": parts, "t2Parts": t2_parts, "reconstruct": centre + expected}


def hold_against_library(x, fitted, formula):
    """A difference here means that the formula is not scikit-learn's. Its transform subtracts the projected mean from the projected
    row, which costs digits where a mean is large beside the spread: hence 1e-8."""
    scores = fitted.transform(x)
    back = fitted.inverse_transform(scores)
    np.testing.assert_allclose(((x - back) ** 2).sum(axis=1), formula["spe"].astype(float), rtol=1e-8)
    np.testing.assert_allclose((scores**2 / fitted.explained_variance_).sum(axis=1), formula["t2"].astype(float), rtol=1e-8)
    np.testing.assert_allclose(back, formula["reconstruct"].astype(float), rtol=1e-8)
    return {"spe": record.plain(((x - back) ** 2).sum(axis=1)), "t2": record.plain((scores**2 / fitted.explained_variance_).sum(axis=1))}


def scored_case(x, formula):
    flat = {key: record.plain(value.T.ravel()) for key, value in formula.items()}
    of = lambda *keys: {"exact": {key: flat[key] for key in keys}}
    return {
        "x": record.columns(x),
        "pcaScore": of("spe", "t2"),
        "pcaContributions": of("speParts", "t2Parts"),
        "pcaReconstruct": {"exact": flat["reconstruct"]},
    }


def pca_case(random, name, x, options):
    x = np.round(x, 4)
    cols = x.shape[1]
    fitted = PCA(n_components=options["components"] or options["variance"], svd_solver="full").fit(x)
    full = PCA(svd_solver="full").fit(x)
    kept = len(fitted.components_)
    missing = cols - len(full.components_)
    seen = x[:12]
    complete, gappy = by_formula(seen, full, kept), with_gaps(random, seen)
    model = {
        "center": record.plain(full.mean_),
        "eigenvalues": record.plain(np.concatenate([full.explained_variance_, np.zeros(missing)])),
        "kept": kept,
    }
    return {
        "input": name,
        "x": record.columns(x),
        "options": options,
        # Not the vectors: their signs, and the basis where eigenvalues are equal, are free.
        "pcaFit": {"exact": model},
        **model,
        "vectors": record.plain(np.vstack([full.components_, np.zeros((missing, cols))]).ravel()),
        "scikit-learn": hold_against_library(seen, fitted, complete),
        "scored": [scored_case(seen, complete), scored_case(gappy, by_formula(gappy, full, kept))],
    }


def main():
    random = np.random.default_rng(20261128)
    pca = [pca_case(random, name, x, options) for name, (x, options) in pca_inputs(random).items()]
    record.write(__file__, {"ar1": ar1_case(random), "pca": pca}, np, sklearn)


main()
