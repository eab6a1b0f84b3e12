"""Makes a Python function of every definition in the manifest: checks, copies in, calls, hands out views."""

import ctypes
import inspect
import math
import re
import weakref

import numpy as np

from . import _engine

_REQUIRED = inspect.Parameter.empty
# Rows copied at a time into column-major memory: both sides of the transposition stay in the first-level cache.
_TILE_ROWS = 128
# Columns of about this many bytes are worked at a time where they do not depend on each other: program memory never holds all of a large input. Each
# group wakes the team anew (groups of 2 MiB took 1 ms longer for 10,000 x 50; measured).
_PART_BYTES = 1 << 25


def snake_case(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _evaluate(dim, numbers):
    if isinstance(dim, dict):
        whole = _evaluate(dim["of"], numbers) // dim.get("over", 1) + dim.get("plus", 0)
        return min(whole, _evaluate(dim.get("atMost", whole), numbers))
    if isinstance(dim, list):
        return math.prod(_evaluate(factor, numbers) for factor in dim)
    return numbers[dim] if isinstance(dim, str) else dim


def _words(dim):
    """A size in words: `rows * 2`, `rows // 2 + 1`, `min(rows, 256)`."""
    if isinstance(dim, list):
        return " * ".join(map(_words, dim))
    if not isinstance(dim, dict):
        return snake_case(dim) if isinstance(dim, str) else str(dim)
    whole = _words(dim["of"]) + (f" // {dim['over']}" if dim.get("over", 1) != 1 else "")
    if dim.get("plus"):
        whole += f" {'-' if dim['plus'] < 0 else '+'} {abs(dim['plus'])}"
    return f"min({whole}, {_words(dim['atMost'])})" if "atMost" in dim else whole


def _describe(dim, numbers):
    return str(dim) if isinstance(dim, (int, float)) else f"{_words(dim)} = {_evaluate(dim, numbers)}"


def _bind(numbers, name, value, where):
    if numbers.setdefault(name, value) != value:
        raise ValueError(f"{where} has {value} {name}; {numbers[name]} are required")
    if value < 1:
        raise ValueError(f"{where} has {value} {name}; at least 1 is allowed")


def _as_float64(name, value, dimensions):
    array = np.asanyarray(value)
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} has dtype {array.dtype}; a real numeric array is required")
    if array.ndim != dimensions:
        raise ValueError(f"{name} has {array.ndim} dimensions, shape {array.shape}; {dimensions} are required")
    return array


def _scalar(name, spec, value, numbers):
    low, high = (_evaluate(spec[key], numbers) for key in ("min", "max"))
    whole = spec["kind"] == "int"
    wanted = f"a {'whole' if whole else 'finite'} number from {_describe(spec['min'], numbers)} to {_describe(spec['max'], numbers)} is allowed"
    if value is None:
        if "default" not in spec:
            raise TypeError(f"{name} was not given; {wanted}")
        value = _evaluate(spec["default"], numbers)
    kinds = (int, np.integer) if whole else (int, float, np.integer, np.floating)
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, kinds):
        raise TypeError(f"{name} was {value!r}; {wanted}")
    if not low <= value <= high:
        raise ValueError(f"{name} was {value!r}; {wanted}")
    return value


def _check_elements(name, spec, array):
    if "min" not in spec:
        return
    wrong = np.flatnonzero(~((array >= spec["min"]) & (array <= spec["max"])))
    if wrong.size:
        raise ValueError(f"{name}[{wrong[0]}] was {float(array[wrong[0]])!r}; a finite number from {spec['min']} to {spec['max']} is allowed")


def _copy_in(view, array):
    """Into column-major memory; C-ordered arrays go in tiles of rows."""
    if array.ndim == 1 or array.flags.f_contiguous:
        view[...] = array
        return
    for begin in range(0, array.shape[0], _TILE_ROWS):
        view[begin : begin + _TILE_ROWS] = array[begin : begin + _TILE_ROWS]


class _Call:
    """The memory of one call, given back at its end: inputs and scratch."""

    def __init__(self, engine):
        self.engine = engine
        self._taken = []

    def block(self, length_bytes):
        pointer = self.engine.arena.allocate(length_bytes)
        self._taken.append((pointer, length_bytes))
        return pointer

    def view(self, pointer, shape):
        buffer = (ctypes.c_double * math.prod(shape)).from_address(self.engine.base + pointer)
        return np.frombuffer(buffer, dtype=np.float64).reshape(shape, order="F")

    def close(self):
        for pointer, length_bytes in self._taken:
            self.engine.arena.free(pointer, length_bytes)


def _result(engine, shape):
    """Memory that is given back when the last view of it is gone: its pointer, and a view."""
    length_bytes = math.prod(shape) * 8
    pointer = engine.arena.allocate(length_bytes)
    buffer = (ctypes.c_double * math.prod(shape)).from_address(engine.base + pointer)
    weakref.finalize(buffer, _give_back, engine, pointer, length_bytes)
    return pointer, np.frombuffer(buffer, dtype=np.float64).reshape(shape, order="F")


def _give_back(engine, pointer, length_bytes):
    with engine.lock:
        engine.arena.free(pointer, length_bytes)


