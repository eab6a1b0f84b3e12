import numpy as np
import acm_rs
from harness import run

# C-ordered foreign arrays, as data frames and NumPy hand them over: the copy in is part of the call.
KERNELS = {
    "rollingMedian": lambda x, a: acm_rs.rolling_median(x, **a),
    "rollingMad": lambda x, a: acm_rs.rolling_mad(x, **a),
    "rollingQuantile": lambda x, a: acm_rs.rolling_quantile(x, **a),
}


def pair(function):
    def call(x, a):
        both = function(x, **a)
        return both[:, 0::2], both[:, 1::2]

    return call


KERNELS |= {"rollingMeanStd": pair(acm_rs.rolling_mean_std), "rollingMinMax": pair(acm_rs.rolling_min_max)}
run("acm_rs", acm_rs.__version__, np.ascontiguousarray, KERNELS)
