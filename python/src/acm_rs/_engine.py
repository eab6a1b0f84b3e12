"""Runs the program on wasmtime: one store a thread, all on the same shared memory, plain Python threads as the team.

Calls release the GIL, so a team of Python threads works in parallel. The first member is the calling thread.
"""

import ctypes
import struct
import threading
from collections import deque

import wasmtime
from wasmtime import _ffi

from . import _compiled, _program
from ._arena import Arena

TEAM_BYTES = 16
BARRIER_BYTES = 12
# A call cheaper than this (nanoseconds, estimated) is not worth waking the team: a wake costs about 100 µs here.
TEAM_THRESHOLD = 400_000
MAX_VALUES = 64
# How struct packs an argument into a 16-byte value.
_LAYOUTS = {"i32": "I12x", "f64": "d8x"}


class _SharedMemory(wasmtime.SharedMemory):
    """`SharedMemory._as_extern` of wasmtime up to 50 wraps the pointer twice (bytecodealliance/wasmtime-py issue 318)."""

    def _as_extern(self):
        union = _ffi.wasmtime_extern_union(sharedmemory=self.ptr())
        return _ffi.wasmtime_extern_t(_ffi.WASMTIME_EXTERN_SHAREDMEMORY, union)


class _Member:
    """A store and an instance of its own; used by one thread at a time.

    Exports are called by wasmtime's unchecked form: the checked one asks for the type of every argument at every call, which takes 250 of the 340 µs
    of a small kernel (measured). What is passed was checked against the definition.
    """

    def __init__(self, engine, module, memory_of):
        self.store = wasmtime.Store(engine)
        self._exports = wasmtime.Instance(self.store, module, [memory_of(self.store)]).exports(self.store)
        self._callable = {}
        self._values = (_ffi.wasmtime_val_raw_t * MAX_VALUES)()
        self._trap = ctypes.POINTER(_ffi.wasm_trap_t)()

    def _look_up(self, name):
        """The function, where its arguments lie in an array of 16-byte values, and what it returns."""
        function = self._exports[name]
        kind = function.type(self.store)
        layout = struct.Struct("<" + "".join(_LAYOUTS[str(param)] for param in kind.params))
        result = str(kind.results[0]) if kind.results else None
        self._callable[name] = found = (function._func, layout, result)
        return found

    def call(self, name, arguments):
        function, layout, result = self._callable.get(name) or self._look_up(name)
        layout.pack_into(self._values, 0, *[value & 0xFFFF_FFFF if isinstance(value, int) else value for value in arguments])
        context, trap = self.store._context(), ctypes.byref(self._trap)
        error = _ffi.wasmtime_func_call_unchecked(context, ctypes.byref(function), self._values, MAX_VALUES, trap)
        if error:
            raise wasmtime.WasmtimeError._from_ptr(error)
        if self._trap:
            trapped, self._trap = self._trap, ctypes.POINTER(_ffi.wasm_trap_t)()
            raise wasmtime.Trap._from_ptr(trapped)
        return getattr(self._values[0], result) if result else None


def _held():
    """A lock as a signal: whoever waits acquires it, whoever tells releases it."""
    lock = threading.Lock()
    lock.acquire()
    return lock


class _Worker(threading.Thread):
    def __init__(self, team, rank):
        super().__init__(name=f"acm-{rank}", daemon=True)
        self.team, self.rank = team, rank
        self.job, self.done = _held(), _held()
        self.start()

    def run(self):
        member = self.team.make_member()
        while True:
            self.job.acquire()
            try:
                self.team.work(member, self.rank)
            except BaseException as error:
                self.team.failure = error
            self.done.release()


