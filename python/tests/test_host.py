"""Arguments, memory, threads and engines as Python sees them."""

import gc
import hashlib
import os
import subprocess
import sys
import threading

import numpy as np
import pytest

import acm_rs
from acm_rs import _program, _runtime


def test_the_readme_example():
    data = np.random.randn(1000, 50)
    assert acm_rs.rolling_median_f64(data, window=16, min_periods=8).shape == (1000, 50)
    assert acm_rs.rolling_mad_f64(data, window=16, min_periods=8).shape == (1000, 50)
    assert acm_rs.rolling_mean_std_f64(data, window=16, min_periods=8).shape == (1000, 100)
    assert acm_rs.backend().name in ("wasm-threads", "wasm")


@pytest.mark.parametrize("array", [
    np.arange(600.0).reshape(100, 6),
    np.asfortranarray(np.arange(600.0).reshape(100, 6)),
    np.arange(1200.0).reshape(100, 12)[:, ::2] / 2,
    np.arange(600).reshape(100, 6),
    np.arange(600.0, dtype=np.float32).reshape(100, 6),
])
def test_any_layout_and_number_type_is_taken_and_left_unchanged(array):
    before = array.copy()
    expected = np.median(np.lib.stride_tricks.sliding_window_view(array.astype(float), 4, axis=0), axis=-1)
    np.testing.assert_array_equal(acm_rs.rolling_median(array, window=4)[3:], expected)
    np.testing.assert_array_equal(array, before)


GOOD = np.zeros((10, 2))


@pytest.mark.parametrize("data,arguments,error,message", [
    (np.zeros(10), {"window": 2}, ValueError, "x has 1 dimensions"),
    (np.zeros((2, 2, 2)), {"window": 2}, ValueError, "x has 3 dimensions"),
    (np.array([["a"]]), {"window": 1}, TypeError, "x has dtype <U1"),
    (np.zeros((2, 2), complex), {"window": 1}, TypeError, "x has dtype complex128"),
    (np.zeros((0, 2)), {"window": 1}, ValueError, "x has 0 rows; at least 1 is allowed"),
    (GOOD, {"window": 0}, ValueError, "window was 0; a whole number from 1"),
    (GOOD, {"window": -3}, ValueError, "window was -3"),
    (GOOD, {"window": 2.5}, TypeError, "window was 2.5"),
    (GOOD, {"window": 2**40}, ValueError, "window was 1099511627776; a whole number from 1 to 2147483647 is allowed"),
    (GOOD, {"window": True}, TypeError, "window was True"),
    (GOOD, {"window": "3"}, TypeError, "window was '3'"),
    (np.zeros((2, 0)), {"window": 1}, ValueError, "x has 0 cols; at least 1 is allowed"),
    (np.array([[1, "a"]], dtype=object), {"window": 1}, TypeError, "x has dtype object"),
    (np.array([["2020-01-01"]], dtype="datetime64[s]"), {"window": 1}, TypeError, "x has dtype datetime64"),
    ("text", {"window": 1}, TypeError, "x has dtype <U4"),
    (None, {"window": 1}, TypeError, "x has dtype object"),
    (GOOD, {"window": 2, "min_periods": 3}, ValueError, "min_periods was 3; a whole number from 0 to window = 2 is allowed"),
    (GOOD, {}, TypeError, "missing a required argument: 'window'"),
])
def test_a_wrong_argument_is_named_with_what_is_allowed(data, arguments, error, message):
    with pytest.raises(error, match=message.replace("(", r"\(")):
        acm_rs.rolling_median(data, **arguments)


@pytest.mark.parametrize("q,message", [
    ([0.5, 1.5], r"q\[1\] was 1.5; a finite number from 0 to 1 is allowed"),
    ([np.nan], r"q\[0\] was nan"),
    ([], "q has 0 levels; at least 1 is allowed"),
])
def test_a_wrong_element_is_named_with_what_is_allowed(q, message):
    with pytest.raises(ValueError, match=message):
        acm_rs.quantiles(GOOD, q=q)


def test_results_keep_their_memory_and_give_it_back():
    data = np.random.randn(5000, 20)
    kept = acm_rs.rolling_median(data, window=16)
    copy = kept.copy()
    for _ in range(10):
        acm_rs.rolling_median(data, window=16)
    gc.collect()
    used = _runtime.engine().used_bytes
    for _ in range(200):
        acm_rs.rolling_median(data, window=16)
    gc.collect()
    assert _runtime.engine().used_bytes == used
    np.testing.assert_array_equal(kept, copy)


def test_many_threads_may_call_at_once():
    data = [np.random.randn(2000, 6) + i for i in range(8)]
    expected = [acm_rs.rolling_median(d, window=9).copy() for d in data]
    wrong = []

    def work(i):
        for _ in range(50):
            if not np.array_equal(acm_rs.rolling_median(data[i], window=9), expected[i], equal_nan=True):
                wrong.append(i)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not wrong


@pytest.mark.skipif(acm_rs.backend().name != "wasm-threads", reason="one core: no team")
def test_a_member_that_fails_does_not_hang_the_others():
    engine = _runtime.engine()
    beyond = 3 * 2**30 - 2**32  # memory that was never grown, as a signed 32-bit pointer
    has_scratch = any(d["name"] == "gram" and "scratch" in d for d in _program.manifest()["kernels"])
    with pytest.raises(RuntimeError, match="kernel gram failed in a member of its team"):
        with engine.lock:
            engine.run("gram", [beyond, 500, 6, beyond, beyond][: 4 + has_scratch], 2)
    data = np.random.randn(20000, 20)
    assert np.isfinite(acm_rs.rolling_median(data, window=16)[15:]).all()


@pytest.mark.parametrize("environment,said", [
    ({"ACM_BACKEND": "wasm"}, "wasm 1"),
    ({"ACM_BACKEND": "wasm-threads", "ACM_THREADS": "3"}, "wasm-threads 3"),
    ({"ACM_THREADS": "1"}, "wasm 1"),
    ({"ACM_THREADS": "0"}, "ACM_THREADS was '0'; a whole number from 1 to 64 is allowed"),
])
def test_the_environment_chooses_the_engine_and_the_bits_stay(environment, said):
    script = (
        "import acm_rs, hashlib, numpy as np\n"
        "x = np.linspace(-1, 1, 200_000).reshape(20000, 10) ** 3\n"
        "r = hashlib.sha256(acm_rs.rolling_std(x, window=16).tobytes(order='F')).hexdigest()\n"
        "print(acm_rs.backend().name, acm_rs.backend().threads, r)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], env={**os.environ, **environment}, capture_output=True, text=True)
    assert said in run.stdout + run.stderr
    if run.returncode == 0:
        x = np.linspace(-1, 1, 200_000).reshape(20000, 10) ** 3
        assert run.stdout.split()[2] == hashlib.sha256(acm_rs.rolling_std(x, window=16).tobytes(order="F")).hexdigest()


def test_columns_worked_in_groups_are_the_columns_worked_in_pairs():
    data = np.random.default_rng(5).normal(size=(200_001, 31))
    data[::7, 3] = np.nan
    pairs = [data[:, c : c + 2] for c in range(0, 31, 2)]
    together = acm_rs.rolling_mean_std(data, window=16, min_periods=4)
    np.testing.assert_array_equal(together, np.hstack([acm_rs.rolling_mean_std(pair, window=16, min_periods=4) for pair in pairs]))
    np.testing.assert_array_equal(acm_rs.median(data), np.concatenate([acm_rs.median(pair) for pair in pairs]))
