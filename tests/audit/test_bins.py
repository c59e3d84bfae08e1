"""Bins of one feature: categories, values that fill one alone, and ranges by rank."""

import polars as pl

from spanishgas.audit.bins import bins_of


def test_categories_are_bins_as_they_are_and_missing_values_are_one() -> None:
    assert bins_of(pl.Series(["b", None, "a"]), 2).to_list() == ["b", "(no value)", "a"]


def test_few_numbers_are_bins_each() -> None:
    assert bins_of(pl.Series([0, 1, 1, None]), 20).to_list() == ["0", "1", "1", "(no value)"]


def test_many_numbers_share_bins_by_rank_and_equal_ones_share_one() -> None:
    values = pl.Series([4.0, 1.0, 3.0, 2.0, 2.0, 5.0, 6.0, 7.0])
    assert bins_of(values, 2).to_list() == ["1.0 to 3.0" if value <= 3 else "4.0 to 7.0" for value in values.to_list()]


def test_a_value_that_fills_a_bin_alone_is_one() -> None:
    values = pl.Series([9999] * 90 + list(range(10)))
    assert set(bins_of(values, 4).to_list()) == {"9999", "0 to 3", "4 to 6", "7 to 9"}
