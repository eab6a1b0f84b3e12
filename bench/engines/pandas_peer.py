import pandas as pd
from harness import run


def rolling(function):
    return lambda f, a: function(f.rolling(a["window"], min_periods=a.get("minPeriods")), a)


def two(first, second):
    return lambda f, a: (first(f, a), second(f, a))


rolling_mean, rolling_std = rolling(lambda r, a: r.mean()), rolling(lambda r, a: r.std())
rolling_min, rolling_max = rolling(lambda r, a: r.min()), rolling(lambda r, a: r.max())
rolling_skew, rolling_kurt = rolling(lambda r, a: r.skew()), rolling(lambda r, a: r.kurt())
mad = lambda f: (f - f.median()).abs().median()

KERNELS = {
    "rollingMedian": rolling(lambda r, a: r.median()),
    "rollingQuantile": rolling(lambda r, a: r.quantile(a["q"])),
    "rollingMean": rolling_mean,
    "rollingStd": rolling_std,
    "rollingVar": rolling(lambda r, a: r.var()),
    "rollingSum": rolling(lambda r, a: r.sum()),
    "rollingMin": rolling_min,
    "rollingMax": rolling_max,
    "rollingMeanStd": two(rolling_mean, rolling_std),
    "rollingMinMax": two(rolling_min, rolling_max),
    "rollingSkew": rolling_skew,
    "rollingKurt": rolling_kurt,
    "rollingSkewKurt": two(rolling_skew, rolling_kurt),
    "rollingCorr": lambda f, a: f.rolling(a["window"]).corr(a["y"].shift(a.get("lag", 0))),
    # True MAD: pandas has only `apply`, 500,000 Python calls; numba's loop stands for what a user would do instead.
    "ewma": lambda f, a: f.ewm(alpha=a["alpha"], adjust=False, ignore_na=False).mean(),
    "correlation": lambda f, a: f.corr(),
    "covariance": lambda f, a: f.cov(),
    "spearman": lambda f, a: f.corr("spearman"),
    "mean": lambda f, a: f.mean(),
    "std": lambda f, a: f.std(),
    "median": lambda f, a: f.median(),
    "mad": lambda f, a: mad(f),
    "quantiles": lambda f, a: f.quantile(a["q"]),
    "iqr": lambda f, a: f.quantile(0.75) - f.quantile(0.25),
    "zscore": lambda f, a: (f - f.mean()) / f.std(),
    "robustScale": lambda f, a: (f - f.median()) / (1.4826 * mad(f)),
    "imputeMedian": lambda f, a: f.fillna(f.median()),
    "imputeForward": lambda f, a: f.ffill(),
    "lagColumns": lambda f, a: pd.concat([f.shift(lag) for lag in range(a["lags"] + 1)], axis=1),
    "lag": lambda f, a: f.shift(a["periods"]),
    "diff": lambda f, a: f.diff(a["periods"]),
}
run("pandas", pd.__version__, lambda x: pd.DataFrame(x) if x.ndim == 2 else x, KERNELS)
