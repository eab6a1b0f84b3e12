"""The one engine of this process: made on first use, made anew in a forked child and after an interrupt."""

import os
import threading
from contextlib import contextmanager

from . import _choice

_lock = threading.Lock()
_engine = None
# Engines that are no longer used, of which results may still be views. In a forked child they cannot even be torn down: their threads are not there.
_kept = []


def engine():
    """The engine in use. Raises ValueError or ImportError as `_choice.choose` does."""
    global _engine
    with _lock:
        if _engine is None:
            from ._engine import Engine

            _engine = Engine(_choice.choose())
        return _engine


def backend():
    """The engine in use: `.name`, `.threads`, `.reasons` (why each better one was passed over)."""
    return engine().info


@contextmanager
def using():
    """The engine in use, held for one call. Ctrl-C may strike anywhere: what it leaves half done is not used again."""
    while True:
        current = engine()
        with current.lock:
            if current is not _engine:
                continue
            try:
                yield current
            except Exception:
                raise
            except BaseException:
                _discard(current)
                raise
            return


def _discard(old):
    global _engine
    with _lock:
        if _engine is old:
            _engine = None
            _kept.append(old)
    old.poison()


def _forget():
    """In a forked child: the threads of the team are gone, and a lock may be held by one of them for ever."""
    global _engine, _lock
    _lock = threading.Lock()
    if _engine is not None:
        _kept.append(_engine)
    _engine = None


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
