"""One meaning on three engines, and frames of the kind that came in."""

import os
import subprocess
import sys

import numpy as np
import pytest

from acm_rs import frames

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
STATISTICS = ("median", "mad", "mean", "std", "var", "sum", "min", "max")


@pytest.fixture(params=["program", "polars", "pandas"])
def engine(request):
    yield frames.use(request.param)
    frames.use("auto")


def table(kind=pandas):
    random = np.random.default_rng(3)
    values = random.normal(size=(80, 2))
    values[random.random(values.shape) < 0.2] = np.nan
    values[5, 0] = np.inf
    frame = pandas.DataFrame({"flow": values[:, 0], "valve": values[:, 1]}, index=pandas.date_range("2026-01-01", periods=80, freq="min"))
    return frame if kind is pandas else polars.DataFrame({"when": frame.index.to_numpy(), "flow": values[:, 0], "valve": values[:, 1]})


def plain(column, statistic, window, min_periods):
    """The meaning, said in a line a statistic."""
    lines = {
        "median": np.median,
        "mad": lambda v: np.median(np.abs(v - np.median(v))),
        "mean": np.mean,
        "std": lambda v: np.std(v, ddof=1) if v.size > 1 else np.nan,
        "var": lambda v: np.var(v, ddof=1) if v.size > 1 else np.nan,
        "sum": np.sum,
        "min": np.min,
        "max": np.max,
    }
    windows = (column[max(0, i - window + 1) : i + 1] for i in range(len(column)))
    return [lines[statistic](seen) if (seen := part[np.isfinite(part)]).size >= min_periods else np.nan for part in windows]


@pytest.mark.parametrize("statistic", STATISTICS)
@pytest.mark.parametrize("window,min_periods", [(5, 1), (16, 8), (1, 1), (200, 3)])
def test_every_engine_means_the_same(engine, statistic, window, min_periods):
    frame = table()
    result = getattr(frames, f"rolling_{statistic}")(frame, window, min_periods=min_periods)
    suffix = {"median": "med"}.get(statistic, statistic)
    assert list(result.columns) == [f"flow_{suffix}", f"valve_{suffix}"]
    assert result.index.equals(frame.index)
    for name in frame.columns:
        expected = plain(frame[name].to_numpy(), statistic, window, min_periods)
        np.testing.assert_allclose(result[f"{name}_{suffix}"], expected, rtol=1e-9, atol=1e-7)


def test_polars_in_polars_out(engine):
    result = frames.rolling_mean_std(table(polars), 4, cols=["valve"])
    assert isinstance(result, polars.DataFrame) and result.columns == ["valve_mean", "valve_std"] and result.height == 80


def test_columns_that_are_no_numbers_are_left_out_and_nullable_ones_taken():
    frame = pandas.DataFrame({"n": pandas.array([1, None, 3], dtype="Int64"), "word": ["a", "b", "c"]})
    assert frames.rolling_median(frame, 3)["n_med"].tolist() == [1, 1, 2]


@pytest.mark.parametrize("arguments,error,message", [
    ({"window": 0}, ValueError, "window was 0; a whole number from 1"),
    ({"window": 2.0}, TypeError, "window was 2.0"),
    ({"window": 2, "min_periods": 3}, ValueError, "min_periods was 3; a whole number from 1 to window = 2"),
    ({"window": 2, "cols": ["speed"]}, ValueError, "cols holds 'speed'; the frame has 'flow', 'valve'"),
    ({"window": 2, "cols": []}, ValueError, "cols is empty"),
])
def test_a_wrong_argument_is_named(engine, arguments, error, message):
    with pytest.raises(error, match=message):
        frames.rolling_median(table(), **arguments)


def test_what_is_no_frame_is_refused():
    with pytest.raises(TypeError, match="df is a list; a pandas or Polars DataFrame is required"):
        frames.rolling_median([1, 2], 2)


def backend_where(*missing, **environment):
    """What is chosen where some packages cannot be found."""
    script = (
        "import importlib.util, sys\n"
        "find = importlib.util.find_spec\n"
        f"importlib.util.find_spec = lambda name, package=None: None if name in {missing!r} else find(name, package)\n"
        "from acm_rs import frames\n"
        "print(frames.backend().name, frames.backend().reasons)\n"
    )
    return subprocess.run([sys.executable, "-c", script], env={**os.environ, **environment}, capture_output=True, text=True)


def test_what_is_not_installed_is_passed_over_with_its_reason():
    assert backend_where().stdout == "program {}\n"
    assert backend_where("wasmtime").stdout == "polars {'program': 'wasmtime is not installed'}\n"
    assert backend_where("wasmtime", "polars").stdout.startswith("pandas {'program': 'wasmtime is not installed', 'polars':")
    assert "no frames backend is available" in backend_where("wasmtime", "polars", "pandas").stderr


def test_a_forced_engine_that_is_missing_is_an_error():
    assert backend_where(ACM_FRAMES_BACKEND="pandas").stdout.startswith("pandas")
    assert "the frames backend polars is not available: polars is not installed" in backend_where("polars", ACM_FRAMES_BACKEND="polars").stderr
    with pytest.raises(ValueError, match="the frames backend was 'fast'; allowed are auto, program, polars, pandas"):
        frames.use("fast")
