"""The loops a good engineer writes for numba: compiled, parallel over columns, incremental where that wins."""

import numba
import numpy as np
from harness import complete, once, run
from numba_detectors import cusum_score, cusum_sums, pelt, row_means

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


@compiled
def rolling_sum(x, w, divisor):
    rows, cols = x.shape
    out = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        out[: w - 1, c] = np.nan
        total = 0.0
        for r in range(rows):
            total += x[r, c]
            if r >= w:
                total -= x[r - w, c]
            if r >= w - 1:
                out[r, c] = total / divisor
    return out


@inline
def skew_kurt_of(column, begin, w):
    """Bias-corrected, from two passes over the window."""
    mean = 0.0
    for k in range(begin, begin + w):
        mean += column[k]
    mean /= w
    m2 = m3 = m4 = 0.0
    for k in range(begin, begin + w):
        d = column[k] - mean
        m2 += d * d
        m3 += d * d * d
        m4 += d * d * d * d
    m2, m3, m4 = m2 / w, m3 / w, m4 / w
    skew = np.sqrt(w * (w - 1.0)) / (w - 2) * m3 / m2**1.5
    kurt = (w - 1.0) / ((w - 2) * (w - 3.0)) * ((w + 1) * (m4 / (m2 * m2) - 3) + 6)
    return skew, kurt


@compiled
def skew_kurt(x, w):
    rows, cols = x.shape
    skew = np.empty((cols, rows)).T
    kurt = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        skew[: w - 1, c] = np.nan
        kurt[: w - 1, c] = np.nan
        for r in range(w - 1, rows):
            skew[r, c], kurt[r, c] = skew_kurt_of(x[:, c], r - w + 1, w)
    return skew, kurt


@compiled
def slope(x, w):
    rows, cols = x.shape
    out = np.empty((cols, rows)).T
    middle = (w - 1) / 2
    squares = w * (w * w - 1.0) / 12
    for c in numba.prange(cols):
        out[: w - 1, c] = np.nan
        for r in range(w - 1, rows):
            total = 0.0
            for k in range(w):
                total += (k - middle) * x[r - w + 1 + k, c]
            out[r, c] = total / squares
    return out


@compiled
def corr(x, y, w, lag):
    rows, cols = x.shape
    out = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        out[: w - 1 + lag, c] = np.nan
        for r in range(w - 1 + lag, rows):
            mx = my = 0.0
            for k in range(r - w + 1, r + 1):
                mx += x[k, c]
                my += y[k - lag, c]
            mx /= w
            my /= w
            xx = yy = xy = 0.0
            for k in range(r - w + 1, r + 1):
                a = x[k, c] - mx
                b = y[k - lag, c] - my
                xx += a * a
                yy += b * b
                xy += a * b
            out[r, c] = xy / np.sqrt(xx * yy)
    return out


@compiled
def ewma(x, alpha):
    rows, cols = x.shape
    out = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        average = x[0, c]
        for r in range(rows):
            average += alpha * (x[r, c] - average)
            out[r, c] = average
    return out


@compiled
def column_quantiles(x, q):
    cols = x.shape[1]
    out = np.empty((q.size, cols))
    for c in numba.prange(cols):
        out[:, c] = np.quantile(x[:, c], q)
    return out


@compiled
def column_mad(x):
    cols = x.shape[1]
    out = np.empty(cols)
    for c in numba.prange(cols):
        out[c] = np.median(np.abs(x[:, c] - np.median(x[:, c])))
    return out


@compiled
def zscore(x):
    rows, cols = x.shape
    out = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        mean = x[:, c].mean()
        squares = 0.0
        for r in range(rows):
            squares += (x[r, c] - mean) ** 2
        scale = 1 / np.sqrt(squares / (rows - 1))
        for r in range(rows):
            out[r, c] = (x[r, c] - mean) * scale
    return out


@compiled
def forward_fill(x):
    rows, cols = x.shape
    out = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        last = np.nan
        for r in range(rows):
            if not np.isnan(x[r, c]):
                last = x[r, c]
            out[r, c] = last
    return out


@compiled
def goertzel(x, frequency):
    rows, cols = x.shape
    out = np.empty(cols)
    coefficient = 2 * np.cos(2 * np.pi * frequency)
    for c in numba.prange(cols):
        s1 = s2 = 0.0
        for r in range(rows):
            s1, s2 = x[r, c] + coefficient * s1 - s2, s1
        out[c] = (s1 * s1 + s2 * s2 - coefficient * s1 * s2) / rows
    return out