def _bind_arguments(definition, values):
    """Arrays and numbers by name, all checked. Raises TypeError and ValueError naming argument, value and what is allowed."""
    arrays, numbers = {}, {}
    for name, spec in definition["args"].items():
        value = values[snake_case(name)]
        if spec["kind"] == "matrix":
            array = arrays[name] = _as_float64(snake_case(name), value, 2)
            for size, length in zip((spec["rows"], spec["cols"]), array.shape):
                _bind(numbers, size, length, snake_case(name))
        elif spec["kind"] == "vector":
            array = arrays[name] = _as_float64(snake_case(name), value, 1)
            if isinstance(spec["length"], str):
                _bind(numbers, spec["length"], len(array), snake_case(name))
            elif len(array) != _evaluate(spec["length"], numbers):
                raise ValueError(f"{snake_case(name)} has {len(array)} numbers; {_evaluate(spec['length'], numbers)} are required")
            _check_elements(snake_case(name), spec, array)
        else:
            numbers[name] = _scalar(snake_case(name), spec, value, numbers)
    return arrays, numbers


def _argument_list(definition, call, arrays, numbers):
    """The numbers the export takes, and the same without pointers, as its scratch function does."""
    arguments, sizes = [], []
    for name, spec in definition["args"].items():
        if name in arrays:
            array = arrays[name]
            pointer = call.block(array.size * 8)
            _copy_in(call.view(pointer, array.shape), array)
            arguments += [pointer, *array.shape]
            sizes += array.shape
        else:
            number = float(numbers[name]) if spec["kind"] == "number" else int(numbers[name])
            arguments.append(number)
            sizes.append(number)
    return arguments, sizes


def _parts(definition, arrays, numbers, threads):
    """The arrays and numbers of a call, by groups of an even number of columns a thread where columns do not depend on each other."""
    if not definition.get("columnwise"):
        yield 0, arrays, numbers
        return
    cols, least = numbers["cols"], 2 * threads
    matrices = {name for name, spec in definition["args"].items() if spec["kind"] == "matrix"}
    step = max(1, _PART_BYTES // (numbers["rows"] * 8) // least) * least
    for begin in range(0, cols, step):
        end = min(begin + step, cols)
        part = {name: array[:, begin:end] if name in matrices else array for name, array in arrays.items()}
        yield begin, part, numbers | {"cols": end - begin}


def _run_part(engine, definition, arrays, numbers, outputs):
    call = _Call(engine)
    try:
        arguments, sizes = _argument_list(definition, call, arrays, numbers)
        arguments += outputs
        members = engine.members_for(definition["cost"]["ns"] * _evaluate(definition["cost"]["per"], numbers))
        if "scratch" in definition:
            arguments.append(call.block(engine.scratch_bytes(definition["scratch"], members, sizes)))
        engine.run(definition["name"], arguments, members)
    finally:
        call.close()


def _execute(definition, values):
    arrays, numbers = _bind_arguments(definition, values)
    engine = _engine.engine()
    with engine.lock:
        results = {name: _result(engine, tuple(_evaluate(d, numbers) for d in out["shape"])) for name, out in definition["out"].items()}
        for begin, part, sizes in _parts(definition, arrays, numbers, engine.info.threads):
            outputs = [pointer + array.size // numbers["cols"] * begin * 8 if begin else pointer for pointer, array in results.values()]
            _run_part(engine, definition, part, sizes, outputs)
    arrays_out = {snake_case(name): array for name, (_, array) in results.items()}
    return arrays_out["out"] if list(arrays_out) == ["out"] else arrays_out


def _parameter(name, spec, first):
    public = "data" if first and spec["kind"] == "matrix" else snake_case(name)
    default = None if "default" in spec else _REQUIRED
    return inspect.Parameter(public, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default)


def _docstring(definition):
    lines = [definition.get("doc") or f"`{definition['name']}` of the family {definition['family']}.", "", "Parameters", "----------"]
    for i, (name, spec) in enumerate(definition["args"].items()):
        lines += [f"{_parameter(name, spec, i == 0).name} : {spec['kind']}", f"    {spec['doc']}"]
    lines += ["", "Returns", "-------"]
    for name, out in definition["out"].items():
        lines += [f"{snake_case(name)} : float64 array of shape ({', '.join(map(_words, out['shape']))})", f"    {out['doc']}"]
    return "\n".join(lines)


def _make(definition):
    parameters = {snake_case(name): _parameter(name, spec, i == 0) for i, (name, spec) in enumerate(definition["args"].items())}
    # Python wants those with a default last; otherwise the order of the definition.
    signature = inspect.Signature(sorted(parameters.values(), key=lambda p: p.default is not _REQUIRED))

    def function(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return _execute(definition, {name: bound.arguments[parameter.name] for name, parameter in parameters.items()})

    function.__name__ = function.__qualname__ = snake_case(definition["name"])
    function.__signature__ = signature
    function.__doc__ = _docstring(definition)
    return function


def make_all(manifest):
    """Functions by their Python name."""
    return {snake_case(d["name"]): _make(d) for d in manifest["kernels"]}
