"""Writes linalg_factorizations.json: what cholesky, solve, qr and svd must return.

    python oracle/linalg_factorizations.py  (needs NumPy and mpmath; their versions are recorded)

Factors and solutions come from mpmath at 60 digits (more where the condition asks for it), rounded once, and from numpy.linalg. `cond` is the
condition in the largest norm. An empty `exact` says that there is none: NumPy raises, the kernels give NaN.
"""

import mpmath
import numpy as np
import record

mpmath.mp.dps = 60


def hilbert(n):
    return np.array([[1 / (i + j + 1) for j in range(n)] for i in range(n)])


def orthogonal(random, n):
    return np.linalg.qr(random.normal(size=(n, n)))[0]


def positive(random, values):
    q = orthogonal(random, len(values))
    a = q * np.asarray(values, float) @ q.T
    return (a + a.T) / 2


def flat(matrix):
    return [float(matrix[i, j]) for j in range(matrix.cols) for i in range(matrix.rows)]


def scaled(a):
    """A near 1 and its scale, exactly: mpmath calls what is small beside 1 singular."""
    scale = mpmath.mpf(np.abs(a).max() or 1)
    return mpmath.matrix(a.tolist()) / scale, scale


def cholesky_inputs(random):
    wide = random.normal(size=(200, 60))
    grades = 10.0 ** np.arange(-6, 7)
    return {
        "1 x 1": np.array([[2.0]]),
        "2 x 2": np.array([[4.0, 2.0], [2.0, 3.0]]),
        "covariance 60, three panels": np.cov(wide, rowvar=False),
        "Hilbert 10": hilbert(10),
        "graded rows and columns, 24 decades": positive(random, np.linspace(1, 3, 13)) * np.outer(grades, grades),
        "condition 1e10": positive(random, 10.0 ** np.linspace(-10, 0, 9)),
        "1e150": 1e150 * positive(random, [1, 2, 3, 4]),
        "1e-150": 1e-150 * positive(random, [1, 2, 3, 4]),
        "near the end of the range": 1e307 * positive(random, [1, 2, 3, 4]),
        "tiny": 1e-300 * positive(random, [1, 2, 3, 4]),
    }


def no_cholesky_inputs(random):
    return {
        "indefinite": positive(random, [1, 2, -1]),
        "negative": np.array([[-1.0]]),
        "zero": np.zeros((3, 3)),
        "indefinite in the third panel": np.diag(np.where(np.arange(60) == 55, -1.0, 1.0)),
        "singular to the last bit": np.ones((4, 4)),
        "gap in the lower triangle": np.array([[2.0, 1.0], [np.nan, 2.0]]),
    }


def cholesky_case(name, a):
    lower = np.tril(a) + np.tril(a, -1).T
    near, scale = scaled(lower)
    exact = mpmath.cholesky(near) * mpmath.sqrt(scale)
    cond = float(np.linalg.cond(lower))
    return {"input": name, "n": len(a), "a": record.plain(a.T.ravel()), "exact": flat(exact), "cond": cond, "numpy": record.plain(np.linalg.cholesky(a).T.ravel())}


def solve_inputs(random):
    swapped = random.normal(size=(9, 9))
    np.fill_diagonal(swapped, 0)
    grades = 10.0 ** np.arange(-6, 7)
    return {
        "1 x 1": (np.array([[4.0]]), np.array([[1.0, 3.0]])),
        "zero diagonal": (swapped, random.normal(size=(9, 2))),
        "60, three panels, 7 sides": (random.normal(size=(60, 60)), random.normal(size=(60, 7))),
        "Hilbert 8": (hilbert(8), np.ones((8, 1))),
        "Hilbert 11": (hilbert(11), np.ones((11, 1))),
        "rows graded over 12 decades": (random.normal(size=(13, 13)) * grades[:, None], random.normal(size=(13, 3))),
        "columns graded over 12 decades": (random.normal(size=(13, 13)) * grades, random.normal(size=(13, 3))),
        "Wilkinson's growth 20": (np.tril(-np.ones((20, 20)), -1) + np.eye(20) + np.eye(20)[:, [19] * 20] * (np.arange(20) == 19), np.ones((20, 1))),
        "1e150, sides 1e-150": (1e150 * random.normal(size=(5, 5)), 1e-150 * random.normal(size=(5, 2))),
        "1e300, sides 1e300": (1e300 * random.normal(size=(5, 5)), 1e300 * random.normal(size=(5, 2))),
        "1e-300, sides 1e-300": (1e-300 * random.normal(size=(5, 5)), 1e-300 * random.normal(size=(5, 2))),
    }


