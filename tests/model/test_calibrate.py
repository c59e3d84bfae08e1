import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from spanishgas.model.calibrate import Calibrator


def test_the_calibrator_recovers_the_sigmoid_that_made_the_outcomes():
    generator = np.random.default_rng(0)
    raw = generator.normal(size=200_000)
    churned = (generator.random(raw.size) < 1 / (1 + np.exp(-(0.7 * raw - 1.2)))).astype(int)
    fitted = Calibrator.fit(raw, churned)
    assert abs(fitted.slope - 0.7) < 0.02
    assert abs(fitted.intercept + 1.2) < 0.02


def test_outcomes_told_apart_without_a_mistake_still_give_finite_coefficients():
    fitted = Calibrator.fit(np.array([-2.0, -1.0, 1.0, 2.0]), np.array([0, 0, 1, 1]))
    assert np.isfinite([fitted.slope, fitted.intercept]).all()
    assert fitted.slope > 0


@given(st.floats(-1e6, 1e6), st.floats(-50, 50), st.floats(-50, 50))
def test_a_probability_is_always_between_0_and_1(raw, slope, intercept):
    probability = Calibrator(slope=slope, intercept=intercept).probability(np.array([raw]))
    assert 0 <= probability[0] <= 1
