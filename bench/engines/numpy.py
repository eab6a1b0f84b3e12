import sys
from pathlib import Path

sys.path = [p for p in sys.path if Path(p or ".").resolve() != Path(__file__).parent]
import numpy as np  # noqa: E402

sys.path.append(str(Path(__file__).parent))
from harness import run  # noqa: E402


def mad(x, args):
    """The vectorised line of NumPy: every window laid out, two medians along it."""
    windows = np.lib.stride_tricks.sliding_window_view(x, args["window"], axis=0)
    deviations = np.abs(windows - np.median(windows, axis=-1, keepdims=True))
    out = np.full(x.shape, np.nan)
    out[args["window"] - 1 :] = np.median(deviations, axis=-1)
    return out


run("numpy", np.__version__, lambda x: x, {"rollingMad": mad})
