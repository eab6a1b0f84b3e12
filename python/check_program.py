"""Refuses to build a wheel without the program in it: `npm ci` at the root of the repository puts it there."""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FILES = ("kernels.wasm", "kernels.threads.wasm", "kernels.json")


class ProgramCheck(BuildHookInterface):
    PLUGIN_NAME = "custom"

    def initialize(self, version, build_data):
        folder = Path(self.root, "src", "acm_rs", "program")
        missing = [name for name in FILES if not (folder / name).is_file()]
        if missing:
            raise FileNotFoundError(f"{', '.join(missing)} missing in {folder}: run `npm ci` at the root of the repository first, it builds them")
