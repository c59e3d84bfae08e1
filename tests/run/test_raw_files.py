"""The door: seven files are found by their names, opened as what they are, refused when they are not."""

import gzip
from pathlib import Path

import polars as pl
import pytest
from support.rules import COLUMNS
from support.runs import RAW_FILES, raw_lake
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.raw_files import RawFile, find_raw_files, open_raw, open_scan, open_words

READINGS = "customer_id,timestamp\nC1,2024-01-01 00:00:00\n"
ENDINGS = ["parquet", "csv", "csv.gz"]


def put(folder: Path, name: str, data: bytes | str) -> tuple[Lake, RawFile]:
    lake, content = Lake(folder), data.encode() if isinstance(data, str) else data
    lake.write(f"raw/{name}", content)
    return lake, RawFile("any", f"raw/{name}", len(content))


def packed(folder: Path, ending: str, text: str = READINGS) -> tuple[Lake, RawFile]:
    """The same rows in any format."""
    if ending == "parquet":
        pl.read_csv(text.encode()).write_parquet(folder / "p")
        return put(folder, "f.parquet", (folder / "p").read_bytes())
    return put(folder, f"f.{ending}", gzip.compress(text.encode()) if ending == "csv.gz" else text)


def test_the_files_are_found_by_the_table_they_become(tmp_path: Path) -> None:
    found = find_raw_files(raw_lake(tmp_path), COLUMNS)
    assert {name: [file.name for file in files] for name, files in found.items()} == {
        "bronze_customers": ["customer_attributes.csv"],
        "bronze_contracts": ["customer_contracts.csv"],
        "bronze_readings": ["consumption_hourly_1.csv"],
        "bronze_prices": ["price_history.csv"],
        "bronze_costs": ["costs_by_province_month.csv"],
        "bronze_interactions": ["customer_interactions.json"],
        "bronze_labels": ["churn_label.csv"],
    }
    text = RAW_FILES["price_history.csv"]
    assert found["bronze_prices"] == [RawFile("bronze_prices", "raw/price_history.csv", len(text))]


def test_readings_may_come_in_several_files_and_in_folders(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    for name in ("consumption_hourly_2.parquet", "consumption_hourly/2024/b.csv.gz", "consumption_hourly_0.json"):
        lake.write(f"raw/{name}", b"x")
    assert [file.name for file in find_raw_files(lake, COLUMNS)["bronze_readings"]] == [
        "consumption_hourly/2024/b.csv.gz",
        "consumption_hourly_0.json",
        "consumption_hourly_1.csv",
        "consumption_hourly_2.parquet",
    ]


def test_what_is_no_raw_file_is_let_lie(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    for name in ("price_history.xlsx", "price_history.csv.bak", "old_price_history.csv", "notes.csv"):
        lake.write(f"raw/{name}", b"")
    assert len(find_raw_files(lake, COLUMNS)["bronze_prices"]) == 1


def test_a_file_that_is_missing_is_asked_for_by_its_names(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, price_history=None)
    with says(
        InputError,
        f"{lake}/raw/: there is no price_history file (price_history.parquet, price_history.csv, "
        "price_history.csv.gz, price_history.json). Add it.",
    ):
        find_raw_files(lake, COLUMNS)


def test_outcomes_may_be_unknown(tmp_path: Path) -> None:
    assert find_raw_files(raw_lake(tmp_path, churn_label=None), COLUMNS)["bronze_labels"] == []


def test_a_dataset_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    lake.write("raw/price_history_old.json", b"[]")
    with says(
        InputError,
        f"{lake}/raw/: price_history.csv, price_history_old.json are the same dataset in 2 files. Keep one.",
    ):
        find_raw_files(lake, COLUMNS)


@pytest.mark.parametrize("name", ["churn_label", "consumption_hourly"])
def test_a_file_of_zero_bytes_is_refused(name: str, tmp_path: Path) -> None:
    file = next(each for each in RAW_FILES if each.startswith(name))
    with says(InputError, f"{file}: the file is empty (0 bytes). Export it again."):
        find_raw_files(raw_lake(tmp_path, **{name: b""}), COLUMNS)


@pytest.mark.parametrize(("ending", "first"), [("parquet", 1), ("csv", 2), ("csv.gz", 2)])
def test_a_file_is_opened_as_words_or_as_a_scan_with_the_line_of_its_first_row(
    ending: str, first: int, tmp_path: Path
) -> None:
    for opened in (open_words(*packed(tmp_path, ending)), open_scan(*packed(tmp_path, ending))):
        assert (opened.file, opened.first_line) == (f"f.{ending}", first)
        assert opened.frame.collect().to_dicts() == [{"customer_id": "C1", "timestamp": "2024-01-01 00:00:00"}]


def test_records_of_json_are_counted_from_one(tmp_path: Path) -> None:
    opened = open_words(*put(tmp_path, "f.json", '\ufeff[{"a": 1}]'))
    assert (opened.file, opened.first_line, opened.frame.collect().rows()) == ("f.json", 1, [("1",)])


def test_only_what_may_be_big_is_scanned(tmp_path: Path) -> None:
    lake, file = put(tmp_path, "f.parquet", b"")
    pl.DataFrame({"a": [1]}).write_parquet(tmp_path / "raw" / "f.parquet")
    assert open_raw(lake, file, COLUMNS.datasets["bronze_readings"]).frame.collect_schema() == {"a": pl.Int64}
    assert open_raw(lake, file, COLUMNS.datasets["bronze_prices"]).frame.collect_schema() == {"a": pl.String}


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("f.csv", "a;b\n1;2\n", "f.csv, row 1: columns are separated by a semicolon; a comma is expected."),
        ("f.csv", "a,a\n1,2\n", "f.csv, row 1: column a stands more than once. Keep one."),
        ("f.csv", "a,b\r1,2\r\n3,4\n", "f.csv, row 1: lines end in a lone carriage return; a line feed is expected."),
        (
            "f.csv",
            b"a,\xf1\n1,2\n",
            "f.csv, row 1: byte 0xf1 is not UTF-8 (is the file in latin-1?). Export it as UTF-8.",
        ),
        ("f.csv", "a,b\n", "f.csv: the file has a header but no rows. Export it again."),
        ("f.csv", "a,b\r\n\r\n", "f.csv: the file has a header but no rows. Export it again."),
        ("f.csv", "", "f.csv: the file has a header but no rows. Export it again."),
        ("f.csv.gz", gzip.compress(b"a,b\n", mtime=0), "f.csv.gz: the file has a header but no rows. Export it again."),
        (
            "f.csv.gz",
            b"a,b\n1,2\n",
            "f.csv.gz: not a gzip file (Error -3 while decompressing data: incorrect header check). Copy it again.",
        ),
    ],
)
def test_readings_whose_beginning_is_unreadable_are_refused(
    name: str, data: bytes | str, sentence: str, tmp_path: Path
) -> None:
    with says(InputError, sentence):
        open_scan(*put(tmp_path, name, data))


