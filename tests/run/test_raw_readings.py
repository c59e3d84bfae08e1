"""Readings files as scans: opened by their beginning, and stopped at the row that is none, however deep it lies."""

import gzip
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from support.rules import COLUMNS
from support.sentences import says

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.readings import explain_unreadable, typed_readings
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.raw_readings import scan_csv, scan_parquet

HEADER = "customer_id,timestamp,consumption_elec_kwh,consumption_gas_m3\n"
ROW = "C1,2024-01-01 00:00:00,1.5,\n"
DEEP = 700_000  # more than one piece of the file
UTF_16 = 'row 1: the file is in UTF-16 (Excel\'s "Unicode text"). Export it as CSV UTF-8.'


def scan(folder: Path, data: bytes | str, *, packed: bool = False, limit_gb: float = 1) -> RawTable:
    lake, content = Lake(folder), data if isinstance(data, bytes) else data.encode()
    key = "raw/f.csv.gz" if packed else "raw/f.csv"
    lake.write(key, gzip.compress(content, 1) if packed else content)
    return scan_csv(lake, key, "f", limit_gb)


def read(raw: RawTable) -> list[Any]:
    """Sums by customer, or the refusal that a run would end with."""
    table = typed_readings(raw, "local", COLUMNS).table
    values = pl.col("consumption_elec_kwh").sum(), pl.col("consumption_gas_m3").sum(), pl.col("timestamp").max()
    sums = table.group_by("customer_id").agg(pl.len(), *values).sort("customer_id")
    try:
        return [row[:3] for row in sums.collect(engine="streaming").rows()]
    except pl.exceptions.PolarsError as error:
        explained = explain_unreadable(raw, columns=COLUMNS)
        assert explained is not None
        raise explained from error


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (HEADER + ROW * 3, [("C1", 3, 4.5)]),
        ((HEADER + ROW * 3).replace("\n", "\r\n"), [("C1", 3, 4.5)]),
        (HEADER + ROW + ROW.strip(), [("C1", 2, 3.0)]),
        (HEADER + ROW.replace("C1", '"C1"') * 2, [("C1", 2, 3.0)]),
        (HEADER + ROW.replace("C1", '"C,1"') + ROW, [("C,1", 1, 1.5), ("C1", 1, 1.5)]),
        (HEADER + ROW * DEEP, [("C1", DEEP, 1.5 * DEEP)]),
        ("\ufeff" + HEADER.replace(",", " , ") + ROW, [("C1", 1, 1.5)]),
        ("x," + HEADER + "y," + ROW, [("C1", 1, 1.5)]),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_rows_are_read_whatever_ends_their_lines(data: str, rows: list[Any], packed: bool, tmp_path: Path) -> None:
    assert read(scan(tmp_path, data, packed=packed)) == rows


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("C1,2024-01-01 00:00:00,1.5\n", "row {}: 3 values for 4 columns (is the file cut off?)."),
        ("C1,2024-01-01 00:00:00,1.5,0,0\n", "row {}: 5 values for 4 columns (a decimal comma?)."),
        ("C1,2024-01-01 00:00:00,1,5,0,2\n", "row {}: 6 values for 4 columns (a decimal comma?)."),
        (
            'C1,2024-01-01 00:00:00,"1,5",0\n',
            "column consumption_elec_kwh, row {}: found '1,5', expected a number with a decimal point. Is it a decimal "
            "comma?",
        ),
        (
            "C1,01/01/2024,1.5,0\n",
            "column timestamp, row {}: found '01/01/2024', expected a timestamp like 2024-12-31 23:00:00.",
        ),
        (
            '"C1,2024-01-01 00:00:00,1.5,0\n',
            "row {}: a quote that begins here is not closed to the end of the file. Close it, or double it.",
        ),
        ('C1",2024-01-01 00:00:00,1.5,0\n', "row {}: a quote within a value; readings need none. Take it out."),
        ("C1,2024-01-01 00:00:00,1.5,0\rC1\n", "row {}: a lone carriage return; lines end in a line feed."),
        ("C\x001,2024-01-01 00:00:00,1.5,0\n", "row {}: a zero byte. Is the file damaged? Export it again."),
        (HEADER, "row {}: is the header again. Were several files put together? Keep the first header."),
        (
            "\ufeff" + ROW,
            "row {}: a byte order mark within the file. Were several files put together? Take it out.",
        ),
        (
            "Mu\xf1oz,2024-01-01 00:00:00,1.5,0\n",
            "row {}: byte 0xf1 is not UTF-8 (is the file in latin-1?). Export it as UTF-8.",
        ),
    ],
)
@pytest.mark.parametrize("before", [3, DEEP])
@pytest.mark.parametrize("packed", [False, True])
def test_a_row_that_is_none_is_refused_by_its_number(
    row: str, sentence: str, before: int, packed: bool, tmp_path: Path
) -> None:
    bad = row.encode("latin-1" if "\xf1" in row else "utf-8")
    data = (HEADER + ROW * before).encode() + bad + (ROW * 2).encode()
    where = sentence.format(before + 2)
    with says(InputError, f"f, {where}"):
        read(scan(tmp_path, data, packed=packed))


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("a;b\n1;2\n", "row 1: columns are separated by a semicolon; a comma is expected."),
        ("a,a\n1,2\n", "row 1: column a stands more than once. Keep one."),
        ("a,b\r1,2\r\n3,4\n", "row 1: lines end in a lone carriage return; a line feed is expected."),
        (b"a,\xf1\n1,2\n", "row 1: byte 0xf1 is not UTF-8 (is the file in latin-1?). Export it as UTF-8."),
        ("a,b\n1,2\n".encode("utf-16"), UTF_16),
        ('"a\nb",c\n1,2\n', "row 1: a quote in the header is not closed on its line. Name columns on one line."),
    ],
)
def test_a_beginning_that_is_none_is_refused(data: bytes | str, sentence: str, tmp_path: Path) -> None:
    for packed in (False, True):
        with says(InputError, f"f, {sentence}"):
            scan(tmp_path, data, packed=packed)


