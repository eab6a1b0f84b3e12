"""The same steps as acm analyze, from the file to the fused score, as a good data scientist would write them with pandas, NumPy and scikit-learn.

    python pandas-pipeline.py FILE [SCORES]

Contract, split, scaling, four detectors on two scales, calibration out of fold, fusion; one operating state (the file has one). Every step is
vectorised; scikit-learn fits the PCA and the ridge models (one solve for all sensors from the inverse covariance, the fastest way in NumPy).
"""

import sys

import numpy as np
import pandas as pd
from scipy.special import ndtri, ndtri_exp
from sklearn.decomposition import PCA

WEIGHTS = {"omr": 0.2, "pca_spe": 0.2, "ar1": 0.4, "pca_t2": 0.2}
RATE, BLOCKS, GAP, ALPHA = 0.01, 5, 20, 0.2
BODY, STEPS, PRIOR_RUNS, RUN_ROWS = 0.9, 45, 8, 32
PROBABILITIES = np.linspace(0, BODY, STEPS + 1)
RIDGE = 0.01


def contract(path):
    frame = pd.read_csv(path, parse_dates=[0], index_col=0)
    frame = frame[~frame.index.duplicated(keep="last")].sort_index()
    train = int(0.6 * len(frame))
    head = frame.iloc[:train]
    flat = (head == head.median()).mean()
    frame = frame.loc[:, (head.notna().mean() >= 0.5) & (flat < 0.99)]
    return frame.replace([np.inf, -np.inf], np.nan), train


def scaling(x, unsmoothed=None):
    center = np.nanmedian(x, axis=0)
    spread = np.nanstd(x, axis=0, ddof=1)
    scale = np.maximum(1.4826 * np.nanmedian(np.abs(x - center), axis=0), 0.5 * spread)
    if unsmoothed is not None:
        scale = np.maximum(scale, 0.25 * unsmoothed)
    return center, scale, spread


def scaled(x, model):
    return np.nan_to_num(np.clip((x - model["center"]) / model["scale"], -1e6, 1e6))


def ar1_scores(z, ar1, start):
    before = np.vstack([z[:1], z[:-1]]) if start is None else np.vstack([start, z[:-1]])
    residual = np.abs(z - (ar1["mu"] + ar1["phi"] * (before - ar1["mu"]))) / ar1["scale"]
    return residual.mean(axis=1)


def fit(x, unsmoothed=None, components=None):
    center, scale, spread = scaling(x, unsmoothed)
    model = {"center": center, "scale": scale, "spread": spread}
    z = scaled(x, model)
    mu = np.median(z, axis=0)
    d = z - mu
    power = (d[:-1] ** 2).sum(axis=0)
    phi = np.where(power > 1e-8, np.clip((d[1:] * d[:-1]).sum(axis=0) / np.maximum(power, 1e-300), -0.999, 0.999), 0)
    residual = d[1:] - phi * d[:-1]
    mad = 1.4826 * np.median(np.abs(residual - np.median(residual, axis=0)), axis=0)
    floor = 0.5 * spread * np.sqrt(1 - phi**2) / scale
    model["ar1"] = {"mu": mu, "phi": phi, "scale": np.maximum(np.maximum(mad, 1e-6), floor)}
    model["usual"] = np.median(ar1_scores(z, model["ar1"], None))
    pca = PCA(n_components=components or 0.95, svd_solver="covariance_eigh").fit(z)
    model["pca"] = pca
    mean = z.mean(axis=0)
    covariance = np.cov(z, rowvar=False)
    precision = np.linalg.inv(covariance + RIDGE * np.diag(np.diag(covariance)))
    coefficients = -precision / np.diag(precision)
    np.fill_diagonal(coefficients, 0)
    left = (z - mean) - (z - mean) @ coefficients
    spread_left = 1.4826 * np.median(np.abs(left - np.median(left, axis=0)), axis=0)
    model["omr"] = {"mean": mean, "coefficients": coefficients, "scale": np.maximum(np.maximum(spread_left, 0.5 * left.std(axis=0, ddof=1)), 1e-6)}
    return model


def score(model, x, before=None):
    z = scaled(x, model)
    pca, omr = model["pca"], model["omr"]
    t = (z - pca.mean_) @ pca.components_.T
    spe = ((z - pca.mean_) ** 2).sum(axis=1) - (t**2).sum(axis=1)
    t2 = (t**2 / pca.explained_variance_).sum(axis=1)
    left = (z - omr["mean"]) - (z - omr["mean"]) @ omr["coefficients"]
    ar1 = ar1_scores(z, model["ar1"], None)
    padded = np.concatenate([np.full(15, model["usual"]), ar1])
    smoothed = pd.Series(padded).rolling(16).mean().to_numpy()[15:]
    return {
        "omr": np.sqrt(((left / omr["scale"]) ** 2).sum(axis=1)),
        "pca_spe": np.sqrt(np.maximum(spe, 0)),
        "ar1": smoothed,
        "pca_t2": np.sqrt(t2),
    }


