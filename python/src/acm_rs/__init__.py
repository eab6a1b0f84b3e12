"""The numeric kernels of ACM: one WebAssembly program, the same bits as in Node and the browser.

Every kernel of the program's manifest is a function here under its snake_case name, made from the manifest at import.
"""

from importlib.metadata import version as _version

from . import _engine, _functions

__version__ = _version("acm_rs")

backend = _engine.backend

_functions_by_name = _functions.make_all(_engine.manifest())
globals().update(_functions_by_name)
for _name in ("rolling_median", "rolling_mad", "rolling_mean_std"):
    globals()[f"{_name}_f64"] = _functions_by_name[_name]

__all__ = ["__version__", "backend", *_functions_by_name, "rolling_median_f64", "rolling_mad_f64", "rolling_mean_std_f64"]
