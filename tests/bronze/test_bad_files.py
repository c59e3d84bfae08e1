"""What people and systems do to files: each is refused with file, column and row, or repaired and counted."""

import gzip
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from conftest import published_id, run

from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.reader import Run
from spanishgas.run.store import list_records

READINGS = "consumption_hourly_2024.parquet"


def text(name: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    """Damage a text file."""

    def damage(raw: Path) -> None:
        (raw / name).write_text(change((raw / name).read_text("utf-8")), "utf-8", newline="")

    return damage


def line(number: int, change: Callable[[str], str]) -> Callable[[str], str]:
    """Damage one line, counted from 1 as an editor does."""

    def damage(content: str) -> str:
        lines = content.split("\n")
        lines[number - 1] = change(lines[number - 1])
        return "\n".join(lines)

    return damage


def field(number: int, index: int, value: str) -> Callable[[str], str]:
    """Replace one value of one line."""

    def change(content: str) -> str:
        parts = content.split(",")
        parts[index] = value
        return ",".join(parts)

    return line(number, change)


def readings(change: Callable[[pl.LazyFrame], pl.LazyFrame]) -> Callable[[Path], None]:
    """Damage the readings."""

    def damage(raw: Path) -> None:
        table = change(pl.scan_parquet(raw / READINGS)).collect()
        table.write_parquet(raw / READINGS)

    return damage


def readings_as_csv(rows: int, change: Callable[[str], str], *, compress: bool = False) -> Callable[[Path], None]:
    """Replace the readings by a damaged CSV of their first rows."""

    def damage(raw: Path) -> None:
        content = change(pl.scan_parquet(raw / READINGS).tail(rows).collect().write_csv())
        (raw / READINGS).unlink()
        target = raw / ("consumption_hourly_2024.csv.gz" if compress else "consumption_hourly_2024.csv")
        target.write_bytes(gzip.compress(content.encode())[:-20_000] if compress else content.encode())

    return damage


def cut(name: str, share: float) -> Callable[[Path], None]:
    """Cut a file off."""

    def damage(raw: Path) -> None:
        data = (raw / name).read_bytes()
        (raw / name).write_bytes(data[: int(len(data) * share)])

    return damage


def first(column: str, value: object) -> pl.Expr:
    return pl.when(pl.int_range(pl.len()) < 30_000).then(value).otherwise(pl.col(column)).alias(column)


def contradict(table: pl.LazyFrame) -> pl.LazyFrame:
    more = table.head(6_000).with_columns(pl.col("consumption_elec_kwh") + 1)
    return pl.concat([table, more])


REFUSED: dict[str, tuple[Callable[[Path], None], str]] = {
    "a missing file": (lambda raw: (raw / "price_history.csv").unlink(), r"no price_history file.*Add it"),
    "an empty file": (lambda raw: (raw / "price_history.csv").write_bytes(b""), r"price_history\.csv, row 1: .*empty"),
    "a header without rows": (
        text("price_history.csv", lambda content: content.split("\n")[0] + "\n"),
        r"price_history\.csv, row 2: .*no rows",
    ),
    "a semicolon as delimiter": (
        text("customer_attributes.csv", lambda content: content.replace(",", ";")),
        r"customer_attributes\.csv, row 1: .*semicolon",
    ),
    "latin-1 instead of UTF-8": (
        lambda raw: (raw / "customer_attributes.csv").write_bytes(
            (raw / "customer_attributes.csv").read_bytes().replace(b"oficina", b"telef\xf3nico", 1)
        ),
        r"customer_attributes\.csv, row \d+: byte 0xf3 is not UTF-8",
    ),
    "a decimal comma in quotes": (
        text("customer_attributes.csv", field(5, 3, '"4,6"')),
        r"customer_attributes\.csv, column contracted_power_kw, row 5: found '4,6'.*decimal comma",
    ),
    "a decimal comma without quotes": (
        text("customer_attributes.csv", field(5, 3, "4,6")),
        r"customer_attributes\.csv, row 5: 13 values for 12 columns",
    ),
    "a row that is cut off": (
        text("customer_contracts.csv", line(7, lambda row: row[:20])),
        r"customer_contracts\.csv, row 7: .* values for 9 columns",
    ),
    "a missing column": (
        text("churn_label.csv", line(1, lambda row: row.replace("churned_within_horizon", "left_us"))),
        r"churn_label\.csv, row 1: required column churned_within_horizon is missing \(accepted names: .*churn\)",
    ),
    "a duplicated column": (
        text("churn_label.csv", line(1, lambda row: row.replace("label_date", "customer_id"))),
        r"churn_label\.csv, row 1: column customer_id stands more than once",
    ),
    "a column under two of its names": (
        text("customer_attributes.csv", line(1, lambda row: row.replace("region", "province"))),
        r"customer_attributes\.csv, row 1: columns .* are both province_code",
    ),
    "an unreadable date": (
        text("customer_contracts.csv", field(9, 4, "31/12/2024")),
        r"customer_contracts\.csv, column next_renewal_date, row 9: found '31/12/2024', expected a date",
    ),
    "a date that does not exist": (
        text("customer_contracts.csv", field(9, 4, "2024-02-30")),
        r"column next_renewal_date, row 9: found '2024-02-30'",
    ),
    "an unreadable number": (
        text("price_history.csv", field(12, 2, "n/a")),
        r"price_history\.csv, column variable_price_tier1_eur_kwh, row 12: found 'n/a', expected a number",
    ),
    "an infinite price": (text("price_history.csv", field(12, 2, "inf")), r"row 12: found 'inf'"),
    "an absurd power": (
        text("customer_attributes.csv", field(3, 3, "1e12")),
        r"column contracted_power_kw, row 3: found '1e12', expected at most 100000",
    ),
    "a flag that is neither 0 nor 1": (
        text("customer_attributes.csv", field(3, 2, "2")),
        r"column is_industrial, row 3: found '2'",
    ),
    "a customer twice in the labels": (
        text("churn_label.csv", lambda content: content + content.split("\n")[3] + "\n"),
        r"churn_label\.csv, column customer_id, label_date, rows 4 and \d+: C00003, 2024-12-31 stands more than once",
    ),
    "no churners in the labels": (
        text("churn_label.csv", lambda content: re.sub(r",1,[^,]*,", ",0,,", content)),
        r"churn_label\.csv, column churned_within_horizon: of 300 labelled customers 0 churned",
    ),
    "broken JSON": (
        cut("customer_interactions.json", 0.5),
        r"customer_interactions\.json, row \d+, column \d+: not valid",
    ),
    "a truncated parquet": (
        cut(READINGS, 0.7),
        r"consumption_hourly_2024\.parquet: the parquet file is cut off",
    ),
    "a truncated gzip": (
        readings_as_csv(200_000, str, compress=True),
        r"consumption_hourly_2024\.csv\.gz, row [\d,]+: the gzip file is cut off",
    ),
    "an unreadable reading": (
        readings_as_csv(5_000, field(78, 2, "abc")),
        r"consumption_hourly_2024\.csv, column consumption_elec_kwh, row 78: found 'abc'",
    ),
    "a decimal comma in the readings": (
        readings_as_csv(5_000, field(78, 2, '"0,25"')),
        r"column consumption_elec_kwh, row 78: found '0,25'.*decimal comma",
    ),
    "an unreadable timestamp": (
        readings_as_csv(5_000, field(78, 1, "yesterday")),
        r"column timestamp, row 78: found 'yesterday', expected a timestamp",
    ),
    "readings with a renamed column": (
        readings(lambda table: table.rename({"consumption_elec_kwh": "consumption_electricity"})),
        r"required column consumption_elec_kwh is missing.*Is it the column 'consumption_electricity', renamed",
    ),
    "infinite readings, too many": (
        readings(lambda table: table.with_columns(first("consumption_elec_kwh", float("inf")))),
        r"not finite or beyond any meter",
    ),
    "absurd readings, too many": (
        readings(lambda table: table.with_columns(first("consumption_elec_kwh", 1e12))),
        r"not finite or beyond any meter",
    ),
    "contradicting hours, too many": (
        readings(contradict),
        r"contradict another one .* such as|contradict another one",
    ),
}


def with_latest_run(lake: Lake) -> str:
    return list_records(lake)[0][0].run_id


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_and_the_published_run_stays(case: str, lake_copy: Lake) -> None:
    damage, message = REFUSED[case]
    before = {item.key: lake_copy.read(item.key) for item in lake_copy.list("scored/")}
    damage(Path(lake_copy.root) / "raw")
    with pytest.raises(InputError, match=f"(?s){message}"):
        run(lake_copy)
    assert published_id(lake_copy) == "first"
    assert {item.key: lake_copy.read(item.key) for item in lake_copy.list("scored/")} == before


def byte_order_mark(raw: Path) -> None:
    path = raw / "customer_attributes.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def control_characters(raw: Path) -> None:
    path = raw / "customer_interactions.json"
    records = json.loads(path.read_text("utf-8"))
    records[0]["interaction_summary"] = "\x00" + records[0]["interaction_summary"] + "\x07"
    path.write_text(json.dumps(records), "utf-8")


def unknown_customer(raw: Path) -> None:
    path = raw / "customer_attributes.csv"
    rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(row for row in rows if not row.startswith("C00002,")), "utf-8")


