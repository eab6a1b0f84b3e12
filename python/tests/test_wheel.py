"""The built files, as strangers get them: installed into an empty environment outside the source tree, on the oldest and the newest wasmtime."""

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import acm_rs

ROOT = Path(__file__).parents[1]
OLDEST = re.search(r'"wasmtime>=(\d+)"', (ROOT / "pyproject.toml").read_text())[1]
CHECK = """
import numpy as np, acm_rs
data = np.random.default_rng(1).normal(size=(20000, 10))
expected = np.median(np.lib.stride_tricks.sliding_window_view(data, 5, axis=0), axis=-1)
assert np.array_equal(acm_rs.rolling_median(data, window=5)[4:], expected)
from importlib.metadata import version
print(acm_rs.__version__, acm_rs.__file__, version("wasmtime"))
"""


def run(*command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A wheel that was built from the sdist, with no Node on the PATH."""
    folder = tmp_path_factory.mktemp("dist")
    bare = {**os.environ, "PATH": os.path.dirname(sys.executable)}
    run(sys.executable, "-m", "build", "--outdir", str(folder), cwd=ROOT, env=bare)
    (sdist,), (wheel,) = folder.glob("*.tar.gz"), folder.glob("*.whl")
    return sdist, wheel


def test_one_pure_wheel_holds_the_program_and_its_stubs(built):
    sdist, wheel = built
    assert wheel.name == f"acm_rs-{acm_rs.__version__}-py3-none-any.whl"
    names = zipfile.ZipFile(wheel).namelist()
    for name in ("program/kernels.wasm", "program/kernels.threads.wasm", "program/kernels.json", "__init__.pyi", "py.typed"):
        assert f"acm_rs/{name}" in names
    assert any(name.endswith("program/kernels.wasm") for name in tarfile.open(sdist).getnames())


def test_the_stubs_name_every_kernel_and_are_python(built):
    text = zipfile.ZipFile(built[1]).read("acm_rs/__init__.pyi").decode()
    compile(text, "__init__.pyi", "exec")
    for name in set(acm_rs.__all__) - {"__version__", "frames", "observability", "empty", "stats", "estimators"}:
        assert re.search(rf"^(def|class) {name}\b|^{name} = ", text, re.M), name


@pytest.mark.parametrize("wasmtime", [f"wasmtime=={OLDEST}.*", "wasmtime"])
def test_it_runs_outside_the_source_tree(built, tmp_path, wasmtime):
    run(sys.executable, "-m", "venv", str(tmp_path / "venv"))
    python = tmp_path / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(built[1]), wasmtime)
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    said = run(python, "-c", CHECK, cwd=tmp_path, env=clean).split()
    assert said[0] == acm_rs.__version__ and str(tmp_path) in said[1]
    assert wasmtime == "wasmtime" or said[2].startswith(f"{OLDEST}.")


def test_its_version_is_npms():
    assert f'"version": "{acm_rs.__version__}"' in (ROOT.parent / "packages/kernels/package.json").read_text()
