"""The loops a good engineer writes for numba: compiled, parallel over columns, incremental where that wins."""

import numba
import numpy as np
from harness import run

compiled = numba.njit(parallel=True, cache=True, fastmath=False)
inline = numba.njit(cache=True, inline="always")


@inline
def fill(window, column, begin):
    for k in range(window.size):
        window[k] = column[begin + k]
    window.sort()


@inline
def replace(window, old, new):
    """`old` leaves a sorted window and `new` takes its place: one binary search, then a shift."""
    i = np.searchsorted(window, old)
    while i + 1 < window.size and window[i + 1] < new:
        window[i] = window[i + 1]
        i += 1
    while i > 0 and window[i - 1] > new:
        window[i] = window[i - 1]
        i -= 1
    window[i] = new


@compiled
def quantile(x, w, q):
    rows, cols = x.shape
    out = np.empty((cols, rows)).T
    at = q * (w - 1)
    low = int(at)
    fraction = at - low
    high = min(low + 1, w - 1)
    for c in numba.prange(cols):
        window = np.empty(w)
        out[: w - 1, c] = np.nan
        fill(window, x[:, c], 0)
        for r in range(w - 1, rows):
            if r >= w:
                replace(window, x[r - w, c], x[r, c])
            out[r, c] = window[low] + (window[high] - window[low]) * fraction
    return out


@compiled
def mad(x, w):
    rows, cols = x.shape
    out = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        window = np.empty(w)
        out[: w - 1, c] = np.nan
        fill(window, x[:, c], 0)
        for r in range(w - 1, rows):
            if r >= w:
                replace(window, x[r - w, c], x[r, c])
            middle = (window[(w - 1) // 2] + window[w // 2]) / 2
            # Deviations left and right of the median are two sorted lists: merge them up to the middle.
            left, right = w // 2 - 1, w // 2
            previous = current = 0.0
            for _ in range(w // 2 + 1):
                previous = current
                if right >= w or (left >= 0 and middle - window[left] < window[right] - middle):
                    current = middle - window[left]
                    left -= 1
                else:
                    current = window[right] - middle
                    right += 1
            out[r, c] = (previous + current) / 2 if w % 2 == 0 else current
    return out


@compiled
def mean_std(x, w):
    rows, cols = x.shape
    mean = np.empty((cols, rows)).T
    std = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        mean[: w - 1, c] = np.nan
        std[: w - 1, c] = np.nan
        m = 0.0
        for k in range(w):
            m += x[k, c]
        m /= w
        m2 = 0.0
        for k in range(w):
            m2 += (x[k, c] - m) ** 2
        mean[w - 1, c] = m
        std[w - 1, c] = np.sqrt(m2 / (w - 1))
        for r in range(w, rows):
            new, old = x[r, c], x[r - w, c]
            before = m
            m += (new - old) / w
            m2 += (new - old) * (new - m + old - before)
            mean[r, c] = m
            std[r, c] = np.sqrt(max(m2, 0.0) / (w - 1))
    return mean, std


@compiled
def min_max(x, w):
    rows, cols = x.shape
    low = np.empty((cols, rows)).T
    high = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        low[: w - 1, c] = np.nan
        high[: w - 1, c] = np.nan
        for r in range(w - 1, rows):
            a = b = x[r, c]
            for k in range(r - w + 1, r):
                v = x[k, c]
                a = min(a, v)
                b = max(b, v)
            low[r, c] = a
            high[r, c] = b
    return low, high


KERNELS = {
    "rollingMedian": lambda x, a: quantile(x, a["window"], 0.5),
    "rollingQuantile": lambda x, a: quantile(x, a["window"], a["q"]),
    "rollingMad": lambda x, a: mad(x, a["window"]),
    "rollingMeanStd": lambda x, a: mean_std(x, a["window"]),
    "rollingMinMax": lambda x, a: min_max(x, a["window"]),
}
run("numba", numba.__version__, lambda x: x, KERNELS)
