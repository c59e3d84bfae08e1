"""Moods as one number, whose label agrees with the likeliest mood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanishgas.texts.reading import NEGATIVE_UP_TO, POSITIVE_FROM, Moods, mean

PARTS = st.lists(st.floats(0, 1), min_size=3, max_size=3).filter(lambda parts: sum(parts) > 0.01)


@pytest.mark.parametrize(
    ("moods", "score"),
    [
        ((1.0, 0.0, 0.0), -1.0),
        ((0.0, 1.0, 0.0), 0.0),
        ((0.1, 0.2, 0.7), 0.6),
        ((0.36, 0.3, 0.34), -0.05),
        ((0.34, 0.3, 0.36), 0.05),
        ((0.0, 0.6, 0.4), 0.02),
    ],
)
def test_the_score_is_how_much_likelier_positive_is_than_negative(moods, score):
    assert Moods(*moods).score() == pytest.approx(score, abs=1e-4)


@given(PARTS)
def test_the_label_of_the_score_is_the_likeliest_mood(parts):
    moods = Moods(*(part / sum(parts) for part in parts))
    score = moods.score()
    assert -1 <= score <= 1
    label = "positive" if score >= POSITIVE_FROM else "negative" if score <= NEGATIVE_UP_TO else "neutral"
    assert getattr(moods, label) == max(moods)


def test_the_mean_weighs_opinions():
    assert mean([Moods(1, 0, 0), Moods(0, 0, 1)], [3, 1]) == (0.75, 0.0, 0.25)
