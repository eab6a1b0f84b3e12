"""Writes linalg.json: what gram and eigh must return.

    python oracle/linalg.py          (needs NumPy and mpmath; their versions are recorded)

`gram` comes from fractions, rounded once, a missing value counting as 0. Eigenvalues come from mpmath at 40 digits and from
numpy.linalg.eigh; eigenvectors from numpy.linalg.eigh where the eigenvalues stand apart, signs as the kernel has them
(elsewhere any basis is right, and the test asks for orthogonality and reconstruction).
"""

import math
from fractions import Fraction

import mpmath
import numpy as np
import record


def gram_inputs(random):
    noise = np.round(random.normal(size=(700, 7)), 4)
    gaps = np.where(random.random((300, 5)) < 0.3, np.nan, random.normal(size=(300, 5)))
    return {
        "three blocks of rows": noise,
        "gaps": gaps,
        "more columns than rows": random.normal(size=(6, 13)),
        "offset 1e9": 1e9 + np.round(random.normal(size=(300, 3)), 2),
        "16 decades": random.normal(size=(80, 4)) * 10.0 ** random.uniform(-8, 8, (80, 4)),
        "columns without a common row": np.array([[1.5, np.nan], [np.nan, 2.5]]),
        "one value": np.array([[0.1]]),
    }


def gram(x):
    exact = [[Fraction(v) if math.isfinite(v) else Fraction(0) for v in column] for column in x.T.tolist()]
    return [float(sum(a * b for a, b in zip(left, right))) for left in exact for right in exact]


def orthogonal(random, n):
    return np.linalg.qr(random.normal(size=(n, n)))[0]


def with_values(random, values):
    q = orthogonal(random, len(values))
    return symmetric(q * np.asarray(values, float) @ q.T)


def symmetric(a):
    return (a + a.T) / 2


def eigh_inputs(random):
    wide = random.normal(size=(200, 24)) @ random.normal(size=(24, 24))
    wilkinson = np.diag(np.abs(np.arange(-10.0, 11))) + np.diag(np.ones(20), 1) + np.diag(np.ones(20), -1)
    return {
        "1 x 1": np.array([[-3.5]]),
        "2 x 2": np.array([[2.0, 1.0], [1.0, 2.0]]),
        "random 7": symmetric(random.normal(size=(7, 7))),
        "covariance 24": np.cov(wide, rowvar=False),
        "repeated": with_values(random, [1, 1, 1, 2, 2, 5]),
        "repeated exactly": np.kron(np.eye(4), np.array([[2.0, 1.0], [1.0, 2.0]])),
        "identity": np.eye(9),
        "zero": np.zeros((5, 5)),
        "rank one": np.ones((8, 8)),
        "diagonal, unordered": np.diag([3.0, -1.0, 2.0, 0.0, -7.0]),
        "graded over 12 decades": with_values(random, 10.0 ** np.arange(-6, 7)),
        "nearly equal pairs (Wilkinson's W21+)": wilkinson,
        "Hilbert 10": np.array([[1 / (i + j + 1) for j in range(10)] for i in range(10)]),
        "near the end of the range": symmetric(random.normal(size=(6, 6))) * 1e300,
        "tiny": symmetric(random.normal(size=(6, 6))) * 1e-300,
    }


def eigenvalues(a):
    with mpmath.workdps(40):
        scale = mpmath.mpf(np.abs(a).max() or 1)
        values = mpmath.eigsy(mpmath.matrix(a.tolist()) / scale, eigvals_only=True)
        return sorted(float(v * scale) for v in values)


def signed(vectors):
    largest = np.take_along_axis(vectors, np.abs(vectors).argmax(axis=0)[None], axis=0)
    return vectors * np.where(largest < 0, -1, 1)


def eigh_case(name, a):
    values, vectors = np.linalg.eigh(a)
    case = {"input": name, "n": len(a), "a": record.plain(a.ravel()), "exact": eigenvalues(a), "numpy": record.plain(values)}
    apart = len(a) > 1 and np.diff(values).min() > 1e-3 * np.abs(values).max()
    return {**case, "vectors": record.plain(signed(vectors).T.ravel())} if apart else case


def main():
    random = np.random.default_rng(20261126)
    grams = [{"input": name, "x": record.columns(x), "exact": gram(x)} for name, x in gram_inputs(random).items()]
    eighs = [eigh_case(name, a) for name, a in eigh_inputs(random).items()]
    record.write(__file__, {"gram": grams, "eigh": eighs}, np, mpmath)


main()
