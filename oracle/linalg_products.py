"""Writes linalg_products.json: what gemm, pairwiseDistances and argminDistances must return.

    python oracle/linalg_products.py        (needs NumPy, SciPy and scikit-learn; their versions are recorded)

Every value comes from fractions, rounded once; SciPy's cdist stands beside the distances (null: it gives NaN or leaves the range of a
double). A row with a value that is not finite has no distance and no product. The nearest row is the first of the exactly nearest.
"""

import math
from fractions import Fraction

import numpy as np
import record
import scipy
import sklearn
from scipy.spatial.distance import cdist
from sklearn.metrics import euclidean_distances

METRICS = ["euclidean", "sqeuclidean", "cityblock"]


def gemm_inputs(random):
    gaps = random.normal(size=(7, 5))
    gaps[2, 3], gaps[5, 0] = np.nan, np.nan
    holes = random.normal(size=(5, 4))
    holes[1, 2] = np.nan
    decades = random.normal(size=(9, 40)) * 10.0 ** random.uniform(-8, 8, (9, 40))
    return {
        "three blocks of inner, edges of every tile": (np.round(random.normal(size=(55, 600)), 3), np.round(random.normal(size=(600, 5)), 3)),
        "49 rows, 4 columns": (random.normal(size=(49, 3)), random.normal(size=(3, 4))),
        "gaps on both sides": (gaps, holes),
        "16 decades": (decades, 1 / decades.T),
        "1e150 by 1e-150": (1e150 * random.normal(size=(6, 6)), 1e-150 * random.normal(size=(6, 6))),
        "near both ends of the range": (np.array([[1e300, 1.0], [1e-300, 5e-324]]), np.array([[1e-300, 1e8], [1e-300, 2.0]])),
        "one value": (np.array([[0.1]]), np.array([[0.2]])),
    }


def exact_product(row, column):
    if not all(math.isfinite(v) for v in (*row, *column)):
        return math.nan, 0.0
    products = [Fraction(a) * Fraction(b) for a, b in zip(row, column)]
    return float(sum(products)), float(sum(map(abs, products)))


def gemm_case(name, a, b):
    pairs = [exact_product(row, column) for column in b.T.tolist() for row in a.tolist()]
    case = {"input": name, "a": record.columns(a), "b": record.columns(b), "exact": record.plain([p[0] for p in pairs])}
    return {**case, "magnitude": [p[1] for p in pairs]}


def distance_inputs(random):
    x, y = random.normal(size=(50, 7)), random.normal(size=(10, 7))
    holed = x.copy()
    holed[3, 2], holed[47, 0] = np.nan, np.nan
    missing = y.copy()
    missing[4, 6] = np.nan
    near = 1e9 + np.round(random.normal(size=(12, 3)), 3)
    sparse = np.array([[1e300, 0.0], [1e-200, 2e-200], [5e-324, 0.0], [1.7e308, 1.0], [0.0, 0.0]])
    return {
        "noise": (x, y),
        "many coordinates": (random.normal(size=(3, 300)), random.normal(size=(4, 300))),
        "gaps on both sides": (holed, missing),
        "near each other at 1e9": (near, near + 1e-6 * random.normal(size=(12, 3))),
        "equal rows": (np.vstack([y[:4], y[:4]]), y[:4]),
        "1e150": (1e150 * x[:8], 1e150 * y),
        "1e-150": (1e-150 * x[:8], 1e-150 * y),
        "1e-160, squares lose digits": (1e-160 * x[:8], 1e-160 * y),
        "1e200, squares overflow": (1e200 * x[:8], 1e200 * y),
        "both ends of the range": (sparse, -sparse[::-1]),
        "no point observed": (x[:2], np.full((3, 7), np.nan)),
        "one value": (np.array([[0.1]]), np.array([[0.3]])),
    }


def rounded(value):
    """A double; infinite beyond the range."""
    try:
        return float(value)
    except OverflowError:
        return math.inf


def exact_distances(x, y):
    if not all(math.isfinite(v) for v in (*x, *y)):
        return {metric: math.nan for metric in METRICS}
    parts = [abs(Fraction(a) - Fraction(b)) for a, b in zip(x, y)]
    squares = sum(p * p for p in parts)
    return {"euclidean": rounded(record.rounded_root(squares)), "sqeuclidean": rounded(squares), "cityblock": rounded(sum(parts))}


def nearest(row, points):
    observed = [j for j, point in enumerate(points) if all(map(math.isfinite, (*row, *point)))]
    return min(observed, key=lambda j: sum((Fraction(a) - Fraction(b)) ** 2 for a, b in zip(row, points[j])), default=math.nan)


def text(values):
    """Infinity has no JSON number."""
    return [("Infinity" if v == math.inf else v) for v in record.plain(values)]


def distance_case(name, x, y):
    exact = [exact_distances(row, point) for point in y.tolist() for row in x.tolist()]
    index = [nearest(row, y.tolist()) for row in x.tolist()]
    distance = [math.nan if math.isnan(j) else exact[j * len(x) + i]["euclidean"] for i, j in enumerate(index)]
    with np.errstate(all="ignore"):
        theirs = {metric: cdist(x, y, metric).T.ravel() for metric in METRICS}
    return {
        "input": name,
        "x": record.columns(x),
        "y": record.columns(y),
        "pairwiseDistances": [
            {"metric": i, "exact": text([e[metric] for e in exact]), "scipy": record.plain(np.where(np.isfinite(theirs[metric]), theirs[metric], np.nan))}
            for i, metric in enumerate(METRICS)
        ],
        "argminDistances": {"exact": {"index": record.plain(index), "distance": text(distance)}},
    }


def expanded_error(x, y):
    """Largest relative error of scikit-learn's |x|² + |y|² − 2x·y."""
    exact = np.array([[exact_distances(row, point)["euclidean"] for point in y.tolist()] for row in x.tolist()])
    return float(np.max(np.abs(euclidean_distances(x, y) / exact - 1)))


def main():
    random = np.random.default_rng(20261127)
    gemms = [gemm_case(name, a, b) for name, (a, b) in gemm_inputs(random).items()]
    distances = [distance_case(name, x, y) for name, (x, y) in distance_inputs(random).items()]
    # pairwiseDistances and argminDistances are held to the same inputs.
    near = expanded_error(*distance_inputs(np.random.default_rng(20261127))["near each other at 1e9"])
    record.write(__file__, {"gemm": gemms, "distances": distances, "sklearnNear": near}, np, scipy, sklearn)


main()
