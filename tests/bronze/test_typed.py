"""Readings and small files as systems write them: clocks, names, optional columns."""

import gzip
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from support.rules import COLUMNS

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.readings import explain_unreadable, typed_readings
from spanishgas.bronze.source_columns import source_columns
from spanishgas.bronze.tables import bronze_customers, bronze_interactions, bronze_prices, bronze_readings
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.raw_files import Limits, RawFile, open_raw
from spanishgas.tables.findings import Finding

WINTER = datetime(2024, 1, 1, 0)
ODD = [("01", "metodo"), ("02", "metodo"), ("03", "volts"), ("04", "metodo")]
CUSTOMER = {"customer_id": "C1", "province_code": "28", "is_industrial": "0", "contracted_power_kw": "4.6"}


def readings(timestamps: pl.Series) -> RawTable:
    values = {"consumption_elec_kwh": [1.0] * len(timestamps), "consumption_gas_m3": [0.0] * len(timestamps)}
    frame = pl.DataFrame([timestamps]).with_columns(
        customer_id=pl.lit("C1"), **{k: pl.Series(v) for k, v in values.items()}
    )
    return RawTable("readings.parquet", frame.lazy(), first_line=1)


def read(raw: RawTable, clock: str) -> list[datetime]:
    return typed_readings(raw, clock, COLUMNS).table.collect()["timestamp"].to_list()


def words(**columns: str) -> RawTable:
    return RawTable("file.csv", pl.LazyFrame({name: [value] for name, value in columns.items()}))


def lake_file(folder: Path, name: str, data: bytes) -> tuple[Lake, RawFile]:
    (folder / "raw").mkdir(exist_ok=True)
    (folder / "raw" / name).write_bytes(data)
    return Lake(folder), RawFile("any", f"raw/{name}", len(data))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Madrid"])
@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
def test_a_timestamp_whose_type_names_its_zone_comes_on_the_clock_of_the_feed(zone: str, unit: str) -> None:
    aware = (
        pl.Series("timestamp", [WINTER]).dt.replace_time_zone("UTC").dt.convert_time_zone(zone).dt.cast_time_unit(unit)
    )
    assert read(readings(aware), "UTC") == [WINTER]
    assert read(readings(aware), "local") == [datetime(2024, 1, 1, 1)]


def test_a_timestamp_whose_name_says_utc_is_believed_on_a_local_clock() -> None:
    raw = readings(pl.Series("timestamp_utc", [WINTER, datetime(2024, 7, 1)]))
    assert read(raw, "local") == [datetime(2024, 1, 1, 1), datetime(2024, 7, 1, 2)]
    assert read(raw, "UTC") == [WINTER, datetime(2024, 7, 1)]


@pytest.mark.parametrize("text", ["2024-01-01 00:00:00", "2024-01-01T00:00:00"])
def test_a_timestamp_in_words_is_read(text: str) -> None:
    assert read(readings(pl.Series("timestamp", [text])), "local") == [WINTER]


def test_a_date_without_hour_is_no_timestamp() -> None:
    with pytest.raises(
        InputError, match=r"readings\.parquet, column timestamp: holds dates, expected timestamps of hours"
    ):
        typed_readings(readings(pl.Series("timestamp", [WINTER.date()])), "local", COLUMNS)


def test_an_unknown_column_of_the_readings_is_reported() -> None:
    raw = readings(pl.Series("timestamp", [WINTER]))
    raw = RawTable(raw.file, raw.frame.with_columns(voltage=230))
    assert [(f.check, f.column) for f in typed_readings(raw, "local", COLUMNS).findings] == [
        ("unknown_column", "voltage")
    ]


def test_the_same_unknown_column_of_many_files_is_said_once() -> None:
    raw = readings(pl.Series("timestamp", [WINTER]))
    files = [RawTable(f"{month}.csv", raw.frame.with_columns(pl.lit(1).alias(name))) for month, name in ODD]
    assert [
        (f.column, f.value, f.message) for f in bronze_readings(files, clock="local", columns=COLUMNS).findings
    ] == [
        ("metodo", 3.0, "01.csv and 2 more: unknown column metodo is kept out."),
        ("volts", 1.0, "03.csv: unknown column volts is kept out."),
    ]


@pytest.mark.parametrize(
    ("columns", "missing"),
    [
        (["Cliente", "Fecha"], "customer_id of the customer layout"),
        (["customer_id", "Fecha"], "pricing_date of the customer layout"),
        (["price_date", "product_type"], "tariff_type of the tariff layout"),
    ],
)
def test_of_two_layouts_what_is_missing_is_said_of_the_one_of_which_most_is_there(columns, missing) -> None:
    with pytest.raises(InputError, match=f"^prices.csv, row 1: required column {missing} is missing"):
        source_columns("prices.csv", columns, COLUMNS.datasets["bronze_prices"])


def test_missing_optional_columns_are_said_once_and_are_null() -> None:
    table, findings = bronze_customers(words(**CUSTOMER), columns=COLUMNS)
    assert table.collect()["is_second_residence"].to_list() == [None]
    assert [(f.check, f.column, f.severity) for f in findings] == [
        ("missing_columns", "is_second_residence, is_high_competition_province, sales_channel", "warning"),
        ("rows", "*", "info"),
    ]


def test_who_refused_to_be_called_and_is_not_read_is_a_warning_of_its_own() -> None:
    (finding,) = refusals(**{"Consentimiento RGPD": "NO", "color": "red"})
    assert (finding.column, finding.severity, finding.message) == (
        "Consentimiento RGPD",
        "warning",
        "file.csv: 'Consentimiento RGPD' may say who refused to be called, and is not read: people who refused would "
        "be called. If it says so, name it under contact_consent or do_not_contact in your file of columns "
        "(SPANISHGAS_COLUMNS_FILE).",
    )


