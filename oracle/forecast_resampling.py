"""Writes forecast_resampling.json: what changePoints, blockBootstrap and monteCarloPaths must return.

    python oracle/forecast_resampling.py          (needs NumPy, whose version is recorded, and ruptures 1.1)

Change points are ruptures' (Pelt, l2, every row a candidate). What is drawn comes from Philox4x32-10 (Salmon et al., SC 2011), written
here once more; means and quantiles of it from fractions and NumPy.
"""

from fractions import Fraction

import numpy as np
import record
import ruptures

BLOCKS, STEPS = 31, 32
MASK = 2**32 - 1


def philox(counter, key):
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        product0, product1 = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (product1 >> 32) ^ c1 ^ k0, product1 & MASK, (product0 >> 32) ^ c3 ^ k1, product0 & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return c0, c1, c2, c3


def random_below(seed, stream, item, index, bound):
    """From the upper half of 64 bits, as the program does."""
    return (philox((index, item, stream, 0), (seed, 0))[1] * bound) >> 32


def jumps(random, rows, cols, changes):
    levels = 3 * random.normal(size=(changes + 1, cols))
    places = np.sort(random.choice(np.arange(10, rows - 10), changes, replace=False))
    return np.round(levels[np.searchsorted(places, np.arange(rows), side="right")] + random.normal(size=(rows, cols)), 4)


def change_case(x, penalty, size):
    ends = ruptures.Pelt(model="l2", min_size=size, jump=1).fit(x).predict(pen=penalty)[:-1]
    starts = np.zeros(len(x))
    starts[ends] = 1
    exact = {"starts": record.plain(starts), "count": [len(ends)]}
    return {"kernel": "changePoints", "x": record.columns(x), "penalty": penalty, "minSize": size, "exact": exact}


def bootstrap_case(x, draws, length, q, seed):
    rows, cols = x.shape
    means, quantiles = [], []
    for draw in range(draws):
        blocks = [random_below(seed, BLOCKS, draw, block, rows) for block in range(-(-rows // length))]
        taken = [(blocks[i // length] + i % length) % rows for i in range(rows)]
        seen = [x[taken, c][np.isfinite(x[taken, c])] for c in range(cols)]
        means.append([float(sum(Fraction(float(v)) for v in column) / len(column)) for column in seen])
        quantiles.append([float(np.quantile(column, q)) for column in seen])
    exact = {key: record.plain(np.array(values).ravel(order="F")) for key, values in (("drawnMeans", means), ("drawnQuantiles", quantiles))}
    given = {"draws": draws, "blockLength": length, "q": q, "seed": seed}
    return {"kernel": "blockBootstrap", "x": record.columns(x), **given, "exact": exact}


def paths_case(steps, paths, horizon, length, seed):
    start, threshold = 10.0, 8.0
    seen = [Fraction(float(v)) for v in steps if np.isfinite(v)]
    levels, crossings = [], []
    for path in range(paths):
        taken = [seen[(random_below(seed, STEPS, path, step // length, len(seen)) + step % length) % len(seen)] for step in range(horizon)]
        way = [Fraction(start) + sum(taken[: step + 1]) for step in range(horizon)]
        levels += [float(level) for level in way]
        crossings.append(next((step + 1 for step, level in enumerate(way) if level <= threshold), None))
    given = {"start": start, "threshold": threshold, "horizon": horizon, "paths": paths, "blockLength": length, "seed": seed}
    return {"kernel": "monteCarloPaths", "x": record.plain(steps), **given, "exact": {"levels": levels, "crossings": crossings}}


def main():
    random = np.random.default_rng(20261119)
    changes = [change_case(jumps(random, 200, cols, 5), penalty, size) for cols, penalty, size in ((1, 10.0, 2), (3, 40.0, 5), (2, 0.5, 1), (1, 1e6, 2))]
    x = np.round(random.normal(size=(50, 2)), 4)
    x[::7, 1] = np.nan
    draws = [bootstrap_case(x, 6, 1, 0.5, 3), bootstrap_case(x + 100, 5, 8, 0.95, 12345)]
    steps = np.round(random.normal(size=40) - 0.1, 3)
    steps[5] = np.nan
    record.write(__file__, {"changes": changes, "draws": draws, "paths": [paths_case(steps, 8, 25, 1, 0), paths_case(steps, 4, 30, 6, 7)]}, np)


main()
