"""The tariff calendar: 2.0TD of CNMC Circular 3/2020, on the local clock."""

from datetime import date, datetime

import polars as pl
import pytest
from pydantic import ValidationError
from support.rules import TARIFF_PERIODS

from spanishgas.silver.calendar import hour_calendar, hour_classes
from spanishgas.silver.tariff_periods import TariffPeriods

PEAK, STANDARD, OFF_PEAK = 1, 2, 3


def period(when: str, territory: str = "mainland", clock: str = "local") -> int:
    hour = datetime.fromisoformat(when)
    return hour_calendar(clock, TARIFF_PERIODS).filter(pl.col("timestamp") == hour)[territory].item()


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2024-05-07 07:00", OFF_PEAK),
        ("2024-05-07 08:00", STANDARD),
        ("2024-05-07 10:00", PEAK),
        ("2024-05-07 13:00", PEAK),
        ("2024-05-07 14:00", STANDARD),
        ("2024-05-07 18:00", PEAK),
        ("2024-05-07 22:00", STANDARD),
        ("2024-05-07 23:00", STANDARD),
        ("2024-05-11 12:00", OFF_PEAK),  # Saturday
        ("2024-05-12 12:00", OFF_PEAK),  # Sunday
        ("2024-05-01 12:00", OFF_PEAK),  # fixed national holiday, a Wednesday
        ("2024-03-29 12:00", PEAK),  # Good Friday is an ordinary day
    ],
)
def test_the_mainland_has_the_published_hours(when: str, expected: int) -> None:
    assert period(when) == expected


@pytest.mark.parametrize(
    ("hour", "expected"),
    [(8, OFF_PEAK), (9, STANDARD), (10, STANDARD), (11, PEAK), (14, PEAK), (15, STANDARD), (19, PEAK), (22, PEAK),
     (23, STANDARD)],
)  # fmt: skip
def test_ceuta_and_melilla_are_an_hour_later(hour: int, expected: int) -> None:
    assert period(f"2024-05-07 {hour:02}:00", "ceuta_melilla") == expected


def test_a_utc_feed_is_judged_on_the_local_clock() -> None:
    assert period("2024-07-02 08:00", clock="UTC") == PEAK  # 10:00 in Madrid
    assert period("2024-01-02 08:00", clock="UTC") == STANDARD  # 09:00 in Madrid


def test_a_utc_hour_belongs_to_the_local_month() -> None:
    calendar = hour_calendar("UTC", TARIFF_PERIODS).filter(pl.col("timestamp") == datetime(2024, 6, 30, 22))
    assert calendar["month"].item() == date(2024, 7, 1)


@pytest.mark.parametrize("clock", ["local", "UTC"])
@pytest.mark.parametrize(
    ("month", "hours"), [("2024-02-01", 696), ("2024-03-01", 743), ("2024-10-01", 745), ("2023-02-01", 672)]
)
def test_a_month_has_its_hours_with_a_change_day_of_23_or_25(clock: str, month: str, hours: int) -> None:
    classes = hour_classes(clock, TARIFF_PERIODS).filter(pl.col("month") == date.fromisoformat(month))
    assert classes["expected_rows"].sum() == hours


def test_the_year_2024_has_8784_hours_on_both_clocks() -> None:
    for clock in ("local", "UTC"):
        year = hour_classes(clock, TARIFF_PERIODS).filter(pl.col("month").dt.year() == 2024)
        assert year["expected_rows"].sum() == 8784


def test_marks_differ_from_hour_to_hour() -> None:
    assert hour_calendar("local", TARIFF_PERIODS)["mark"].is_unique().all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"fixed_holidays": ["1-6"]}, "fixed_holidays"),
        ({"territories": {"mainland": {"peak": [24], "off_peak": []}}}, "less than or equal to 23"),
        ({"territories": {"mainland": {"peak": [8, 10], "off_peak": [8]}}}, r"hours \[8\] are both peak and off-peak"),
    ],
)
def test_a_rule_that_no_clock_can_follow_is_refused(changes: dict[str, object], message: str) -> None:
    rule = TARIFF_PERIODS.model_dump(mode="json")
    territories = {**rule["territories"], **changes.pop("territories", {})}
    with pytest.raises(ValidationError, match=message):
        TariffPeriods.model_validate({**rule, **changes, "territories": territories})
