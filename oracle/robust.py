"""Writes robust.json: what median, mad, mean, std, quantiles and iqr of columns must return.

    python oracle/robust.py          (needs NumPy; its version is recorded)

`exact` comes from fractions, rounded once; `numpy` is the line of NumPy that the kernel equals: numpy.nanmedian(x),
numpy.nanmedian(abs(x - numpy.nanmedian(x))), numpy.nanmean(x), numpy.nanstd(x, ddof=1),
numpy.nanquantile(x, q), and iqr the difference of its 0.75 and 0.25. A quantile's position q·(n − 1) is rounded in both. NumPy overflows where values
near the end of the range are added, and on an offset its std loses digits; docs/kernels/robust.md says so.
"""

import math
import warnings
from fractions import Fraction

import numpy as np
import record

LEVELS = [0.0, 1e-3, 0.05, 0.1, 0.25, 0.3, 0.5, 2 / 3, 0.75, 0.95, 0.999, 1.0]


def inputs():
    random = np.random.default_rng(20261125)
    noise = random.normal(size=301)
    through = noise.copy()
    through[100] = 1e17
    edge = np.array([1.7e308, 1.6e308, -1.7e308, 1.5e308, 1.79e308, 1.2e308])
    return {
        "noise, odd count": noise,
        "noise, even count": noise[:300],
        "ties": random.integers(0, 4, 301).astype(float),
        "gaps": np.where(random.random(300) < 0.3, np.nan, random.normal(size=300)),
        "constant": np.full(300, 0.1),
        "quantised": np.round(20 + noise[:300] * 0.4, 1),
        "offset 1e9": 1e9 + noise,
        "offset 1e9, even count": 1e9 + noise[:296],
        "offset 1e15": 1e15 + np.round(noise * 8) / 8,
        "16 decades": noise * 10.0 ** random.uniform(-8, 8, 301),
        "one huge value": through,
        "denormals": noise * 5e-320,
        "near the end of the range": edge,
        "many rows": np.round(random.normal(250, 30, 4001), 3),
        "one observed": np.array([np.nan, 2.5, np.nan]),
        "two observed": np.array([3.0, np.nan, 2.5]),
        "none observed": np.full(3, np.nan),
    }


def variance(values):
    centre = sum(values) / len(values)
    return sum((v - centre) ** 2 for v in values) / (len(values) - 1)


def quantile(seen, q):
    ordered = sorted(seen)
    position = Fraction(q * (len(ordered) - 1))
    low = math.floor(position)
    return ordered[low] + (ordered[math.ceil(position)] - ordered[low]) * (position - low)


def within_range(value):
    return float(value) if value <= Fraction(float(np.finfo(float).max)) else "overflow"


def exact(x):
    seen = record.observed(x)
    if not seen:
        return {"median": None, "mad": None, "mean": None, "std": None, "iqr": None, "quantiles": [None] * len(LEVELS)}
    centre = record.middle(seen)
    quartiles = quantile(seen, 0.25), quantile(seen, 0.75)
    return {
        "median": float(centre),
        "mad": float(record.middle([abs(v - centre) for v in seen])),
        "mean": float(sum(seen) / len(seen)),
        "std": record.rounded_root(variance(seen)) if len(seen) > 1 else None,
        "iqr": within_range(quartiles[1] - quartiles[0]),
        "quantiles": [float(quantile(seen, q)) for q in LEVELS],
    }


def from_numpy(x):
    centre = np.nanmedian(x)
    values = {"median": centre, "mad": np.nanmedian(np.abs(x - centre)), "mean": np.nanmean(x), "std": np.nanstd(x, ddof=1)}
    quantiles = np.nanquantile(x, LEVELS)
    values["iqr"] = np.subtract(*np.nanquantile(x, [0.75, 0.25]))
    singles = {kernel: record.plain(value) if not np.isinf(value) else "overflow" for kernel, value in values.items()}
    return {**singles, "quantiles": record.plain(quantiles) if not np.isinf(quantiles).any() else "overflow"}


def main():
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    cases = [{"input": name, "x": record.plain(x), "exact": exact(x), "numpy": from_numpy(x)} for name, x in inputs().items()]
    record.write(__file__, {"q": LEVELS, "cases": cases}, np)


main()
