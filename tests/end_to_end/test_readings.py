"""Readings that no meter reads: each way a feed goes wrong is refused, or counted in a finding that names it."""

import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from conftest import Silent

from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.pipelines import BRONZE, SILVER
from spanishgas.run.plan import plan_run
from spanishgas.run.reader import Run
from spanishgas.run.runner import Runner
from spanishgas.settings import Settings
from spanishgas.tables.findings import Finding
from spanishgas.twin import simulate

READINGS = "raw/consumption_hourly_2024.parquet"
CUSTOMERS = 200
ELEC, GAS = "consumption_elec_kwh", "consumption_gas_m3"
time = pl.col("timestamp")
DECEMBER = time >= pl.datetime(2024, 12, 1)
JULY = time.dt.month() == 7
HALF = pl.col("customer_id") <= f"C{CUSTOMERS // 2:05}"
IN_A_HUNDRED = pl.int_range(pl.len()) % 100
GAS_AS_READ = pl.col(GAS)
Change = Callable[[pl.DataFrame], pl.DataFrame]


@pytest.fixture(scope="module")
def twin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny")
    simulate(folder, customers=CUSTOMERS, seed=7)
    return folder


def checked(twin: Path, folder: Path, change: Change, **settings: object) -> list[Finding]:
    """Findings on the twin whose readings were changed."""
    lake = folder / "lake"
    shutil.copytree(twin, lake, ignore=shutil.ignore_patterns("*.parquet"))
    change(pl.read_parquet(twin / READINGS)).write_parquet(lake / READINGS)
    record = plan_run(Lake(lake), Settings(lake=str(lake), as_of=date(2024, 12, 31), **settings), "score", "read")
    for stage in (BRONZE, SILVER):
        Runner(Run(Lake(lake), record), Silent()).run_stage(stage)
    return record.findings


def on(condition: pl.Expr, **values: pl.Expr | float | None) -> Change:
    """Other values where a condition holds."""
    return lambda frame: frame.with_columns(
        pl.when(condition).then(value).otherwise(pl.col(name)).alias(name)
        for name, value in ((name, pl.lit(v) if not isinstance(v, pl.Expr) else v) for name, v in values.items())
    )


def each(elec: pl.Expr | float | None, gas: pl.Expr | float | None = GAS_AS_READ) -> Change:
    return on(pl.lit(value=True), **{ELEC: elec, GAS: gas})


def without(condition: pl.Expr) -> Change:
    return lambda frame: frame.remove(condition)


def of_one_customer(frame: pl.DataFrame) -> pl.DataFrame:
    """Everybody has the readings of the first customer."""
    first = frame.filter(pl.col("customer_id") == frame["customer_id"].min()).drop("customer_id")
    return frame.select("customer_id").unique().sort("customer_id").join(first, how="cross").select(frame.columns)


def in_one_province(twin: Path) -> pl.Expr:
    customers = pl.read_csv(twin / "raw/customer_attributes.csv", infer_schema=False)
    province = customers["province_code"].value_counts().sort("count", "province_code")["province_code"][-1]
    return pl.col("customer_id").is_in(customers.filter(province_code=province)["customer_id"].to_list())


