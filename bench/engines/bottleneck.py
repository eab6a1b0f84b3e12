import sys
from pathlib import Path

sys.path = [p for p in sys.path if Path(p or ".").resolve() != Path(__file__).parent]
import bottleneck as bn  # noqa: E402

sys.path.append(str(Path(__file__).parent))
from harness import run  # noqa: E402

KERNELS = {
    "rollingMedian": lambda x, a: bn.move_median(x, a["window"], axis=0),
    "rollingMeanStd": lambda x, a: (bn.move_mean(x, a["window"], axis=0), bn.move_std(x, a["window"], axis=0, ddof=1)),
    "rollingMinMax": lambda x, a: (bn.move_min(x, a["window"], axis=0), bn.move_max(x, a["window"], axis=0)),
}
run("bottleneck", bn.__version__, lambda x: x, KERNELS)
