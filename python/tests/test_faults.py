"""Forks, interrupts, threads, and a cache that someone spoilt: every next call is right."""

import os
import subprocess
import sys
import threading
import time

import numpy as np
import pytest

import acm_rs

EXPECTED = "np.array_equal(acm_rs.rolling_median(x, window=9), expected, equal_nan=True)"
HEAD = "import os, signal, sys, threading, time\nimport numpy as np\nimport acm_rs\nx = np.random.default_rng(1).normal(size=(20000, 20))\n"


def script(body, timeout=120, **environment):
    return subprocess.run(
        [sys.executable, "-c", HEAD + body], env={**os.environ, **environment}, capture_output=True, text=True, timeout=timeout
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_child_gets_an_engine_of_its_own_and_keeps_the_parents_results():
    run = script(
        "expected = acm_rs.rolling_median(x, window=9)\n"
        "child = os.fork()\n"
        f"right = {EXPECTED}\n"
        "if child == 0:\n"
        "    del expected\n"
        "    os._exit(0 if right else 3)\n"
        "print(right, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    assert run.stdout == "True 0\n", run.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals are sent by POSIX here")
@pytest.mark.parametrize("threads", ["1", "3"])
def test_after_ctrl_c_the_next_call_works(threads):
    run = script(
        "expected = acm_rs.rolling_median(x, window=9).copy()\n"
        "struck = 0\n"
        "for round in range(40):\n"
        "    try:\n"
        # It may strike while the timer's thread is starting.
        "        threading.Timer(0.002 + 0.001 * (round % 9), lambda: os.kill(os.getpid(), signal.SIGINT)).start()\n"
        "        for _ in range(200): acm_rs.rolling_median(x, window=300 if round % 2 else 9)\n"
        "        time.sleep(1)\n"
        "    except KeyboardInterrupt:\n"
        "        struck += 1\n"
        f"    assert {EXPECTED}, round\n"
        "print(struck)\n",
        timeout=300,
        ACM_THREADS=threads,
    )
    # Python itself swallows an interrupt that strikes inside a finalizer.
    assert run.returncode == 0 and int(run.stdout) >= 30, run.stderr


def test_eight_threads_calling_ten_thousand_times_get_every_answer_right():
    data = [np.random.default_rng(i).normal(size=(300, 4)) + i for i in range(8)]
    expected = [acm_rs.rolling_median(d, window=9).copy() for d in data]
    wrong = []

    def work(i):
        for _ in range(1250):
            if not np.array_equal(acm_rs.rolling_median(data[i], window=9), expected[i], equal_nan=True):
                wrong.append(i)

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def cached(folder):
    return list(folder.rglob("*.cwasm"))


def test_a_spoilt_cache_is_rebuilt(tmp_path):
    body = "acm_rs.median(x)\n"
    environment = {"XDG_CACHE_HOME": str(tmp_path), "LOCALAPPDATA": str(tmp_path), "HOME": str(tmp_path)}
    assert script(body, **environment).returncode == 0
    (file,) = cached(tmp_path)
    whole = file.read_bytes()
    for spoilt in (whole[: len(whole) // 2], whole[:5000] + bytes([whole[5000] ^ 255]) + whole[5001:], b""):
        file.write_bytes(spoilt)
        run = script(body, **environment)
        assert run.returncode == 0, run.stderr
        (file,) = cached(tmp_path)
        assert file.name.split(".")[-2] in file.name and file.stat().st_size > 1000
    assert not list(tmp_path.rglob("*.part"))


def test_a_cache_that_cannot_be_written_costs_only_the_compilation(tmp_path):
    (tmp_path / "acm_rs").write_text("a file where the folder should be")
    run = script("print(acm_rs.median(x).shape)\n", XDG_CACHE_HOME=str(tmp_path), LOCALAPPDATA=str(tmp_path), HOME=str(tmp_path))
    assert run.stdout == "(20,)\n", run.stderr


def test_importing_starts_no_engine():
    run = script("print('wasmtime' in sys.modules, threading.active_count())\n")
    assert run.stdout == "False 1\n", run.stderr


def test_a_small_call_is_quick():
    data = np.random.randn(100, 5)
    acm_rs.rolling_median(data, window=16)
    times = []
    for _ in range(300):
        since = time.perf_counter()
        acm_rs.rolling_median(data, window=16)
        times.append(time.perf_counter() - since)
    # 150 µs on a quiet machine; ten times that would be another kind of call.
    assert sorted(times)[150] < 1.5e-3
