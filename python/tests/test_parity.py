"""The same bits as in Node, within their bounds of the exact values, and the meaning of pandas, NumPy and SciPy on whatever hypothesis thinks up."""

import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import acm_rs
from acm_rs._signatures import snake_case

ROOT = Path(__file__).parents[2]


class Stored:
    """What node_values.mjs wrote: cases, and the numbers they name."""

    def __init__(self, folder):
        self.values = np.fromfile(folder / "values.bin")
        self.__dict__.update(json.loads((folder / "cases.json").read_text()))

    def numbers(self, place):
        offset, length = place
        return self.values[offset : offset + length]

    def argument(self, given):
        if not isinstance(given, dict):
            return given
        values = self.numbers(given["values"])
        return values.reshape((given["rows"], given["cols"]), order="F") if "rows" in given else values

    def call(self, case):
        values = dict(zip(map(snake_case, case["names"]), map(self.argument, case["arguments"])))
        function = getattr(acm_rs, snake_case(case["kernel"]))
        first = values.pop(snake_case(case["names"][0]))
        result = function(first, **values)
        return result if isinstance(result, dict) else {"out": result}


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    if not shutil.which("node"):
        pytest.fail("node is not on the PATH: run this through `npm test`")
    folder = tmp_path_factory.mktemp("node")
    subprocess.run(["node", "python/tests/node_values.mjs", str(folder)], cwd=ROOT, check=True)
    return Stored(folder)


def test_the_cases_cover_every_kernel(stored):
    assert {case["kernel"] for case in stored.cases} == set(stored.kernels)
    assert {snake_case(name) for name in stored.kernels} <= set(acm_rs.__all__)


def test_same_bits_as_node(stored):
    for i, case in enumerate(stored.cases):
        digest = hashlib.sha256()
        for values in stored.call(case).values():
            digest.update(values.tobytes(order="F"))
        assert digest.hexdigest() == case["sha256"], f"{case['kernel']}, case {i}"


def test_within_its_bound_of_every_stored_exact_value(stored):
    numbers = 0
    for i, case in enumerate(stored.cases):
        results = stored.call(case) if case["expected"] else {}
        for part in case["expected"]:
            actual = results[snake_case(part["output"])].ravel(order="F")
            high, allowed = stored.numbers(part["high"]), stored.numbers(part["allowed"])
            low = stored.numbers(part["low"]) if "low" in part else 0
            if "at" in part:
                actual = actual[stored.numbers(part["at"]).astype(int)]
            with np.errstate(invalid="ignore"):
                right = (actual == high) | (np.isnan(actual) & np.isnan(high)) | (np.abs(actual - high - low) <= allowed)
            assert actual.shape == high.shape and right.all(), f"{case['kernel']}, case {i}, {part['output']}"
            numbers += high.size
    assert numbers > 100_000


@st.composite
def tables(draw):
    """Histories of any small shape, layout and missing pattern; offsets as sensors have them."""
    rows, cols = draw(st.integers(1, 60)), draw(st.integers(1, 5))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = draw(st.sampled_from([0.0, 1e3, -1e6])) + random.normal(size=(rows * 2, cols * 2))
    values[random.random(values.shape) < draw(st.sampled_from([0, 0, 0.1, 0.6]))] = np.nan
    layout = draw(st.sampled_from(["C", "F", "strided", "reversed", "float32"]))
    if layout == "float32":
        return values[:rows, :cols].astype(np.float32)
    return {"C": np.ascontiguousarray, "F": np.asfortranarray, "strided": lambda v: v, "reversed": lambda v: v[::-1]}[layout](
        values[::2, ::2] if layout in ("strided", "reversed") else values[:rows, :cols]
    )


@st.composite
def rolled(draw):
    window = draw(st.integers(1, 70))
    return draw(tables()), window, draw(st.integers(1, window))


def rolling_of(data, window, min_periods):
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame(np.asarray(data, dtype=float)).rolling(window, min_periods=min_periods)


def close(actual, expected, data, power=1):
    """Equal to 1e-12 of what the data's magnitude allows pandas."""
    scale = np.nanmax(np.abs(data), initial=1.0) ** power
    np.testing.assert_allclose(actual, expected, rtol=1e-9, atol=1e-12 * scale)


@settings(max_examples=60, deadline=None)
@given(rolled())
def test_rolling_means_what_pandas_means(case):
    data, window, min_periods = case
    rolling = rolling_of(*case)
    arguments = {"window": window, "min_periods": min_periods}
    np.testing.assert_array_equal(acm_rs.rolling_median_f64(data, **arguments), rolling.median())
    np.testing.assert_array_equal(acm_rs.rolling_min(data, **arguments), rolling.min())
    np.testing.assert_array_equal(acm_rs.rolling_max(data, **arguments), rolling.max())
    mad = rolling.apply(lambda x: np.nanmedian(np.abs(x - np.nanmedian(x))), raw=True)
    np.testing.assert_array_equal(acm_rs.rolling_mad_f64(data, **arguments), mad)
    mean_std = acm_rs.rolling_mean_std_f64(data, **arguments)
    close(mean_std[:, 0::2], rolling.mean(), data)
    # pandas' running variance loses what the offset takes: its error is a share of the offset's square.
    close(mean_std[:, 1::2] ** 2, rolling.var(), data, 2)
    close(acm_rs.rolling_sum(data, **arguments), rolling.sum(), data)


@settings(max_examples=60, deadline=None)
@given(tables())
def test_columns_mean_what_numpy_means(data):
    seen = np.asarray(data, dtype=float)
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        np.testing.assert_array_equal(acm_rs.median(data), np.nanmedian(seen, axis=0))
        close(acm_rs.mean(data), np.nanmean(seen, axis=0), seen)
        levels = [0.0, 0.25, 0.9, 1.0]
        close(acm_rs.quantiles(data, q=levels).ravel(order="F"), np.nanquantile(seen, levels, axis=0).ravel(order="F"), seen)


@settings(max_examples=40, deadline=None)
@given(tables())
def test_correlation_means_what_pandas_means(data):
    pandas = pytest.importorskip("pandas")
    expected = pandas.DataFrame(np.asarray(data, dtype=float)).corr(min_periods=1).to_numpy()
    actual = acm_rs.correlation(data)
    both = np.isfinite(expected) & np.isfinite(actual)
    np.testing.assert_allclose(actual[both], expected[both], atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 400), st.integers(0, 2**32 - 1))
def test_rfft_means_what_scipy_means(length, seed):
    fft = pytest.importorskip("scipy.fft")
    data = np.random.default_rng(seed).normal(size=(length, 3))
    spectrum = acm_rs.rfft(data)
    expected = fft.rfft(data, axis=0)
    np.testing.assert_allclose(spectrum["re"] + 1j * spectrum["im"], expected, atol=1e-13 * np.abs(expected).max())


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 60), st.integers(1, 6), st.integers(0, 2**32 - 1))
def test_pca_means_what_scikit_learn_means(rows, cols, seed):
    decomposition = pytest.importorskip("sklearn.decomposition")
    data = np.random.default_rng(seed).normal(size=(rows, cols)) * np.arange(1, cols + 1)
    expected = decomposition.PCA(svd_solver="full").fit(data)
    model = acm_rs.pca_fit(data)
    count = len(expected.explained_variance_)
    np.testing.assert_allclose(model["eigenvalues"][:count], expected.explained_variance_, atol=1e-10 * expected.explained_variance_[0])