@pytest.mark.parametrize("data", ["a,b\n", "a,b\r\n\r\n", ""])
def test_a_file_without_rows_is_refused(data: str, tmp_path: Path) -> None:
    with says(InputError, "f, row 2: the file has a header but no rows. Export it again."):
        scan(tmp_path, data)


def test_a_row_without_end_is_refused_and_never_kept_whole(tmp_path: Path) -> None:
    with says(InputError, "f, row 1: does not end within 8 MB. Is a quote not closed, or is it no CSV?"):
        scan(tmp_path, "0" * 9_000_000)
    endless = scan(tmp_path, HEADER + ROW + "0" * 80_000_000, packed=True)
    with pytest.raises(InputError, match=r"^f, row 3: does not end within \d\d MB\. Is a quote not closed"):
        read(endless)


def test_an_archive_is_unpacked_up_to_its_limit(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"^f, row [\d,]+: unpacks to more than 0\.018 GB\. If that is right, raise SPANISHGAS_MAX_"
    ):
        read(scan(tmp_path, HEADER + ROW * DEEP, packed=True, limit_gb=0.018))


def test_a_header_may_be_a_member_of_its_own(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("raw/f.csv.gz", gzip.compress(HEADER.encode()) + gzip.compress(ROW.encode()))
    assert read(scan_csv(lake, "raw/f.csv.gz", "f", 1)) == [("C1", 1, 1.5)]


def test_an_archive_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    data, lake = gzip.compress((HEADER + ROW * DEEP).encode(), 1), Lake(tmp_path)
    lake.write("raw/f.csv.gz", data[:-10])
    with pytest.raises(InputError, match=r"^f, row [\d,]+: the gzip file is cut off here, before its end\. Copy it"):
        read(scan_csv(lake, "raw/f.csv.gz", "f", 1))


def test_of_a_scan_only_what_is_asked_for_is_given(tmp_path: Path) -> None:
    frame = scan(tmp_path, HEADER + ROW + ROW.replace("C1", "C2")).frame
    assert frame.filter(pl.col("customer_id") == "C2").select("consumption_elec_kwh").collect().rows() == [("1.5",)]
    assert frame.select("customer_id").head(1).collect().rows() == [("C1",)]
    assert frame.with_row_index("row").tail(1).collect().row(0)[:2] == (1, "C2")


def test_a_letter_on_the_edge_of_a_piece_is_no_other_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake, data = Lake(tmp_path), (HEADER + ROW.replace("C1", "Muñoz") * 2).encode()
    for edge in range(len(HEADER) + 1, len(data)):
        monkeypatch.setattr(lake, "chunks", lambda _, at=edge: iter([data[:at], data[at:]]))
        assert read(scan_csv(lake, "raw/f.csv", "f", 1)) == [("Muñoz", 2, 3.0)]


def put_parquet(folder: Path, **columns: Any) -> Lake:
    lake = Lake(folder)
    rows = {"customer_id": ["C1"], "timestamp": ["2024-01-01 00:00:00"], "elec_kwh": [1.5], "gas_m3": [0.0]}
    lake.write_table("raw/f.parquet", pl.DataFrame(rows | columns))
    return lake


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (
            {"customer_id": [{"id": "C1"}]},
            "f, column customer_id: holds objects, expected identifiers of customers. Export the column as that.",
        ),
        (
            {"customer_id": [["C1"]]},
            "f, column customer_id: holds lists, expected identifiers of customers. Export the column as that.",
        ),
        (
            {"customer_id": [b"C1"]},
            "f, column customer_id: holds bytes, expected identifiers of customers. Export the column as that.",
        ),
        (
            {"customer_id": [True]},
            "f, column customer_id: holds flags, expected identifiers of customers. Export the column as that.",
        ),
        ({"gas_m3": [True]}, "f, column gas_m3: holds flags, expected numbers. Export the column as that."),
        ({"elec_kwh": [[1.0]]}, "f, column elec_kwh: holds lists, expected numbers. Export the column as that."),
        (
            {"timestamp": [1]},
            "f, column timestamp: holds numbers, expected timestamps of hours. Export the column as that.",
        ),
    ],
)
def test_a_column_of_another_kind_is_refused(columns: dict[str, Any], sentence: str, tmp_path: Path) -> None:
    with says(InputError, sentence):
        read(scan_parquet(put_parquet(tmp_path, **columns), "raw/f.parquet", "f"))


