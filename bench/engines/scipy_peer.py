import os

import numpy as np
import scipy
from harness import complete, once, run
from scipy import fft, linalg, ndimage, signal, special, stats
from scipy.optimize import linear_sum_assignment
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


def one_sided(squares, n):
    """Both halves of the spectrum in one; `squares` has its bins in front."""
    squares[1 : (n + 1) // 2] *= 2
    return squares / n**2


def power(x):
    return one_sided(np.abs(fft.rfft(x - x.mean(axis=0), axis=0, workers=WORKERS)) ** 2, len(x))


def rolling_spectral_energy(x, a):
    w = a["window"]
    windows = np.lib.stride_tricks.sliding_window_view(x, w, axis=0)
    squares = np.moveaxis(np.abs(fft.rfft(windows, axis=-1, workers=WORKERS)) ** 2, -1, 0)
    out = np.full(x.shape, np.nan)
    out[w - 1 :] = one_sided(squares, w)[band(a, w)].sum(0)
    return out


def rfft(x, a):
    spectrum = fft.rfft(x, axis=0, workers=WORKERS)
    return spectrum.real, spectrum.imag


@once
def complex_spectrum(x, im):
    return np.asfortranarray(x + 1j * im)


def nearest(x, a):
    distances = cdist(x, a["y"])
    index = distances.argmin(1)
    return index, distances[np.arange(len(x)), index]


def match_clusters(x, a):
    now, before = x.astype(int), a["before"].astype(int)
    table = np.zeros((now.max() + 1, before.max() + 1))
    np.add.at(table, (now, before), 1)
    rows, names = linear_sum_assignment(table, maximize=True)
    return names[np.argsort(rows)][now]


KERNELS = {
    "matchClusters": match_clusters,
    "rollingMin": complete(low),
    "rollingMax": complete(high),
    "rollingMinMax": complete(lambda x, a: (low(x, a), high(x, a))),
    "rollingSlope": complete(rolling_slope),
    "rollingSpectralEnergy": complete(rolling_spectral_energy),
    "ewma": complete(ewma),
    "spearman": complete(lambda x, a: stats.spearmanr(x).statistic),
    "rfft": rfft,
    "irfft": lambda x, a: fft.irfft(complex_spectrum(x, a["im"]), a["n"], axis=0, workers=WORKERS),
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
