import bottleneck as bn
import numpy as np
from harness import run


def move(function, **fixed):
    return lambda x, a: function(x, a["window"], min_count=a.get("minPeriods"), axis=0, **fixed)


mean, std = move(bn.move_mean), move(bn.move_std, ddof=1)
low, high = move(bn.move_min), move(bn.move_max)
KERNELS = {
    "rollingMedian": move(bn.move_median),
    "rollingMean": mean,
    "rollingStd": std,
    "rollingVar": move(bn.move_var, ddof=1),
    "rollingSum": move(bn.move_sum),
    "rollingMin": low,
    "rollingMax": high,
    "rollingMeanStd": lambda x, a: (mean(x, a), std(x, a)),
    "rollingMinMax": lambda x, a: (low(x, a), high(x, a)),
    "mean": lambda x, a: bn.nanmean(x, axis=0),
    "std": lambda x, a: bn.nanstd(x, axis=0, ddof=1),
    "median": lambda x, a: bn.nanmedian(x, axis=0),
    "mad": lambda x, a: bn.nanmedian(np.abs(x - bn.nanmedian(x, axis=0)), axis=0),
    "zscore": lambda x, a: (x - bn.nanmean(x, axis=0)) / bn.nanstd(x, axis=0, ddof=1),
    "imputeMedian": lambda x, a: np.where(np.isnan(x), bn.nanmedian(x, axis=0), x),
    "imputeForward": lambda x, a: bn.push(x, axis=0),
}
run("bottleneck", bn.__version__, lambda x: x, KERNELS)
