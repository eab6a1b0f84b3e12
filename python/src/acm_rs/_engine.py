"""Runs the program on wasmtime: one store a thread, all on the same shared memory, plain Python threads as the team.

Calls release the GIL, so a team of Python threads works in parallel. The first member is the calling thread.
"""

import ctypes
import json
import os
import threading
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

import wasmtime

from ._arena import PAGE, Arena

TEAM_BYTES = 16
BARRIER_BYTES = 12
MAX_THREADS = 64
# A call cheaper than this (nanoseconds, estimated) is not worth waking the team: a wake costs about 100 µs here.
TEAM_THRESHOLD = 400_000


@dataclass(frozen=True)
class BackendInfo:
    """The engine in use, its threads, and why each better one was passed over."""

    name: str
    threads: int
    reasons: dict = field(default_factory=dict)


class _SharedMemory(wasmtime.SharedMemory):
    """`SharedMemory._as_extern` of wasmtime up to 50 wraps the pointer twice (bytecodealliance/wasmtime-py issue 318)."""

    def _as_extern(self):
        union = wasmtime._ffi.wasmtime_extern_union(sharedmemory=self.ptr())
        return wasmtime._ffi.wasmtime_extern_t(wasmtime._ffi.WASMTIME_EXTERN_SHAREDMEMORY, union)


def _read(name):
    return files("acm_rs").joinpath("program", name).read_bytes()


@cache
def manifest():
    """The program's definitions: what `kernels.json` says."""
    return json.loads(_read("kernels.json"))


def _whole_threads(text):
    if not text.isdigit() or not 1 <= int(text) <= MAX_THREADS:
        raise ValueError(f"ACM_THREADS was {text!r}; a whole number from 1 to {MAX_THREADS} is allowed")
    return int(text)


def _choice():
    forced = os.environ.get("ACM_BACKEND", "auto")
    if forced not in ("auto", "wasm-threads", "wasm"):
        raise ValueError(f"ACM_BACKEND was {forced!r}; allowed are auto, wasm-threads, wasm")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    threads = _whole_threads(os.environ.get("ACM_THREADS", str(min(cores, MAX_THREADS))))
    if forced == "wasm":
        return BackendInfo("wasm", 1, {"wasm-threads": "wasm was asked for"})
    if threads == 1 and forced == "auto":
        return BackendInfo("wasm", 1, {"wasm-threads": "only 1 thread is to be used"})
    return BackendInfo("wasm-threads", threads)


class _Member:
    """A store and an instance of its own; used by one thread at a time."""

    def __init__(self, engine, module, memory_of):
        self.store = wasmtime.Store(engine)
        self.exports = wasmtime.Instance(self.store, module, [memory_of(self.store)]).exports(self.store)

    def call(self, name, arguments):
        return self.exports[name](self.store, *arguments)


class _Worker(threading.Thread):
    def __init__(self, team, rank):
        super().__init__(name=f"acm-{rank}", daemon=True)
        self.team, self.rank = team, rank
        self.job = threading.Semaphore(0)
        self.start()

    def run(self):
        member = self.team.make_member()
        while True:
            self.job.acquire()
            self.team.work(member, self.rank)


class Engine:
    """Program memory, its arena, and the team. One call at a time: `lock` is held by whoever prepares and runs one."""

    def __init__(self, info):
        self.info = info
        self.lock = threading.RLock()
        config = wasmtime.Config()
        config.cache = True
        config.wasm_threads = True
        config.shared_memory = True
        self._engine = wasmtime.Engine(config)
        shared = info.name == "wasm-threads"
        self._module = wasmtime.Module(self._engine, _read("kernels.threads.wasm" if shared else "kernels.wasm"))
        if shared:
            self._memory = _SharedMemory(self._engine, wasmtime.MemoryType(wasmtime.Limits(2, 65_536), shared=True))
            self._first = self.make_member()
            self.base = ctypes.addressof(self._memory.data_ptr().contents)
            grow, end = self._memory.grow, self._memory.data_len()
        else:
            self._first = _Member(self._engine, self._module, self._own_memory)
            grow, end = self._grow_own, self._memory.data_len(self._first.store)
            self.base = ctypes.addressof(self._memory.data_ptr(self._first.store).contents)
        self.arena = Arena(self._first.call("arenaBase", ()) & 0xFFFF_FFFF, end, grow)
        self._solo = self.arena.allocate(TEAM_BYTES)
        self.words(self._solo, 2)[:] = [0, 1]
        self._workers = []

    def _own_memory(self, store):
        self._memory = wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(2, None)))
        return self._memory

    def _grow_own(self, pages):
        self._memory.grow(self._first.store, pages)
        self.base = ctypes.addressof(self._memory.data_ptr(self._first.store).contents)

    def make_member(self):
        return _Member(self._engine, self._module, lambda _: self._memory)

    def words(self, pointer, count):
        return (ctypes.c_int32 * count).from_address(self.base + pointer)

    def scratch_bytes(self, name, members, sizes):
        return int(self._first.call(name, (members, *sizes)))

    def members_for(self, cost):
        return self.info.threads if cost >= TEAM_THRESHOLD else 1

    def run(self, name, arguments, members):
        """Calls the program's export with every member of the team. Raises RuntimeError when one fails; the next call works."""
        if members == 1:
            self._first.call(name, (self._solo, *arguments))
            return
        if not self._workers:
            self._start_team()
        self._job = (name, arguments)
        self._failure = None
        for worker in self._workers:
            worker.job.release()
        self.work(self._first, 0, first=True)
        for _ in self._workers:
            self._done.acquire()
        self.words(self._barrier, 3)[:] = [0, 0, 0]
        if self._failure:
            raise RuntimeError(f"kernel {name} failed in a member of its team") from self._failure

    def work(self, member, rank, first=False):
        name, arguments = self._job
        try:
            member.call(name, (self._records + rank * TEAM_BYTES, *arguments))
        except BaseException as error:
            self._failure = error
            member.call("poison", (self._barrier,))
        if not first:
            self._done.release()

    def _start_team(self):
        size = self.info.threads
        self._done = threading.Semaphore(0)
        self._barrier = self.arena.allocate(BARRIER_BYTES)
        self._records = self.arena.allocate(TEAM_BYTES * size)
        self.words(self._barrier, 3)[:] = [0, 0, 0]
        for rank in range(size):
            self.words(self._records + rank * TEAM_BYTES, 3)[:] = [rank, size, self._barrier]
        self._workers = [_Worker(self, rank) for rank in range(1, size)]


_lock = threading.Lock()
_engine = None


def engine():
    """The one engine of this process, made on first use."""
    global _engine
    with _lock:
        if _engine is None:
            _engine = Engine(_choice())
        return _engine


def backend():
    """The engine in use: `.name`, `.threads`, `.reasons` (why each better one was passed over)."""
    return engine().info