def clean_limit(scores):
    lowest = np.quantile(scores, 0.7)
    kept = scores
    while True:
        middle = np.median(kept)
        deviation = np.median(np.abs(kept - middle))
        limit = max(middle + 4 * 1.4826 * deviation if deviation > 0 else np.inf, lowest)
        remaining = kept[kept <= limit]
        if len(remaining) == len(kept) or limit == lowest:
            return limit
        kept = remaining


def excess_over(scores, limit):
    above = scores[scores > limit]
    return (above - limit).mean() if len(above) else 0


def by_median(blocks):
    each = [np.quantile(block, PROBABILITIES) for block in blocks]
    quantiles = np.median(each, axis=0)
    excess = np.median([excess_over(block, q[-1]) for block, q in zip(blocks, each)])
    return quantiles, max(excess, 1e-6 * abs(quantiles[-1]), 1e-9)


def together(blocks):
    worst = np.argmax([np.quantile(block, 0.95) for block in blocks])
    usual = [block for i, block in enumerate(blocks) if i != worst]
    pooled = np.concatenate(usual)
    quantiles = np.quantile(pooled, PROBABILITIES)
    limit = quantiles[-1]
    runs = sum(int((np.diff(np.flatnonzero(block > limit)) > RUN_ROWS).sum()) + bool((block > limit).any()) for block in usual)
    drawn = lambda value, normal: (runs * value + PRIOR_RUNS * normal) / (runs + PRIOR_RUNS)
    middle = np.interp(0.5, PROBABILITIES, quantiles)
    factor = (max(drawn(limit, 1.2815515655446004), middle) - middle) / (limit - middle)
    stretched = np.where(quantiles > middle, middle + factor * (quantiles - middle), quantiles)
    return stretched, max(drawn(excess_over(pooled, limit), 0.4734318), 1e-6 * abs(limit), 1e-9)


def log_p(calibration, scores):
    quantiles, excess = calibration
    body = np.log(np.minimum(1 - np.interp(scores, quantiles, PROBABILITIES), 0.999))
    return np.where(scores > quantiles[-1], body - np.maximum(scores - quantiles[-1], 0) / excess, body)


def equivalent(calibration, scores):
    return -ndtri_exp(log_p(calibration, scores))


def straightened(calibration, scores):
    quantiles, excess = calibration
    limit = -ndtri(RATE)
    at_limit = np.log(1 - BODY) - np.log(RATE)
    slope = RATE * np.exp(limit**2 / 2) * np.sqrt(2 * np.pi)
    beyond = (scores - quantiles[-1]) / excess
    return np.where(beyond > at_limit, limit + slope * (beyond - at_limit), equivalent(calibration, scores))


def fuse(z):
    mean = sum(WEIGHTS[name] * z[name] for name in WEIGHTS)
    return pd.Series(np.concatenate([[0], mean])).ewm(alpha=ALPHA, adjust=False).mean().to_numpy()[1:]


def watch(x, train, unsmoothed=None):
    """One scale: unsmoothed spreads of the whole and of the folds where x is smoothed."""
    whole, folds = unsmoothed or (None, [None] * BLOCKS)
    model = fit(x[:train], whole)
    components = model["pca"].n_components_
    borders = [i * train // BLOCKS for i in range(BLOCKS + 1)]
    fold_models, fold_scores = [], []
    for i, (begin, end) in enumerate(zip(borders, borders[1:])):
        others = np.vstack([x[: max(begin - GAP, 0)], x[end + GAP : train]])
        fold_models.append(fit(others, folds[i], components))
        fold_scores.append(score(fold_models[-1], x[begin:end]))
    calibrations = {}
    for name in WEIGHTS:
        limit = clean_limit(np.concatenate([one[name] for one in fold_scores]))
        calibrations[name] = by_median([one[name][one[name] <= limit] for one in fold_scores])
    fused_folds = [fuse({name: equivalent(calibrations[name], one[name]) for name in WEIGHTS}) for one in fold_scores]
    calibration = together(fused_folds)
    z = {name: equivalent(calibrations[name], values) for name, values in score(model, x).items()}
    spreads = (model["spread"], [one["spread"] for one in fold_models])
    return straightened(calibration, fuse(z)), [straightened(calibration, one) for one in fused_folds], spreads


def main(path, out=None):
    frame, train = contract(path)
    raw, raw_folds, spreads = watch(frame.to_numpy(), train)
    smooth = frame.rolling(5, min_periods=1).median().rolling(16, min_periods=1).mean()
    slow, slow_folds, _ = watch(smooth.to_numpy(), train, spreads)
    calibration = together([np.maximum(a, b) for a, b in zip(raw_folds, slow_folds)])
    fused = straightened(calibration, np.maximum(raw, slow))
    if out:
        pd.DataFrame({"time": frame.index, "fused": fused}).to_csv(out, index=False)
    print(f"{len(frame)} rows of {frame.shape[1]} sensors; {(fused[train:] >= -ndtri(RATE)).mean():.1%} of the scored rows above the threshold")


if __name__ == "__main__":
    main(*sys.argv[1:])
