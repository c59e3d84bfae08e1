"""Readings → customer-months: what is summed, what is dropped, what is said about it."""

from datetime import date, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.rules import NAMES, READING_RULES, TARIFF_PERIODS
from support.silver_rows import silver_contract_rows, silver_customer_rows

from spanishgas.silver.duplicates import silver_meter_corrections
from spanishgas.silver.meters import silver_meter_sums
from spanishgas.silver.usage import silver_usage_month
from spanishgas.tables.findings import Finding

LIMITS = {"max_elec_kwh_per_hour": 1_000.0, "max_gas_m3_per_hour": 1_000.0}
SCHEMA = {
    "customer_id": pl.String,
    "timestamp": pl.Datetime("us"),
    "consumption_elec_kwh": pl.Float64,
    "consumption_gas_m3": pl.Float64,
}
Row = tuple[str, datetime, float | None, float | None]


def usage(
    rows: list[Row], *, clock: str = "local", as_of: date = date(2024, 12, 31), provinces: dict[str, str] | None = None,
    limit: float = 1.0, left: dict[str, date | None] | None = None,
) -> tuple[pl.DataFrame, dict[str, Finding]]:  # fmt: skip
    readings = pl.LazyFrame(rows, schema=SCHEMA, orient="row")
    provinces = provinces or {row[0]: "28" for row in rows}
    gone = left or {}
    customers = silver_customer_rows(
        *({"customer_id": c, "province_code": p, "left_on": gone.get(c)} for c, p in provinces.items())
    )
    sums = silver_meter_sums(readings, clock=clock, tariff_periods=TARIFF_PERIODS, **LIMITS)
    corrections, found = silver_meter_corrections(
        readings, sums, clock=clock, tariff_periods=TARIFF_PERIODS, max_set_aside_share=limit, **LIMITS
    )
    months, more = silver_usage_month(
        sums,
        corrections,
        customers,
        silver_contract_rows(),
        as_of=as_of,
        clock=clock,
        tariff_periods=TARIFF_PERIODS,
        names=NAMES,
        reading_rules=READING_RULES,
        max_set_aside_share=limit,
        min_month_share=0.0,
        accept_readings="",
    )
    return months.collect(), {finding.check + ":" + finding.column: finding for finding in [*found, *more]}


def hours(start: datetime, count: int, kwh: float = 1.0, customer: str = "A") -> list[Row]:
    return [(customer, start + timedelta(hours=i), kwh, 0.0) for i in range(count)]


def test_a_day_is_split_into_its_tariff_periods() -> None:
    months, _ = usage(hours(datetime(2024, 5, 7), 24))
    assert months.row(0, named=True) == {
        "customer_id": "A",
        "month": date(2024, 5, 1),
        "elec_peak_kwh": 8.0,
        "elec_standard_kwh": 8.0,
        "elec_off_peak_kwh": 8.0,
        "elec_kwh": 24.0,
        "gas_m3": 0.0,
        "reading_hours": 24,
    }


def test_melilla_has_its_own_peak_hours() -> None:
    eleven_to_fifteen = hours(datetime(2024, 5, 7, 11), 4)
    assert usage(eleven_to_fifteen, provinces={"A": "52"})[0]["elec_peak_kwh"].item() == 4.0
    assert usage(eleven_to_fifteen, provinces={"A": "28"})[0]["elec_peak_kwh"].item() == 3.0


def test_negative_readings_count_zero_and_are_reported() -> None:
    months, found = usage([("A", datetime(2024, 5, 7, 1), -0.5, -0.1), ("A", datetime(2024, 5, 7, 2), 2.0, 1.0)])
    assert months.select("elec_kwh", "gas_m3").row(0) == (2.0, 1.0)
    assert found["negative_values:consumption_elec_kwh"].value == 0.5
    assert found["negative_values:consumption_gas_m3"].value == 0.5


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 1e9, -1e9])
def test_absurd_readings_are_set_aside(value: float) -> None:
    months, found = usage([("A", datetime(2024, 5, 7, 1), value, 0.0), ("A", datetime(2024, 5, 7, 2), 2.0, 0.0)])
    assert months["elec_kwh"].item() == 2.0
    assert found["absurd_values:consumption_elec_kwh"].severity == "warning"


