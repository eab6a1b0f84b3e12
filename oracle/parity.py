"""Writes parity.json: where pandas departs from the exact value, and by how much.

    python oracle/parity.py          (needs pandas and NumPy; their versions are recorded)

Rolling means and standard deviations of ill-conditioned series, window 16, and ewma after gaps, exact by fractions, with the
largest relative error of pandas beside them; the same for rolling skewness, kurtosis and correlation with N(0, 1), where an
error is relative to the value or to 1, whichever is larger: the figures of docs/kernels/parity.md.
"""

import math
import warnings
from fractions import Fraction

import numpy as np
import pandas as pd
import record

ROWS, WINDOW = 400, 16


def inputs():
    random = np.random.default_rng(20261129)
    noise = np.round(random.normal(size=ROWS), 6)
    return {
        "1e9 + N(0, 1)": 1e9 + noise,
        "1e15 + N(0, 1)": 1e15 + noise,
        "16 decades": noise * 10.0 ** random.integers(-8, 9, ROWS),
        "1e17 passes": with_values(noise, {50: 1e17}),
        "1e17 and -3e11 pass 500 + N(0, 1)": with_values(500 + noise, {50: 1e17, 60: -3e11}),
        "1e300, 1e18 and -1e15 pass": with_values(noise, {50: 1e300, 54: 1e18, 58: -1e15}),
        "near 1.7e308": noise / 4 * 1.7e308,
    }


def with_values(x, replaced):
    out = x.copy()
    for row, value in replaced.items():
        out[row] = value
    return out


def exact(x, statistic):
    windows = (record.observed(x[i - WINDOW + 1 : i + 1]) for i in range(WINDOW - 1, len(x)))
    return [None] * (WINDOW - 1) + [statistic(window) for window in windows]


def mean(window):
    return float(sum(window) / len(window))


def std(window):
    centre = sum(window) / len(window)
    return record.rounded_root(sum((v - centre) ** 2 for v in window) / (len(window) - 1))


def largest_error(theirs, truth):
    """Relative; where the truth is 0, in the unit of the data."""
    pairs = [(a, b) for a, b in zip(theirs, truth) if b is not None]
    return max(abs(a - b) / (abs(b) or 1) if math.isfinite(a) else math.inf for a, b in pairs)


def ewma(x, alpha):
    """The recursion of pandas' documentation: over a missing row the average's weight decays, the new value's does not."""
    out, average, weight = [], None, Fraction(1)
    for value in x.tolist():
        weight *= 1 - alpha
        if math.isfinite(value):
            average = Fraction(value) if average is None else (weight * average + alpha * Fraction(value)) / (weight + alpha)
            weight = Fraction(1)
        out.append(None if average is None else float(average))
    return out


def ewma_case(alpha):
    random = np.random.default_rng(20261130)
    x = np.where(random.random(120) < 0.3, np.nan, np.round(random.normal(10, 1, 120), 4))
    truth = ewma(x, Fraction(alpha))
    theirs = pd.Series(x).ewm(alpha=alpha, adjust=False, ignore_na=False).mean()
    return {"alpha": alpha, "x": record.plain(x), "ewma": truth, "pandas": finite(largest_error(theirs, truth))}


def finite(error):
    return error if math.isfinite(error) else "infinite"


def case(name, x):
    rolling = pd.Series(x).rolling(WINDOW)
    truth = {"mean": exact(x, mean), "std": exact(x, std)}
    pandas = {key: finite(largest_error(getattr(rolling, key)(), values)) for key, values in truth.items()}
    return {"input": name, "x": record.plain(x), **truth, "pandas": pandas}


def skew(window):
    n, squares, cubes = len(window), central(window, 2), central(window, 3)
    root = record.rounded_root(Fraction(n * n * (n - 1), (n - 2) ** 2) * cubes**2 / squares**3)
    return -root if cubes < 0 else root


def kurt(window):
    n, squares, fourths = len(window), central(window, 2), central(window, 4)
    return float(Fraction(n - 1, (n - 2) * (n - 3)) * ((n + 1) * n * fourths / squares**2 - 3 * (n - 1)))


def central(window, power):
    centre = sum(window) / len(window)
    return sum((v - centre) ** power for v in window)


def corr(x, y):
    out = [None] * (WINDOW - 1)
    for i in range(WINDOW - 1, len(x)):
        a, b = (record.observed(v[i - WINDOW + 1 : i + 1]) for v in (x, y))
        centre_a, centre_b = sum(a) / WINDOW, sum(b) / WINDOW
        products = sum((u - centre_a) * (v - centre_b) for u, v in zip(a, b))
        root = record.rounded_root(products**2 / (central(a, 2) * central(b, 2)))
        out.append(-root if products < 0 else root)
    return out


def error_beside_one(theirs, truth):
    pairs = [(a, b) for a, b in zip(theirs, truth) if b is not None]
    return max(abs(a - b) / max(abs(b), 1) if math.isfinite(a) else math.inf for a, b in pairs)


def shape_case(name, x, y):
    rolling = pd.Series(x).rolling(WINDOW)
    truth = {"skew": exact(x, skew), "kurt": exact(x, kurt), "corr": corr(x, y)}
    theirs = {"skew": rolling.skew(), "kurt": rolling.kurt(), "corr": rolling.corr(pd.Series(y))}
    return {"input": name, **truth, "pandas": {key: finite(error_beside_one(theirs[key], values)) for key, values in truth.items()}}


def main():
    warnings.simplefilter("ignore")
    rolling = [case(name, x) for name, x in inputs().items()]
    other = np.round(np.random.default_rng(20261203).normal(size=ROWS), 6)
    shape = {"y": record.plain(other), "cases": [shape_case(name, x, other) for name, x in inputs().items()]}
    ewma_cases = [ewma_case(alpha) for alpha in (0.03, 0.2, 0.5, 0.9)]
    record.write(__file__, {"window": WINDOW, "rolling": rolling, "shape": shape, "ewma": ewma_cases}, pd, np)


main()