def no_solve_inputs():
    return {
        "zero": np.zeros((2, 2)),
        "equal rows": np.array([[1.0, 2.0], [1.0, 2.0]]),
        "a column of zeros in the third panel": np.diag(np.where(np.arange(60) == 55, 0.0, 1.0)),
        "a gap": np.array([[1.0, np.nan], [0.0, 1.0]]),
    }


def solve_case(name, a, b):
    near, scale = scaled(a)
    values = [v for column in b.T.tolist() for v in flat(mpmath.lu_solve(near, mpmath.matrix(column) / scale))]
    cond = float(mpmath.norm(near, mpmath.inf) * mpmath.norm(near**-1, mpmath.inf))
    return {"input": name, "a": record.columns(a), "b": record.columns(b), "exact": values, "cond": cond, "numpy": record.plain(np.linalg.solve(a, b).T.ravel())}


def tall_inputs(random):
    rank = random.normal(size=(30, 3)) @ random.normal(size=(3, 6))
    vandermonde = np.vander(np.linspace(0, 1, 20), 10)
    return {
        "1 x 1": np.array([[-2.0]]),
        "one column": random.normal(size=(9, 1)),
        "one row": random.normal(size=(1, 6)),
        "square 12": random.normal(size=(12, 12)),
        "wide": random.normal(size=(4, 11)),
        "several blocks of rows": np.round(random.normal(size=(1300, 4)), 3),
        "Hilbert 10": hilbert(10),
        "Vandermonde": vandermonde,
        "rank 3": rank,
        "rank 2 exactly": np.outer(np.arange(1.0, 8), np.arange(1.0, 5)) + np.outer(np.ones(7), np.array([0.0, 1, 0, 2])),
        "a column of zeros": np.column_stack([random.normal(size=8), np.zeros(8), random.normal(size=8)]),
        "equal columns": np.column_stack([np.arange(8.0), np.arange(8.0), np.ones(8)]),
        "zero": np.zeros((5, 3)),
        "identity": np.eye(6),
        "columns graded over 24 decades": random.normal(size=(15, 7)) * 10.0 ** np.linspace(-12, 12, 7),
        "rows graded over 24 decades": random.normal(size=(15, 7)) * 10.0 ** np.linspace(12, -12, 15)[:, None],
        "offset 1e9": 1e9 + np.round(random.normal(size=(50, 4)), 2),
        "1e150": 1e150 * random.normal(size=(9, 4)),
        "1e-150": 1e-150 * random.normal(size=(9, 4)),
        "near the end of the range": 1e307 * random.normal(size=(9, 4)),
        "tiny": 1e-300 * random.normal(size=(9, 4)),
        "1e150 beside 1e-150": random.normal(size=(9, 4)) * np.array([1e150, 1.0, 1e-150, 1e-150]),
    }


def singular_values(a):
    wide, scale = scaled(a if a.shape[0] >= a.shape[1] else a.T)
    if wide.rows > 100:
        # Singular values are the roots of the eigenvalues of AᵀA; 60 digits hold them.
        values = sorted(map(mpmath.sqrt, mpmath.eigsy(wide.T * wide, eigvals_only=True)), reverse=True)
    else:
        values = mpmath.svd_r(wide, compute_uv=False)
    return [float(v * scale) for v in values]


def upper_factor(a):
    """R with a diagonal that is not negative, where the columns stand apart enough to fix it."""
    if a.shape[0] > 100 or a.shape[0] < a.shape[1] or np.linalg.cond(a / (np.abs(a).max() or 1)) > 1e6:
        return None
    near, scale = scaled(a)
    _, r = mpmath.qr(near, mode="skinny")
    return [float(scale * r[i, j] * (-1 if r[i, i] < 0 else 1)) for j in range(r.cols) for i in range(r.rows)]


def tall_case(name, a):
    exact = {"svd": {"s": singular_values(a)}}
    r = upper_factor(a)
    if r is not None:
        exact["qr"] = {"r": r}
    return {"input": name, "x": record.columns(a), "exact": exact, "numpy": record.plain(np.linalg.svd(a, compute_uv=False))}


def main():
    random = np.random.default_rng(20261128)
    record.write(
        __file__,
        {
            "cholesky": [cholesky_case(name, a) for name, a in cholesky_inputs(random).items()],
            "noCholesky": [{"input": name, "n": len(a), "a": record.plain(a.T.ravel())} for name, a in no_cholesky_inputs(random).items()],
            "solve": [solve_case(name, a, b) for name, (a, b) in solve_inputs(random).items()],
            "noSolve": [{"input": name, "n": len(a), "a": record.plain(a.T.ravel())} for name, a in no_solve_inputs().items()],
            # qr and svd are held to the same inputs.
            "tall": [tall_case(name, a) for name, a in tall_inputs(random).items()],
        },
        np,
        mpmath,
    )


main()
