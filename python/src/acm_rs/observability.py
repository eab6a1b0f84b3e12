"""Spans and metrics through OpenTelemetry's API where it is installed; nothing, at no cost, where it is not.

Every kernel call counts in `acm_rs.stats()`, with or without a collector, and is a span of its own (`acm.kernel.rolling_median`, with its
backend), a count (`acm.kernel.calls`) and a duration (`acm.kernel.duration`, milliseconds).
"""

import threading
import time
from contextlib import contextmanager
from functools import cache

_lock = threading.Lock()
_usage = {}
_instruments = {}


@cache
def _api():
    """The modules of OpenTelemetry's API by name, none where it is not installed. Found at first use: importing them takes 25 ms (measured)."""
    try:
        from opentelemetry import metrics, trace
    except ImportError:
        return None
    return {"metrics": metrics, "trace": trace}


class Span:
    """A span as a context manager: `with Span("features.rolling_median", {"backend": "wasm"}): …`; an exception is recorded and raised on."""

    def __init__(self, name, attributes=None):
        self.name, self.attributes = name, attributes
        self._inner = None

    def __enter__(self):
        if api := _api():
            self._inner = api["trace"].get_tracer("acm_rs").start_as_current_span(self.name, attributes=self.attributes)
            self._inner.__enter__()
        return self

    def __exit__(self, *error):
        if self._inner:
            self._inner.__exit__(*error)


def _instrument(kind, name, unit):
    """An instrument, made once; None where there is no API."""
    if not (api := _api()):
        return None
    with _lock:
        if name not in _instruments:
            _instruments[name] = getattr(api["metrics"].get_meter("acm_rs"), f"create_{kind}")(name, unit=unit)
        return _instruments[name]


class Metrics:
    """Counters and durations by name."""

    @staticmethod
    def increment(name, value=1, attributes=None):
        """Adds to a counter."""
        if instrument := _instrument("counter", name, "1"):
            instrument.add(value, attributes)

    @staticmethod
    def record(name, milliseconds, attributes=None):
        """Adds one duration to a histogram."""
        if instrument := _instrument("histogram", name, "ms"):
            instrument.record(milliseconds, attributes)

    @staticmethod
    @contextmanager
    def time(name, attributes=None):
        """Records how long its body takes, whatever becomes of it: `with Metrics.time("acm.features.duration"): …`."""
        since = time.perf_counter()
        try:
            yield
        finally:
            Metrics.record(name, (time.perf_counter() - since) * 1e3, attributes)


def count(kernel, backend, seconds):
    """One call of a kernel."""
    with _lock:
        entry = _usage.setdefault(kernel, {"calls": 0, "ms": 0.0, "backend": backend})
        entry["calls"] += 1
        entry["ms"] += seconds * 1e3
        entry["backend"] = backend
    attributes = {"kernel": kernel, "backend": backend}
    Metrics.increment("acm.kernel.calls", 1, attributes)
    Metrics.record("acm.kernel.duration", seconds * 1e3, attributes)


def stats():
    """Calls, milliseconds and the backend last used so far, by kernel."""
    with _lock:
        return {kernel: dict(entry) for kernel, entry in _usage.items()}
