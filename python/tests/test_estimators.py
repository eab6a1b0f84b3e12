"""scikit-learn's own battery on every estimator; what a method cannot do by nature is named with its reason."""

import numpy as np
import pytest

pytest.importorskip("sklearn", minversion="1.6")

from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import parametrize_with_checks

from acm_rs import estimators

ORDER = "it scores a history: the order of rows, and which rows stand before, are part of it"
BY_ROW_ORDER = {
    "check_methods_sample_order_invariance": ORDER,
    "check_methods_subset_invariance": ORDER,
}
EXPECTED = {"Ar1": BY_ROW_ORDER, "Cusum": BY_ROW_ORDER}


def expected_failures(estimator):
    return EXPECTED.get(type(estimator).__name__, {})


@parametrize_with_checks([getattr(estimators, name)() for name in estimators.__all__], expected_failed_checks=expected_failures)
def test_scikit_learns_checks(estimator, check):
    check(estimator)


@pytest.mark.parametrize("name", [name for name in estimators.__all__ if hasattr(getattr(estimators, name), "decision_function")])
def test_a_row_far_off_is_an_outlier_and_few_of_training_are(name):
    random = np.random.default_rng(3)
    healthy = random.normal(size=(500, 2)) @ random.normal(size=(2, 4)) + 0.2 * random.normal(size=(500, 4))
    far = healthy[:50].copy()
    far[20] += [40, -40, 40, -40]
    fitted = make_pipeline(StandardScaler(), getattr(estimators, name)(contamination=0.02)).fit(healthy)
    assert fitted.predict(far)[20] == -1
    assert (fitted.predict(healthy) == -1).mean() <= 0.021


def test_contamination_out_of_range_is_refused():
    with pytest.raises(ValueError, match="contamination was 0.9"):
        estimators.Omr(contamination=0.9).fit(np.eye(4))
