"""Writes spectral.json: what rfft, irfft, powerSpectrum, bandEnergy, dominantPeriod, welch, goertzel and rollingSpectralEnergy must return.

    python oracle/spectral.py          (needs NumPy, SciPy and mpmath; their versions are recorded)

Truths are sums over points of the unit circle at 40 digits, of inputs stored with few digits, rounded once; SciPy's values stand
beside them.
"""

import mpmath
import numpy as np
import record
import scipy
import scipy.signal
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
        exact = {"re": record.plain([float(v) for v in re]), "im": record.plain([float(v) for v in im])}
        yield {"n": n, "x": record.plain(x), "at": wanted, "largest": largest, "exact": exact, "scipyError": float(error)}


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
        yield {"n": n, "x": record.plain(re), "im": record.plain(im), "exact": out, "scipy": record.plain(scipy.fft.irfft(spectrum, n))}


def deviations(x):
    values = [mpf(float(v)) for v in x]
    mean = mpmath.fsum(values) / len(values)
    return [v - mean for v in values]


def one_sided(values, scale):
    """|bin|^2 of exact values times a scale, doubled where another bin is the conjugate."""
    n, points = len(values), circle(len(values))
    out = []
    for k in range(n // 2 + 1):
        re = mpmath.fsum(v * points[j * k % n][0] for j, v in enumerate(values))
        im = mpmath.fsum(v * points[j * k % n][1] for j, v in enumerate(values))
        out.append((re * re + im * im) * scale * (1 if k == 0 or 2 * k == n else 2))
    return out


# Several sampling rates, edges on a bin, bands without one, and one over everything.
BANDS = {"low": [0.0, 0.5, 1.0, 1.75, 0.3], "high": [9.0, 1.0, 1.75, 1.76, 0.3]}
FS = 4.0


def powers(random):
    offsets = {"noise": 0.0, "1e9 + noise": 1e9}
    for n in [1, 2, 9, 16, 45, 100, 127, 202]:
        for name, offset in offsets.items():
            x = offset + history(n, random)
            power = one_sided(deviations(x), mpf(1) / n**2)
            energy = [float(mpmath.fsum(p for k, p in enumerate(power) if low <= k * FS / n < high)) for low, high in zip(BANDS["low"], BANDS["high"])]
            k = max(range(1, len(power)), key=lambda k: power[k], default=0)
            theirs = scipy.signal.periodogram(x, FS, scaling="spectrum")[1] if n > 1 else [0.0]
            exact = {"powerSpectrum": [float(p) for p in power], "bandEnergy": energy, "dominantPeriod": n / (k * FS) if k else None}
            yield {"input": name, "n": n, "x": record.plain(x), "exact": exact, "scipy": record.plain(theirs)}


def densities(random):
    for rows, nperseg, noverlap in [(5, 1, 0), (9, 2, 1), (40, 16, 8), (100, 25, 12), (300, 64, 32), (300, 37, 36), (300, 256, 128), (301, 100, 0), (60, 60, 30)]:
        for name, offset in {"noise": 0.0, "1e9 + noise": 1e9}.items():
            x = offset + history(rows, random)
            window = [mpmath.sinpi(mpf(j) / nperseg) ** 2 if nperseg > 1 else mpf(1) for j in range(nperseg)]
            begins = range(0, rows - nperseg + 1, nperseg - noverlap)
            scale = 1 / (mpf(FS) * mpmath.fsum(w * w for w in window) * len(begins))
            each = [one_sided([w * d for w, d in zip(window, deviations(x[b : b + nperseg]))], scale) for b in begins]
            theirs = scipy.signal.welch(x, FS, nperseg=nperseg, noverlap=noverlap)[1]
            yield {"input": name, "nperseg": nperseg, "noverlap": noverlap, "x": record.plain(x), "exact": [float(mpmath.fsum(p)) for p in zip(*each)], "scipy": record.plain(theirs)}


def single_bins(random):
    for n in [1, 7, 100, 2000]:
        x = history(n, random)
        for frequency in [0.0, 1e-9, 0.1, FS / 3, 1.9999999, FS]:
            turns = [mpf(j) * mpf(frequency) / mpf(FS) for j in range(n)]
            re = mpmath.fsum(mpf(float(v)) * mpmath.cospi(2 * t) for v, t in zip(x, turns))
            im = -mpmath.fsum(mpf(float(v)) * mpmath.sinpi(2 * t) for v, t in zip(x, turns))
            yield {"n": n, "frequency": frequency, "x": record.plain(x), "exact": {"re": float(re), "im": float(im)}}


def rolling(random):
    for window in [2, 7, 16, 30, 61]:
        noise = history(130, random)
        passing = noise.copy()
        passing[40], passing[55] = 1e17, -3e11
        gaps = noise.copy()
        gaps[[20, 21, 90]] = np.nan
        for name, x in {"noise": noise, "1e9 + noise": 1e9 + noise, "1e17 and -3e11 pass": passing, "gaps": gaps}.items():
            ends = range(window - 1, len(x))
            exact = [[None] * len(x) for _ in BANDS["low"]]
            total = [None] * len(x)
            for end in ends:
                part = x[end - window + 1 : end + 1]
                if not np.isfinite(part).all():
                    continue
                power = one_sided(deviations(part), mpf(1) / window**2)
                total[end] = float(mpmath.fsum(power))
                for band, (low, high) in enumerate(zip(BANDS["low"], BANDS["high"])):
                    exact[band][end] = float(mpmath.fsum(p for k, p in enumerate(power) if k and low <= k * FS / window < high))
            yield {"input": name, "window": window, "x": record.plain(x), "total": total, "exact": exact}


def main():
    random = np.random.default_rng(20261203)
    made = {"rfft": list(transforms(random)), "irfft": list(inverses(random))}
    made |= {"fs": FS, **BANDS, "powers": list(powers(random)), "welch": list(densities(random)), "goertzel": list(single_bins(random))}
    made |= {"rollingSpectralEnergy": list(rolling(random))}
    record.write(__file__, made, np, scipy, mpmath)


main()
