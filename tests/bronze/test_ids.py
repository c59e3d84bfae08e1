"""The same customer is the same text, whatever type a file has it in."""

import polars as pl
import pytest
from support.rules import COLUMNS

from spanishgas.bronze.ids import id_words, padded_number, tidy_id
from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.readings import typed_readings


@pytest.mark.parametrize(
    ("values", "dtype", "words"),
    [
        ([12, None], pl.Int64, ["12", None]),
        ([12, 7], pl.UInt16, ["12", "7"]),
        ([12.0, None], pl.Float64, ["12", None]),
        ([123456789.0], pl.Float32, ["123456792"]),
        ([1e16], pl.Float64, ["10000000000000000"]),
        ([1.5, float("nan")], pl.Float64, ["1.5", None]),
        (["12", " 12"], pl.String, ["12", " 12"]),
        (["C1", "C1"], pl.Categorical, ["C1", "C1"]),
    ],
)
def test_an_id_of_any_type_is_text(values, dtype, words):
    ids = pl.Series("id", values, dtype=dtype)
    assert ids.to_frame().select(id_words(pl.col("id"), dtype())).to_series().to_list() == words
    if dtype == pl.String:
        return
    raw = RawTable(
        "r.parquet",
        pl.LazyFrame([ids.alias("customer_id")]).with_columns(
            timestamp=pl.lit("2024-01-01 00:00:00"), consumption_elec_kwh=1.0, consumption_gas_m3=None
        ),
    )
    assert typed_readings(raw, "local", COLUMNS).table.collect()["customer_id"].to_list() == words


@pytest.mark.parametrize(
    ("word", "tidy"),
    [
        ("12.0", "12"),
        ("12.50", "12.50"),
        ("1.0.0", "1.0.0"),
        ("C12.0", "C12.0"),
        ("", None),
        ("\u2060", None),
        (None, None),
    ],
)
def test_a_number_that_was_written_with_decimals_is_its_digits(word, tidy):
    assert pl.select(tidy_id(pl.lit(word, pl.String))).item() == tidy


@pytest.mark.parametrize(
    ("word", "padded"), [("1", "01"), ("28", "28"), ("280", "280"), ("x", "x"), ("-1", "-1"), (None, None)]
)
def test_a_number_gets_its_leading_zeros(word, padded):
    assert pl.select(padded_number(pl.lit(word, pl.String), 2)).item() == padded
