"""Detector classes: a model fitted in Node scores here to the same bits, and the reverse."""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

import acm_rs
from acm_rs import _program

ENTRIES = _program.manifest()["detectors"]
CLASSES = {entry["name"]: getattr(acm_rs, entry["className"]) for entry in ENTRIES}


def plant(rows, cols, seed=5):
    random = np.random.default_rng(seed)
    x = random.normal(size=(rows, 2)) @ random.normal(size=(2, cols)) + 0.1 * random.normal(size=(rows, cols))
    x[random.random(x.shape) < 0.05] = np.nan
    return x


def bytes_of(scores):
    return b"".join(part.tobytes(order="F") for part in (scores.values() if isinstance(scores, dict) else [scores]))


@pytest.fixture(scope="module")
def exchange(tmp_path_factory):
    """A folder in which both hosts stored models and scored with those of the other."""
    if shutil.which("node") is None:
        pytest.skip("Node is not installed")
    folder = tmp_path_factory.mktemp("models")
    x = plant(400, 5)
    (folder / "x.f64").write_bytes(x.tobytes(order="F"))
    for name, cls in CLASSES.items():
        (folder / f"python-{name}.json").write_text(cls.fit(x).to_json())
    subprocess.run(["node", Path(__file__).parent / "node_models.mjs", folder], check=True)
    return folder, x


@pytest.mark.parametrize("name", CLASSES)
def test_a_model_of_either_host_scores_to_the_same_bits_in_the_other(exchange, name):
    folder, x = exchange
    ours = CLASSES[name].fit(x)
    theirs = CLASSES[name].from_json((folder / f"node-{name}.json").read_text())
    assert theirs == ours
    assert bytes_of(theirs.score(x)) == (folder / f"node-{name}.f64").read_bytes()
    assert (folder / f"python-{name}.f64").read_bytes() == bytes_of(ours.score(x))


@pytest.mark.parametrize("name", CLASSES)
def test_a_stored_model_of_a_newer_version_of_another_kind_or_spoilt_is_refused(name):
    cls = CLASSES[name]
    fields = json.loads(cls.fit(plant(60, 4)).to_json())
    with pytest.raises(ValueError, match="version is 2; this program reads"):
        cls.from_json({**fields, "version": fields["version"] + 1})
    with pytest.raises(ValueError, match="model is 'other'"):
        cls.from_json(json.dumps({**fields, "model": "other"}))
    with pytest.raises(TypeError, match="list"):
        cls.from_json("[]")
    for array in cls.entry["arrays"]:
        with pytest.raises(ValueError, match=array):
            cls.from_json({**fields, array: ["a"]})


@pytest.mark.parametrize("name", CLASSES)
def test_the_model_is_read_only_and_another_number_of_sensors_is_refused(name):
    model = CLASSES[name].fit(plant(60, 4))
    with pytest.raises(ValueError, match="read-only"):
        getattr(model, next(iter(model.entry["arrays"])))[:] = 0
    with pytest.raises(ValueError):
        model.score(plant(10, 3))


def test_a_setting_out_of_range_is_refused_before_anything_is_fitted():
    with pytest.raises(ValueError, match="slack was -1"):
        acm_rs.Cusum.fit(plant(20, 2), slack=-1)
    assert acm_rs.Cusum.fit(plant(20, 2), slack=2).slack == 2
