import pandas as pd
from harness import run

KERNELS = {
    "rollingMedian": lambda f, a: f.rolling(a["window"]).median().to_numpy(),
    "rollingMeanStd": lambda f, a: (f.rolling(a["window"]).mean().to_numpy(), f.rolling(a["window"]).std().to_numpy()),
    "rollingMinMax": lambda f, a: (f.rolling(a["window"]).min().to_numpy(), f.rolling(a["window"]).max().to_numpy()),
    "rollingQuantile": lambda f, a: f.rolling(a["window"]).quantile(a["q"]).to_numpy(),
    # True MAD: pandas has only `apply`, 500,000 Python calls; numba's loop stands for what a user would do instead.
}
run("pandas", pd.__version__, pd.DataFrame, KERNELS)