@pytest.mark.parametrize("column", ["canal", "do_not_contact", "contact_consent"])
def test_without_such_a_column_or_with_one_that_is_read_nothing_is_said_of_refusals(column: str) -> None:
    assert refusals(**{column: "no"}) == []
    assert refusals(do_not_contact="no", rgpd="no") == []


def refusals(**columns: str) -> list[Finding]:
    _, findings = bronze_customers(words(**CUSTOMER, **columns), columns=COLUMNS)
    return [finding for finding in findings if finding.check == "unread_refusals"]


def test_a_missing_column_that_no_feature_needs_is_not_worth_a_word() -> None:
    given = words(customer_id="C1", date="2024-01-01", interaction_summary="hello")
    assert [f.check for f in bronze_interactions(given, columns=COLUMNS).findings] == ["rows"]


def test_columns_of_the_other_layout_are_not_missing() -> None:
    tariff = words(
        price_date="2024-01-01", product_type="gas", tariff_type="RL", region_code="R1", price_eur_per_kwh="0.1"
    )
    assert [f.column for f in bronze_prices(tariff, columns=COLUMNS).findings] == ["market_benchmark_eur_kwh", "*"]


def test_a_number_too_large_for_a_number_is_refused_at_its_row() -> None:
    with pytest.raises(InputError, match=r"column contracted_power_kw, row 2: found '1e999'"):
        bronze_customers(words(**{**CUSTOMER, "contracted_power_kw": "1e999"}), columns=COLUMNS)


def open_words(lake: Lake, file: RawFile) -> RawTable:
    return open_raw(lake, file, COLUMNS.datasets["bronze_customers"], Limits(1, 1))


def open_scan(lake: Lake, file: RawFile) -> RawTable:
    return open_raw(lake, file, COLUMNS.datasets["bronze_readings"], Limits(1, 1))


def test_empty_lines_at_the_end_of_a_csv_are_no_rows(tmp_path: Path) -> None:
    raw = open_words(*lake_file(tmp_path, "a.csv", b"customer_id\r\nC1\r\n\r\n\r\n"))
    assert raw.frame.collect().rows() == [("C1",)]


def test_old_mac_line_ends_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"a\.csv, row 1: lines end in a lone carriage return"):
        open_words(*lake_file(tmp_path, "a.csv", b"customer_id,x\rC1,1\r"))


def test_a_readings_file_without_rows_is_refused(tmp_path: Path) -> None:
    lake, file = lake_file(tmp_path, "consumption_hourly_1.parquet", b"")
    pl.DataFrame(schema={"customer_id": pl.String}).write_parquet(tmp_path / "raw" / file.name)
    with pytest.raises(InputError, match=r"consumption_hourly_1\.parquet, row 1: the file has no rows"):
        open_scan(lake, file)


@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_readings_with_a_mark_capital_spaced_names_quotes_and_windows_lines_are_read(
    ending: str, tmp_path: Path
) -> None:
    header = '\ufeffCUSTOMER_ID , Timestamp,"Consumption_Elec_kWh",consumption_gas_m3\r\n'
    data = (header + '"C1","2024-01-01 00:00:00","0.5",\r\n').encode()
    raw = open_scan(*lake_file(tmp_path, f"r.{ending}", gzip.compress(data) if ending.endswith("gz") else data))
    assert typed_readings(raw, "local", COLUMNS).table.collect().rows() == [("C1", WINTER, 0.5, None)]


def test_a_refusal_names_the_column_as_the_file_does() -> None:
    with pytest.raises(InputError, match=r"file\.csv, column interaction_ts, row 2: found '1700000000'"):
        bronze_interactions(words(customer_id="C1", interaction_ts="1700000000"), columns=COLUMNS)


@pytest.mark.parametrize(
    ("empty", "severities"),
    [(80, []), (81, ["error"])],
)
def test_a_column_may_be_empty_in_80_percent_of_the_raw_rows(empty: int, severities: list[str]) -> None:
    columns = {name: [value] * 100 for name, value in CUSTOMER.items()}
    columns["customer_id"] = [f"C{number}" for number in range(100)]
    columns["contracted_power_kw"] = [None] * empty + ["4.6"] * (100 - empty)
    raw = RawTable("file.csv", pl.LazyFrame(columns))
    assert [f.severity for f in bronze_customers(raw, columns=COLUMNS).findings if f.layer == "raw"] == severities


ZONE = (
    " Write it without a zone, all on one clock, and say which that is: SPANISHGAS_CLOCK=UTC, or local for that of "
    "Spain."
)
BLANKS = " Take out the blanks beside the commas."


@pytest.mark.parametrize(
    ("time", "kwh", "hint"),
    [
        ("2024-01-01T00:00:00Z", "1", ZONE),
        ("2024-01-01 00:00:00+01:00", "1", ZONE),
        ("2024-01-01 00:00:00", " 1", BLANKS),
        ("2024-01-01", "1", ""),
    ],
)
def test_of_a_reading_that_cannot_be_read_it_is_said_what_to_do(time: str, kwh: str, hint: str) -> None:
    raw = words(customer_id="C1", timestamp=time, consumption_elec_kwh=kwh, consumption_gas_m3="0")
    explained = explain_unreadable(raw, columns=COLUMNS)
    assert explained is not None
    said = str(explained)
    assert ", row 2: found " in said
    assert said.endswith(("2024-12-31 23:00:00." + hint, "decimal point." + hint))
