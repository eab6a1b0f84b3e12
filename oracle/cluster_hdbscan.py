"""Writes cluster_hdbscan.json: what hdbscan must return.

    python oracle/cluster_hdbscan.py          (needs NumPy and scikit-learn; their versions are recorded)

scikit-learn's own. With minSamples 1 no two lengths are equal and all is determined. With more, rows share core distances, which of equal edges
joins first is open, and so is a little of the clustering: those labels are stored apart, to be met to an adjusted Rand index.
"""

import numpy as np
import record
import sklearn
from sklearn.cluster import HDBSCAN


def clouds(random, k, rows, cols):
    widths = random.uniform(0.3, 1.5, k)
    labels = random.integers(0, k, rows)
    x = 6 * random.normal(size=(k, cols))[labels] + widths[labels, None] * random.normal(size=(rows, cols))
    astray = random.random(rows) < 0.1
    x[astray] = random.uniform(-12, 12, size=(astray.sum(), cols))
    return np.round(x, 6)


def case(name, x, size, samples):
    fitted = HDBSCAN(min_cluster_size=size, min_samples=samples, copy=True).fit(x)
    labels = fitted.labels_
    found = {"labels": record.plain(labels), "probabilities": record.plain(fitted.probabilities_), "clusters": [int(labels.max()) + 1]}
    given = {"input": name, "x": record.columns(x), "minClusterSize": size, "minSamples": samples}
    return {"kernel": "hdbscan", **given, "exact": found} if samples == 1 else {**given, "scikit-learn": found["labels"]}


def main():
    random = np.random.default_rng(20261120)
    crescent = random.uniform(0, np.pi, 200)
    moons = np.round(np.column_stack([np.cos(crescent), np.sin(crescent)]) + 0.05 * random.normal(size=(200, 2)), 6)
    moons[100:] = np.round([1, 0.4] - moons[100:], 6)
    five = clouds(random, 5, 400, 3)
    cases = [
        case("five clouds", five, 10, 1),
        case("two crescents", moons, 8, 1),
        case("one cloud", np.round(random.normal(size=(80, 2)), 6), 10, 1),
        case("five clouds", five, 10, 5),
        case("two crescents", moons, 8, 4),
        case("four clouds", clouds(random, 4, 500, 5), 15, 10),
    ]
    record.write(__file__, {"cases": cases}, np, sklearn)


main()
