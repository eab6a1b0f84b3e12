"""The numeric kernels of ACM: one WebAssembly program, the same bits as in Node and the browser.

Every kernel of the program's manifest is a function here under its snake_case name, and every detector a
class with `fit`, `score`, `to_json` and `from_json`, made from the manifest at import.
"""

from . import frames, observability
from ._detectors import DETECTORS as _DETECTORS
from ._functions import KERNELS as _KERNELS
from ._memory import empty
from ._runtime import backend
from ._version import __version__
from .observability import stats

globals().update(_KERNELS)
globals().update(_DETECTORS)
for _name in ("rolling_median", "rolling_mad", "rolling_mean_std"):
    globals()[f"{_name}_f64"] = _KERNELS[_name]

__all__ = [
    "__version__", "backend", "empty", "frames", "observability", "stats",
    *_KERNELS, *_DETECTORS, "rolling_median_f64", "rolling_mad_f64", "rolling_mean_std_f64",
]
