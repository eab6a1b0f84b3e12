"""Writes correlation.json: what correlation, covariance, spearman and pairwiseLagCorrelation must return.

    python oracle/correlation.py     (needs NumPy, pandas and SciPy; their versions are recorded)

Exact values come from fractions, rounded once, over the rows that a pair has in common; pandas' stand beside them, and SciPy's for
the rank correlation of complete data. `spread` is the product of the standard deviations of the two columns in those rows, in
which a covariance's error is counted.
"""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import record
import scipy
from scipy import stats


def inputs(random):
    noise = np.round(random.normal(size=(700, 5)), 4)
    noise[:, 1] += noise[:, 0]
    gaps = np.where(random.random((300, 5)) < 0.3, np.nan, random.normal(size=(300, 5)))
    walk = np.round(random.normal(size=(300, 3)).cumsum(axis=0), 3)
    return {
        "noise": noise,
        "gaps": gaps,
        "offset 1e9": 1e9 + np.round(random.normal(size=(300, 4)), 3),
        "offset 1e15": 1e15 + np.round(random.normal(size=(300, 4)), 2) * 8,
        "16 decades": random.normal(size=(200, 4)) * 10.0 ** random.uniform(-8, 8, (200, 4)),
        "a random walk at 1e6": 1e6 + walk,
        "constants": np.column_stack([np.full(50, 0.1), noise[:50, 0], np.full(50, 1e17)]),
        "equal and opposite": np.column_stack([noise[:50, 0], noise[:50, 0], -3 * noise[:50, 0]]),
        "a level that changes in the other's gaps": shifted(gaps, 1e9),
        "an outlier in the other's gaps": shifted(gaps, 1e300, 1),
        "first value an outlier": outlier(noise[:300].copy()),
        "near the end of the range": random.uniform(-1, 1, (60, 3)) * 1.7e308,
        "denormals": np.round(random.normal(size=(60, 3)) * 1e4) * 5e-324,
        "units far apart": noise[:60, :4] * np.array([1e150, 1e-150, 1e-140, 1.0]),
        "two rows": np.array([[1.0, 4.0, 2.0], [3.0, 1.0, 2.0]]),
        "one row": np.array([[1.0, 4.0]]),
        "too few in common": np.array([[1.0, np.nan], [2.0, 5.0], [np.nan, 6.0]]),
    }


def shifted(gaps, level, rows=100):
    x = np.nan_to_num(gaps, nan=0.25)[:, :3].copy()
    x[:rows, 0] += level
    x[:rows, 1] = np.nan
    return x


def outlier(x):
    x[0] = [1e12, 1e5, -1e9, 0, 1]
    return x


def common(x, y):
    rows = [(Fraction(a), Fraction(b)) for a, b in zip(x.tolist(), y.tolist()) if math.isfinite(a) and math.isfinite(b)]
    return [a for a, _ in rows], [b for _, b in rows]


def product_sum(x, y):
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))


def pearson(x, y):
    squares = product_sum(x, x) * product_sum(y, y)
    product = product_sum(x, y)
    return (-1 if product < 0 else 1) * record.rounded_root(product**2 / squares) if squares else None


def every_pair(x, statistic, least=2):
    pairs = (common(a, b) for a in x.T for b in x.T)
    return [statistic(a, b) if len(a) >= least else None for a, b in pairs]


def covariance(x, y):
    return float(product_sum(x, y) / (len(x) - 1))


def spread(x, y):
    return record.rounded_root(product_sum(x, x) * product_sum(y, y) / (len(x) - 1) ** 2)


def case(name, x):
    frame = pd.DataFrame(x)
    made = {"input": name, "x": record.columns(x), "correlation": {"exact": every_pair(x, pearson), "pandas": finite(frame.corr())}}
    if name == "near the end of the range" or "outlier in" in name:  # the variances are beyond the range of a double
        return made
    values = {"exact": every_pair(x, covariance), "pandas": finite(frame.cov()), "spread": every_pair(x, spread)}
    return {**made, "covariance": values}


