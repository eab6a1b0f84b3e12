import numpy as np
from harness import run


def mad(x, args):
    """The vectorised line of NumPy: every window laid out, two medians along it."""
    windows = np.lib.stride_tricks.sliding_window_view(x, args["window"], axis=0)
    deviations = np.abs(windows - np.median(windows, axis=-1, keepdims=True))
    out = np.full(x.shape, np.nan)
    out[args["window"] - 1 :] = np.median(deviations, axis=-1)
    return out


run("numpy", np.__version__, lambda x: x, {"rollingMad": mad})
