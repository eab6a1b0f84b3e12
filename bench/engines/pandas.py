import sys
from pathlib import Path

# This file must not shadow the library it measures.
sys.path = [p for p in sys.path if Path(p or ".").resolve() != Path(__file__).parent]
import pandas as pd  # noqa: E402

sys.path.append(str(Path(__file__).parent))
from harness import run  # noqa: E402

KERNELS = {
    "rollingMedian": lambda f, a: f.rolling(a["window"]).median().to_numpy(),
    "rollingMeanStd": lambda f, a: (f.rolling(a["window"]).mean().to_numpy(), f.rolling(a["window"]).std().to_numpy()),
    "rollingMinMax": lambda f, a: (f.rolling(a["window"]).min().to_numpy(), f.rolling(a["window"]).max().to_numpy()),
    "rollingQuantile": lambda f, a: f.rolling(a["window"]).quantile(a["q"]).to_numpy(),
    # True MAD: pandas has only `apply`, 500,000 Python calls; numba's loop stands for what a user would do instead.
}
run("pandas", pd.__version__, pd.DataFrame, KERNELS)