def test_too_many_absurd_readings_are_an_error() -> None:
    _, found = usage([("A", datetime(2024, 5, 7, 1), 1e9, 0.0)], limit=0.001)
    assert found["absurd_values:consumption_elec_kwh"].severity == "error"


def test_an_equal_duplicate_is_dropped_and_counted() -> None:
    months, found = usage(hours(datetime(2024, 5, 7), 24) + hours(datetime(2024, 5, 7), 3))
    assert months.select("elec_kwh", "reading_hours").row(0) == (24.0, 24)
    assert found["identical_duplicates:timestamp"].value == 3


def test_contradicting_readings_are_all_set_aside_with_examples() -> None:
    months, found = usage(hours(datetime(2024, 5, 7), 24) + hours(datetime(2024, 5, 7, 9), 1, kwh=5.0))
    assert months.select("elec_kwh", "reading_hours").row(0) == (23.0, 23)
    assert "A at 2024-05-07 09:00" in found["contradictory_duplicates:timestamp"].message


def test_a_contradiction_hidden_by_a_missing_hour_is_found() -> None:
    whole = hours(datetime(2024, 5, 1), 744)
    months, found = usage([*whole[:-1], ("A", datetime(2024, 5, 3, 4), 9.0, 0.0)])
    assert months["elec_kwh"].item() == 742.0
    assert found["contradictory_duplicates:timestamp"].value == pytest.approx(2 / 744)


def test_the_hour_that_october_repeats_is_no_duplicate() -> None:
    day = [("A", datetime(2024, 10, 27, h), 1.0, 0.0) for h in (0, 1, 2, 2, *range(3, 24))]
    months, found = usage(day)
    assert months.select("elec_kwh", "reading_hours").row(0) == (25.0, 25)
    assert not [check for check in found if "duplicate" in check]
    months, found = usage(day + day)
    assert months["elec_kwh"].item() == 25.0
    assert found["identical_duplicates:timestamp"].value == 25


def test_the_repeated_hour_may_differ_but_only_two_ways() -> None:
    two = [("A", datetime(2024, 10, 27, 2), kwh, 0.0) for kwh in (1.0, 4.0)]
    assert usage(two)[0]["elec_kwh"].item() == 5.0
    three = [*two, ("A", datetime(2024, 10, 27, 2), 7.0, 0.0)]
    assert usage(three)[0]["elec_kwh"].item() == 0.0


def test_a_utc_feed_read_as_local_is_noticed() -> None:
    _, found = usage(hours(datetime(2024, 3, 31), 24))
    assert "SPANISHGAS_CLOCK=UTC" in found["hour_not_on_local_clock:timestamp"].message


def test_a_month_that_is_not_over_is_not_seen() -> None:
    rows = hours(datetime(2024, 5, 31, 22), 4)
    months, found = usage(rows, as_of=date(2024, 6, 15))
    assert months["month"].to_list() == [date(2024, 5, 1)]
    assert months["elec_kwh"].item() == 2.0
    assert found["after_as_of:timestamp"].value == 0.5


def test_a_timestamp_that_is_no_hour_is_set_aside() -> None:
    _, found = usage([("A", datetime(2024, 5, 7, 1, 30), 1.0, 0.0), ("A", datetime(1970, 1, 1), 1.0, 0.0)])
    assert found["not_an_hour:timestamp"].value == 1.0


def test_who_has_left_is_not_missed() -> None:
    rows = [*hours(datetime(2024, 5, 7), 24), *hours(datetime(2024, 3, 7), 24, customer="B")]
    assert "missing_months:timestamp" in usage(rows, provinces={"A": "28", "B": "28"})[1]
    found = usage(rows, provinces={"A": "28", "B": "28"}, left={"B": date(2024, 4, 10)})[1]
    assert "missing_months:timestamp" not in found


