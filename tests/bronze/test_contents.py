"""What a raw file holds, in one line."""

from datetime import date

import polars as pl
from support.rules import COLUMNS

from spanishgas.bronze.contents import contents


def said(dataset: str, **columns: list) -> str:
    finding = contents(pl.DataFrame(columns), "f.csv", dataset, COLUMNS.datasets[dataset])
    assert (finding.table, finding.column, finding.check, finding.severity) == (dataset, "*", "rows", "info")
    return finding.message


def test_rows_customers_and_days_are_counted() -> None:
    days = [date(2024, 1, 1), date(2024, 3, 1), None]
    assert said("bronze_prices", customer_id=["C1", "C1", None], pricing_date=days) == (
        "f.csv: 3 rows of 1 different customer_id, pricing_date from 2024-01-01 to 2024-03-01."
    )


def test_columns_that_nobody_filled_in_are_named() -> None:
    known = said("bronze_labels", customer_id=["C1", "C2"], label_date=pl.Series([None] * 2, dtype=pl.Date))
    assert known == "f.csv: 2 rows of 2 different customer_id, without values of label_date."


def test_columns_of_the_other_layout_are_not_missed() -> None:
    assert said("bronze_costs", province_code=["28"], commodity=pl.Series([None], dtype=pl.String)) == (
        "f.csv: 1 rows of 1 different province_code."
    )
