"""What is copied and what is not, by address; what is kept and given back."""

import gc
import resource
import sys

import numpy as np
import pytest

import acm_rs
from acm_rs import _functions, _runtime


def address(array):
    return array.__array_interface__["data"][0]


@pytest.fixture
def copies(monkeypatch):
    """Shapes of the arrays that were copied in."""
    seen = []
    copy = _functions.copy_into
    monkeypatch.setattr(_functions, "copy_into", lambda view, array: (seen.append(array.shape), copy(view, array)))
    return seen


def inside(array):
    engine = _runtime.engine()
    return 0 < address(array) - engine.base < 2**32


def test_results_and_empty_arrays_lie_in_program_memory_and_pass_without_a_copy(copies):
    data = acm_rs.empty((500, 4))
    data[...] = np.random.randn(500, 4)
    assert inside(data) and data.flags.f_contiguous
    medians = acm_rs.rolling_median(data, window=5)
    assert inside(medians)
    acm_rs.rolling_std(medians, window=5)
    acm_rs.rolling_std(medians[:, 1:3], window=5)
    acm_rs.median(acm_rs.empty((3, 2)))
    assert copies == []


@pytest.mark.parametrize("foreign", [
    np.zeros((50, 4)), np.asfortranarray(np.zeros((50, 4))), np.zeros((50, 4), np.float32), np.zeros((100, 8))[::2, ::2], np.zeros((50, 4), int),
])
def test_a_foreign_array_is_copied_once(foreign, copies):
    acm_rs.rolling_median(foreign, window=5)
    assert copies == [(50, 4)]


def test_a_part_that_is_not_whole_columns_is_copied(copies):
    data = acm_rs.rolling_median(np.random.randn(60, 4), window=2)
    copies.clear()
    expected = acm_rs.rolling_mean(np.array(data[10:50]), window=3)
    np.testing.assert_array_equal(acm_rs.rolling_mean(data[10:50], window=3), expected)
    assert copies == [(40, 4), (40, 4)]


def test_an_argument_is_never_changed():
    for data in (np.random.randn(200, 3), acm_rs.rolling_mean(np.random.randn(200, 3), window=2, min_periods=1)):
        data.flags.writeable = False
        before = data.copy()
        for name in ("rolling_median", "rolling_mean_std", "rolling_quantile", "ewma", "correlation", "rfft", "svd", "impute_median"):
            more = {"window": 5} if name.startswith("rolling") else {"alpha": 0.5} if name == "ewma" else {}
            getattr(acm_rs, name)(data, **more, **({"q": 0.5} if name == "rolling_quantile" else {}))
        np.testing.assert_array_equal(data, before)


@pytest.mark.parametrize("shape,error,message", [
    ((0, 3), ValueError, "shape holds 0; at least 1 is allowed"),
    ((2, 2, 2), ValueError, "shape has 3 dimensions; 1 or 2 are allowed"),
    ((2.5, 2), TypeError, "shape holds 2.5; whole numbers are required"),
    ((2**20, 2**20), MemoryError, r"an array of shape \(1048576, 1048576\): 8388608 MiB do not fit into program memory"),
])
def test_a_wrong_shape_is_named(shape, error, message):
    with pytest.raises(error, match=message):
        acm_rs.empty(shape)


def test_arrays_of_five_gibibytes_are_refused_by_name():
    # Never touched, so that it takes addresses alone.
    huge = np.zeros((5 * 2**27 // 4, 4))
    with pytest.raises(MemoryError, match=r"out of shape .* MiB do not fit into program memory"):
        acm_rs.rolling_median(huge, window=3)
    with pytest.raises(MemoryError, match=r"x: 5120 MiB do not fit into program memory"):
        acm_rs.correlation(huge)
    assert acm_rs.median(np.ones((4, 1))) == 1


def test_a_thousand_calls_leave_memory_as_after_the_tenth():
    data = np.random.randn(10000, 50)

    def work(calls):
        for _ in range(calls):
            acm_rs.rolling_median(data, window=16)
        gc.collect()
        return _runtime.engine().used_bytes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    used, peak = work(10)
    used_after, peak_after = work(990)
    assert used_after == used
    # Kilobytes on Linux, bytes on macOS.
    assert peak_after - peak < 2**23 / (1 if sys.platform == "darwin" else 1024)


def test_frames_pass_by_their_own_columns(copies):
    pandas = pytest.importorskip("pandas")
    values = np.random.randn(40, 3)
    expected = acm_rs.median(values)
    mixed = pandas.DataFrame({"a": values[:, 0], "b": pandas.array(values[:, 1], dtype="Float64"), "c": values[:, 2]})
    np.testing.assert_array_equal(acm_rs.median(mixed), expected)
    np.testing.assert_array_equal(acm_rs.median(pandas.DataFrame(values)), expected)
    gaps = pandas.DataFrame({"n": pandas.array([1, None, 3], dtype="Int64")})
    assert acm_rs.median(gaps)[0] == 2
    with pytest.raises(TypeError, match="data has column 'when' of dtype datetime64|x has column 'when' of dtype datetime64"):
        acm_rs.median(pandas.DataFrame({"a": [1.0], "when": pandas.to_datetime(["2020-01-01"])}))


def test_polars_frames_pass_too():
    polars = pytest.importorskip("polars")
    values = np.random.randn(40, 3)
    frame = polars.DataFrame({"a": values[:, 0], "b": values[:, 1], "c": values[:, 2]})
    np.testing.assert_array_equal(acm_rs.rolling_median(frame, window=4), acm_rs.rolling_median(values, window=4))
    assert acm_rs.median(polars.DataFrame({"n": [1, None, 3]}))[0] == 2
    with pytest.raises(TypeError, match="column 'word' of dtype String; numbers are required"):
        acm_rs.median(polars.DataFrame({"word": ["a"]}))
