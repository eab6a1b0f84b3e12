"""Writes forecast_gradient_boosting.json: what gradientBoostingFit and gradientBoostingPredict must return.

    python oracle/forecast_gradient_boosting.py          (needs NumPy and scikit-learn; their versions are recorded)

Predictions are scikit-learn's of its own trees. Of a fit the baseline is stored; that the trees are the same, but for scikit-learn's
gradients in single precision, is held by the predictions on the rows of the fit, which the tests make anew.
"""

import numpy as np
import record
import sklearn
from sklearn.ensemble import HistGradientBoostingRegressor


def history(random, rows):
    x = np.round(random.normal(size=(rows, 4)), 4)
    x[:, 3] = random.integers(0, 5, rows)
    y = np.round(2 * x[:, 0] + np.sin(3 * x[:, 1]) + x[:, 3] * x[:, 2] + 0.1 * random.normal(size=rows), 4)
    x[random.random(x.shape) < 0.05] = np.nan
    return x, y


def model(fitted):
    trees = [predictors[0].nodes for predictors in fitted._predictors]
    nodes = np.concatenate(trees)
    leaf = nodes["is_leaf"] == 1
    child = lambda side: np.where(leaf, -1, nodes[side].astype(int))
    return {
        "baseline": np.ravel(fitted._baseline_prediction),
        "roots": np.cumsum([0, *map(len, trees[:-1])]),
        "features": np.where(leaf, -1, nodes["feature_idx"]),
        "thresholds": np.where(leaf, 0, nodes["num_threshold"]),
        "left": child("left"),
        "right": child("right"),
        "missingLeft": nodes["missing_go_to_left"],
        "values": np.where(leaf, nodes["value"], 0),
    }


def main():
    random = np.random.default_rng(20261118)
    x, y = history(random, 300)
    seen, _ = history(random, 60)
    options = {"trees": 12, "maxLeaves": 8, "minLeaf": 10, "learningRate": 0.2}
    fitted = HistGradientBoostingRegressor(
        max_iter=12, max_leaf_nodes=8, min_samples_leaf=10, learning_rate=0.2, early_stopping=False
    ).fit(x, y)
    arrays = {key: record.plain(values) for key, values in model(fitted).items()}
    fit = {"kernel": "gradientBoostingFit", "x": record.columns(x), "y": record.plain(y), **options, "exact": {"baseline": [float(np.mean(y))]}}
    predict = {"kernel": "gradientBoostingPredict", "x": record.columns(seen), **arrays, "sensors": 4, "exact": record.plain(fitted.predict(seen))}
    record.write(__file__, {"fit": {**fit, "predictions": record.plain(fitted.predict(x))}, "predict": predict}, np, sklearn)


main()
