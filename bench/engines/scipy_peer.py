import os

import numpy as np
import scipy
from harness import complete, once, run
from scipy import fft, linalg, ndimage, signal, special, stats
from scipy.spatial.distance import cdist

WORKERS = os.cpu_count()


def after_start(out, window):
    """ndimage extends the data at its ends; the first windows are not full."""
    out[: window - 1] = np.nan
    return out


def trailing(function):
    return lambda x, a: after_start(function(x, a["window"], axis=0, origin=(a["window"] - 1) // 2), a["window"])


low, high = trailing(ndimage.minimum_filter1d), trailing(ndimage.maximum_filter1d)


def rolling_slope(x, a):
    w = a["window"]
    t = np.arange(w) - (w - 1) / 2
    return after_start(ndimage.correlate1d(x, t / (t @ t), axis=0, origin=(w - 1) // 2), w)


def ewma(x, a):
    start = (1 - a["alpha"]) * x[:1]
    return signal.lfilter([a["alpha"]], [1, a["alpha"] - 1], x, axis=0, zi=start)[0]


def band(a, n):
    frequencies = np.arange(n // 2 + 1) / n
    return (frequencies >= a["low"][0]) & (frequencies < a["high"][0])


def power(x, axis=0):
    return np.abs(fft.rfft(x, axis=axis, workers=WORKERS)) ** 2 / x.shape[axis]


def rolling_spectral_energy(x, a):
    windows = np.lib.stride_tricks.sliding_window_view(x, a["window"], axis=0)
    out = np.full(x.shape, np.nan)
    out[a["window"] - 1 :] = power(windows, axis=-1)[..., band(a, a["window"])].sum(-1)
    return out


def rfft(x, a):
    spectrum = fft.rfft(x, axis=0, workers=WORKERS)
    return spectrum.real, spectrum.imag


@once
def complex_spectrum(x):
    return np.asfortranarray(x[:, 0::2] + 1j * x[:, 1::2])


def nearest(x, a):
    distances = cdist(x, a["y"])
    index = distances.argmin(1)
    return index, distances[np.arange(len(x)), index]


KERNELS = {
    "rollingMin": complete(low),
    "rollingMax": complete(high),
    "rollingMinMax": complete(lambda x, a: (low(x, a), high(x, a))),
    "rollingSlope": complete(rolling_slope),
    "rollingSpectralEnergy": complete(rolling_spectral_energy),
    "ewma": complete(ewma),
    "spearman": complete(lambda x, a: stats.spearmanr(x).statistic),
    "rfft": rfft,
    "irfft": lambda x, a: fft.irfft(complex_spectrum(x), a["length"], axis=0, workers=WORKERS),
    "powerSpectrum": lambda x, a: power(x),
    "welch": lambda x, a: signal.welch(x, nperseg=a["nperseg"], axis=0)[1],
    "bandEnergy": lambda x, a: power(x)[band(a, len(x))].sum(0),
    "dominantPeriod": lambda x, a: len(x) / (1 + power(x)[1:].argmax(axis=0)),
    "mad": complete(lambda x, a: stats.median_abs_deviation(x, axis=0)),
    "iqr": complete(lambda x, a: stats.iqr(x, axis=0)),
    "zscore": complete(lambda x, a: stats.zscore(x, axis=0, ddof=1)),
    "cholesky": lambda x, a: linalg.cholesky(x, lower=True),
    "solve": lambda x, a: linalg.solve(x, a["b"]),
    "qr": lambda x, a: linalg.qr(x, mode="economic"),
    "eigh": lambda x, a: linalg.eigh(x),
    "svd": lambda x, a: linalg.svd(x, full_matrices=False)[:2],
    "pairwiseDistances": lambda x, a: cdist(x, a["y"]),
    "argminDistances": nearest,
    "ndtriExp": lambda x, a: special.ndtri_exp(x),
}
run("scipy", scipy.__version__, lambda x: x, KERNELS)
