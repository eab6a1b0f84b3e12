import bottleneck as bn
from harness import run

KERNELS = {
    "rollingMedian": lambda x, a: bn.move_median(x, a["window"], axis=0),
    "rollingMeanStd": lambda x, a: (bn.move_mean(x, a["window"], axis=0), bn.move_std(x, a["window"], axis=0, ddof=1)),
    "rollingMinMax": lambda x, a: (bn.move_min(x, a["window"], axis=0), bn.move_max(x, a["window"], axis=0)),
}
run("bottleneck", bn.__version__, lambda x: x, KERNELS)
