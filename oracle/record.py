"""What the makers of values share: numbers as JSON holds them, exact statistics, and the versions that made them.

How a file names a kernel, its arguments and its exact values, so that `acm verify` reads it without a line of its own, stands in
packages/kernels/src/verify/values.ts: {"kernel": …, arguments by name, "exact": …}, or the kernel's name as the key around or within.
"""

import json
import math
import platform
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path


def plain(values):
    """Numbers, nested or not, as JSON can hold them: NaN becomes null."""
    if isinstance(values, (list, tuple)) or getattr(values, "ndim", 0):
        return [plain(v) for v in values]
    return None if values is None or math.isnan(values) else float(values)


def columns(matrix):
    """A matrix as the kernels take it: rows, cols, and its values column by column."""
    return {"rows": matrix.shape[0], "cols": matrix.shape[1], "values": plain(matrix.T.ravel())}


def observed(values):
    return [Fraction(float(v)) for v in values if math.isfinite(v)]


def middle(values):
    ordered = sorted(values)
    return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


def rounded_root(value):
    """The square root of a fraction, rounded once; scaled so that neither the digits nor the range of a double matter before."""
    with localcontext() as context:
        context.prec = 60
        return float((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def write(script, made, *libraries):
    versions = {"python": platform.python_version(), **{library.__name__: library.__version__ for library in libraries}}
    text = json.dumps({"versions": versions, **made}, separators=(",", ":"), allow_nan=False)
    Path(script).with_suffix(".json").write_text(text + "\n")