def test_categories_whole_numbers_and_decimals_are_read(tmp_path: Path) -> None:
    for ids, name in ((pl.Series(["C1"], dtype=pl.Categorical), "C1"), (pl.Series([7]), "7")):
        decimal = pl.Series([1.5]).cast(pl.Decimal(10, 3))
        lake = put_parquet(tmp_path, customer_id=ids, elec_kwh=decimal)
        assert read(scan_parquet(lake, "raw/f.parquet", "f")) == [(name, 1, 1.5)]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"PAR1 and no more", "f: the parquet file is cut off: its last bytes are not there. Copy it again."),
        (b"a,b\n1,2\n", "f: is no parquet file, whatever its name says. Export it again."),
        (
            b"PAR1" + b"\xff" * 50 + b"PAR1",
            "f: the parquet file is damaged: its footer, which lists the columns, cannot be read. Copy it again.",
        ),
    ],
)
def test_parquet_that_is_none_is_refused(data: bytes, sentence: str, tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write("raw/f.parquet", data)
    with says(InputError, sentence):
        scan_parquet(lake, "raw/f.parquet", "f")


def test_parquet_without_rows_is_refused(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    lake.write_table("raw/f.parquet", pl.DataFrame(schema={"a": pl.String}))
    with says(InputError, "f, row 1: the file has no rows. Export it again, or take it away."):
        scan_parquet(lake, "raw/f.parquet", "f")


def test_empty_lines_at_the_beginning_of_a_block_take_no_column_away(tmp_path: Path) -> None:
    frame = scan(tmp_path, HEADER + "\n\n" + ROW).frame
    assert frame.select("customer_id").drop_nulls().collect().rows() == [("C1",)]