@settings(max_examples=30)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B"]),
            st.integers(0, 60 * 24 * 40).map(lambda minutes: datetime(2024, 3, 1) + timedelta(hours=minutes // 60)),
            st.floats(0, 100, allow_nan=False),
            st.floats(0, 10, allow_nan=False),
        ),
        min_size=1,
        max_size=60,
        unique_by=lambda row: (row[0], row[1]),
    ),
    st.randoms(use_true_random=False),
)
def test_totals_are_conserved_and_the_order_of_rows_changes_no_bit(rows: list[Row], random: object) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, _ = usage(rows)
    other, _ = usage(shuffled)
    assert one.equals(other)
    assert one["elec_kwh"].sum() == pytest.approx(sum(row[2] for row in rows), rel=1e-9, abs=1e-6)
    assert one["gas_m3"].sum() == pytest.approx(sum(row[3] for row in rows), rel=1e-9, abs=1e-6)


def test_sums_of_parts_are_the_sums_of_the_whole() -> None:
    rows = hours(datetime(2024, 5, 1), 2_000, kwh=0.1)
    frames = [pl.LazyFrame(part, schema=SCHEMA, orient="row") for part in (rows, rows[:700], rows[700:])]
    settings = {"clock": "local", "tariff_periods": TARIFF_PERIODS, **LIMITS}
    whole, *parts = [silver_meter_sums(frame, **settings) for frame in frames]
    summed = pl.concat(parts).group_by("customer_id", "hour_class").agg(pl.all().sum()).sort("hour_class").collect()
    assert summed.equals(whole.collect())


def test_readings_without_a_customer_are_set_aside_and_counted() -> None:
    day = hours(datetime(2024, 5, 7), 24)
    nameless = [(None, *row[1:]) for row in day[:2]]
    months, found = usage([*day, *nameless], provinces={"A": "28"})
    assert months["elec_kwh"].to_list() == [24.0]
    assert found["no_customer:customer_id"].value == 2 / 26


def test_a_month_that_the_feed_lost_is_told_by_province() -> None:
    rows = [row for month in (3, 5) for row in hours(datetime(2024, month, 7), 24)]
    _, found = usage([*rows, *hours(datetime(2024, 5, 7), 24, customer="B")], provinces={"A": "08", "B": "28"})
    gap = found["missing_months:timestamp"]
    assert (gap.value, "province 08 in 2024-04 (1 customers)" in gap.message) == (1.0, True)


def test_hours_without_a_value_are_not_read() -> None:
    day = hours(datetime(2024, 5, 7), 24)
    empty = [(customer, time, None, None) for customer, time, _, _ in hours(datetime(2024, 5, 8), 24)]
    assert usage([*day, *empty])[0]["reading_hours"].to_list() == [24]


def test_hours_of_a_customer_who_has_gas_only_are_read_without_electricity() -> None:
    day = [("A", datetime(2024, 5, 7, hour), None, 1.0) for hour in range(24)]
    assert usage(day)[0]["reading_hours"].to_list() == [24]


def test_empty_hours_that_were_sent_twice_count_no_less_than_none() -> None:
    empty = [("A", datetime(2024, 5, 7, hour), None, None) for hour in range(24)]
    assert usage(empty + empty)[0]["reading_hours"].to_list() == [0]


@pytest.mark.parametrize(("negative", "severity"), [(1, "info"), (2, "warning"), (5, "warning"), (6, "error")])
def test_too_many_negative_readings_are_a_warning_and_then_an_error(negative: int, severity: str) -> None:
    rows = [*hours(datetime(2024, 5, 1), 100 - negative), *hours(datetime(2024, 5, 20), negative, kwh=-1.0)]
    assert usage(rows)[1]["negative_values:consumption_elec_kwh"].severity == severity


def test_a_local_feed_read_as_utc_is_told_by_its_repeated_hour() -> None:
    day = [("A", datetime(2024, 10, 27, h), 1.0, 0.0) for h in (0, 1, 2, 2, *range(3, 24))]
    _, found = usage(day, clock="UTC")
    assert found["hour_repeated_in_utc:timestamp"].value == 1.0
    assert "hour_repeated_in_utc:timestamp" not in usage(day)[1]
