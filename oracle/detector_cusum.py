"""Writes detector_cusum.json: what cusumFit, cusumScore and cusumContributions must return, in fractions, rounded once.

    python oracle/detector_cusum.py          (needs NumPy; its version is recorded)
"""

import math
from fractions import Fraction

import numpy as np
import record

NORMAL_MAD = Fraction(1.4826)


def fit_column(column):
    """Median, and max(1.4826·MAD, half the root mean square deviation about it); None where nothing varies."""
    seen = record.observed(column)
    if not seen:
        return None, None
    center = record.middle(seen)
    mad = record.middle([abs(v - center) for v in seen])
    half = Fraction(record.rounded_root(sum((v - center) ** 2 for v in seen) / len(seen))) / 2
    scale = max(NORMAL_MAD * mad, half)
    return float(center), float(scale) if scale > 0 else None


def sums(column, center, scale, slack):
    """S⁺ and S⁻ row by row; None before the first value and for a sensor without a scale."""
    upper, lower, seen = Fraction(0), Fraction(0), False
    for value in column:
        if scale is not None and math.isfinite(value):
            z = (Fraction(float(value)) - Fraction(center)) / Fraction(scale)
            seen, upper, lower = True, max(upper + z - slack, 0), max(lower - z - slack, 0)
        yield (upper, lower) if seen else (None, None)


def number(value):
    return None if value is None else float(value)


def main():
    random = np.random.default_rng(20261125)
    x = np.round(random.normal(size=(120, 6)), 4)
    x[60:, 1] += 1
    x[:, 2] = 3.25
    x[:, 3] = np.nan
    x[:9, 4] = np.nan
    x[::7, 5] = np.nan
    fits = [fit_column(column) for column in x.T]
    center, scale = ([fit[i] for fit in fits] for i in (0, 1))
    slack = 0.5
    paths = [list(sums(column, *fit, Fraction(slack))) for column, fit in zip(x.T, fits)]
    rows = [[v for path in paths for v in path[row] if v is not None] for row in range(len(x))]
    scored = {
        "slack": slack,
        "center": center,
        "scale": scale,
        "cusumScore": {"exact": [number(max(row)) if row else None for row in rows]},
        "cusumContributions": {
            "exact": {
                "upper": [number(upper) for path in paths for upper, _ in path],
                "lower": [number(lower) for path in paths for _, lower in path],
            }
        },
    }
    record.write(__file__, {"x": record.columns(x), "cusumFit": {"exact": {"center": center, "scale": scale}}, "scored": scored}, np)


main()
