"""Which engine runs here, and why each better one was passed over."""

import importlib.util
import os
from dataclasses import dataclass, field

MAX_THREADS = 64
NAMES = ("wasm-threads", "wasm")


@dataclass(frozen=True)
class BackendInfo:
    """The engine in use, its threads, and why each better one was passed over."""

    name: str
    threads: int
    reasons: dict = field(default_factory=dict)


def missing():
    """Why the program cannot run at all here, or None."""
    return None if importlib.util.find_spec("wasmtime") else "wasmtime is not installed"


def _threads(cores):
    text = os.environ.get("ACM_THREADS", str(min(cores, MAX_THREADS)))
    if not text.isdigit() or not 1 <= int(text) <= MAX_THREADS:
        raise ValueError(f"ACM_THREADS was {text!r}; a whole number from 1 to {MAX_THREADS} is allowed")
    return int(text)


def choose():
    """Raises ValueError for an environment that asks for what there is not, ImportError where wasmtime is missing."""
    forced = os.environ.get("ACM_BACKEND", "auto")
    if forced not in ("auto", *NAMES):
        raise ValueError(f"ACM_BACKEND was {forced!r}; allowed are auto, {', '.join(NAMES)}")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = _threads(cores)
    if why := missing():
        raise ImportError(f"the kernels cannot run: {why}; `pip install wasmtime`, or use acm_rs.frames with Polars or pandas")
    if forced == "wasm":
        return BackendInfo("wasm", 1, {"wasm-threads": "wasm was asked for"})
    if threads == 1 and forced == "auto":
        return BackendInfo("wasm", 1, {"wasm-threads": "only 1 thread is to be used"})
    return BackendInfo("wasm-threads", threads)
