"""Writes transform.json: what zscore, robustScale, imputeMedian, imputeForward, lag, lagColumns and diff of columns must return.

    python oracle/transform.py          (needs pandas, SciPy and NumPy; their versions are recorded)

`exact` comes from fractions, rounded once; `library` is the line that the kernel equals: scipy.stats.zscore, NumPy's
(x - m) / (1.4826 * nanmedian(abs(x - m))), and pandas' fillna, ffill, shift and diff. Infinite values go to the libraries as NaN.
"""

import math
import warnings
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pandas as pd
import record
import scipy
from scipy import stats

OPTIONS = {
    "zscore": [{"ddof": 0}, {"ddof": 1}],
    "robustScale": [{}],
    "imputeMedian": [{}],
    "imputeForward": [{}, {"limit": 1}, {"limit": 3}],
    "lagColumns": [{}, {"lags": 0}, {"lags": 3}],
    "lag": [{}, {"periods": 0}, {"periods": 3}, {"periods": 500}],
    "diff": [{}, {"periods": 0}, {"periods": 3}, {"periods": 500}],
}


def inputs():
    random = np.random.default_rng(20261201)
    noise = random.normal(size=121)
    gaps = np.where(random.random(120) < 0.4, np.nan, random.normal(size=120))
    gaps[[5, 50]] = np.inf, -np.inf
    gaps[:4] = np.nan
    gaps[70:80] = np.nan
    through = noise.copy()
    through[100] = 1e17
    return {
        "noise, odd count": noise,
        "noise, even count": noise[:120],
        "gaps": gaps,
        "constant": np.full(30, 0.1),
        "quantised": np.round(20 + noise * 0.1, 1),
        "more than half equal": np.where(np.arange(121) % 5 < 3, 5.0, 5 + noise),
        "offset 1e9": 1e9 + noise,
        "offset 1e15": 1e15 + np.round(noise * 8) / 8,
        "16 decades": noise * 10.0 ** random.uniform(-8, 8, 121),
        "one huge value": through,
        "denormals": np.round(noise * 1e5) * 5e-324,
        "near the end of the range": np.array([1.7e308, 1.6e308, -1.7e308, 1.5e308, 1.79e308, 1.2e308]),
        "half the range apart": np.array([8e307, -8e307, 8.1e307, -7.9e307, 1e300, 3.0]),
        "one observed": np.array([np.nan, 2.5, np.nan]),
        "two observed": np.array([3.0, np.nan, 2.5]),
        "none observed": np.full(3, np.nan),
    }


def quotient(numerator, square):
    """numerator / √square, rounded once."""
    with localcontext() as context:
        context.prec = 800
        return float(decimal(numerator) / decimal(square).sqrt())


def decimal(value):
    return Decimal(value.numerator) / Decimal(value.denominator)


def zscore(x, ddof):
    seen = record.observed(x)
    if len(seen) <= ddof or len(set(seen)) < 2:
        return [None] * len(x)
    mean = sum(seen) / len(seen)
    variance = sum((v - mean) ** 2 for v in seen) / (len(seen) - ddof)
    return [quotient(Fraction(v) - mean, variance) if math.isfinite(v) else None for v in x]


def robust_scale(x):
    seen = record.observed(x)
    if not seen:
        return [None] * len(x)
    median = record.middle(seen)
    scale = Fraction(1.4826) * record.middle([abs(v - median) for v in seen])
    return [float((Fraction(v) - median) / scale) if math.isfinite(v) and scale else None for v in x]


def impute_median(x):
    seen = record.observed(x)
    return [v if math.isfinite(v) else float(record.middle(seen)) if seen else None for v in x]


def impute_forward(x, limit=None):
    out, last = [], None
    for row, value in enumerate(x):
        last = row if math.isfinite(value) else last
        out.append(None if last is None or limit is not None and row - last > limit else x[last])
    return out


def lag(x, periods=1):
    return [x[i - periods] if i >= periods and math.isfinite(x[i - periods]) else None for i in range(len(x))]


def lag_columns(x, lags=1):
    return [value for periods in range(lags + 1) for value in lag(x, periods)]


def diff(x, periods=1):
    pairs = zip(x, lag(x, periods))
    return [float_or_overflow(Fraction(a) - Fraction(b)) if b is not None and math.isfinite(a) else None for a, b in pairs]


def float_or_overflow(value):
    try:
        return float(value)
    except OverflowError:
        return "Infinity" if value > 0 else "-Infinity"


EXACT = {
    "zscore": zscore,
    "robustScale": robust_scale,
    "imputeMedian": impute_median,
    "imputeForward": impute_forward,
    "lag": lag,
    "lagColumns": lag_columns,
    "diff": diff,
}
LIBRARY = {
    "zscore": lambda x, ddof: stats.zscore(x.to_numpy(), ddof=ddof, nan_policy="omit"),
    "robustScale": lambda x: numpy_line(x.to_numpy()),
    "imputeMedian": lambda x: x.fillna(x.median()),
    "imputeForward": lambda x, **options: x.ffill(**options),
    "lag": lambda x, **options: x.shift(**options),
    "lagColumns": lambda x, lags=1: pd.concat([x.shift(periods) for periods in range(lags + 1)]),
    "diff": lambda x, **options: x.diff(**options),
}


def numpy_line(x):
    m = np.nanmedian(x)
    return (x - m) / (1.4826 * np.nanmedian(np.abs(x - m)))


def plain(values):
    """Numbers as JSON can hold them, infinities in words."""
    values = np.ma.filled(values, np.nan) if np.ma.isMaskedArray(values) else values
    return [v if v is None or isinstance(v, str) else None if math.isnan(v) else float(v) if math.isfinite(v) else f"{'-' if v < 0 else ''}Infinity" for v in values]


def case(kernel, name, x, options):
    series = pd.Series(np.where(np.isfinite(x), x, np.nan))
    exact = plain(EXACT[kernel](x.tolist(), **options))
    return {"kernel": kernel, "input": name, "options": options, "exact": exact, "library": plain(LIBRARY[kernel](series, **options))}


def main():
    warnings.simplefilter("ignore")
    np.seterr(all="ignore")
    cases = [case(kernel, name, x, options) for kernel, sets in OPTIONS.items() for options in sets for name, x in inputs().items()]
    made = {"inputs": {name: plain(np.where(np.isfinite(x), x, np.nan)) for name, x in inputs().items()}, "cases": cases}
    record.write(__file__, made, pd, np, scipy)


main()
