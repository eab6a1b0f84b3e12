"""Detectors and clusterers in scikit-learn's manners: `fit`, `score_samples`, `decision_function`, `predict`, `get_params`, pipelines, grids.

    from acm_rs.estimators import Omr
    alarms = Omr(contamination=0.01).fit(healthy).predict(later) == -1

Parameters are those of the kernels, and `contamination`, the share of the training rows that `predict` may call outliers. `score_samples` is the
negative of the kernel's score, for in scikit-learn what is normal is large. Needs scikit-learn 1.6 or later.

`Ar1` and `Cusum` depend on the order of rows: scores of a shuffled or partial history are others, by nature.
"""

import inspect

import numpy as np
from sklearn.base import BaseEstimator, ClusterMixin, OutlierMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from . import _detectors
from ._functions import KERNELS
from ._signatures import parameters, snake_case

_KEYWORD = inspect.Parameter.POSITIONAL_OR_KEYWORD


def _with_parameters(cls, defaults):
    """Gives a class an `__init__` that stores exactly these parameters, as scikit-learn reads them from its signature."""
    shown = [inspect.Parameter("self", _KEYWORD), *(inspect.Parameter(name, _KEYWORD, default=value) for name, value in defaults.items())]
    signature = inspect.Signature(shown)

    def __init__(self, *args, **kwargs):
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        for name in defaults:
            setattr(self, name, bound.arguments[name])

    __init__.__signature__ = signature
    cls.__init__ = __init__
    return cls


def _kernel_defaults(kernel, given=None):
    """Parameters of a kernel but for the data; None stands for its own default."""
    return {name: None for name in list(parameters(_detectors.DEFINITIONS[kernel]))[1:]} | (given or {})


class _Base(BaseEstimator):
    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        return tags

    def _checked(self, X, reset=False, least=1):
        return validate_data(self, X, reset=reset, dtype=np.float64, ensure_all_finite="allow-nan", ensure_min_samples=least)

    def _given(self, *others):
        """What was given of the kernel's parameters."""
        return {name: value for name, value in self.get_params(deep=False).items() if value is not None and name not in others}


class _Detector(OutlierMixin, _Base):
    """`offset_` is the score_samples below which a row is an outlier, `model_` the fitted detector."""

    detector = None

    def fit(self, X, y=None):
        if not 0 < self.contamination <= 0.5:
            raise ValueError(f"contamination was {self.contamination!r}; a number above 0, up to 0.5 is allowed")
        data = self._checked(X, reset=True, least=2)
        self.model_ = self.detector.fit(data, **self._given("contamination", "statistic"))
        self.offset_ = float(np.nanpercentile(self._scores(data), 100 * self.contamination))
        return self

    def _scores(self, data):
        scores = self.model_.score(data)
        return -np.ascontiguousarray(scores[self.statistic] if isinstance(scores, dict) else scores)

    def score_samples(self, X):
        check_is_fitted(self)
        return self._scores(self._checked(X))

    def decision_function(self, X):
        return self.score_samples(X) - self.offset_

    def predict(self, X):
        return np.where(self.decision_function(X) < 0, -1, 1)


def _make_detector(name, cls):
    entry = cls.entry
    defaults = _kernel_defaults(entry["fit"]) | {snake_case(setting): None for setting in entry["settings"]}
    scores = list(_detectors.DEFINITIONS[entry["score"]]["out"])
    defaults |= {"statistic": scores[0]} if len(scores) > 1 else {}
    made = type(name, (_Detector,), {"detector": cls, "__doc__": cls.__doc__, "__module__": __name__})
    return _with_parameters(made, defaults | {"contamination": 0.01})


class _Clusterer(ClusterMixin, _Base):
    """`labels_`, and what else the kernel returns, as attributes with an underscore."""

    kernel = None

    def fit(self, X, y=None):
        data = self._checked(X, reset=True, least=max(2, self.get_params(deep=False).get("k") or 0))
        results = KERNELS[self.kernel](data, **self._given())
        for name, values in results.items():
            setattr(self, f"{name}_", values.item() if values.size == 1 else np.ascontiguousarray(values))
        self.labels_ = results["labels"].astype(int)
        if "iterations" in results:
            self.n_iter_ = int(self.iterations_)
        return self


class _Centers(_Clusterer):
    def predict(self, X):
        check_is_fitted(self)
        return KERNELS["kmeans_predict"](self._checked(X), self.centers_)["labels"].astype(int)


def _make_clusterer(name, kernel, base, given=None):
    made = type(name, (base,), {"kernel": snake_case(kernel), "__doc__": KERNELS[snake_case(kernel)].__doc__, "__module__": __name__})
    return _with_parameters(made, _kernel_defaults(kernel, given))


globals().update({name: _make_detector(name, cls) for name, cls in _detectors.DETECTORS.items()})
KMeans = _make_clusterer("KMeans", "kmeans", _Centers, {"k": 8})
MiniBatchKMeans = _make_clusterer("MiniBatchKMeans", "miniBatchKMeans", _Centers, {"k": 8})
Hdbscan = _make_clusterer("Hdbscan", "hdbscan", _Clusterer)

__all__ = [*_detectors.DETECTORS, "KMeans", "MiniBatchKMeans", "Hdbscan"]
