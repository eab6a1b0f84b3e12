"""What every Python engine shares: the data, the clock, the checksum. An engine is a dictionary from kernel to a function
of (first array, args); args holds the numbers and the further arrays by name. It returns one result, or a tuple of those the
work compares, in the library's own form; ours returns its outputs by name."""

import json
import re
import resource
import sys
import time

import numpy as np


def complete(function):
    """Marks a line that is right only where nothing is missing; a work with missing values passes it over."""
    function.complete = True
    return function


def once(function):
    """What a user prepares before the work, and does not pay for at each call; a process does one work."""
    made = []

    def call(*args):
        if not made:
            made.append(function(*args))
        return made[0]

    return call


def load(spec):
    """Columns contiguous, as every library here likes it best (C-ordered copies were measured slower for all of them), unless `order` says C."""
    values = np.fromfile(spec["file"])
    if "cols" not in spec:
        return values
    table = values.reshape((spec["rows"], spec["cols"]), order="F")
    return np.ascontiguousarray(table) if spec.get("order") == "C" else table


def apart(result, pairs):
    """The two halves of interleaved pairs, as in acm.mjs."""
    if pairs == "cols":
        return [result[:, 0::2], result[:, 1::2]]
    return [result[0::2], result[1::2]] if pairs == "rows" else [result]


def compared(result, job):
    if not isinstance(result, dict):
        return result if isinstance(result, tuple) else (result,)
    snake = lambda name: re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
    return [part for name in job["outputs"] for part in apart(result[snake(name)], job.get("pairs"))]


def checksum(results, magnitude):
    total = scale = 0.0
    missing = 0
    for part, result in enumerate(results):
        flat = np.asarray(result, dtype=np.float64).ravel(order="F")
        weights = 1 + (np.arange(flat.size) % 97) / 97 + part
        seen = ~np.isnan(flat)
        weighted = (np.abs(flat[seen]) if magnitude else flat[seen]) * weights[seen]
        missing += int((~seen).sum())
        total += float(weighted.sum())
        scale += float(np.abs(weighted).sum())
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
    if job == "describe":
        print(json.dumps({"engine": name, "version": version, "kernels": list(kernels)}))
        return
    arrays = [load(spec) for spec in job["arrays"]]
    kernel = kernels[job["kernel"]]
    if getattr(kernel, "complete", False) and any(np.isnan(array).any() for array in arrays):
        print(json.dumps({"engine": name, "version": version, "skipped": "its line takes no missing values"}))
        return
    first, *rest = [prepare(array) for array in arrays]
    args = job["numbers"] | {spec["name"]: array for spec, array in zip(job["arrays"][1:], rest)}
    kernel(first, args)
    peak_bytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    times, result = measure(lambda: kernel(first, args), job["seconds"])
    sums = checksum(compared(result, job), job.get("magnitude"))
    print(json.dumps({"engine": name, "version": version, "ms": {"call": times}, "peakBytes": peak_bytes, "checksum": sums}))
