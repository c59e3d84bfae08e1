import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from spanishgas.model.errors import ModelInputError
from spanishgas.model.threshold import choose_threshold, recall_lower_bound


@given(st.integers(1, 2000), st.data(), st.floats(0.6, 0.99))
def test_at_the_lower_bound_finding_as_many_has_exactly_the_remaining_probability(churners, data, confidence):
    found = data.draw(st.integers(1, churners))
    bound = float(recall_lower_bound(np.array([found]), churners, confidence)[0])
    assert bound < found / churners
    assert binom.sf(found - 1, churners, bound) == pytest.approx(1 - confidence, rel=1e-6)


def test_nothing_found_has_a_lower_bound_of_zero():
    assert recall_lower_bound(np.array([0]), 10, 0.95).tolist() == [0.0]


@settings(max_examples=50)
@given(st.integers(0, 10_000), st.floats(0.55, 0.99))
def test_the_threshold_is_the_most_precise_of_those_that_hold_the_bound(seed, confidence):
    generator = np.random.default_rng(seed)
    churned = (generator.random(300) < 0.3).astype(int)
    probability = np.round(np.clip(generator.normal(0.3 + 0.3 * churned, 0.2), 0, 1), 2)  # with ties
    chosen = choose_threshold(probability, churned, minimum_recall=0.70, confidence=confidence)
    allowed = {}
    for value in np.unique(probability):
        flagged = probability >= value
        found = int((flagged & (churned == 1)).sum())
        if recall_lower_bound(np.array([found]), int(churned.sum()), confidence)[0] >= 0.70:
            allowed[float(value)] = found / int(flagged.sum())
    assert chosen.recall_lower_bound >= 0.70
    assert chosen.precision == max(allowed.values())
    assert chosen.value == min(value for value, precision in allowed.items() if precision == chosen.precision)


def test_too_few_churners_for_the_confidence_are_refused():
    with pytest.raises(ModelInputError, match="5 churners are too few"):
        choose_threshold(np.linspace(0, 1, 10), np.array([0] * 5 + [1] * 5), minimum_recall=0.70, confidence=0.95)