def rank_inputs(random):
    noise = random.normal(size=(200, 4))
    ties = np.floor(random.random((200, 4)) * 5) + np.round(noise[:, :1])
    zeros = np.where(random.random((60, 3)) < 0.5, -0.0, 0.0)
    return {
        "noise": noise,
        "ties": ties,
        "gaps": np.where(random.random((150, 4)) < 0.3, np.nan, random.normal(size=(150, 4))),
        "gaps and ties": np.where(random.random((200, 4)) < 0.3, np.nan, ties),
        "a complete column beside gaps": np.column_stack([ties[:, 0], np.where(random.random(200) < 0.5, np.nan, ties[:, 1])]),
        "zeros of both signs": np.column_stack([zeros[:, 0] + (np.arange(60) % 7 == 0), zeros[:, 1] - (np.arange(60) % 5 == 0)]),
        "constants": np.column_stack([np.full(30, 0.1), noise[:30, 0]]),
        "rising and falling": np.column_stack([np.exp(noise[:40, 0] * 40), noise[:40, 0], -noise[:40, 0]]),
        "over the range of a double": np.sign(noise[:80]) * 10.0 ** random.uniform(-320, 308, (80, 4)),
        "two rows": np.array([[1.0, 4.0], [3.0, 1.0]]),
        "one row": np.array([[1.0, 4.0]]),
    }


def ranks(values):
    """Average ranks."""
    ordered = sorted(values)
    first = {v: i for i, v in reversed(list(enumerate(ordered)))}
    last = dict(zip(ordered, range(len(ordered))))
    return [Fraction(first[v] + last[v], 2) + 1 for v in values]


def rank_case(name, x):
    made = {"input": name, "x": record.columns(x), "exact": every_pair(x, lambda a, b: pearson(ranks(a), ranks(b)))}
    made["pandas"] = finite(pd.DataFrame(x).corr(method="spearman"))
    if np.isfinite(x).all() and len(x) > 2:
        pairs = [stats.spearmanr(a, b).statistic if a is not b else 1.0 for a in x.T for b in x.T]
        made["scipy"] = finite(np.array([r if np.ptp(a) else np.nan for r, a in zip(pairs, np.repeat(x.T, x.shape[1], axis=0))]))
    return made


LAGS = 6


def lag_inputs(random):
    walk = np.round(random.normal(size=(120, 3)).cumsum(axis=0), 3)
    gaps = np.where(random.random((90, 3)) < 0.3, np.nan, random.normal(size=(90, 3)))
    noise = np.round(random.normal(size=90), 4)
    late = np.column_stack([np.roll(noise, 4), noise, np.full(90, 2.5)])
    first = np.column_stack([noise, np.roll(noise, 1)])
    first[:2] = 1e300
    return {
        "random walks": walk,
        "gaps": gaps,
        "offset 1e9": 1e9 + walk,
        "four rows late, and a constant": late,
        "outliers that a lag leaves out": first,
        "as many lags as rows": noise[:6, None] * [1.0, -2.0],
    }


def lagged_pair(x, i, j, lag, statistic):
    a, b = common(x[lag:, i], x[: len(x) - lag, j])
    return statistic(a, b) if len(a) > 1 else None


def lag_case(name, x):
    pairs = [(i, j) for i in range(x.shape[1]) for j in range(x.shape[1])]
    exact = [lagged_pair(x, i, j, lag, pearson) for i, j in pairs for lag in range(LAGS)]
    frame = pd.DataFrame(x)
    theirs = np.array([frame[i].corr(frame[j].shift(lag)) for i, j in pairs for lag in range(LAGS)])
    return {"input": name, "x": record.columns(x), "exact": exact, "pandas": finite(theirs)}


def finite(values):
    values = np.asarray(values)
    return record.plain(np.where(np.isfinite(values), values, np.nan).ravel())


def main():
    random = np.random.default_rng(20261201)
    cases = [case(name, x) for name, x in inputs(random).items()]
    gaps = cases[1]["x"]["values"]
    x = np.array(gaps, float).reshape(5, 300).T
    least = {"minPeriods": 150, "exact": every_pair(x, pearson, 150), "pandas": finite(pd.DataFrame(x).corr(min_periods=150))}
    spearman = [rank_case(name, x) for name, x in rank_inputs(random).items()]
    lagged = [lag_case(name, x) for name, x in lag_inputs(random).items()]
    made = {"cases": cases, "least": least, "spearman": spearman, "lags": LAGS, "pairwiseLagCorrelation": lagged}
    record.write(__file__, made, np, pd, scipy)


main()
