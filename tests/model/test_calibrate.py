import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from spanishgas.model.calibrate import Calibrator, group_shifts


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


def _left(customers: int, share: float) -> np.ndarray:
    """Outcomes of which this share left."""
    return np.arange(customers) < round(customers * share)


def test_a_large_group_shifts_to_how_often_it_left_and_no_other_with_it():
    log_odds, groups = np.full(40_000, logit(0.2)), np.array(["many"] * 20_000 + ["few"] * 20_000)
    churned = np.concatenate([_left(20_000, 0.3), _left(20_000, 0.1)]).astype(int)
    shifts = group_shifts(log_odds, churned, groups)
    assert list(shifts) == ["few", "many"]
    assert shifts["many"] == pytest.approx(logit(0.3) - logit(0.2), abs=0.01)
    assert shifts["few"] == pytest.approx(logit(0.1) - logit(0.2), abs=0.01)


def test_a_shift_follows_from_each_customers_own_log_odds():
    generator = np.random.default_rng(0)
    log_odds = generator.normal(-1, 1, 100_000)
    churned = (generator.random(log_odds.size) < expit(log_odds - 0.5)).astype(int)
    [shift] = group_shifts(log_odds, churned, np.full(log_odds.size, "all")).values()
    assert shift == pytest.approx(-0.5, abs=0.03)


def test_few_outcomes_move_a_shift_little_as_the_belief_before_them_says():
    # The mode of a normal belief of spread 0.3 around 0 and four who left though said to by one half:
    # 4 x (1 - expit(shift)) = shift / 0.09.
    [shift] = group_shifts(np.zeros(4), np.ones(4, dtype=int), np.full(4, "few")).values()
    assert 4 * (1 - expit(shift)) == pytest.approx(shift / 0.09)
    assert 0 < shift < 0.18


def test_a_group_that_leaves_as_often_as_it_is_said_to_does_not_shift():
    assert group_shifts(np.zeros(10), _left(10, 0.5).astype(int), np.full(10, "right")) == {"right": 0.0}


def test_without_customers_there_are_no_shifts():
    assert group_shifts(np.zeros(0), np.zeros(0, dtype=int), np.zeros(0, dtype=str)) == {}


@pytest.mark.parametrize(("said", "left"), [(0.02, 0.2), (0.05, 0.3), (0.1, 0.5), (0.9, 0.5), (0.98, 0.8)])
def test_a_group_of_which_far_more_or_fewer_left_than_was_said_shifts_there_all_the_same(said, left):
    [shift] = group_shifts(
        np.full(20_000, logit(said)), _left(20_000, left).astype(int), np.full(20_000, "far")
    ).values()
    assert expit(logit(said) + shift) == pytest.approx(left, abs=0.02)
