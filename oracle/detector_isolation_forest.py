"""Writes detector_isolation_forest.json: what isolationForestScore must return of forests that scikit-learn fitted.

    python oracle/detector_isolation_forest.py          (needs NumPy and scikit-learn; their versions are recorded)

isolationForestFit draws its own trees, by other random numbers: the tests hold its scores to scikit-learn's in the mean.
"""

import numpy as np
import record
import sklearn
from sklearn.ensemble import IsolationForest


def flat(forest, name):
    return np.concatenate([getattr(tree.tree_, name) for tree in forest.estimators_])


def case(name, x, seen, trees, samples):
    forest = IsolationForest(n_estimators=trees, max_samples=samples, random_state=7).fit(x)
    nodes = [tree.tree_.node_count for tree in forest.estimators_]
    arrays = {
        "roots": np.cumsum([0, *nodes[:-1]]),
        "features": flat(forest, "feature"),
        "thresholds": flat(forest, "threshold"),
        "left": flat(forest, "children_left"),
        "right": flat(forest, "children_right"),
        "counts": flat(forest, "n_node_samples"),
    }
    return {
        "kernel": "isolationForestScore",
        "input": name,
        "x": record.columns(seen),
        **{key: record.plain(values) for key, values in arrays.items()},
        "rowsOfTree": int(forest.max_samples_),
        "sensors": x.shape[1],
        "float32": 1,
        "exact": record.plain(-forest.score_samples(seen)),
    }


def main():
    random = np.random.default_rng(20261122)
    x = np.round(random.normal(size=(500, 5)), 6)
    seen = np.vstack([x[:70], 6 * random.normal(size=(30, 5))])
    small = np.round(random.integers(0, 4, size=(9, 2)) * 0.1, 6)
    cases = [case("ten trees", x, seen, 10, 256), case("samples of 64", x, seen, 6, 64), case("nine rows with ties", small, small, 5, 9)]
    record.write(__file__, {"cases": cases}, np, sklearn)


main()
