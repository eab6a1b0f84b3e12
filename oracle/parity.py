"""Writes parity.json: where pandas departs from the exact value, and by how much.

    python oracle/parity.py          (needs pandas and NumPy; their versions are recorded)

Rolling means and standard deviations of ill-conditioned series, window 16, and ewma after gaps, exact by fractions, with the
largest relative error of pandas beside them: the figures of docs/kernels/parity.md.
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


def main():
    warnings.simplefilter("ignore")
    rolling = [case(name, x) for name, x in inputs().items()]
    record.write(__file__, {"window": WINDOW, "rolling": rolling, "ewma": [ewma_case(alpha) for alpha in (0.03, 0.2, 0.5, 0.9)]}, pd, np)


main()
