"""Which months lack hours, on books of a few customers: who counts for a month, and what is said."""

from datetime import date

import polars as pl
import pytest
from support.rules import READING_RULES, TARIFF_PERIODS

from spanishgas.silver.calendar import hour_classes
from spanishgas.silver.completeness import completeness_findings
from spanishgas.tables.findings import Finding

CLASSES = hour_classes("local", TARIFF_PERIODS)
HOURS = {1: 744, 2: 696, 3: 743, 4: 720, 5: 744, 6: 720, 7: 744, 8: 744, 9: 720, 10: 745, 11: 720, 12: 744}


def found(
    *customers: dict[int, int], as_of: date = date(2024, 12, 31), limit: float = 0.9, left_on: date | None = None
) -> dict[str, Finding]:
    """Findings on customers, each with the hours read in the months of 2024; the last has left on a day."""
    rows = [
        {"customer_id": f"C{number}", "month": date(2024, month, 1), "reading_hours": hours}
        for number, months in enumerate(customers)
        for month, hours in months.items()
    ]
    schema = {"customer_id": pl.String, "month": pl.Date, "reading_hours": pl.Int64}
    days = [None] * (len(customers) - 1) + [left_on] * bool(customers)
    known = {"customer_id": [f"C{number}" for number in range(len(customers))], "left_on": days}
    people = pl.LazyFrame(known, schema={"customer_id": pl.String, "left_on": pl.Date})
    found = completeness_findings(pl.LazyFrame(rows, schema=schema), people, CLASSES, as_of, limit, READING_RULES)
    return {finding.check: finding for finding in found}


def without(*months: int, **changes: int) -> dict[int, int]:
    return {month: hours for month, hours in HOURS.items() if month not in months} | {
        int(name.removeprefix("m")): hours for name, hours in changes.items()
    }


def test_a_whole_year_has_the_hours_of_the_clock_with_its_change_days() -> None:
    assert found(HOURS, HOURS) == {}


def test_the_last_whole_month_must_be_there() -> None:
    error = found(without(12))["last_month_missing"]
    assert error.severity == "error"
    assert error.message == (
        "The readings end with 2024-11, and 2024-12 is the last whole month at 2024-12-31: add its readings, or look "
        "from an earlier day with --as-of 2024-11-30."
    )


def test_a_day_within_a_month_asks_for_the_month_before_it() -> None:
    assert "last_month_missing" not in found(without(12), as_of=date(2024, 12, 30))


@pytest.mark.parametrize(("hours", "severity"), [(670, None), (669, "error")])
def test_nine_tenths_of_the_last_month_are_enough(hours: int, severity: str | None) -> None:
    error = found(without(m12=hours)).get("last_month_partial")
    assert (error and error.severity) == severity


def test_a_short_month_is_a_warning_that_names_the_worst_first() -> None:
    warning = found(without(m5=720, m7=372), HOURS)["short_months"]
    assert (warning.value, warning.severity) == (2.0, "warning")
    assert warning.message == (
        "2 of 24 customer-months have fewer hours than their month: 2024-07 (1 customers, 75.0 % of all hours); "
        "2024-05 (1 customers, 98.4 % of all hours)."
    )


def test_who_comes_in_mid_month_is_not_missed_before() -> None:
    assert found(HOURS, {12: 24}) == {}
    assert found(HOURS, {11: 24, 12: 744}) == {}


def test_who_left_in_mid_month_is_missed_neither_in_it_nor_after() -> None:
    gone = without(7, 8, 9, 10, 11, 12, m6=240)
    assert "short_months" in found(HOURS, gone)
    assert found(HOURS, gone, left_on=date(2024, 6, 10)) == {}
    assert "short_months" in found(HOURS, without(m5=600) | {6: 240}, left_on=date(2024, 6, 10))


def test_half_a_book_that_stops_before_the_last_month_is_refused() -> None:
    assert found(HOURS, without(12))["last_month_partial"].value == 0.5


def test_more_hours_than_the_month_has_make_up_for_nobodys_gaps() -> None:
    assert "last_month_partial" in found(without(m12=1_000), without(m12=400))


def test_readings_that_begin_within_the_window_are_said() -> None:
    warning = found(without(1, 2))["window_not_covered"]
    assert (warning.value, warning.limit, warning.severity) == (10.0, 12, "warning")
    assert warning.message == "The readings begin with 2024-03: 10 of the 12 months of the window are there."


def test_without_any_reading_in_the_window_others_speak() -> None:
    assert found() == {}
    assert found(HOURS, as_of=date(2026, 1, 31)) == {}


def test_a_month_in_the_middle_that_nobody_has_is_refused_by_name() -> None:
    error = found(without(6), without(6))["past_months_partial"]
    assert (error.severity, error.value, error.limit) == ("error", 0.0, 0.8)
    assert "2024-06 (0.0 %)" in error.message


def test_half_a_book_that_is_lost_for_two_months_is_refused_in_both() -> None:
    error = found(HOURS, without(6, 7))["past_months_partial"]
    assert error.severity == "error"
    assert "2 of the months" in error.message
    assert "2024-06 (50.0 %), 2024-07 (50.0 %)" in error.message


def test_who_has_left_is_missed_for_one_month_only() -> None:
    stayed = [HOURS] * 9
    assert found(*stayed, without(7, 8, 9, 10, 11, 12)) == {}


@pytest.mark.parametrize(("late", "is_said"), [(5, False), (6, True)])
def test_many_customers_whose_readings_begin_late_are_a_warning(late: int, is_said: bool) -> None:
    findings = found(*[HOURS] * (20 - late), *[without(1, 2, 3)] * late)
    assert ("late_starts" in findings) == is_said
    if is_said:
        assert (
            "6 customers (30.0%) begin after 2024-01: C14 in 2024-04, C15 in 2024-04" in findings["late_starts"].message
        )


def test_late_starts_of_a_handful_of_customers_are_no_matter() -> None:
    assert "late_starts" not in found(HOURS, without(1))