def test_readings_in_parquet_that_is_cut_off_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^f\.parquet: not a readable parquet file \(cut off\?\): parquet: \S.*$"):
        open_scan(*put(tmp_path, "f.parquet", b"PAR1 and no more"))


def test_readings_in_gzip_that_is_cut_off_near_its_beginning_are_refused(tmp_path: Path) -> None:
    data = gzip.compress(READINGS.encode() * 100, mtime=0)[:-10]
    with says(InputError, "f.csv.gz: cannot be read to its end (cut off?): unexpected end of file"):
        open_scan(*put(tmp_path, "f.csv.gz", data))


def test_readings_without_rows_are_refused(tmp_path: Path) -> None:
    lake, file = put(tmp_path, "f.parquet", b"")
    pl.DataFrame(schema={"a": pl.String}).write_parquet(tmp_path / "raw" / "f.parquet")
    with says(InputError, "f.parquet: the file has no rows. Export it again, or take it away."):
        open_scan(lake, file)


def test_a_scan_has_the_names_of_its_header_without_mark_and_spaces(tmp_path: Path) -> None:
    lake, file = put(tmp_path, "f.csv", '\ufeff a ,"b"\r\n1,2\r\n')
    assert open_scan(lake, file).frame.collect().to_dicts() == [{"a": "1", "b": "2"}]


def test_a_row_of_one_letter_is_a_row(tmp_path: Path) -> None:
    assert open_scan(*put(tmp_path, "f.csv", "a\n1\n")).frame.collect().rows() == [("1",)]


def test_a_letter_on_the_edge_of_the_first_piece_is_no_other_byte(tmp_path: Path, monkeypatch) -> None:
    lake, file = put(tmp_path, "f.csv", "a,b\n1,2\nñ,3\n")
    pieces = ["a,b\n1,2\nñ".encode()[:-1], b""]
    monkeypatch.setattr(lake, "chunks", lambda _: iter(pieces))
    assert open_scan(lake, file).frame.collect().rows() == [("1", "2"), ("ñ", "3")]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("f.csv", b"a,b\n1,\xf1\n", "f.csv, row 2: byte 0xf1 is not UTF-8 (is the file in latin-1?)."),
        ("f.csv.gz", b"a,b\n1,2\n", "f.csv.gz: the gzip file is cut off or damaged (Not a gzipped file (b'a,'))."),
        ("f.json", b"[1]", "f.json, record 1: expected an object with named values, found 1."),
        ("f.csv", b"a,b\n1\n", "f.csv, row 2: 1 values for 2 columns (is the file cut off?)."),
        ("f.parquet", b"PAR1 and no more", "f.parquet: not a readable parquet file (cut off?): parquet: "),
    ],
)
def test_a_small_file_that_is_unreadable_is_refused_by_its_name(
    name: str, data: bytes, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        open_words(*put(tmp_path, name, data))
    assert str(refused.value).startswith(sentence)


def test_readings_of_one_row_without_an_end_of_line_are_read(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "consumption_hourly.csv").write_text("customer_id,timestamp\nC1,2024-01-01 00:00:00", "utf-8")
    file = RawFile("bronze_readings", "raw/consumption_hourly.csv", 44)
    assert open_scan(Lake(tmp_path), file).frame.collect().rows() == [("C1", "2024-01-01 00:00:00")]
