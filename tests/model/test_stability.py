"""How much of a model is the chance of its seed."""

import pytest
from support.gold_rows import small_model, training_rows

from spanishgas.model.split import model_split
from spanishgas.model.stability import seed_stability

GOLD = training_rows(800).lazy()
SPLIT = model_split(GOLD, seed=42, split_key="spanishgas")


def test_the_challenger_comes_first_and_is_like_itself():
    table = seed_stability(small_model(), GOLD, SPLIT, threads=2).collect()
    first, *others = table.rows(named=True)
    assert (first["seed"], first["rank_correlation"], first["changed_flag_share"]) == (42, pytest.approx(1.0), 0.0)
    assert [row["seed"] for row in others] == [43, 44]
    assert all(0.5 < row["rank_correlation"] < 1 for row in others)
    assert all(0 < row["changed_flag_share"] < 0.5 for row in others)


def test_any_number_of_threads_says_the_same():
    one, two = (seed_stability(small_model(), GOLD, SPLIT, threads=threads).collect() for threads in (1, 2))
    assert one.equals(two)
