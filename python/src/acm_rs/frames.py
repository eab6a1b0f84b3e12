"""Rolling statistics of data frames, pandas or Polars: the program where it can run, else Polars, else pandas, and the same meaning on each.

The result is a frame of the kind that came in, with its index, one column `<name>_med` (`_mad`, `_mean`, …) for each of `cols`. A value that is not
finite is missing; a window with fewer than `min_periods` observed values (1 unless given) is NaN. The engine is chosen at import by what is
installed: `backend()` says which and why each better one was passed over; `use(name)` or ACM_FRAMES_BACKEND forces one. A failure at run time is
a failure: nothing falls back then.
"""

import importlib.util
import os

import numpy as np

from . import _choice
from ._functions import KERNELS
from .observability import Metrics, Span

# Statistic → (suffix of its column, kernel).
_STATISTICS = {
    "median": ("med", "rolling_median"),
    "mad": ("mad", "rolling_mad"),
    "mean": ("mean", "rolling_mean"),
    "std": ("std", "rolling_std"),
    "var": ("var", "rolling_var"),
    "sum": ("sum", "rolling_sum"),
    "min": ("min", "rolling_min"),
    "max": ("max", "rolling_max"),
}
NAMES = ("program", "polars", "pandas")


def _missing(name):
    if name == "program":
        return _choice.missing()
    return None if importlib.util.find_spec(name) else f"{name} is not installed"


def _choose(forced):
    if forced not in ("auto", *NAMES):
        raise ValueError(f"the frames backend was {forced!r}; allowed are auto, {', '.join(NAMES)}")
    if forced != "auto":
        if why := _missing(forced):
            raise ImportError(f"the frames backend {forced} is not available: {why}")
        return _choice.BackendInfo(forced, 1, {name: f"{forced} was asked for" for name in NAMES[: NAMES.index(forced)]})
    reasons = {}
    for name in NAMES:
        why = _missing(name)
        if why is None:
            return _choice.BackendInfo(name, 1, reasons)
        reasons[name] = why
    raise ImportError(f"no frames backend is available: {'; '.join(reasons.values())}")


_chosen = _choose(os.environ.get("ACM_FRAMES_BACKEND", "auto"))


def backend():
    """The engine in use: `.name`, and in `.reasons` why each better one was passed over."""
    return _chosen


def use(name):
    """Takes `program`, `polars` or `pandas` from now on, or `auto`: the best there is. Raises ValueError, and ImportError for what is not installed."""
    global _chosen
    _chosen = _choose(name)
    return _chosen


def _median_deviation(values):
    seen = values[~np.isnan(values)]
    return np.median(np.abs(seen - np.median(seen))) if seen.size else np.nan


def _by_program(statistic, columns, window, min_periods):
    return KERNELS[_STATISTICS[statistic][1]](columns, window=window, min_periods=min_periods)


def _by_polars(statistic, columns, window, min_periods):
    import polars

    def one(column):
        # A null is missing to Polars, a NaN is a value.
        series = polars.Series(column, nan_to_null=True)
        if statistic == "mad":
            return series.rolling_map(lambda part: _median_deviation(part.cast(float).to_numpy()), window, min_samples=min_periods)
        return getattr(series, f"rolling_{statistic}")(window, min_samples=min_periods)

    return np.column_stack([one(column).cast(float).to_numpy() for column in columns.T])


def _by_pandas(statistic, columns, window, min_periods):
    import pandas

    rolling = pandas.DataFrame(columns).rolling(window, min_periods=min_periods)
    rolled = rolling.apply(_median_deviation, raw=True) if statistic == "mad" else getattr(rolling, statistic)()
    return rolled.to_numpy()


_ENGINES = {"program": _by_program, "polars": _by_polars, "pandas": _by_pandas}


def _is_numeric(frame, name):
    kind = frame[name].dtype
    return kind.is_numeric() if _is_polars(frame) else getattr(kind, "kind", "O") in "fiu"


def _is_polars(frame):
    return type(frame).__module__.partition(".")[0] == "polars"