MEAN = pl.col(ELEC).mean().over("customer_id", time.dt.month())
REFUSED = {
    "columns swapped": (each(pl.col(GAS), pl.col(ELEC)), "columns of electricity and gas swapped"),
    "Wh": (each(pl.col(ELEC) * 1000), "Wh"),
    "MWh": (each(pl.col(ELEC) / 1000), "0.0\\d+ kWh a month.*Wh or MWh"),
    "Wh in July": (on(JULY, **{ELEC: pl.col(ELEC) * 1000}), "unit of the feed change"),
    "49,999 kWh every hour": (each(49_999.0), "contracted power"),
    "constant": (each(MEAN), "the same in every hour"),
    "the same for everybody": (of_one_customer, "exactly the readings of another customer"),
    "all zero": (each(0.0, 0.0), "not one kWh"),
    "zero in December": (on(DECEMBER, **{ELEC: 0.0}), "not one kWh.*2024-12"),
    "96 % negative": (on(IN_A_HUNDRED < 96, **{ELEC: -pl.col(ELEC)}), "readings .* are negative"),
    "gas negative": (each(pl.col(ELEC), -pl.col(GAS)), "gas hours negative"),
    "gas null": (each(pl.col(ELEC), None), "use no gas and have bought it"),
    "96 % of December null": (on(DECEMBER & (IN_A_HUNDRED < 96), **{ELEC: None}), r"2024-12 has 4\.\d % of its hours"),
    "December absent": (without(DECEMBER), "end with 2024-11.*add its readings"),
    "half of December's days": (without(time >= pl.datetime(2024, 12, 16)), r"2024-12 has 48\.\d %"),
    "half of December's customers": (without(DECEMBER & HALF), r"2024-12 has 50\.0 %"),
    "half of December's hours": (without(DECEMBER & (time.dt.hour() < 12)), r"2024-12 has 50\.0 %"),
    "July absent": (without(JULY), r"2024-07 \(0\.0 %\)"),
    "half the book lost from June to July": (
        without(HALF & time.dt.month().is_in([6, 7])),
        r"2024-06 \(50\.0 %\), 2024-07 \(50\.0 %\)",
    ),
    "no readings of half the customers": (without(HALF), "100 of 200 customers .* no readings at all"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_feed_that_cannot_be_is_refused_and_says_why(name: str, twin: Path, tmp_path: Path) -> None:
    change, words = REFUSED[name]
    with pytest.raises(InputError, match=rf"(?s){words}"):
        checked(twin, tmp_path, change)


FIRST = pl.col("customer_id") == "C00001"
REMARKED = {
    "a customer's hours missing": (without(FIRST & JULY & (time.dt.day() < 5)), "short_months", "2024-07"),
    "one customer at 49,999 kWh": (
        on(FIRST, **{ELEC: 49_999.0}),
        "impossible_readings",
        "C00001 in 2024-03 used 37,149,257 kWh",
    ),
    "one customer constant": (on(FIRST, **{ELEC: 0.25}), "constant_readings", "C00001 in 2024-01"),
    "one customer negative": (on(FIRST, **{ELEC: -1.0}), "mostly_negative_electricity", "C00001 in 2024-01"),
    "one customer's December zero": (on(FIRST & DECEMBER, **{ELEC: 0.0}), "no_electricity", "C00001 in 2024-12"),
    "gas in kWh": (each(pl.col(ELEC), pl.col(GAS) * 11), "implausible_median", "is the gas in kWh"),
    "hour-ending labels": (
        lambda frame: frame.with_columns(time + pl.duration(hours=1)),
        "hour_ending_labels",
        "200 of 200 customers",
    ),
}


@pytest.mark.parametrize("name", REMARKED)
def test_what_a_few_meters_do_is_counted_and_named(name: str, twin: Path, tmp_path: Path) -> None:
    change, check, words = REMARKED[name]
    found = [finding for finding in checked(twin, tmp_path, change) if finding.check == check]
    assert len(found) == 1
    assert words in found[0].message


def test_a_province_whose_sign_is_turned_is_named(twin: Path, tmp_path: Path) -> None:
    change = on(in_one_province(twin), **{ELEC: -pl.col(ELEC)})
    with pytest.raises(InputError, match=r"hours negative.*Of province 28 it is 100% of the customers"):
        checked(twin, tmp_path, change)


def test_the_twin_itself_gives_no_warning_of_its_readings(twin: Path, tmp_path: Path) -> None:
    found = checked(twin, tmp_path, lambda frame: frame)
    warned = [finding for finding in found if finding.table == "silver_usage_month" and finding.severity != "info"]
    assert warned == []


def test_what_is_so_can_be_accepted_and_stays_a_warning(twin: Path, tmp_path: Path) -> None:
    found = checked(twin, tmp_path, each(MEAN), accept_readings="constant_readings")
    (constant,) = [finding for finding in found if finding.check == "constant_readings"]
    assert constant.severity == "warning"
    assert constant.message.endswith("Accepted for this run.")


def test_a_local_feed_read_as_utc_is_noticed(twin: Path, tmp_path: Path) -> None:
    found = checked(twin, tmp_path, lambda frame: frame, clock="UTC")
    (repeated,) = [finding for finding in found if finding.check == "hour_repeated_in_utc"]
    assert "200 customers" in repeated.message
    assert "set SPANISHGAS_CLOCK=local" in repeated.message


def test_readings_after_the_day_are_counted(twin: Path, tmp_path: Path) -> None:
    later = on(FIRST & (time.dt.hour() == 0), timestamp=time + timedelta(days=366))
    found = [finding for finding in checked(twin, tmp_path, later) if finding.check == "after_as_of"]
    assert "366 readings" in found[0].message
