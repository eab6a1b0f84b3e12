"""The same bits as in Node, and the meaning of pandas."""

import hashlib
import inspect
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import acm_rs
from acm_rs._functions import snake_case

ROOT = Path(__file__).parents[2]


def fixed_data(rows, cols):
    state = 12345

    def following():
        nonlocal state
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        return state / 0x7FFFFFFF

    values = np.empty(rows * cols)
    for i in range(rows * cols):
        value = following() * 100 - 50
        values[i] = np.nan if following() < 0.05 else value
    return values.reshape((rows, cols), order="F")


def test_same_bits_as_node():
    if not shutil.which("node"):
        pytest.fail("node is not on the PATH: run this through `npm test`")
    said = json.loads(subprocess.run(["node", "python/tests/node_hash.mjs"], cwd=ROOT, check=True, capture_output=True).stdout)
    data = fixed_data(2000, 7)
    digest = hashlib.sha256()
    for name in said["names"]:
        function = getattr(acm_rs, snake_case(name))
        for window in (5, 16, 200):
            parameters = inspect.signature(function).parameters
            more = {key: value for key, value in {"q": 0.3, "y": data[::-1, ::-1]}.items() if key in parameters}
            digest.update(function(data, window=window, min_periods=3, **more).tobytes(order="F"))
    assert len(said["names"]) >= 10
    assert digest.hexdigest() == said["hash"]


@pytest.mark.parametrize("window,min_periods", [(1, 1), (16, 8), (300, 2)])
def test_means_what_pandas_means(window, min_periods):
    pandas = pytest.importorskip("pandas")
    data = fixed_data(500, 5)
    rolling = pandas.DataFrame(data).rolling(window, min_periods=min_periods)
    np.testing.assert_array_equal(acm_rs.rolling_median_f64(data, window=window, min_periods=min_periods), rolling.median())
    mad = rolling.apply(lambda x: np.nanmedian(np.abs(x - np.nanmedian(x))), raw=True)
    np.testing.assert_array_equal(acm_rs.rolling_mad_f64(data, window=window, min_periods=min_periods), mad)
    mean_std = acm_rs.rolling_mean_std_f64(data, window=window, min_periods=min_periods)
    assert mean_std.shape == (500, 10)
    np.testing.assert_allclose(mean_std[:, 0::2], rolling.mean(), rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(mean_std[:, 1::2], rolling.std(), rtol=1e-9, atol=1e-12)