def silent_customer(table: pl.LazyFrame) -> pl.LazyFrame:
    return table.filter(pl.col("customer_id") != "C00002")


def doubled(table: pl.LazyFrame) -> pl.LazyFrame:
    return pl.concat([table, table.head(500)])


def contradict_little(table: pl.LazyFrame) -> pl.LazyFrame:
    return pl.concat([table, table.head(50).with_columns(pl.col("consumption_elec_kwh") + 1)])


def later(table: pl.LazyFrame) -> pl.LazyFrame:
    return pl.concat([table, table.head(500).with_columns(pl.col("timestamp").dt.offset_by("1y"))])


REPAIRED: dict[str, tuple[Callable[[Path], None], str, float | None]] = {
    "control characters in texts": (control_characters, "control_characters", 1),
    "a customer with readings but without attributes": (unknown_customer, "unmatched_rows", None),
    "a customer with attributes but without readings": (readings(silent_customer), "customers_without_rows", None),
    "hours sent twice": (readings(doubled), "identical_duplicates", 500),
    "a few contradicting hours": (readings(contradict_little), "contradictory_duplicates", None),
    "readings after the window": (readings(later), "after_as_of", None),
    "an unknown column": (
        text("churn_label.csv", lambda content: re.sub("\n(?=C)", "\nx,", "x_extra," + content)),
        "unknown_column",
        1,
    ),
}


