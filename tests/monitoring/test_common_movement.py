"""What all customers of a province did alike is no movement of customers."""

import numpy as np
import polars as pl

from spanishgas.monitoring.common_movement import within_provinces

PROVINCE = pl.Series(["08", "08", "08", "28", "28", "28", None, None, None])
VALUES = pl.Series([1.0, 2.0, 3.0, 10.0, 20.0, 30.0, 5.0, 6.0, 8.0])


def test_a_shift_and_a_stretch_of_a_province_are_gone():
    moved = pl.Series([11.0, 12.0, 13.0, 5.0, 10.0, 15.0, 5.0, 6.0, 8.0])
    assert np.allclose(within_provinces(VALUES, PROVINCE), within_provinces(moved, PROVINCE))


def test_one_customer_against_its_neighbours_stays():
    moved = pl.Series([1.0, 2.0, 30.0, *VALUES[3:]])
    assert within_provinces(moved, PROVINCE)[2] > within_provinces(VALUES, PROVINCE)[2]


def test_equal_values_are_nothing_and_missing_ones_are_left_out():
    assert within_provinces(pl.Series([4.0, 4.0, None]), pl.Series(["08"] * 3)).tolist() == [0.0, 0.0]
