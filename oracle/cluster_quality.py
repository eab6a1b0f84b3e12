"""Writes cluster_quality.json: what the indices of clusterings must return.

    python oracle/cluster_quality.py          (needs NumPy, SciPy and scikit-learn; their versions are recorded)

Silhouettes and the two other indices come from their formulas in extended precision, which this script holds against scikit-learn's; the
adjusted Rand index from its formula in fractions, held likewise; names of matched clusters from SciPy's linear_sum_assignment.
"""

from fractions import Fraction

import numpy as np
import record
import scipy
import sklearn
from scipy.optimize import linear_sum_assignment
from sklearn import metrics

long = np.longdouble


def silhouettes(x, labels):
    x = x.astype(long)
    distances = np.sqrt(((x[:, None] - x) ** 2).sum(axis=2))
    found = np.zeros(len(x), dtype=long)
    for r, label in enumerate(labels):
        own = (labels == label).sum()
        if own == 1:
            continue
        means = [distances[r, labels == other].mean() for other in np.unique(labels) if other != label]
        a, b = distances[r, labels == label].sum() / (own - 1), min(means)
        found[r] = (b - a) / max(a, b)
    return found


def calinski_harabasz(x, labels):
    x, center, kinds = x.astype(long), x.astype(long).mean(axis=0), np.unique(labels)
    means = [x[labels == kind].mean(axis=0) for kind in kinds]
    between = sum((labels == kind).sum() * ((mean - center) ** 2).sum() for kind, mean in zip(kinds, means))
    within = sum(((x[labels == kind] - mean) ** 2).sum() for kind, mean in zip(kinds, means))
    return between * (len(x) - len(kinds)) / (within * (len(kinds) - 1))


def davies_bouldin(x, labels):
    x, kinds = x.astype(long), np.unique(labels)
    means = [x[labels == kind].mean(axis=0) for kind in kinds]
    widths = [np.sqrt(((x[labels == kind] - mean) ** 2).sum(axis=1)).mean() for kind, mean in zip(kinds, means)]
    apart = lambda i, j: np.sqrt(((means[i] - means[j]) ** 2).sum())
    k = len(kinds)
    return np.mean([max((widths[i] + widths[j]) / apart(i, j) for j in range(k) if j != i) for i in range(k)])


def adjusted_rand(a, b):
    table = metrics.cluster.contingency_matrix(a, b).astype(int)
    pairs = lambda counts: sum(Fraction(int(n) * (int(n) - 1), 2) for n in np.ravel(counts))
    both, of_a, of_b, all_pairs = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0)), pairs([len(a)])
    chance = of_a * of_b / all_pairs
    return float((both - chance) / ((of_a + of_b) / 2 - chance))


def matched(now, before, clusters=64):
    table = np.zeros((clusters, clusters))
    np.add.at(table, (now, before), 1)
    names = {int(i): int(j) for i, j in zip(*linear_sum_assignment(table, maximize=True)) if table[i, j] > 0}
    free = iter(sorted(set(range(2 * clusters)) - set(before.tolist()) - set(names.values())))
    for label in np.unique(now):
        if int(label) not in names:
            names[int(label)] = next(free)
    return [names[int(label)] for label in now]


def close(formula, library):
    np.testing.assert_allclose(float(formula), library, rtol=1e-9)
    return [float(formula)]


def quality_case(name, x, labels):
    samples = silhouettes(x, labels)
    # On an offset of 1e6 scikit-learn's |x|² − 2·x·y + |y|² leaves 2 % of error: the formulas are held to it on centred rows.
    near = x - x.mean(axis=0)
    np.testing.assert_allclose(samples.astype(float), metrics.silhouette_samples(near, labels), rtol=1e-7, atol=1e-9)
    return {
        "input": name,
        "x": record.columns(x),
        "labels": record.plain(labels),
        "exact": {
            "silhouetteSamples": record.plain(samples.astype(float)),
            "silhouetteScore": [float(samples.mean())],
            "calinskiHarabasz": close(calinski_harabasz(x, labels), metrics.calinski_harabasz_score(near, labels)),
            "daviesBouldin": close(davies_bouldin(x, labels), metrics.davies_bouldin_score(near, labels)),
        },
    }


def agreement_case(name, now, before):
    index = adjusted_rand(now, before)
    np.testing.assert_allclose(index, metrics.adjusted_rand_score(now, before), rtol=1e-12)
    return [
        {"kernel": "adjustedRandIndex", "input": name, "x": record.plain(now), "others": record.plain(before), "exact": [index]},
        {"kernel": "matchClusters", "input": name, "x": record.plain(now), "before": record.plain(before), "exact": matched(now, before)},
    ]


def clouds(random, k, rows, cols, distance):
    labels = random.integers(0, k, rows)
    return np.round(distance * random.normal(size=(k, cols))[labels] + random.normal(size=(rows, cols)), 4), labels


def main():
    random = np.random.default_rng(20261121)
    few = clouds(random, 3, 150, 4, 3)
    many = clouds(random, 20, 130, 3, 4)
    lonely = (few[0][:30], np.where(np.arange(30) == 7, 5, few[1][:30]))
    before = few[1]
    now = np.array([2, 0, 1])[before]
    now[::9] = 4
    # "exact" holds several kernels at once only where each has one output; the agreement cases name theirs.
    quality = [quality_case("three clouds", *few), quality_case("twenty clouds on an offset", many[0] + 1e6, many[1]), quality_case("one alone", *lonely)]
    agreement = [*agreement_case("renamed, a new one", now, before), *agreement_case("unrelated", random.integers(0, 4, 90), random.integers(0, 6, 90))]
    record.write(__file__, {"quality": quality, "agreement": agreement}, np, scipy, sklearn)


main()
