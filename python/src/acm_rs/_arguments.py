"""From what a caller hands over to checked arrays and numbers by name: NumPy arrays of any layout, pandas and Polars frames, anything
`numpy.asanyarray` takes. Nothing is copied here that NumPy, pandas or Polars can show in place."""

import math

import numpy as np

from ._signatures import snake_case, words

# Rows copied at a time into column-major memory: both sides of the transposition stay in the first-level cache.
_TILE_ROWS = 128


def evaluate(dim, numbers):
    if isinstance(dim, dict):
        whole = evaluate(dim["of"], numbers) // dim.get("over", 1) + dim.get("plus", 0)
        return min(whole, evaluate(dim.get("atMost", whole), numbers))
    if isinstance(dim, list):
        return math.prod(evaluate(factor, numbers) for factor in dim)
    return numbers[dim] if isinstance(dim, str) else dim


class Columns:
    """A data frame as its columns, each where it lies."""

    ndim = 2

    def __init__(self, columns, rows):
        self.columns = columns
        self.shape = (rows, len(columns))
        self.size = rows * len(columns)

    def part(self, begin, end):
        return Columns(self.columns[begin:end], self.shape[0])


def _numbers_of(name, column, label):
    if column.dtype.kind not in "fiub":
        raise TypeError(f"{name} has column {label!r} of dtype {column.dtype}; numbers are required")
    return column


def _pandas_column(name, series):
    """Nullable numbers with their gaps as NaN; plain ones in place."""
    plain = isinstance(series.dtype, np.dtype)
    if not plain and getattr(series.dtype, "kind", "O") not in "fiub":
        raise TypeError(f"{name} has column {series.name!r} of dtype {series.dtype}; numbers are required")
    column = series.to_numpy() if plain else series.to_numpy(dtype=np.float64, na_value=np.nan)
    return _numbers_of(name, column, series.name)


def _polars_column(name, series):
    if not (series.dtype.is_numeric() or series.dtype == bool):
        raise TypeError(f"{name} has column {series.name!r} of dtype {series.dtype}; numbers are required")
    return _numbers_of(name, series.to_numpy(), series.name)


def _frame(name, value):
    """The columns of a pandas or Polars frame, or None for anything else; neither library is imported."""
    kind = type(value)
    package = kind.__module__.partition(".")[0]
    if kind.__name__ != "DataFrame" or package not in ("pandas", "polars"):
        return None
    if package == "polars":
        return Columns([_polars_column(name, series) for series in value.get_columns()], value.height)
    if len(set(value.dtypes)) == 1 and isinstance(value.dtypes.iloc[0], np.dtype):
        return value.to_numpy()
    return Columns([_pandas_column(name, value.iloc[:, i]) for i in range(value.shape[1])], value.shape[0])


def _as_array(name, value, dimensions):
    """Raises TypeError for what is not numbers, ValueError for another number of dimensions."""
    array = _frame(name, value)
    if isinstance(array, Columns):
        if dimensions != 2:
            raise ValueError(f"{name} has 2 dimensions, shape {array.shape}; {dimensions} are required")
        return array
    array = np.asanyarray(value) if array is None else array
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name} has dtype {array.dtype}; a real numeric array is required")
    if array.ndim != dimensions:
        raise ValueError(f"{name} has {array.ndim} dimensions, shape {array.shape}; {dimensions} are required")
    return array


def columns_between(array, begin, end):
    return array.part(begin, end) if isinstance(array, Columns) else array[:, begin:end]


def copy_into(view, array):
    """Into column-major memory; C-ordered arrays go in tiles of rows."""
    if isinstance(array, Columns):
        for i, column in enumerate(array.columns):
            view[:, i] = column
    elif array.ndim == 1 or array.flags.f_contiguous:
        view[...] = array
    else:
        for begin in range(0, array.shape[0], _TILE_ROWS):
            view[begin : begin + _TILE_ROWS] = array[begin : begin + _TILE_ROWS]


def _described(dim, numbers):
    return str(dim) if isinstance(dim, (int, float)) else f"{words(dim)} = {evaluate(dim, numbers)}"


def number(name, spec, value, numbers):
    low, high = (evaluate(spec[key], numbers) for key in ("min", "max"))
    whole = spec["kind"] == "int"
    wanted = f"a {'whole' if whole else 'finite'} number from {_described(spec['min'], numbers)} to {_described(spec['max'], numbers)} is allowed"
    if value is None:
        if "default" not in spec:
            raise TypeError(f"{name} was not given; {wanted}")
        value = evaluate(spec["default"], numbers)
    kinds = (int, np.integer) if whole else (int, float, np.integer, np.floating)
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, kinds):
        raise TypeError(f"{name} was {value!r}; {wanted}")
    if not low <= value <= high:
        raise ValueError(f"{name} was {value!r}; {wanted}")
    return value


def _bind(numbers, size, value, name):
    if numbers.setdefault(size, value) != value:
        raise ValueError(f"{name} has {value} {size}; {numbers[size]} are required")
    if value < 1:
        raise ValueError(f"{name} has {value} {size}; at least 1 is allowed")


def _check_elements(name, spec, array):
    if "min" not in spec:
        return
    wrong = np.flatnonzero(~((array >= spec["min"]) & (array <= spec["max"])))
    if wrong.size:
        raise ValueError(f"{name}[{wrong[0]}] was {float(array[wrong[0]])!r}; a finite number from {spec['min']} to {spec['max']} is allowed")


def _vector(name, spec, value, numbers):
    """One dimension; what has a product for its length, such as the components of a model, may be a matrix, columns one after the other."""
    if isinstance(spec["length"], list) and getattr(value, "ndim", 1) > 1:
        value = np.asanyarray(value).ravel(order="F")
    array = _as_array(name, value, 1)
    if isinstance(spec["length"], str):
        _bind(numbers, spec["length"], len(array), name)
    elif len(array) != evaluate(spec["length"], numbers):
        raise ValueError(f"{name} has {len(array)} numbers; {evaluate(spec['length'], numbers)} are required")
    _check_elements(name, spec, array)
    return array


def bind(definition, values):
    """Arrays and numbers by name, all checked. Raises TypeError and ValueError naming argument, value and what is allowed."""
    arrays, numbers = {}, {}
    for name, spec in definition["args"].items():
        public = snake_case(name)
        value = values[public]
        if spec["kind"] == "matrix":
            arrays[name] = _as_array(public, value, 2)
            for size, length in zip((spec["rows"], spec["cols"]), arrays[name].shape):
                _bind(numbers, size, length, public)
        elif spec["kind"] == "vector":
            arrays[name] = _vector(public, spec, value, numbers)
        else:
            numbers[name] = number(public, spec, value, numbers)
    return arrays, numbers
