"""The files of the program: its two builds and what its manifest says."""

import json
from functools import cache
from pathlib import Path


def read(name):
    return (Path(__file__).parent / "program" / name).read_bytes()


@cache
def manifest():
    """The program's definitions: what `kernels.json` says."""
    return json.loads(read("kernels.json"))
