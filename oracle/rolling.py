"""Writes rolling.json: what the rolling kernels must return, from exact rational arithmetic and from pandas.

    python oracle/rolling.py          (needs pandas and NumPy; their versions are recorded)

Exact values are computed with fractions and rounded once; order statistics are exact. pandas' own values are stored only
for the well-conditioned inputs: on the others it errs, and docs/kernels/rolling.md says by how much.
"""

import json
import math
import platform
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd

ROWS = 80


def inputs():
    random = np.random.default_rng(20261124)
    noise = random.normal(size=ROWS)
    gaps = np.where(random.random(ROWS) < 0.25, np.nan, random.normal(size=ROWS))
    through = random.normal(size=ROWS)
    through[30] = 1e17
    return {
        "noise": noise,
        "ties": random.integers(0, 4, ROWS).astype(float),
        "gaps": gaps,
        "constant": np.full(ROWS, 0.1),
        "stuck stretch": np.where((np.arange(ROWS) > 20) & (np.arange(ROWS) < 60), 7.3, noise),
        "offset 1e9": 1e9 + noise,
        "offset 1e15": 1e15 + np.round(noise * 8) / 8,
        "16 decades": noise * 10.0 ** random.uniform(-8, 8, ROWS),
        "huge value passing through": through,
        "denormals": noise * 5e-320,
    }


WELL_CONDITIONED = ("noise", "ties", "gaps", "stuck stretch")
WINDOWS = ((1, 1), (4, 1), (16, 8), (17, 17), (100, 3))


def rounded_root(value):
    with localcontext() as context:
        context.prec = 60
        return float((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def middle(ordered):
    n = len(ordered)
    return (ordered[(n - 1) // 2] + ordered[n // 2]) / 2


def quantile(ordered, q):
    at = Fraction(q) * (len(ordered) - 1)
    low = math.floor(at)
    return ordered[low] + (ordered[min(low + 1, len(ordered) - 1)] - ordered[low]) * (at - low)


def variance(window):
    if len(window) < 2:
        return None
    mean = sum(window) / len(window)
    return sum((x - mean) ** 2 for x in window) / (len(window) - 1)


def mad(window):
    centre = Fraction(float(middle(sorted(window))))
    return middle(sorted(abs(x - centre) for x in window))


EXACT = {
    "rollingMedian": lambda w: float(middle(sorted(w))),
    "rollingMad": lambda w: float(mad(w)),
    "rollingQuantile": lambda w: float(quantile(sorted(w), 0.3)),
    "rollingMin": lambda w: float(min(w)),
    "rollingMax": lambda w: float(max(w)),
    "rollingSum": lambda w: float(sum(w)),
    "rollingMean": lambda w: float(sum(w) / len(w)),
    "rollingVar": lambda w: (lambda v: None if v is None else float(v))(variance(w)),
    "rollingStd": lambda w: (lambda v: None if v is None else rounded_root(v))(variance(w)),
}
PANDAS = {
    "rollingMedian": lambda r: r.median(),
    "rollingMad": lambda r: r.apply(lambda x: np.nanmedian(np.abs(x - np.nanmedian(x))), raw=True),
    "rollingQuantile": lambda r: r.quantile(0.3),
    "rollingMin": lambda r: r.min(),
    "rollingMax": lambda r: r.max(),
    "rollingSum": lambda r: r.sum(),
    "rollingMean": lambda r: r.mean(),
    "rollingVar": lambda r: r.var(),
    "rollingStd": lambda r: r.std(),
}


def exact_series(function, x, window, min_periods):
    out = []
    for i in range(len(x)):
        seen = [Fraction(v) for v in x[max(0, i - window + 1) : i + 1] if math.isfinite(v)]
        out.append(function(seen) if len(seen) >= max(min_periods, 1) else None)
    return out


def plain(values):
    return [None if v is None or math.isnan(v) else float(v) for v in values]


def cases():
    for name, x in inputs().items():
        for window, min_periods in WINDOWS:
            series = pd.Series(x).rolling(window, min_periods=min_periods)
            for kernel, function in EXACT.items():
                case = {"kernel": kernel, "input": name, "window": window, "minPeriods": min_periods}
                if kernel == "rollingQuantile":
                    case["q"] = 0.3
                case["exact"] = exact_series(function, x, window, min_periods)
                if name in WELL_CONDITIONED:
                    case["pandas"] = plain(PANDAS[kernel](series))
                yield case


def ewma(x, alpha):
    """pandas' documented recursion, ewm(alpha, adjust=False, ignore_na=False), in fractions: weights decay over missing rows."""
    out, mean, weight = [], None, Fraction(1)
    for value in x:
        if mean is not None:
            weight *= 1 - Fraction(alpha)
        if math.isfinite(value):
            new = Fraction(alpha)
            mean = Fraction(value) if mean is None else (weight * mean + new * Fraction(value)) / (weight + new)
            mean, weight = Fraction(float(mean)), Fraction(1)
        out.append(None if mean is None else float(mean))
    return out


def ewma_cases():
    for name in WELL_CONDITIONED:
        x = inputs()[name]
        yield {"kernel": "ewma", "input": name, "alpha": 0.2, "exact": ewma(x, 0.2), "pandas": plain(pd.Series(x).ewm(alpha=0.2, adjust=False).mean())}


def main():
    made = {
        "versions": {"python": platform.python_version(), "pandas": pd.__version__, "numpy": np.__version__},
        "inputs": {name: plain(x) for name, x in inputs().items()},
        "cases": list(cases()),
        # rollingMeanStd and rollingMinMax are the kernels above side by side, which a test compares bit for bit.
        "ewma": list(ewma_cases()),
    }
    Path(__file__).with_suffix(".json").write_text(json.dumps(made, separators=(",", ":")) + "\n")


main()
