"""Refuses to build a wheel without the program in it (`npm ci` at the root of the repository puts it there), and writes the stubs of its kernels."""

import importlib.util
import json
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = ("kernels.wasm", "kernels.threads.wasm", "kernels.json")


def signatures(package):
    """The module `_signatures`, without importing the package, whose needs are not installed where a wheel is built."""
    spec = importlib.util.spec_from_file_location("_signatures", package / "_signatures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class BuildHook(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        package = Path(self.root, "src", "acm_rs")
        missing = [name for name in FILES if not (package / "program" / name).is_file()]
        if missing:
            raise FileNotFoundError(f"{', '.join(missing)} missing in {package / 'program'}: run `npm ci` at the root of the repository first, it builds them")
        manifest = json.loads((package / "program" / "kernels.json").read_text(encoding="utf-8"))
        (package / "__init__.pyi").write_text(signatures(package).stubs(manifest), encoding="utf-8")
