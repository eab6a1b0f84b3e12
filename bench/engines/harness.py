"""What every Python engine shares: the data, the clock, the checksum. An engine is a dictionary from kernel to a function
of (prepared data, args) that returns one (rows, cols) array, or two for interleaved pairs."""

import json
import resource
import sys
import time

import numpy as np


def load(path, rows, cols):
    """Columns contiguous, as every library here likes it best (C-ordered copies were measured slower for all of them)."""
    return np.fromfile(path).reshape((rows, cols), order="F")


def checksum(results):
    total = scale = 0.0
    missing = 0
    for part, result in enumerate(results):
        flat = np.asarray(result).ravel(order="F")
        weights = 1 + (np.arange(flat.size) % 97) / 97 + part
        seen = ~np.isnan(flat)
        missing += int((~seen).sum())
        total += float((flat[seen] * weights[seen]).sum())
        scale += float(np.abs(flat[seen] * weights[seen]).sum())
    return {"missing": missing, "sum": total, "scale": scale}


def measure(call, seconds):
    call()
    call()
    times = []
    started = time.perf_counter()
    while len(times) < 5 or time.perf_counter() - started < seconds:
        begin = time.perf_counter()
        result = call()
        times.append((time.perf_counter() - begin) * 1e3)
    return times, result


def run(name, version, prepare, kernels):
    job = json.loads(sys.argv[1])
    data = load(job["data"], job["rows"], job["cols"])
    kernel = kernels.get(job["kernel"])
    if kernel is None:
        print(json.dumps({"engine": name, "version": version, "skipped": f"{name} has no {job['kernel']}"}))
        return
    prepared = prepare(data)
    peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    kernel(prepared, job["args"])
    peak_bytes = peak()
    times, result = measure(lambda: kernel(prepared, job["args"]), job["seconds"])
    results = result if isinstance(result, tuple) else (result,)
    print(json.dumps({"engine": name, "version": version, "ms": {"call": times}, "peakBytes": peak_bytes, "checksum": checksum(results)}))
