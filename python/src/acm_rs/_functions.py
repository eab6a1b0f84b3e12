"""Makes a Python function of every definition in the manifest: checks, copies in what is foreign, calls, hands out views."""

import inspect
import time

from . import _program, _runtime, observability
from ._arguments import bind, columns_between, copy_into, evaluate
from ._memory import owned, view
from ._signatures import docstring, parameters, snake_case

# Columns of about this many bytes are worked at a time where they do not depend on each other: program memory never holds all of a large input. Each
# group wakes the team anew (groups of 2 MiB took 1 ms longer for 10,000 x 50; measured).
_PART_BYTES = 1 << 25


class _Call:
    """The memory of one call, given back at its end: foreign inputs and scratch."""

    def __init__(self, engine):
        self.engine = engine
        self._taken = []

    def block(self, length_bytes, name):
        try:
            pointer = self.engine.allocate(length_bytes)
        except MemoryError as error:
            raise MemoryError(f"{name}: {error}") from None
        self._taken.append((pointer, length_bytes))
        return pointer

    def place(self, name, array):
        """Where an array lies in program memory: a result, or what `empty` made, where it is; a foreign one in a copy."""
        resident = None if not hasattr(array, "flags") else self.engine.pointer_of(array)
        if resident is not None:
            return resident
        pointer = self.block(array.size * 8, name)
        copy_into(view(self.engine, pointer, array.shape), array)
        return pointer

    def close(self):
        for pointer, length_bytes in self._taken:
            self.engine.free(pointer, length_bytes)


def _argument_list(definition, call, arrays, numbers):
    """The numbers the export takes, and the same without pointers, as its scratch function does."""
    arguments, sizes = [], []
    for name, spec in definition["args"].items():
        if name in arrays:
            array = arrays[name]
            arguments += [call.place(snake_case(name), array), *array.shape]
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
        part = {name: columns_between(array, begin, end) if name in matrices else array for name, array in arrays.items()}
        yield begin, part, numbers | {"cols": end - begin}


def _run_part(engine, definition, arrays, numbers, outputs):
    call = _Call(engine)
    try:
        arguments, sizes = _argument_list(definition, call, arrays, numbers)
        arguments += outputs
        members = engine.members_for(definition["cost"]["ns"] * evaluate(definition["cost"]["per"], numbers))
        if "scratch" in definition:
            arguments.append(call.block(engine.scratch_bytes(definition["scratch"], members, sizes), "scratch"))
        engine.run(definition["name"], arguments, members)
    finally:
        call.close()


def _run(engine, definition, arrays, numbers):
    shapes = {name: tuple(evaluate(dim, numbers) for dim in out["shape"]) for name, out in definition["out"].items()}
    results = {name: owned(engine, shape, snake_case(name)) for name, shape in shapes.items()}
    for begin, part, sizes in _parts(definition, arrays, numbers, engine.info.threads):
        outputs = [pointer + array.size // numbers["cols"] * begin * 8 if begin else pointer for pointer, array in results.values()]
        _run_part(engine, definition, part, sizes, outputs)
    return {snake_case(name): array for name, (_, array) in results.items()}


def _execute(definition, values):
    since = time.perf_counter()
    name = snake_case(definition["name"])
    arrays, numbers = bind(definition, values)
    with observability.Span(f"acm.kernel.{name}"), _runtime.using() as engine:
        results = _run(engine, definition, arrays, numbers)
    observability.count(name, engine.info.name, time.perf_counter() - since)
    return results["out"] if list(results) == ["out"] else results


def _make(definition):
    by_name = parameters(definition)
    signature = inspect.Signature(list(by_name.values()))

    def function(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        return _execute(definition, {name: bound.arguments[parameter.name] for name, parameter in by_name.items()})

    function.__name__ = function.__qualname__ = snake_case(definition["name"])
    function.__module__ = "acm_rs"
    function.__signature__ = signature
    function.__doc__ = docstring(definition)
    return function


# Functions by their Python name.
KERNELS = {snake_case(definition["name"]): _make(definition) for definition in _program.manifest()["kernels"]}
