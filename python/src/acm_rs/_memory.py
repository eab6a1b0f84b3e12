"""Arrays in program memory: results, and what callers make there so that nothing is copied."""

import ctypes
import math
import weakref

import numpy as np

from . import _runtime


def view(engine, pointer, shape):
    """The numbers at a pointer, column-major; it keeps nothing alive."""
    buffer = (ctypes.c_double * math.prod(shape)).from_address(engine.base + pointer)
    return np.frombuffer(buffer, dtype=np.float64).reshape(shape, order="F")


def owned(engine, shape, name):
    """A pointer, and a view that gives its memory back when the last view of it is gone."""
    length_bytes = math.prod(shape) * 8
    try:
        pointer = engine.allocate(length_bytes)
    except MemoryError as error:
        raise MemoryError(f"{name} of shape {shape}: {error}") from None
    buffer = (ctypes.c_double * math.prod(shape)).from_address(engine.base + pointer)
    weakref.finalize(buffer, engine.give_back, pointer, length_bytes).atexit = False
    return pointer, np.frombuffer(buffer, dtype=np.float64).reshape(shape, order="F")


def _whole(size):
    if isinstance(size, (bool, np.bool_)) or not isinstance(size, (int, np.integer)):
        raise TypeError(f"shape holds {size!r}; whole numbers are required")
    if size < 1:
        raise ValueError(f"shape holds {size}; at least 1 is allowed")
    return int(size)


def empty(shape):
    """An uninitialised float64 array in program memory, in Fortran order: kernels read it, and parts of whole columns, where it lies.

    Parameters
    ----------
    shape : int or tuple of one or two ints
        Length, or rows and columns.

    Returns
    -------
    ndarray
        Its memory is given back when the last view of it is gone.

    Raises
    ------
    ValueError, TypeError, MemoryError
        For a shape that is not one or two whole numbers from 1, or does not fit into program memory (4 GiB).
    """
    sizes = tuple(map(_whole, shape)) if isinstance(shape, (tuple, list)) else (_whole(shape),)
    if not 1 <= len(sizes) <= 2:
        raise ValueError(f"shape has {len(sizes)} dimensions; 1 or 2 are allowed")
    with _runtime.using() as engine:
        return owned(engine, sizes, "an array")[1]
