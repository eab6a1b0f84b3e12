import numpy as np
from harness import complete, once, run
from numpy.lib.stride_tricks import sliding_window_view


def after_start(x, w, values):
    """The first windows are not full."""
    out = np.full(x.shape, np.nan)
    out[w - 1 :] = values
    return out


def rolling_mad(x, a):
    """The vectorised line of NumPy: every window laid out, two medians along it."""
    windows = sliding_window_view(x, a["window"], axis=0)
    deviations = np.abs(windows - np.median(windows, axis=-1, keepdims=True))
    return after_start(x, a["window"], np.median(deviations, axis=-1))


def rolling_slope(x, a):
    t = np.arange(a["window"]) - (a["window"] - 1) / 2
    return after_start(x, a["window"], sliding_window_view(x, a["window"], axis=0) @ (t / (t @ t)))


def band(a, n):
    frequencies = np.arange(n // 2 + 1) / n
    return (frequencies >= a["low"][0]) & (frequencies < a["high"][0])


def one_sided(squares, n):
    """Both halves of the spectrum in one; `squares` has its bins in front."""
    squares[1 : (n + 1) // 2] *= 2
    return squares / n**2


def power(x):
    return one_sided(np.abs(np.fft.rfft(x - x.mean(axis=0), axis=0)) ** 2, len(x))


def rolling_spectral_energy(x, a):
    w = a["window"]
    squares = np.abs(np.fft.rfft(sliding_window_view(x, w, axis=0), axis=-1)) ** 2
    return after_start(x, w, one_sided(np.moveaxis(squares, -1, 0), w)[band(a, w)].sum(0))


def rfft(x, a):
    spectrum = np.fft.rfft(x, axis=0)
    return spectrum.real, spectrum.imag


def omr_fit(x, a):
    """All sensors by one inverse, as whoever knows that identity would write it."""
    center = x.mean(axis=0)
    d = x - center
    spread = d.std(axis=0, ddof=1)
    z = d / spread
    precision = np.linalg.inv(z.T @ z / (len(x) - 1) + 0.01 * np.eye(len(spread)))
    own = -precision / np.diag(precision)
    np.fill_diagonal(own, 0)
    residuals = z - z @ own
    mad = np.median(np.abs(residuals - np.median(residuals, axis=0)), axis=0)
    scale = np.maximum(1.4826 * mad, 0.5 * np.sqrt((residuals**2).mean(axis=0)))
    return center, own * spread / spread[:, None], scale * spread


@once
def omr_model(a):
    n = len(a["center"])
    return a["center"], a["coefficients"].reshape((n, n), order="F"), a.get("scale")


def omr_expected(x, a):
    center, own, _ = omr_model(a)
    return center + (x - center) @ own


def omr_parts(x, a):
    return ((x - omr_expected(x, a)) / omr_model(a)[2]) ** 2


def cusum_fit(x, a):
    center = np.median(x, axis=0)
    d = np.abs(x - center)
    return center, np.maximum(1.4826 * np.median(d, axis=0), 0.5 * np.sqrt((d**2).mean(axis=0)))


def philox(counter0, counter1, stream, seed):
    """Philox4x32-10, the second of its four words: what ACM draws from, so that results can be compared."""
    words = [np.asarray(counter0, np.uint64), np.asarray(counter1, np.uint64), np.uint64(stream), np.uint64(0)]
    keys, mask, half = [np.uint64(seed), np.uint64(0)], np.uint64(2**32 - 1), np.uint64(32)
    for _ in range(10):
        a, b = np.uint64(0xD2511F53) * words[0], np.uint64(0xCD9E8D57) * words[2]
        words = [(b >> half) ^ words[1] ^ keys[0], b & mask, (a >> half) ^ words[3] ^ keys[1], a & mask]
        keys = [(keys[0] + np.uint64(0x9E3779B9)) & mask, (keys[1] + np.uint64(0xBB67AE85)) & mask]
    return words[1]


def block_bootstrap(x, a):
    rows, length, draws = len(x), a["blockLength"], a["draws"]
    blocks = np.arange(-(-rows // length))
    starts = (philox(blocks, np.arange(draws)[:, None], 31, 0) * np.uint64(rows)) >> np.uint64(32)
    taken = ((starts.astype(int)[:, :, None] + np.arange(length)) % rows).reshape(draws, -1)[:, :rows]
    drawn = x[taken]
    return drawn.mean(axis=1), np.quantile(drawn, a["q"], axis=1)


def monte_carlo(x, a):
    draws = philox(np.arange(a["horizon"])[:, None], np.arange(a["paths"]), 32, 0)
    steps = x[((draws * np.uint64(len(x))) >> np.uint64(32)).astype(int)]
    return a["start"] + np.cumsum(steps, axis=0)


@once
def complex_spectrum(x, im):
    return np.asfortranarray(x + 1j * im)


def goertzel(x, a):
    wave = np.exp(-2j * np.pi * a["frequency"] * np.arange(len(x)))
    sums = wave @ x
    return sums.real, sums.imag


def dominant_period(x, a):
    return len(x) / (1 + power(x)[1:].argmax(axis=0))


def lag_correlation(x, a):
    rows, n = x.shape
    return np.array([np.corrcoef(x[k:], x[: rows - k], rowvar=False)[:n, n:].ravel() for k in range(a["lags"])])


def median(x):
    return np.median(x, axis=0)


def mad(x):
    return median(np.abs(x - median(x)))


def shifted(x, k):
    out = np.empty_like(x)
    out[:k] = np.nan
    out[k:] = x[:-k]
    return out


def difference(x, k):
    out = np.empty_like(x)
    out[:k] = np.nan
    np.subtract(x[k:], x[:-k], out=out[k:])
    return out


def pairwise(x, y):
    """Through one matrix product, as scikit-learn does it."""
    squares = (x * x).sum(1)[:, None] + (y * y).sum(1) - 2 * (x @ y.T)
    return np.sqrt(np.maximum(squares, 0))


def nearest(x, a):
    distances = pairwise(x, a["y"])
    index = distances.argmin(1)
    return index, distances[np.arange(len(x)), index]


def residuals(x, center, phi):
    d = x - center
    return d - phi * np.concatenate((d[:1], d[:-1]))


def ar1_fit(x, a):
    center = median(x)
    d = x - center
    before = d[:-1]
    phi = np.clip((d[1:] * before).sum(0) / (before * before).sum(0), -0.999, 0.999)
    return center, phi, np.maximum(1.4826 * mad(residuals(x, center, phi)), 1e-6)


def ar1_contributions(x, a):
    return np.abs(residuals(x, a["center"], a["phi"])) / a["scale"]


def pca_fit(x, a):
    values, vectors = np.linalg.eigh(np.cov(x, rowvar=False))
    return x.mean(0), vectors[:, ::-1], values[::-1]


@once
def kept_vectors(a):
    n = len(a["center"])
    return np.asfortranarray(a["vectors"].reshape((n, n), order="F")[:, : a["kept"]]), a["eigenvalues"][: a["kept"]] if "eigenvalues" in a else None


def project(x, a):
    vectors, variances = kept_vectors(a)
    d = x - a["center"]
    scores = d @ vectors
    return d, scores, scores @ vectors.T, variances, vectors


def pca_score(x, a):
    d, scores, expected, variances, _ = project(x, a)
    return ((d - expected) ** 2).sum(1), (scores**2 / variances).sum(1)


def pca_contributions(x, a):
    d, scores, expected, variances, vectors = project(x, a)
    return (d - expected) ** 2, d * ((scores / variances) @ vectors.T)


KERNELS = {
    "rollingMad": rolling_mad,
    "rollingSlope": rolling_slope,
    "rollingSpectralEnergy": rolling_spectral_energy,
    "correlation": complete(lambda x, a: np.corrcoef(x, rowvar=False)),
    "covariance": complete(lambda x, a: np.cov(x, rowvar=False)),
    "pairwiseLagCorrelation": complete(lag_correlation),
    "blockBootstrap": complete(block_bootstrap),
    "monteCarloPaths": complete(monte_carlo),
    "omrFit": complete(omr_fit),
    "omrScore": complete(lambda x, a: np.sqrt(omr_parts(x, a).sum(axis=1))),
    "omrContributions": complete(omr_parts),
    "omrReconstruct": complete(omr_expected),
    "cusumFit": complete(cusum_fit),
    "rfft": rfft,
    "irfft": lambda x, a: np.fft.irfft(complex_spectrum(x, a["im"]), a["n"], axis=0),
    "powerSpectrum": lambda x, a: power(x),
    "bandEnergy": lambda x, a: power(x)[band(a, len(x))].sum(0),
    "goertzel": goertzel,
    "dominantPeriod": dominant_period,
    "mean": complete(lambda x, a: x.mean(0)),
    "std": complete(lambda x, a: x.std(0, ddof=1)),
    "median": complete(lambda x, a: median(x)),
    "mad": complete(lambda x, a: mad(x)),
    "quantiles": complete(lambda x, a: np.quantile(x, a["q"], axis=0)),
    "iqr": complete(lambda x, a: np.subtract(*np.quantile(x, (0.75, 0.25), axis=0))),
    "zscore": complete(lambda x, a: (x - x.mean(0)) / x.std(0, ddof=1)),
    "robustScale": complete(lambda x, a: (x - median(x)) / (1.4826 * mad(x))),
    "imputeMedian": lambda x, a: np.where(np.isnan(x), np.nanmedian(x, axis=0), x),
    "lag": lambda x, a: shifted(x, a["periods"]),
    "diff": lambda x, a: difference(x, a["periods"]),
    "gram": complete(lambda x, a: x.T @ x),
    "gemm": lambda x, a: x @ a["b"],
    "cholesky": lambda x, a: np.linalg.cholesky(x),
    "solve": lambda x, a: np.linalg.solve(x, a["b"]),
    "qr": lambda x, a: tuple(np.linalg.qr(x)),
    "eigh": lambda x, a: tuple(np.linalg.eigh(x)),
    "svd": lambda x, a: tuple(np.linalg.svd(x, full_matrices=False))[:2],
    "pairwiseDistances": lambda x, a: pairwise(x, a["y"]),
    "argminDistances": nearest,
    "exp": lambda x, a: np.exp(x),
    "log": lambda x, a: np.log(x),
    "sin": lambda x, a: np.sin(x),
    "cos": lambda x, a: np.cos(x),
    "pow": lambda x, a: np.power(x, a["y"]),
    "ar1Fit": complete(ar1_fit),
    "ar1Score": complete(lambda x, a: ar1_contributions(x, a).mean(1)),
    "ar1Contributions": complete(ar1_contributions),
    "pcaFit": complete(pca_fit),
    "pcaScore": complete(pca_score),
    "pcaContributions": complete(pca_contributions),
    "pcaReconstruct": complete(lambda x, a: a["center"] + project(x, a)[2]),
}
run("numpy", np.__version__, lambda x: x, KERNELS)
