import polars as pl
from harness import run


def columns(data):
    return pl.DataFrame({f"c{i}": data[:, i] for i in range(data.shape[1])})


def each(function):
    return lambda frame, args: frame.select(function(pl.all(), args)).to_numpy()


def both(first, second):
    return lambda frame, args: (each(first)(frame, args), each(second)(frame, args))


KERNELS = {
    "rollingMedian": each(lambda c, a: c.rolling_median(a["window"])),
    "rollingMeanStd": both(lambda c, a: c.rolling_mean(a["window"]), lambda c, a: c.rolling_std(a["window"])),
    "rollingMinMax": both(lambda c, a: c.rolling_min(a["window"]), lambda c, a: c.rolling_max(a["window"])),
    "rollingQuantile": each(lambda c, a: c.rolling_quantile(a["q"], "linear", a["window"])),
}
run("polars", pl.__version__, columns, KERNELS)
