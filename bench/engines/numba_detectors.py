"""Loops of numba_peer.py for detectors and change points."""

import numba
import numpy as np

compiled = numba.njit(parallel=True, cache=True, fastmath=False)


@compiled
def cusum_sums(x, center, scale, slack):
    rows, cols = x.shape
    upper, lower = np.empty((cols, rows)).T, np.empty((cols, rows)).T
    for c in numba.prange(cols):
        high = low = 0.0
        for r in range(rows):
            z = (x[r, c] - center[c]) / scale[c]
            high, low = max(high + z - slack, 0.0), max(low - z - slack, 0.0)
            upper[r, c], lower[r, c] = high, low
    return upper, lower


@compiled
def cusum_score(x, center, scale, slack):
    rows, cols = x.shape
    parts = 8
    largest = np.zeros((parts, rows))
    for part in numba.prange(parts):
        for c in range(part, cols, parts):
            high = low = 0.0
            for r in range(rows):
                z = (x[r, c] - center[c]) / scale[c]
                high, low = max(high + z - slack, 0.0), max(low - z - slack, 0.0)
                largest[part, r] = max(largest[part, r], high, low)
    return largest


@numba.njit(cache=True)
def pelt(x, penalty, least):
    """Sums once, then for each end the beginnings that still pay."""
    rows, cols = x.shape
    sums, squares = np.zeros((rows + 1, cols)), np.zeros(rows + 1)
    for r in range(rows):
        squares[r + 1] = squares[r]
        for c in range(cols):
            sums[r + 1, c] = sums[r, c] + x[r, c]
            squares[r + 1] += x[r, c] * x[r, c]
    costs, lasts, totals = np.full(rows + 1, np.inf), np.zeros(rows + 1, np.int64), np.empty(rows + 1)
    still, closed, count = np.empty(rows + 1, np.int64), np.empty(rows + 1, np.int64), 0
    costs[0] = -penalty
    for end in range(least, rows + 1):
        if end == least or end >= 2 * least:
            still[count], closed[count] = end - least, -1
            count += 1
        kept = 0
        for i in range(count):
            begin, explained = still[i], 0.0
            for c in range(cols):
                explained += (sums[end, c] - sums[begin, c]) ** 2
            totals[i] = costs[begin] + squares[end] - squares[begin] - explained / (end - begin)
            if totals[i] + penalty < costs[end]:
                costs[end], lasts[end] = totals[i] + penalty, begin
        for i in range(count):
            if closed[i] >= 0 and end >= closed[i] + least:
                continue
            still[kept], closed[kept] = still[i], closed[i] if closed[i] >= 0 or totals[i] <= costs[end] else end
            kept += 1
        count = kept
    starts, end, found = np.zeros(rows), lasts[rows], 0.0
    while end > 0:
        starts[end] = 1
        found += 1
        end = lasts[end]
    return starts, found


@compiled
def row_means(x):
    rows, cols = x.shape
    out = np.zeros(rows)
    for block in numba.prange((rows + 1023) // 1024):
        begin, end = block * 1024, min(rows, block * 1024 + 1024)
        for c in range(cols):
            for r in range(begin, end):
                out[r] += x[r, c]
        for r in range(begin, end):
            out[r] /= cols
    return out
