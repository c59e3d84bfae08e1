import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanishgas.twin.sampling import chances, dealt, heavy_tailed_curve, ranks, scaled_counts, stream, systematic_sample


@given(st.lists(st.floats(0.01, 1e6), min_size=1, max_size=20), st.integers(0, 50_000))
def test_scaled_counts_always_sum_to_the_total(counts: list[float], total: int) -> None:
    scaled = scaled_counts(counts, total)
    assert scaled.sum() == total
    assert (scaled >= 0).all()


def test_counts_at_full_size_are_the_published_ones() -> None:
    assert scaled_counts([18090, 1832, 177], 20_099).tolist() == [18090, 1832, 177]


def test_a_remainder_goes_to_the_largest_fraction() -> None:
    assert scaled_counts([2, 1, 1], 5).tolist() == [3, 1, 1]


@given(st.lists(st.floats(0, 1), min_size=1, max_size=200), st.floats(0, 0.999))
def test_a_systematic_sample_has_the_expected_size_and_only_the_possible(chances: list[float], start: float) -> None:
    probability = np.array(chances)
    sample = systematic_sample(probability, np.arange(len(chances)), start)
    assert abs(sample.sum() - probability.sum()) < 1 + 1e-6
    assert not sample[probability == 0].any()


def test_a_systematic_sample_draws_everyone_with_their_own_probability() -> None:
    probability = np.array([0.2, 0.5, 0.9, 0.4])
    starts = ranks(2000)
    drawn = np.mean([systematic_sample(probability, np.arange(4), start) for start in starts], axis=0)
    assert drawn == pytest.approx(probability, abs=0.001)


def test_streams_repeat_with_their_keys_and_differ_between_them() -> None:
    assert stream(7, "a").random() == stream(7, "a").random()
    assert stream(7, "a").random() != stream(7, "b").random()
    assert stream(7, "a").random() != stream(8, "a").random()


def test_chances_are_of_a_row_whatever_other_rows_there_are_and_as_even_as_chance() -> None:
    first, second = np.arange(20_000) % 100, np.arange(20_000) // 100
    drawn = chances(7, "rows", first, second)
    some = np.array([5_000, 3, 19_999])
    assert chances(7, "rows", first[some], second[some]).tolist() == drawn[some].tolist()
    assert np.histogram(drawn, 10, (0, 1))[0] == pytest.approx(np.full(10, 2_000), abs=200)
    assert abs(np.corrcoef(drawn, chances(8, "rows", first, second))[0, 1]) < 0.03
    assert abs(np.corrcoef(drawn, chances(7, "others", first, second))[0, 1]) < 0.03


def test_a_heavy_tailed_curve_goes_through_its_points() -> None:
    points = {0: 0.01, 0.25: 3.0, 0.5: 10.0, 0.99: 5000.0, 1: 9000.0}
    values = heavy_tailed_curve(points, np.array([0.25, 0.5, 0.99]))
    assert values == pytest.approx([3.0, 10.0, 5000.0])


def test_dealing_keeps_the_counts_and_shuffles() -> None:
    groups = dealt([1, 3], 400, stream(1, "x"))
    assert np.bincount(groups).tolist() == [100, 300]
    assert (groups != np.sort(groups)).any()