@pytest.mark.parametrize("case", REPAIRED)
def test_what_can_be_repaired_is_repaired_counted_and_published(case: str, lake_copy: Lake) -> None:
    damage, check, value = REPAIRED[case]
    damage(Path(lake_copy.root) / "raw")
    record = run(lake_copy, mode="score")
    found = [finding for finding in record.findings if finding.check == check]
    assert found
    assert value is None or found[0].value == value
    assert published_id(lake_copy) == record.run_id


def test_a_byte_order_mark_changes_nothing(lake_copy: Lake) -> None:
    byte_order_mark(Path(lake_copy.root) / "raw")
    record = run(lake_copy, mode="score")
    gold = lake_copy.read(f"gold/{record.run_id}/gold_master.parquet")
    assert gold == lake_copy.read("gold/first/gold_master.parquet")


def test_contradicting_hours_name_customer_and_hour(lake_copy: Lake) -> None:
    readings(contradict_little)(Path(lake_copy.root) / "raw")
    record = run(lake_copy, mode="score")
    message = next(f.message for f in record.findings if f.check == "contradictory_duplicates")
    assert re.search(r"C00001 at 2024-01-01 00:00", message)


def only(customers: int | None, province: str | None = None) -> Callable[[Path], None]:
    """Keep one province, or a few customers, in every file."""

    def damage(raw: Path) -> None:
        people = pl.read_csv(raw / "customer_attributes.csv", infer_schema=False)
        kept = people.filter(pl.col("province_code") == province) if province else people.head(customers)
        ids = kept["customer_id"].to_list()
        for name in ("customer_attributes", "customer_contracts", "churn_label", "price_history"):
            table = pl.read_csv(raw / f"{name}.csv", infer_schema=False)
            table.filter(pl.col("customer_id").is_in(ids)).write_csv(raw / f"{name}.csv")
        readings(lambda table: table.filter(pl.col("customer_id").is_in(ids)))(raw)
        path = raw / "customer_interactions.json"
        records = [r for r in json.loads(path.read_text("utf-8")) if r["customer_id"] in ids]
        path.write_text(json.dumps(records), "utf-8")

    return damage


@pytest.mark.parametrize("damage", [only(1), only(None, "28")], ids=["a single customer", "only one province"])
def test_a_small_or_narrow_book_is_scored_by_the_champion(damage: Callable[[Path], None], lake_copy: Lake) -> None:
    damage(Path(lake_copy.root) / "raw")
    record = run(lake_copy, mode="score")
    assert record.status == "published"
    assert record.metrics.customers >= 1


def test_a_single_customer_cannot_train(lake_copy: Lake) -> None:
    only(1)(Path(lake_copy.root) / "raw")
    with pytest.raises(InputError, match="of 1 labelled customers 0 churned"):
        run(lake_copy)
    assert published_id(lake_copy) == "first"


def test_gzipped_csv_keeps_the_totals(small_raw: Path, lake_copy: Lake) -> None:
    raw = Path(lake_copy.root) / "raw"
    table = pl.scan_parquet(raw / READINGS).collect()
    (raw / READINGS).unlink()
    middle = table.height // 2
    for number, part in enumerate((table[:middle], table[middle:])):
        path = raw / f"consumption_hourly_2024_{number}.csv"
        part.write_csv(path)
        if number:
            with path.open("rb") as plain, gzip.open(f"{path}.gz", "wb", compresslevel=1) as packed:
                shutil.copyfileobj(plain, packed)
            path.unlink()
    record = run(lake_copy, mode="score")
    months = Run(lake_copy, record).table("silver_usage_month")
    for column, unit in (("consumption_elec_kwh", "elec_kwh"), ("consumption_gas_m3", "gas_m3")):
        # the text of a 32-bit number is not that number to the last bit: compare with the CSV's own values
        hours = pl.read_csv(sorted(raw.glob("consumption*")), columns=[column])[column].clip(0).sum()
        assert months[unit].sum() == pytest.approx(hours, rel=1e-9)