def _names(frame, cols):
    if type(frame).__name__ != "DataFrame" or type(frame).__module__.partition(".")[0] not in ("pandas", "polars"):
        raise TypeError(f"df is a {type(frame).__name__}; a pandas or Polars DataFrame is required")
    known = list(frame.columns)
    chosen = [name for name in known if _is_numeric(frame, name)] if cols is None else [cols] if isinstance(cols, str) else list(cols)
    for name in chosen:
        if name not in known:
            raise ValueError(f"cols holds {name!r}; the frame has {', '.join(map(repr, known))}")
        if not _is_numeric(frame, name):
            raise TypeError(f"cols holds {name!r} of dtype {frame[name].dtype}; numbers are required")
    if not chosen:
        raise ValueError("cols is empty; at least one column of numbers is required")
    return chosen


def _values(frame, names):
    """The columns as one matrix, NaN for whatever is not finite."""
    if _is_polars(frame):
        columns = [frame[name].cast(float).to_numpy() for name in names]
    else:
        columns = [frame[name].to_numpy(dtype=float, na_value=np.nan) for name in names]
    values = np.asfortranarray(np.column_stack(columns), dtype=float)
    return np.where(np.isfinite(values), values, np.nan)


def _framed(frame, names, values):
    columns = {name: np.ascontiguousarray(values[:, i]) for i, name in enumerate(names)}
    return type(frame)(columns) if _is_polars(frame) else type(frame)(columns, index=frame.index)


def _check(name, value, low, high, allowed):
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)):
        raise TypeError(f"{name} was {value!r}; a whole number from {allowed} is allowed")
    if not low <= value <= high:
        raise ValueError(f"{name} was {value!r}; a whole number from {allowed} is allowed")


def _rolled(statistics, frame, window, cols, min_periods):
    names = _names(frame, cols)
    _check("window", window, 1, 2**31 - 1, "1 to 2147483647")
    _check("min_periods", min_periods, 1, window, f"1 to window = {window}")
    values = _values(frame, names)
    results = []
    for statistic in statistics:
        with Span(f"features.rolling_{statistic}", {"backend": _chosen.name}):
            results.append(_ENGINES[_chosen.name](statistic, values, int(window), int(min_periods)))
        Metrics.increment(f"acm.features.backend.{_chosen.name}")
    labels = [f"{name}_{_STATISTICS[statistic][0]}" for name in names for statistic in statistics]
    return _framed(frame, labels, np.stack(results, axis=2).reshape(len(values), -1))


def _make(name, statistics, meaning):
    def function(df, window, cols=None, min_periods=1):
        return _rolled(statistics, df, window, cols, min_periods)

    suffixes = " and ".join(f"`…_{_STATISTICS[statistic][0]}`" for statistic in statistics)
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"""{meaning} of each trailing window.

    Parameters
    ----------
    df : pandas.DataFrame or polars.DataFrame
        One row a time, one column a sensor.
    window : int
        Rows of a window, from 1: row i sees rows i-window+1 … i.
    cols : str or sequence of str, optional
        Columns to take; every column of numbers unless given.
    min_periods : int, optional
        Least number of observed values of a window that gives a result, 1 to `window`.

    Returns
    -------
    DataFrame
        Of the kind of `df`, with its index: {suffixes} of each column.

    Raises
    ------
    ValueError, TypeError
        For an unknown column, one that holds no numbers, or a number out of range; it names argument, value and what is allowed.
    """
    return function


_MEANINGS = {
    "median": "Median",
    "mad": "Median of the absolute deviations from the window's own median (raw, unscaled)",
    "mean": "Mean",
    "std": "Sample standard deviation (ddof 1)",
    "var": "Sample variance (ddof 1)",
    "sum": "Sum",
    "min": "Least value",
    "max": "Largest value",
}
rolling_median, rolling_mad, rolling_mean, rolling_std, rolling_var, rolling_sum, rolling_min, rolling_max = (
    _make(f"rolling_{statistic}", [statistic], meaning) for statistic, meaning in _MEANINGS.items()
)
rolling_mean_std = _make("rolling_mean_std", ["mean", "std"], "Mean and sample standard deviation (ddof 1)")
