"""Writes spectral.json: what rfft and irfft must return.

    python oracle/spectral.py          (needs NumPy, SciPy and mpmath; their versions are recorded)

Truths are sums over points of the unit circle at 40 digits, of inputs stored with few digits, rounded once; SciPy's values stand
beside them.
"""

import mpmath
import numpy as np
import record
import scipy
from mpmath import mpf

mpmath.mp.dps = 40

# Every kind of path: none, each radix, their products, odd and even, and the primes between; the long ones at a few bins only.
LENGTHS = [*range(1, 36), 49, 60, 64, 77, 97, 100, 120, 127, 128, 149, 158, 194, 199, 225, 243, 256]
LONG = [9973, 10000, 10007, 14641, 16384]


def circle(n):
    return [(mpmath.cospi(mpf(2 * k) / n), mpmath.sinpi(mpf(2 * k) / n)) for k in range(n)]


def bins_of(x, wanted, points):
    n = len(x)
    values = [mpf(float(v)) for v in x]
    re = [mpmath.fsum(v * points[j * k % n][0] for j, v in enumerate(values)) for k in wanted]
    im = [-mpmath.fsum(v * points[j * k % n][1] for j, v in enumerate(values)) for k in wanted]
    return re, im


def history(n, random):
    return np.round(random.normal(size=n) + 3 * np.sin(np.arange(n) * 0.7), 6)


def transforms(random):
    for n in [*LENGTHS, *LONG]:
        x = history(n, random)
        last = n // 2
        wanted = list(range(last + 1)) if n < 1000 else sorted({0, 1, 2, 3, 1113, n // 3, n // 5, last - 1, last})
        re, im = bins_of(x, wanted, circle(n))
        theirs = scipy.fft.rfft(x)
        largest = float(np.abs(theirs).max())
        error = max(mpmath.hypot(a - t.real, b - t.imag) for a, b, t in zip(re, im, theirs[wanted])) / largest
        yield {"n": n, "x": record.plain(x), "bins": wanted, "largest": largest, "re": record.plain([float(v) for v in re]), "im": record.plain([float(v) for v in im]), "scipyError": float(error)}


def inverses(random):
    for n, given in [(1, 1), (2, 2), (7, 4), (8, 5), (8, 3), (9, 3), (12, 20), (45, 23), (64, 33), (74, 38), (97, 49), (98, 50), (150, 60)]:
        re, im = np.round(random.normal(size=(2, given)), 6)
        spectrum = re + 1j * im
        points = circle(n)
        full = [mpf(0)] * n
        for k in range(min(given, n // 2 + 1)):
            value = mpmath.mpc(float(re[k]), float(im[k]) if k and 2 * k != n else 0)
            full[k] = value
            full[-k % n] = mpmath.conj(value)
        out = [float(mpmath.fsum(mpmath.re(full[k] * mpmath.mpc(*points[j * k % n])) for k in range(n)) / n) for j in range(n)]
        yield {"n": n, "re": record.plain(re), "im": record.plain(im), "exact": out, "scipy": record.plain(scipy.fft.irfft(spectrum, n))}


def main():
    random = np.random.default_rng(20261203)
    made = {"rfft": list(transforms(random)), "irfft": list(inverses(random))}
    record.write(__file__, made, np, scipy, mpmath)


main()