class Engine:
    """Program memory, its arena, and the team. One call at a time: `lock` is held by whoever prepares and runs one."""

    def __init__(self, info):
        self.info = info
        self.lock = threading.RLock()
        # What finalizers hand back: they run at any moment, inside an allocation too, and so only note it down.
        self._returned = deque()
        config = wasmtime.Config()
        config.wasm_threads = True
        config.shared_memory = True
        self._engine = wasmtime.Engine(config)
        shared = info.name == "wasm-threads"
        self._module = _compiled.load(self._engine, _program.read("kernels.threads.wasm" if shared else "kernels.wasm"))
        if shared:
            self._memory = _SharedMemory(self._engine, wasmtime.MemoryType(wasmtime.Limits(2, 65_536), shared=True))
            self._first = self.make_member()
            self.base = ctypes.addressof(self._memory.data_ptr().contents)
            grow, end = self._memory.grow, self._memory.data_len()
        else:
            self._first = _Member(self._engine, self._module, self._own_memory)
            self.base = ctypes.addressof(self._memory.data_ptr(self._first.store).contents)
            grow, end = self._grow_own, self._memory.data_len(self._first.store)
        self._arena = Arena(self._first.call("arenaBase", ()) & 0xFFFF_FFFF, end, grow)
        self._solo = self.allocate(TEAM_BYTES)
        self.words(self._solo, 2)[:] = [0, 1]
        self._barrier = None
        self._workers = []

    def _own_memory(self, store):
        self._memory = wasmtime.Memory(store, wasmtime.MemoryType(wasmtime.Limits(2, None)))
        return self._memory

    def _grow_own(self, pages):
        """Results are views: memory that moved would leave them dangling. wasmtime reserves 4 GiB of addresses on every 64-bit machine."""
        self._memory.grow(self._first.store, pages)
        if ctypes.addressof(self._memory.data_ptr(self._first.store).contents) != self.base:
            raise MemoryError("program memory moved when it grew; set ACM_BACKEND=wasm-threads, whose memory never does")

    def make_member(self):
        return _Member(self._engine, self._module, lambda _: self._memory)

    def words(self, pointer, count):
        return (ctypes.c_int32 * count).from_address(self.base + pointer)

    @property
    def used_bytes(self):
        self._take_back()
        return self._arena.used_bytes

    def allocate(self, length_bytes):
        self._take_back()
        return self._arena.allocate(length_bytes)

    def free(self, pointer, length_bytes):
        self._arena.free(pointer, length_bytes)

    def give_back(self, pointer, length_bytes):
        """As `free`, from anywhere."""
        self._returned.append((pointer, length_bytes))

    def _take_back(self):
        while self._returned:
            self._arena.free(*self._returned.popleft())

    def pointer_of(self, array):
        """Where an array lies in program memory, or None if it does not, or not in the program's order."""
        if array.dtype.str != "<f8" or not array.flags.f_contiguous or not array.flags.aligned:
            return None
        pointer = array.ctypes.data - self.base
        return pointer if 0 < pointer and pointer + array.nbytes <= self._arena.end else None

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
        self.failure = None
        for worker in self._workers:
            worker.job.release()
        try:
            self.work(self._first, 0)
        except Exception as error:
            self.failure = error
        for worker in self._workers:
            worker.done.acquire()
        self.words(self._barrier, 3)[:] = [0, 0, 0]
        if self.failure:
            raise RuntimeError(f"kernel {name} failed in a member of its team") from self.failure

    def work(self, member, rank):
        name, arguments = self._job
        try:
            member.call(name, (self._records + rank * TEAM_BYTES, *arguments))
        except BaseException:
            member.call("poison", (self._barrier,))
            raise

    def poison(self):
        """Nobody of the team waits any longer for a member that does not come."""
        if self._barrier is not None:
            self._first.call("poison", (self._barrier,))

    def _start_team(self):
        size = self.info.threads
        self._barrier = self.allocate(BARRIER_BYTES)
        self._records = self.allocate(TEAM_BYTES * size)
        self.words(self._barrier, 3)[:] = [0, 0, 0]
        for rank in range(size):
            self.words(self._records + rank * TEAM_BYTES, 3)[:] = [rank, size, self._barrier]
        self._workers = [_Worker(self, rank) for rank in range(1, size)]
