import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanishgas.model.errors import ModelInputError
from spanishgas.model.threshold import NewSample, choose_threshold


@settings(max_examples=50)
@given(st.integers(20, 2000), st.integers(20, 600), st.floats(0.6, 0.99))
def test_the_least_number_found_is_the_first_whose_lower_bound_reaches_the_recall(known, churners, confidence):
    sample = NewSample(churners, confidence)
    least = sample.least_found(known, 0.70)
    if least <= known:
        assert sample.recall_lower_bound(least, known) >= 0.70 - 1e-9
    assert sample.recall_lower_bound(least - 1, known) < 0.70


def test_new_samples_reach_the_recall_as_often_as_was_asked_for():
    generator = np.random.default_rng(7)
    recall = generator.random(20_000)  # any recall is as likely as any other
    found = generator.binomial(1_500, recall)
    least = NewSample(400, 0.95).least_found(1_500, 0.70)
    new = generator.binomial(400, recall)
    at_the_edge = (found >= least) & (found < least + 15)
    assert np.mean(new[at_the_edge] >= 280) == pytest.approx(0.95, abs=0.03)


def test_a_smaller_sample_asks_for_more():
    assert NewSample(50, 0.95).least_found(1_500, 0.70) > NewSample(5_000, 0.95).least_found(1_500, 0.70) > 1_050


@settings(max_examples=50)
@given(st.integers(0, 10_000), st.floats(0.55, 0.99))
def test_the_threshold_is_the_most_precise_of_those_that_hold_the_bound(seed, confidence):
    generator = np.random.default_rng(seed)
    churned = (generator.random(300) < 0.3).astype(int)
    probability = np.round(np.clip(generator.normal(0.3 + 0.3 * churned, 0.2), 0, 1), 2)  # with ties
    chosen = choose_threshold(probability, churned, minimum_recall=0.70, confidence=confidence, new_rows=1_000)
    churners, allowed = int(churned.sum()), {}
    least = NewSample(round(1_000 * churners / 300), confidence).least_found(churners, 0.70)
    for value in np.unique(probability):
        flagged = probability >= value
        found = int((flagged & (churned == 1)).sum())
        if found >= least:
            allowed[float(value)] = found / int(flagged.sum())
    assert chosen.recall_lower_bound >= 0.70 - 1e-9
    assert chosen.precision == max(allowed.values())
    assert chosen.value == min(value for value, precision in allowed.items() if precision == chosen.precision)


def test_too_few_churners_for_the_confidence_are_refused():
    with pytest.raises(
        ModelInputError, match=r"5 churners are too few to be 95.0% sure of a recall of 0.70 among 50 new"
    ):
        choose_threshold(
            np.linspace(0, 1, 10), np.array([0] * 5 + [1] * 5), minimum_recall=0.70, confidence=0.95, new_rows=100
        )
