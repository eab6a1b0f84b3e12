"""What the manifest says about a kernel, in Python's words: names, parameters, help, stubs. Needs nothing but the standard library, for the
wheel is built where nothing else is installed."""

import inspect
import re
from functools import cache

REQUIRED = inspect.Parameter.empty
KINDS = {"matrix": "ArrayLike", "vector": "ArrayLike", "int": "int", "number": "float"}
_RAISES = """
Raises
------
ValueError
    For a size or a number out of range; it names argument, value and what is allowed.
TypeError
    For a missing argument or one of the wrong kind.
MemoryError
    Where program memory (4 GiB) cannot hold the arrays."""


@cache
def snake_case(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def words(dim):
    """A size in words: `rows * 2`, `rows // 2 + 1`, `min(rows, 256)`."""
    if isinstance(dim, list):
        return " * ".join(map(words, dim))
    if not isinstance(dim, dict):
        return snake_case(dim) if isinstance(dim, str) else str(dim)
    whole = words(dim["of"]) + (f" // {dim['over']}" if dim.get("over", 1) != 1 else "")
    if dim.get("plus"):
        whole += f" {'-' if dim['plus'] < 0 else '+'} {abs(dim['plus'])}"
    return f"min({whole}, {words(dim['atMost'])})" if "atMost" in dim else whole


def public_name(name, spec, first):
    return "data" if first and spec["kind"] == "matrix" else snake_case(name)


def parameters(definition):
    """Python's parameters by the snake_case name of the argument. Python wants those with a default last; otherwise the definition's order."""
    made = {
        snake_case(name): inspect.Parameter(
            public_name(name, spec, i == 0),
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            default=None if "default" in spec else REQUIRED,
        )
        for i, (name, spec) in enumerate(definition["args"].items())
    }
    return dict(sorted(made.items(), key=lambda item: item[1].default is not REQUIRED))


def _in_python(text):
    """The docstring of the definition with Python's names and errors."""
    text = text.replace("RangeError", "ValueError")
    return re.sub(r"`([a-z]+[A-Za-z0-9]*)`", lambda found: f"`{snake_case(found[1])}`", text)


def docstring(definition):
    text = _in_python(definition.get("doc") or f"`{definition['name']}` of the family {definition['family']}.")
    lines = [text, "", "Parameters", "----------"]
    for i, (name, spec) in enumerate(definition["args"].items()):
        default = f", default {words(spec['default'])}" if "default" in spec else ""
        lines += [f"{public_name(name, spec, i == 0)} : {spec['kind']}{default}", f"    {_in_python(spec['doc'])}"]
    lines += ["", "Returns", "-------"]
    for name, out in definition["out"].items():
        lines += [f"{snake_case(name)} : float64 array of shape ({', '.join(map(words, out['shape']))})", f"    {_in_python(out['doc'])}"]
    return "\n".join(lines) + "\n" + _RAISES


def _stub(definition):
    specs = {snake_case(name): spec for name, spec in definition["args"].items()}
    shown = [
        f"{parameter.name}: {KINDS[specs[name]['kind']]}{'' if parameter.default is REQUIRED else ' | None = ...'}"
        for name, parameter in parameters(definition).items()
    ]
    return f"def {snake_case(definition['name'])}({', '.join(shown)}) -> {_returned(definition)}:\n" + '    """' + docstring(definition).replace("\\", "\\\\") + '"""\n'


def _fit_parameters(entry, definitions):
    """Of `fit` behind the data: those of the kernel, and the settings that the model keeps, as (name, type, default)."""
    of_fit = list(definitions[entry["fit"]]["args"].items())[1:]
    kept = [(name, definitions[entry["score"]]["args"][name]) for name in entry["settings"]]
    return [(snake_case(name), KINDS[spec["kind"]], words(spec["default"]) if "default" in spec else None) for name, spec in of_fit + kept]


def detector_docstring(entry, definitions):
    shown = ", ".join(["data", *(f"{name}={usual}" if usual else name for name, _, usual in _fit_parameters(entry, definitions))])
    arrays = [f"{snake_case(name)} : float64 array of shape ({', '.join(map(words, shape))})" for name, shape in entry["arrays"].items()]
    kinds = {name: KINDS[definitions[entry["score"]]["args"][name]["kind"]] for name in entry["settings"]}
    numbers = [f"{snake_case(name)} : {kinds.get(name, 'int')}" for name in [*entry["integers"], *entry["settings"]]]
    model = ["", "Attributes", "----------", *arrays, *numbers]
    return "\n".join([_in_python(entry["doc"]), "", f"Made by `{entry['className']}.fit({shown})`; see `{snake_case(entry['fit'])}`.", *model]) + "\n"


def method_docstring(entry, key, definitions):
    return _in_python(definitions[entry[key]]["doc"]) + "\n" + _RAISES


def _returned(definition):
    return "NDArray[np.float64]" if list(definition["out"]) == ["out"] else "dict[str, NDArray[np.float64]]"


def _class_stub(entry, definitions):
    name = entry["className"]
    options = "".join(f", {key}: {kind}{' = ...' if usual else ''}" for key, kind, usual in _fit_parameters(entry, definitions))
    lines = [f"class {name}:", '    """' + detector_docstring(entry, definitions).replace("\\", "\\\\") + '"""']
    lines += [f"    {snake_case(array)}: NDArray[np.float64]" for array in entry["arrays"]]
    lines += [f"    {snake_case(number)}: int" for number in entry["integers"]] + [f"    {snake_case(number)}: float" for number in entry["settings"]]
    lines += ["    @classmethod", f"    def fit(cls, data: ArrayLike{', *' + options if options else ''}) -> {name}: ..."]
    lines += [
        f"    def {key}(self, data: ArrayLike) -> {_returned(definitions[entry[key]])}: ..." for key in ("score", "contributions", "reconstruct") if key in entry
    ]
    lines += ["    def to_json(self) -> str: ...", "    @classmethod", f"    def from_json(cls, text: str | bytes | dict) -> {name}: ...", ""]
    return "\n".join(lines)


_STUB_HEAD = '''"""Made from kernels.json when the wheel is built."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import frames as frames
from . import observability as observability
from ._choice import BackendInfo
from ._memory import empty as empty
from .observability import stats as stats

__version__: str

def backend() -> BackendInfo:
    """The engine in use: `.name`, `.threads`, `.reasons` (why each better one was passed over)."""
'''
_STUB_TAIL = """rolling_median_f64 = rolling_median
rolling_mad_f64 = rolling_mad
rolling_mean_std_f64 = rolling_mean_std
"""


def stubs(manifest):
    """The text of __init__.pyi: what an editor shows of the package."""
    definitions = {definition["name"]: definition for definition in manifest["kernels"]}
    classes = [_class_stub(entry, definitions) for entry in manifest["detectors"]]
    return "\n\n".join([_STUB_HEAD, *map(_stub, manifest["kernels"]), *classes, _STUB_TAIL])
