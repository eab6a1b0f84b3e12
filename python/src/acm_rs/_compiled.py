"""The compiled program, kept between processes: compiling takes a second, loading what was compiled some milliseconds."""

import hashlib
import os
import platform
import tempfile
from importlib.metadata import version
from pathlib import Path

import platformdirs
import wasmtime


def folder():
    """Where compiled programs are kept: the user's cache folder."""
    return Path(platformdirs.user_cache_dir("acm_rs", appauthor=False))


def _key(program):
    """Whatever changes the machine code changes the name: the program's bytes, wasmtime's version, the machine."""
    return f"{hashlib.sha256(program).hexdigest()[:32]}-wasmtime-{version('wasmtime')}-{platform.system()}-{platform.machine()}"


def _digest(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _kept(engine, key):
    """The module of a file whose name says its digest; what does not match is removed, for machine code that is not ours must never run."""
    for path in folder().glob(f"{key}.*.cwasm"):
        try:
            if path.name == f"{key}.{_digest(path)}.cwasm":
                return wasmtime.Module.deserialize_file(engine, str(path))
        except (OSError, wasmtime.WasmtimeError):
            pass
        path.unlink(missing_ok=True)
    return None


def _keep(module, key):
    code = bytes(module.serialize())
    folder().mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(dir=folder(), suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(code)
        os.replace(part, folder() / f"{key}.{hashlib.sha256(code).hexdigest()}.cwasm")
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def load(engine, program):
    """The module of a program, from the cache where it holds it whole. A folder that cannot be written costs the compilation, nothing else."""
    key = _key(program)
    try:
        module = _kept(engine, key)
    except OSError:
        module = None
    if module is None:
        module = wasmtime.Module(engine, program)
        try:
            _keep(module, key)
        except OSError:
            pass
    return module
