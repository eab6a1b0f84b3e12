"""Writes cluster_kmeans.json: what kmeans and kmeansPredict must return.

    python oracle/cluster_kmeans.py          (needs NumPy and scikit-learn; their versions are recorded)

Where clouds stand apart the least inertia is one number, whatever the seed and the order of the centres: scikit-learn's best of 50
restarts. Labels are scikit-learn's too; distances come from the formula in extended precision.
"""

import numpy as np
import record
import sklearn
from sklearn.cluster import KMeans


def clouds(random, k, rows, cols, distance):
    return np.round(distance * random.normal(size=(k, cols))[random.integers(0, k, rows)] + random.normal(size=(rows, cols)), 4)


def cases(random, name, k, x):
    fitted = KMeans(k, n_init=50, tol=0, random_state=1).fit(x)
    centers = fitted.cluster_centers_
    # Not KMeans.transform, whose |x|² − 2·x·c + |c|² leaves 8 digits on an offset of 1000.
    squares = ((x.astype(np.longdouble)[:, None] - centers) ** 2).sum(axis=2)
    predicted = {"labels": record.plain(fitted.predict(x)), "distances": record.plain(np.sqrt(squares.min(axis=1)).astype(float))}
    return [
        {"kernel": "kmeans", "input": name, "x": record.columns(x), "k": k, "nInit": 20, "tolerance": 0, "exact": {"inertia": [fitted.inertia_]}},
        # Of mini batches one number is certain: with one cloud the rows lie where they lie, and all are in it.
        *([{"kernel": "miniBatchKMeans", "input": name, "x": record.columns(x), "k": 1, "exact": {"labels": [0] * len(x)}}] if k == 1 else []),
        {"kernel": "kmeansPredict", "input": name, "x": record.columns(x), "centers": record.columns(centers), "exact": predicted},
    ]


def main():
    random = np.random.default_rng(20261124)
    made = [
        *cases(random, "four clouds", 4, clouds(random, 4, 300, 5, 6)),
        *cases(random, "seven clouds on an offset", 7, 1000 + clouds(random, 7, 260, 3, 9)),
        *cases(random, "one cloud", 1, clouds(random, 1, 60, 2, 1)),
    ]
    record.write(__file__, {"cases": made}, np, sklearn)


main()