@compiled
def distances(x, y):
    """Rows contiguous, so that the inner loop is a vector's."""
    n, m, cols = x.shape[0], y.shape[0], x.shape[1]
    out = np.empty((n, m))
    for i in numba.prange(n):
        for j in range(m):
            total = 0.0
            for c in range(cols):
                total += (x[i, c] - y[j, c]) ** 2
            out[i, j] = np.sqrt(total)
    return out


@compiled
def nearest(x, y):
    n, m, cols = x.shape[0], y.shape[0], x.shape[1]
    index = np.empty(n)
    distance = np.empty(n)
    for i in numba.prange(n):
        best = np.inf
        for j in range(m):
            total = 0.0
            for c in range(cols):
                total += (x[i, c] - y[j, c]) ** 2
            if total < best:
                best = total
                index[i] = j
        distance[i] = np.sqrt(best)
    return index, distance


@compiled
def exponentials(x):
    out = np.empty_like(x)
    for i in numba.prange(x.size):
        out[i] = np.exp(x[i])
    return out


@compiled
def logarithms(x):
    out = np.empty_like(x)
    for i in numba.prange(x.size):
        out[i] = np.log(x[i])
    return out


@compiled
def ar1_contributions(x, center, phi, scale):
    rows, cols = x.shape
    out = np.empty((cols, rows)).T
    for c in numba.prange(cols):
        before = x[0, c] - center[c]
        for r in range(rows):
            d = x[r, c] - center[c]
            out[r, c] = abs(d - phi[c] * before) / scale[c]
            before = d
    return out


@once
def by_rows(x, a):
    return np.ascontiguousarray(x), np.ascontiguousarray(a["y"])


HALF = np.array([0.5])
QUARTERS = np.array([0.25, 0.75])
parts = lambda x, a: ar1_contributions(x, a["center"], a["phi"], a["scale"])

LINES = {
    "changePoints": lambda x, a: pelt(x - x.mean(axis=0), a["penalty"], a["minSize"]),
    "cusumScore": lambda x, a: cusum_score(x, a["center"], a["scale"], a["slack"]).max(axis=0),
    "cusumContributions": lambda x, a: cusum_sums(x, a["center"], a["scale"], a["slack"]),
    "rollingMedian": lambda x, a: quantile(x, a["window"], 0.5),
    "rollingQuantile": lambda x, a: quantile(x, a["window"], a["q"]),
    "rollingMad": lambda x, a: mad(x, a["window"]),
    "rollingMean": lambda x, a: rolling_sum(x, a["window"], a["window"]),
    "rollingSum": lambda x, a: rolling_sum(x, a["window"], 1),
    "rollingMeanStd": lambda x, a: mean_std(x, a["window"]),
    "rollingStd": lambda x, a: mean_std(x, a["window"])[1],
    "rollingMinMax": lambda x, a: min_max(x, a["window"]),
    "rollingMin": lambda x, a: min_max(x, a["window"])[0],
    "rollingMax": lambda x, a: min_max(x, a["window"])[1],
    "rollingSkew": lambda x, a: skew_kurt(x, a["window"])[0],
    "rollingKurt": lambda x, a: skew_kurt(x, a["window"])[1],
    "rollingSkewKurt": lambda x, a: skew_kurt(x, a["window"]),
    "rollingSlope": lambda x, a: slope(x, a["window"]),
    "rollingCorr": lambda x, a: corr(x, a["y"], a["window"], a.get("lag", 0)),
    "ewma": lambda x, a: ewma(x, a["alpha"]),
    "median": lambda x, a: column_quantiles(x, HALF)[0],
    "mad": lambda x, a: column_mad(x),
    "quantiles": lambda x, a: column_quantiles(x, np.array(a["q"])),
    "iqr": lambda x, a: np.diff(column_quantiles(x, QUARTERS), axis=0),
    "zscore": lambda x, a: zscore(x),
    "goertzel": lambda x, a: goertzel(x, a["frequency"]),
    "pairwiseDistances": lambda x, a: distances(*by_rows(x, a)),
    "argminDistances": lambda x, a: nearest(*by_rows(x, a)),
    "exp": lambda x, a: exponentials(x),
    "log": lambda x, a: logarithms(x),
    "ar1Contributions": parts,
    "ar1Score": lambda x, a: row_means(parts(x, a)),
}
KERNELS = {name: complete(line) for name, line in LINES.items()} | {"imputeForward": lambda x, a: forward_fill(x)}
run("numba", numba.__version__, lambda x: x, KERNELS)
