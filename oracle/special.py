"""Writes special.json: what exp, log, sin, cos, pow and ndtriExp must return.

    python oracle/special.py          (needs NumPy, SciPy and mpmath; their versions are recorded)

Each truth is computed with mpmath at 50 digits and stored as two doubles, `high` the nearest one and `low` what is left, so
that an error of a fraction of a unit in the last place can be seen. `scipy` holds scipy.special.ndtri_exp, which is off by
what docs/kernels/special.md says.
"""

import mpmath
import numpy as np
import record
import scipy
from mpmath import mpf

mpmath.mp.dps = 50


def both(value):
    high = float(value)
    return high, float(value - mpf(high))


def table(x, function):
    pairs = [both(function(mpf(float(v)))) for v in x]
    return {"x": record.plain(x), "high": [high for high, _ in pairs], "low": [low for _, low in pairs]}


def exponents(random):
    return np.concatenate([
        np.linspace(-745, 709.78, 300),
        random.uniform(-2, 2, 200),
        10.0 ** np.arange(-20, 0),
        -(10.0 ** np.arange(-20, 0)),
        np.log(2) * np.arange(-20.5, 20),
        [0.0, 709.782712893384, -708.4, -745.13],
    ])


def positives(random):
    return np.concatenate([
        10.0 ** random.uniform(-323, 308, 250),
        random.uniform(0.5, 2, 200),
        1 + 2.0 ** -np.arange(1, 53),
        1 - 2.0 ** -np.arange(2, 54),
        [1.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308],
    ])


def angles(random):
    quarters = np.arange(1, 60) * (np.pi / 4)
    return np.concatenate([
        random.uniform(-10, 10, 200),
        random.uniform(-1, 1, 60) * 10.0 ** random.uniform(-20, 300, 60),
        quarters,
        np.nextafter(quarters, 0),
        # The double nearest to a multiple of a right angle (Muller, Elementary Functions, 2016, table 11.1), and the ends of the reduction's ranges.
        [6381956970095103 * 2.0**797, 1647099.3291652855, 1e22, 1.7976931348623157e308, 5e-324, 2.0**-27],
    ])


def powers(random):
    bases = np.concatenate([random.uniform(0.5, 2, 150), 10.0 ** random.uniform(-30, 30, 150), -random.uniform(0.5, 40, 30), [10.0, 1 + 2.0**-52, 0.5]])
    exponents = np.concatenate([random.uniform(-600, 600, 150), random.uniform(-9, 9, 150), random.integers(-60, 60, 30), [-5.0, 2.0**52, 1021.5]])
    return bases, exponents


def power_table(x, y):
    pairs = [both(mpmath.power(mpf(float(a)), mpf(float(b)))) for a, b in zip(x, y)]
    return {"x": record.plain(x), "y": record.plain(y), "high": [high for high, _ in pairs], "low": [low for _, low in pairs]}


def at_any_size(function):
    """The reduction of 1e308 takes 400 digits."""

    def evaluated(x):
        with mpmath.workdps(400):
            return function(x)

    return evaluated


def log_probabilities(random):
    return np.concatenate([
        -(10.0 ** np.linspace(-300, 308, 200)),
        np.log(random.uniform(1e-12, 1, 200)),
        -(10.0 ** random.uniform(-3, 3, 150)),
        np.log(0.5) * (1 + np.concatenate([2.0 ** -np.arange(2, 52, 2), -(2.0 ** -np.arange(2, 52, 2))])),
        [np.log(0.5)],
        -np.array([2.6, 25.0, 729.0, 1e18, 0.07796, 1.7e308, 5e-324]),
        np.nextafter(-2.6, [-3, 0]),
        np.nextafter(-729.0, [-800, 0]),
    ])


def log_tail(x):
    """log of the normal tail beyond x > 0; where the tail itself is too small, x^-2 terms of Mills' ratio (Abramowitz and Stegun 26.2.12)."""
    if x < 1000:
        return mpmath.log(mpmath.erfc(x / mpmath.sqrt(2)) / 2)
    term, series = mpf(1), mpf(1)
    for k in range(1, 12):
        term *= -(2 * k - 1) / x**2
        series += term
    return -x * x / 2 - mpmath.log(x * mpmath.sqrt(2 * mpmath.pi)) + mpmath.log(series)


def quantile(y):
    """z with log(Phi(z)) = y < 0, by Newton's method from SciPy's answer, at 400 digits: beside 1e300 a logarithm is small."""
    with mpmath.workdps(400):
        if y < mpmath.log(mpf("0.5")):
            goal, sign = y, -1
        else:
            goal, sign = mpmath.log(-mpmath.expm1(y)), 1
        x = mpf(abs(scipy.special.ndtri_exp(float(y))))
        for _ in range(60):
            tail = log_tail(x)
            slope = -mpmath.exp(-x * x / 2 - tail) / mpmath.sqrt(2 * mpmath.pi)
            step = (tail - goal) / slope
            x -= step
            if abs(step) <= abs(x) * mpf(10) ** -60:
                return sign * x
        raise ArithmeticError(f"no quantile of {y}")


def main():
    random = np.random.default_rng(20261127)
    logs = log_probabilities(random)
    ndtri_exp = {**table(logs, quantile), "scipy": record.plain(scipy.special.ndtri_exp(logs))}
    made = {"exp": table(exponents(random), mpmath.exp), "log": table(positives(random), mpmath.log), "ndtriExp": ndtri_exp}
    x = angles(random)
    made |= {"sin": table(x, at_any_size(mpmath.sin)), "cos": table(x, at_any_size(mpmath.cos)), "pow": power_table(*powers(random))}
    record.write(__file__, made, np, scipy, mpmath)


main()
