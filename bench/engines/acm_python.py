import acm_rs
import numpy as np
from acm_rs._program import manifest
from acm_rs._signatures import snake_case
from harness import run


def made(name):
    """C-ordered foreign arrays, as data frames and NumPy hand them over: the copy in is part of the call."""
    function = getattr(acm_rs, name)

    def call(x, args):
        result = function(x, **{snake_case(key): value for key, value in args.items()})
        return result if isinstance(result, dict) else {"out": result}

    return call


KERNELS = {definition["name"]: made(snake_case(definition["name"])) for definition in manifest()["kernels"]}
run("acm_rs", acm_rs.__version__, np.ascontiguousarray, KERNELS)
