"""The features of a label date beside those made from files without what is later."""

from datetime import date

import polars as pl
from support.gold_rows import training_rows
from support.rules import EXPERIMENTS

from spanishgas.audit.differences import leakage_differences
from spanishgas.tables.audit import LeakageFiles

DAY = date(2024, 12, 31)
TRAINED = training_rows(20).with_columns(label_date=pl.lit(DAY), tenure_months=pl.lit(12.0))
AGAIN = TRAINED.drop("label_date")


def differences(again: pl.DataFrame, later_rows: int = 7):
    files = [(DAY, "bronze_contracts", 100, later_rows, DAY), (date(2024, 9, 30), "bronze_costs", 9, 5, DAY)]
    later = pl.LazyFrame(files, schema=LeakageFiles.column_names(), orient="row")
    return leakage_differences(TRAINED.lazy(), again.lazy(), later, as_of=DAY, experiment="E0", experiments=EXPERIMENTS)


def test_equal_features_are_said_to_be_equal() -> None:
    table, (same,) = differences(AGAIN)
    assert table.collect().is_empty()
    assert (same.severity, same.message) == (
        "info",
        "Looking from 2024-12-31, without what is later in the files (7 of bronze_contracts): every feature of 20 "
        "customers is the same.",
    )


def test_a_feature_that_differs_is_listed_with_its_customers_and_an_example() -> None:
    is_one = pl.col("customer_id").is_in(["C00003", "C00007"])
    table, (leak,) = differences(AGAIN.with_columns(tenure_months=pl.when(~is_one).then("tenure_months")))
    assert table.collect().rows() == [(DAY, "tenure_months", 2, "C00003", "12.0", None)]
    assert leak.severity == "warning"
    assert leak.message.endswith(
        "1 features are other than trained on: tenure_months of 2 customers, such as C00003: 12.0, without None. "
        "All of them: tenure_months."
    )


def test_a_customer_who_is_not_there_any_more_differs() -> None:
    table, _ = differences(AGAIN.filter(pl.col("customer_id") != "C00001"))
    assert table.filter(feature="tenure_months").collect()["customers"].to_list() == [1]


def test_files_that_hold_nothing_later_leave_nothing_to_compare() -> None:
    table, (none,) = differences(AGAIN.with_columns(tenure_months=0.0), later_rows=0)
    assert table.collect().is_empty()
    assert none.message.startswith("Looking from 2024-12-31: nothing later in the files")
