"""Makes a class of every detector in the manifest: the kernels fit and score, the model is plain data, its file is that of the TypeScript class."""

import json
import math

import numpy as np

from . import _program
from ._arguments import number
from ._functions import KERNELS
from ._signatures import detector_docstring, method_docstring, snake_case

DEFINITIONS = {definition["name"]: definition for definition in _program.manifest()["kernels"]}


def _kept(values):
    """A copy that cannot be written to, columns contiguous, without -0, which JSON does not know."""
    array = np.array(values, dtype=np.float64, order="F") + 0.0
    array.flags.writeable = False
    return array


def _opened(text, entry):
    """The fields of a stored model. Raises TypeError for something else, ValueError for another model or a newer version."""
    fields = json.loads(text) if isinstance(text, (str, bytes, bytearray)) else text
    if not isinstance(fields, dict):
        raise TypeError(f"text holds {type(fields).__name__}; what to_json gave is required")
    if fields.get("model") != entry["name"]:
        raise ValueError(f"model is {fields.get('model')!r}; {entry['name']!r} is required")
    version, known = fields.get("version"), entry["version"]
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise ValueError(f"version is {version!r}; a whole number from 1 to {known} is required")
    if version > known:
        raise ValueError(f"version is {version}; this program reads {entry['name']!r} models up to version {known}: update it, or fit the model again")
    return fields


def _read_number(fields, name, whole):
    value = fields.get(name)
    wrong = isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value)
    if wrong or (whole and (value != int(value) or value < 0)):
        raise ValueError(f"{name} is {value!r}; {'a whole number from 0' if whole else 'a number'} is required")
    return int(value) if whole else float(value)


def _read_array(fields, name, shape, sizes):
    """An array of the given shape; a size that is not known yet is bound by it."""
    values = fields.get(name)
    if not isinstance(values, list) or not all(v is None or (isinstance(v, (int, float)) and not isinstance(v, bool)) for v in values):
        raise ValueError(f"{name} must be an array of numbers and nulls")
    known = math.prod(size if isinstance(size, int) else sizes.get(size, 1) for size in shape)
    for size in shape:
        if isinstance(size, str) and size not in sizes:
            sizes[size] = len(values) // max(known, 1)
            break
    lengths = [size if isinstance(size, int) else sizes[size] for size in shape]
    if not values or math.prod(lengths) != len(values):
        raise ValueError(f"{name} has {len(values)} numbers; {math.prod(lengths)} are required")
    return np.array([math.nan if v is None else v for v in values], dtype=np.float64).reshape(lengths, order="F")


class Detector:
    """What all detectors share. `entry` is the manifest's; arrays and numbers of the model are attributes by their snake_case names."""

    entry = None

    def __init__(self, values, given):
        for name in self.entry["arrays"]:
            setattr(self, snake_case(name), _kept(values[snake_case(name)]))
        for name in self.entry["integers"]:
            setattr(self, snake_case(name), int(np.ravel(values[snake_case(name)])[0]))
        for name, value in given.items():
            setattr(self, snake_case(name), value)

    @classmethod
    def fit(cls, data, **options):
        given = {name: number(snake_case(name), spec, options.pop(snake_case(name), None), {}) for name, spec in cls._settings()}
        return cls(KERNELS[snake_case(cls.entry["fit"])](data, **options), given)

    @classmethod
    def _settings(cls):
        """Numbers of the score that are kept with the model, by name."""
        arguments = DEFINITIONS[cls.entry["score"]]["args"]
        return [(name, arguments[name]) for name in cls.entry["settings"]]

    def _explain(self, kernel, data):
        names = [snake_case(name) for name in DEFINITIONS[kernel]["args"]][1:]
        return KERNELS[snake_case(kernel)](data, **{name: getattr(self, name) for name in names})

    def to_json(self):
        """The model as text that `from_json`, here and in TypeScript, reads to the same bits."""
        array = lambda name: [None if math.isnan(v) else v for v in getattr(self, snake_case(name)).ravel(order="F").tolist()]
        fields = {name: array(name) for name in self.entry["arrays"]}
        numbers = {name: getattr(self, snake_case(name)) for name in [*self.entry["integers"], *self.entry["settings"]]}
        return json.dumps({"model": self.entry["name"], "version": self.entry["version"], **fields, **numbers}, separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_json(cls, text):
        """The model that `to_json`, here or in TypeScript, gave. Raises ValueError for another model, a newer version or arrays that do not fit."""
        fields = _opened(text, cls.entry)
        values = {snake_case(name): _read_number(fields, name, whole=True) for name in cls.entry["integers"]}
        sizes = {name: values[snake_case(name)] for name in cls.entry["integers"]}
        for name, shape in cls.entry["arrays"].items():
            values[snake_case(name)] = _read_array(fields, name, shape, sizes)
        return cls(values, {name: _read_number(fields, name, whole=spec["kind"] == "int") for name, spec in cls._settings()})

    def __eq__(self, other):
        return type(self) is type(other) and self.to_json() == other.to_json()

    __hash__ = None


def _method(key, entry):
    def explain(self, data):
        return self._explain(self.entry[key], data)

    explain.__name__ = key
    explain.__doc__ = method_docstring(entry, key, DEFINITIONS)
    return explain


def _make(entry):
    methods = {key: _method(key, entry) for key in ("score", "contributions", "reconstruct") if key in entry}
    return type(entry["className"], (Detector,), {"entry": entry, "__doc__": detector_docstring(entry, DEFINITIONS), "__module__": "acm_rs", **methods})


# Classes by their name.
DETECTORS = {entry["className"]: _make(entry) for entry in _program.manifest()["detectors"]}
