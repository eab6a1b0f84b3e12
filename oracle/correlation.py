"""Writes correlation.json: what correlation and covariance must return.

    python oracle/correlation.py     (needs NumPy and pandas; their versions are recorded)

Exact values come from fractions, rounded once, over the rows that a pair has in common; pandas' stand beside them. `spread` is the product of the standard deviations of the two columns in those rows, in
which a covariance's error is counted.
"""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import record


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


def finite(values):
    values = np.asarray(values)
    return record.plain(np.where(np.isfinite(values), values, np.nan).ravel())


def main():
    random = np.random.default_rng(20261201)
    cases = [case(name, x) for name, x in inputs(random).items()]
    gaps = cases[1]["x"]["values"]
    x = np.array(gaps, float).reshape(5, 300).T
    least = {"minPeriods": 150, "exact": every_pair(x, pearson, 150), "pandas": finite(pd.DataFrame(x).corr(min_periods=150))}
    made = {"cases": cases, "least": least}
    record.write(__file__, made, np, pd)


main()
