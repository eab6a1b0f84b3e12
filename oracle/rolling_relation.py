"""Writes rolling_relation.json: what rollingSlope and rollingCorr must return, from exact rational arithmetic, from NumPy and from pandas.

    python oracle/rolling_relation.py          (needs pandas and NumPy; their versions are recorded)

Sums are fractions, rounded once at the end. Beside each slope stands its unit, what a change of one value by the window's whole range
could do to it at most, times half the window. Values of numpy.polyfit and of pandas' rolling corr are stored where those hold their digits;
oracle/parity.py says where they do not.
"""

import math
import warnings
from fractions import Fraction

import numpy as np
import pandas as pd
import record

ROWS = 90
WINDOWS = ((1, 1), (2, 1), (3, 3), (16, 5), (17, 17), (65, 4), (200, 3))
WELL_CONDITIONED = ("noise", "other noise", "ties", "gaps")
PAIRS = (
    ("noise", "other noise", 0),
    ("noise", "other noise", 7),
    ("gaps", "noise", 2),
    ("gaps", "other gaps", 0),
    ("noise", "noise", 95),
    ("ties", "noise", 1),
    ("ties", "constant", 0),
    ("stuck stretch", "noise", 3),
    ("offset 1e9", "noise", 0),
    ("offset 1e9", "offset 1e15", 1),
    ("ramp 1e6", "offset 1e9", 0),
    ("ramp 1e6", "ramp 1e6", 5),
    ("16 decades", "noise", 0),
    ("16 decades", "16 decades", 1),
    ("huge values passing through", "offset 1e9", 4),
    ("1e300 passing through gaps", "noise", 0),
    ("near 4e307", "1e300 passing through gaps", 2),
    ("denormals", "near 4e307", 0),
    ("denormals", "near 1e-100", 3),
)


def inputs():
    random = np.random.default_rng(20261202)
    noise = random.normal(size=ROWS)
    through = 500 + random.normal(size=ROWS)
    through[[30, 41]] = 1e17, -3e11
    return {
        "noise": noise,
        "other noise": noise + random.normal(size=ROWS),
        "ties": random.integers(0, 4, ROWS).astype(float),
        "gaps": np.where(random.random(ROWS) < 0.25, np.nan, random.normal(size=ROWS)),
        "other gaps": np.where(random.random(ROWS) < 0.4, np.nan, random.normal(size=ROWS)),
        "constant": np.full(ROWS, 0.1),
        "stuck stretch": np.where((np.arange(ROWS) > 20) & (np.arange(ROWS) < 60), 0.0, noise),
        "offset 1e9": 1e9 + noise,
        "offset 1e15": 1e15 + np.round(noise * 8) / 8,
        "ramp 1e6": 1e6 + 0.125 * np.arange(ROWS),
        "16 decades": noise * 10.0 ** random.uniform(-8, 8, ROWS),
        "huge values passing through": through,
        "1e300 passing through gaps": np.where(np.arange(ROWS) == 33, 1e300, np.where(random.random(ROWS) < 0.2, np.nan, noise)),
        "near 4e307": np.clip(noise / 3, -1, 1) * 4e307,
        "near 1e-100": noise * 1e-100,
        "denormals": noise * 5e-320,
    }


def comoment(x, y):
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))


def slope(rows, values):
    """The value and its unit."""
    spread = comoment(rows, rows)
    middle = sum(rows) / len(rows)
    unit = sum(abs(r - middle) for r in rows) * (max(values) - min(values)) / spread
    return float(comoment(rows, values) / spread), float(unit)


def correlation(x, y):
    spreads = comoment(x, x) * comoment(y, y)
    if spreads == 0:
        return None
    products = comoment(x, y)
    root = record.rounded_root(products**2 / spreads)
    return -root if products < 0 else root


def pairs_of(x, y, window, row):
    """The window's pairs in which both are observed, as fractions."""
    seen = [i for i in range(max(0, row - window + 1), row + 1) if math.isfinite(x[i]) and math.isfinite(y[i])]
    return [Fraction(float(x[i])) for i in seen], [Fraction(float(y[i])) for i in seen]


def polyfit(x, window, min_periods):
    out = []
    for row in range(len(x)):
        seen = [i for i in range(max(0, row - window + 1), row + 1) if math.isfinite(x[i])]
        out.append(np.polyfit(seen, x[seen], 1)[0] if len(seen) >= max(min_periods, 2) else None)
    return record.plain(out)


def slope_cases(series):
    rows = np.arange(ROWS, dtype=float)
    for name, x in series.items():
        for window, min_periods in WINDOWS:
            windows = [pairs_of(rows, x, window, row) for row in range(ROWS)]
            values = [slope(*w) if len(w[0]) >= max(min_periods, 2) else (None, None) for w in windows]
            case = {"kernel": "rollingSlope", "input": name, "window": window, "minPeriods": min_periods}
            case["exact"] = [value for value, _ in values]
            case["unit"] = [unit and float(f"{unit:.3g}") for _, unit in values]
            if name in WELL_CONDITIONED:
                case["numpy"] = polyfit(x, window, min_periods)
            yield case


def correlation_cases(series):
    for name, other, lag in PAIRS:
        x, y = series[name], np.full(ROWS, np.nan)
        y[lag:] = series[other][: max(ROWS - lag, 0)]
        for window, min_periods in WINDOWS:
            windows = [pairs_of(x, y, window, row) for row in range(ROWS)]
            case = {"kernel": "rollingCorr", "input": name, "y": other, "lag": lag, "window": window, "minPeriods": min_periods}
            case["exact"] = [correlation(*w) if len(w[0]) >= max(min_periods, 2) else None for w in windows]
            if name in WELL_CONDITIONED and other in WELL_CONDITIONED and window > 3 and name != "ties":
                shifted = pd.Series(series[other]).shift(lag)
                case["pandas"] = record.plain(list(pd.Series(x).rolling(window, min_periods=min_periods).corr(shifted)))
            yield case


def main():
    warnings.simplefilter("ignore")
    series = inputs()
    cases = [*slope_cases(series), *correlation_cases(series)]
    record.write(__file__, {"inputs": {name: record.plain(x) for name, x in series.items()}, "cases": cases}, pd, np)


main()
