"""`python -m acm_rs.bench [rounds]`: the kernels against the libraries that are installed here, on this machine.

Every engine runs each work in a process of its own, in turn, over several rounds; arrays are foreign and in C order, so that copies in are part of
the call; a peer whose checksum differs computed something else and is not used. `pip install "acm_rs[bench]"` installs the peers.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

ROWS, COLS = 10_000, 50
TOLERANCE = 1e-9
ENGINES = Path(__file__).parent / "engines"
# Name, kernel, numbers, how results interleave, and what the fastest peer must take over us.
WORKS = [
    ("median w=16", "rollingMedian", {"window": 16}, None, 5),
    ("median w=64", "rollingMedian", {"window": 64}, None, 2.5),
    ("median w=256", "rollingMedian", {"window": 256}, None, 1.5),
    ("true MAD w=16", "rollingMad", {"window": 16}, None, 15),
    ("mean + std w=16", "rollingMeanStd", {"window": 16}, "cols", 2),
    ("correlation", "correlation", {}, None, 1),
    ("rfft", "rfft", {}, None, 0.4),
]
OUTPUTS = {"rfft": ["re", "im"]}


def _ask(engine, question):
    """What an engine answers, or None and why."""
    done = subprocess.run([sys.executable, str(ENGINES / f"{engine}.py"), json.dumps(question)], capture_output=True, text=True)
    if done.returncode:
        return None, done.stderr.strip().splitlines()[-1]
    answer = json.loads(done.stdout)
    return (None, answer["skipped"]) if "skipped" in answer else (answer, None)


def _peers():
    """Peer → kernels it has; peers that are not installed are named with the reason."""
    found = {}
    for path in sorted(ENGINES.glob("*_peer.py")):
        answer, why = _ask(path.stem, "describe")
        if answer:
            found[path.stem] = answer["kernels"]
        else:
            print(f"{path.stem.removesuffix('_peer')} is passed over: {why}")
    return found


def _agrees(a, b):
    return a["missing"] == b["missing"] and abs(a["sum"] - b["sum"]) <= TOLERANCE * b["scale"]


def _measure(work, peers, file, rounds):
    """Engine → milliseconds and peak bytes of a call, of those that agree with ours."""
    name, kernel, numbers, pairs, _ = work
    array = {"name": "x", "rows": ROWS, "cols": COLS, "file": str(file), "order": "C"}
    job = {"kernel": kernel, "arrays": [array], "numbers": numbers, "outputs": OUTPUTS.get(kernel, ["out"]), "pairs": pairs, "seconds": 0.4}
    engines = ["acm_python", *(peer for peer, kernels in peers.items() if kernel in kernels)]
    answers = {engine: [] for engine in engines}
    for _ in range(rounds):
        for engine in engines:
            answer, why = _ask(engine, job)
            if answer:
                answers[engine].append(answer)
            else:
                print(f"{name}: {engine} is passed over: {why}")
    ours = answers["acm_python"][0]["checksum"]
    return {
        engine: (statistics.median(statistics.median(one["ms"]["call"]) for one in said), statistics.median(one["peakBytes"] for one in said))
        for engine, said in answers.items()
        if said and _agrees(said[0]["checksum"], ours)
    }


def _row(work, found):
    (ms, peak), bar = found.pop("acm_python"), work[4]
    if not found:
        return f"| {work[0]} | {ms:.2f} | – | | {bar} | {peak / 2**20:.0f} |"
    fastest = min(found, key=lambda engine: found[engine][0])
    label = fastest.removesuffix("_peer")
    pandas = f"{found['pandas_peer'][0] / ms:.0f}, {peak / found['pandas_peer'][1]:.2f}" if "pandas_peer" in found else "–"
    return f"| {work[0]} | {ms:.2f} | {label} {found[fastest][0]:.2f} | {found[fastest][0] / ms:.2f} | {bar} | {pandas} |"


def main(rounds=3):
    peers = _peers()
    print(f"\n{ROWS:,} × {COLS}, C-ordered, copies included; {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    print("| work | acm_rs ms | fastest peer ms | it over us | wanted | pandas over us, our peak memory of its |\n| --- | --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.f64"
        random = np.random.default_rng(1)
        # Noise around a slow ramp, as a sensor that drifts; no ties.
        (random.random((COLS, ROWS)) + np.linspace(0, 1, ROWS)).tofile(file)
        for work in WORKS:
            print(_row(work, _measure(work, peers, file, rounds)), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
