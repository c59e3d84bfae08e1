"""Files that go on from month to month are said to be old, measured by their own interval."""

from datetime import date

import polars as pl
import pytest
from support.bronze_rows import AS_OF, contracts, customers, interactions, prices
from support.readers import Recorder
from support.rules import COLUMNS, INTENTS, NAMES
from support.silver_steps import deals, people

from spanishgas.bronze.registry import RawDataset
from spanishgas.silver.contact_reach import silver_contact_reach
from spanishgas.silver.interactions import silver_interactions
from spanishgas.silver.prices import silver_prices
from spanishgas.silver.stale import stale_findings
from spanishgas.tables.findings import Finding

RULES = COLUMNS.datasets["bronze_prices"]
SO = "later months count at the last known price"


def found(months: list[date], rows: int = 100, as_of: date = AS_OF, rules: RawDataset = RULES) -> list[Finding]:
    days = [months[number % len(months)] for number in range(rows)] if months else []
    frame = pl.LazyFrame({"day": days}, schema={"day": pl.Date})
    return stale_findings(frame, "silver_prices", "day", as_of, rules, SO)


def monthly(first: int, last: int) -> list[date]:
    """First days of months, counted from January 2023."""
    return [date(2023 + month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


@pytest.mark.parametrize("months", [monthly(0, 23), [AS_OF], [date(2024, 11, 30)], []])
def test_a_file_that_reaches_its_last_month_is_not_worth_a_word(months: list[date]) -> None:
    assert found(months) == []


@pytest.mark.parametrize(
    ("months", "behind", "severity"),
    [
        (monthly(12, 22), 1, "info"),
        (monthly(12, 21), 2, "warning"),
        (monthly(12, 20), 3, "warning"),
        ([date(2024, 1, 1)], 11, "warning"),
        (monthly(0, 11), 12, "error"),
        ([date(2019, 3, 1), *monthly(6, 11)], 12, "error"),
        ([date(2010, 1, 1), date(2023, 12, 31)], 12, None),
        ([date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1)], 11, None),
        ([date(2021, 11, 1), date(2022, 11, 1), date(2023, 11, 1)], 13, "error"),
    ],
)
def test_a_file_is_old_by_its_own_interval_and_a_year_at_most(
    months: list[date], behind: int, severity: str | None
) -> None:
    assert [(f.check, f.value, f.limit, f.severity) for f in found(months)] == (
        [("stale", float(behind), 12.0, severity)] if severity else []
    )


def test_what_is_old_is_said_with_what_follows() -> None:
    (finding,) = found(monthly(0, 11), rows=1_200)
    assert finding.message == (
        "price_history, column day: the newest of 1,200 rows known on 2024-12-31 is of 2023-12, 12 months before "
        f"2024-12, the last whole month: {SO}. Is it an old export? From 12 months on the file is refused."
    )


def test_rows_of_a_later_day_do_not_count_and_few_rows_are_only_said() -> None:
    assert [f.value for f in found([date(2024, 9, 1), date(2025, 1, 1)])] == [3.0]
    assert [f.severity for f in found([date(2023, 1, 1)], rows=99)] == ["info"]


def test_a_file_without_limits_may_end_when_it_likes() -> None:
    assert found([date(2001, 1, 1)], rules=COLUMNS.datasets["bronze_contracts"]) == []


def test_prices_and_contacts_are_asked() -> None:
    old = date(2023, 12, 1)
    known, started = people(customers({})).table, deals(contracts({}), customers({})).table
    priced = silver_prices(
        prices({"pricing_date": old}), known, started, as_of=AS_OF, names=NAMES, columns=COLUMNS
    ).findings
    contacts = interactions({"interaction_date": old})
    called = silver_interactions(
        contacts, silver_contact_reach(contacts, listed_as_of=AS_OF), as_of=AS_OF, text_reader=Recorder(),
        max_text_characters=100, intents=INTENTS, columns=COLUMNS,
    ).findings  # fmt: skip
    assert [(f.table, f.column, f.value) for f in [*priced, *called] if f.check == "stale"] == [
        ("silver_prices", "pricing_date", 12.0),
        ("silver_interactions", "interaction_date", 12.0),
    ]
