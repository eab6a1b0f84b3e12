import numpy as np
import polars as pl
from harness import once, run


def columns(data):
    """A missing value is a null here; a NaN would be a value."""
    if data.ndim == 1:
        return pl.Series("x", data)
    frame = pl.DataFrame({f"c{i}": data[:, i] for i in range(data.shape[1])})
    return frame.select(pl.all().fill_nan(None)) if np.isnan(data).any() else frame


def each(function):
    return lambda frame, args: frame.select(function(pl.all(), args))


def both(first, second):
    return lambda frame, args: (each(first)(frame, args), each(second)(frame, args))


def rolling(name, **fixed):
    return lambda c, a: getattr(c, f"rolling_{name}")(window_size=a["window"], min_samples=a.get("minPeriods"), **fixed)


@once
def side_by_side(frame, other):
    return frame.hstack(other.rename({name: f"other_{name}" for name in other.columns}))


def rolling_corr(frame, args):
    pairs = [pl.rolling_corr(name, pl.col(f"other_{name}").shift(args.get("lag", 0)), window_size=args["window"]).alias(name) for name in frame.columns]
    return side_by_side(frame, args["y"]).select(pairs)


def mad(c):
    return (c - c.median()).abs().median()


skew = rolling("skew", bias=False)
kurt = rolling("kurtosis", bias=False)
KERNELS = {
    "rollingMedian": each(rolling("median")),
    "rollingQuantile": each(lambda c, a: c.rolling_quantile(a["q"], "linear", a["window"])),
    "rollingMean": each(rolling("mean")),
    "rollingStd": each(rolling("std")),
    "rollingVar": each(rolling("var")),
    "rollingSum": each(rolling("sum")),
    "rollingMin": each(rolling("min")),
    "rollingMax": each(rolling("max")),
    "rollingMeanStd": both(rolling("mean"), rolling("std")),
    "rollingMinMax": both(rolling("min"), rolling("max")),
    "rollingSkew": each(skew),
    "rollingKurt": each(kurt),
    "rollingSkewKurt": both(skew, kurt),
    "rollingCorr": rolling_corr,
    "ewma": each(lambda c, a: c.ewm_mean(alpha=a["alpha"], adjust=False, ignore_nulls=False)),
    "mean": each(lambda c, a: c.mean()),
    "std": each(lambda c, a: c.std()),
    "median": each(lambda c, a: c.median()),
    "mad": each(lambda c, a: mad(c)),
    "quantiles": lambda f, a: pl.concat([f.select(pl.all().quantile(q, "linear")) for q in a["q"]]),
    "iqr": each(lambda c, a: c.quantile(0.75, "linear") - c.quantile(0.25, "linear")),
    "zscore": each(lambda c, a: (c - c.mean()) / c.std()),
    "robustScale": each(lambda c, a: (c - c.median()) / (1.4826 * mad(c))),
    "imputeMedian": each(lambda c, a: c.fill_null(c.median())),
    "imputeForward": each(lambda c, a: c.forward_fill()),
    "lag": each(lambda c, a: c.shift(a["periods"])),
    "diff": each(lambda c, a: c.diff(a["periods"])),
    "exp": lambda s, a: s.exp(),
    "log": lambda s, a: s.log(),
    "sin": lambda s, a: s.sin(),
    "cos": lambda s, a: s.cos(),
}
run("polars", pl.__version__, columns, KERNELS)
