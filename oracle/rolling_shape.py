"""Writes rolling_shape.json: what rollingSkew and rollingKurt must return, from exact rational arithmetic and from pandas.

    python oracle/rolling_shape.py          (needs pandas and NumPy; their versions are recorded)

Central moments are fractions, rounded once at the end. Beside each value stands its unit, the size of what is added up to make it:
skewness with |x - mean|^3 in place of (x - mean)^3, and kurtosis before the normal distribution's is subtracted. pandas' values are
stored only where it holds its digits; oracle/parity.py says where it does not. rollingSkewKurt is the two side by side, which a
test compares bit for bit.
"""

from fractions import Fraction

import numpy as np
import pandas as pd
import record

ROWS = 90
WINDOWS = ((2, 1), (3, 1), (4, 4), (16, 5), (17, 17), (65, 4), (70, 60), (200, 3))
WELL_CONDITIONED = ("noise", "ties", "gaps")


def inputs():
    random = np.random.default_rng(20261201)
    noise = random.normal(size=ROWS)
    through = 500 + random.normal(size=ROWS)
    through[[30, 41]] = 1e17, -3e11
    return {
        "noise": noise,
        "ties": random.integers(0, 4, ROWS).astype(float),
        "gaps": np.where(random.random(ROWS) < 0.25, np.nan, random.normal(size=ROWS)),
        "constant": np.full(ROWS, 0.1),
        "stuck stretch": np.where((np.arange(ROWS) > 20) & (np.arange(ROWS) < 60), 0.0, noise),
        "offset 1e9 and gaps": np.where(random.random(ROWS) < 0.1, np.nan, 1e9 + noise),
        "offset 1e15": 1e15 + np.round(noise * 8) / 8,
        "16 decades": noise * 10.0 ** random.uniform(-8, 8, ROWS),
        "huge values passing through": through,
        "1e300 passing through gaps": np.where(np.arange(ROWS) == 33, 1e300, np.where(random.random(ROWS) < 0.2, np.nan, noise)),
        "one step": np.where(np.arange(ROWS) < 45, 1.0, 1.0 + 2**-52),
        "near 1.7e308": np.clip(noise / 3, -1, 1) * 1.7e308,
        "near 1e-100": noise * 1e-100,
        "denormals": noise * 5e-320,
    }


def moments(window):
    mean = sum(window) / len(window)
    deviations = [v - mean for v in window]
    return [sum(d**2 for d in deviations), sum(d**3 for d in deviations), sum(abs(d) ** 3 for d in deviations), sum(d**4 for d in deviations)]


def skew(window):
    """The value and its unit."""
    n = len(window)
    squares, cubes, sizes, _ = moments(window)
    if n < 3 or squares == 0:
        return None, None
    scale = Fraction(n * n * (n - 1), (n - 2) ** 2) / squares**3
    value = record.rounded_root(scale * cubes**2)
    return -value if cubes < 0 else value, record.rounded_root(scale * sizes**2)


def kurt(window):
    n = len(window)
    squares, _, _, fourths = moments(window)
    if n < 4 or squares == 0:
        return None, None
    raw = Fraction(n - 1, (n - 2) * (n - 3)) * (n + 1) * n * fourths / squares**2
    return float(raw - Fraction(3 * (n - 1) ** 2, (n - 2) * (n - 3))), float(raw)


EXACT = {"rollingSkew": skew, "rollingKurt": kurt}
PANDAS = {"rollingSkew": lambda r: r.skew(), "rollingKurt": lambda r: r.kurt()}


def cases():
    for name, x in inputs().items():
        for window, min_periods in WINDOWS:
            windows = [record.observed(x[max(0, i - window + 1) : i + 1]) for i in range(len(x))]
            for kernel, statistic in EXACT.items():
                pairs = [statistic(w) if len(w) >= min_periods else (None, None) for w in windows]
                case = {"kernel": kernel, "input": name, "window": window, "minPeriods": min_periods}
                case["exact"], units = map(list, zip(*pairs))
                case["unit"] = [u and float(f"{u:.3g}") for u in units]
                if name in WELL_CONDITIONED and window > 4:
                    case["pandas"] = record.plain(list(PANDAS[kernel](pd.Series(x).rolling(window, min_periods=min_periods))))
                yield case


def main():
    series = {name: record.plain(x) for name, x in inputs().items()}
    record.write(__file__, {"inputs": series, "cases": list(cases())}, pd, np)


main()
