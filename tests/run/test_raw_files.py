"""The door: seven files are found by their names, opened as what they are, refused when they are not."""

import gzip
import os
from pathlib import Path

import polars as pl
import pytest
from support.rules import COLUMNS
from support.runs import RAW_FILES, raw_lake
from support.sentences import says

from spanishgas.bronze.raw_table import RawTable
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.raw_files import Limits, RawFile, find_raw_files, open_raw
from spanishgas.run.raw_names import required_columns

READINGS = "customer_id,timestamp\nC1,2024-01-01 00:00:00\n"
LIMITS = Limits(unpacked=0.1, whole=0.1)


def open_words(lake: Lake, file: RawFile, limits: Limits = LIMITS) -> RawTable:
    return open_raw(lake, file, COLUMNS.datasets["bronze_prices"], limits)


def open_scan(lake: Lake, file: RawFile, limits: Limits = LIMITS) -> RawTable:
    return open_raw(lake, file, COLUMNS.datasets["bronze_readings"], limits)


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
    found = find_raw_files(raw_lake(tmp_path), COLUMNS).files
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
    for name in ("consumption_hourly_2.parquet", "consumption_hourly/2024/b.csv.gz", "consumption_hourly_0.CSV"):
        lake.write(f"raw/{name}", b"x\n")
    assert [file.name for file in find_raw_files(lake, COLUMNS).files["bronze_readings"]] == [
        "consumption_hourly/2024/b.csv.gz",
        "consumption_hourly_0.CSV",
        "consumption_hourly_1.csv",
        "consumption_hourly_2.parquet",
    ]


def test_all_that_must_be_refused_is_said_at_once(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, price_history=None, churn_label=b"")
    for name in ("customer_contracts.xlsx", "tarifas.csv", ".DS_Store"):
        lake.write(f"raw/{name}", b"x")
    found = find_raw_files(lake, COLUMNS)
    assert [str(refusal) for refusal in found.refusals] == [
        "customer_contracts.xlsx: looks like customer_contracts.csv, but is not named so and would not be read. "
        "A workbook is not read: save the sheet as CSV UTF-8 with commas.",
        f"{lake}/raw/: there is no price_history file (price_history.parquet, price_history.csv, "
        "price_history.csv.gz, price_history.json, price_history.json.gz). Add it, with the columns "
        f"{required_columns(COLUMNS.datasets['bronze_prices'])}. Is it tarifas.csv?",
        "churn_label.csv, row 1: the file is empty (0 bytes). Export it again.",
    ]
    assert [finding.message for finding in found.findings] == [
        "raw/: tarifas.csv is none of the raw files and was not read.",
        "raw/: .DS_Store is hidden and was ignored.",
    ]


def test_a_lookalike_of_a_missing_file_is_refused_once(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, price_history=None)
    lake.write("raw/price-history.csv", b"x\n")
    assert [str(refusal)[:20] for refusal in find_raw_files(lake, COLUMNS).refusals] == ["price-history.csv: l"]


def test_what_stands_in_a_files_place_is_called_what_it_is(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, price_history=None, churn_label=None, customer_contracts=None)
    (tmp_path / "raw/price_history.csv").symlink_to("nowhere.csv")
    (tmp_path / "raw/churn_label.csv").symlink_to("/dev/null")
    (tmp_path / "raw/customer_contracts.csv").mkdir()
    assert [str(refusal) for refusal in find_raw_files(lake, COLUMNS).refusals] == [
        "churn_label.csv: is a link to /dev/null, which is no file. Put the file itself in its place.",
        "customer_contracts.csv: is an empty folder. Put the file itself in its place.",
        "price_history.csv: is a link to nowhere.csv, which is not there. Put the file itself in its place.",
    ]


def test_a_stray_file_or_link_is_named_whatever_its_name_and_refused_where_one_of_the_seven_is_meant(
    tmp_path: Path,
) -> None:
    lake = raw_lake(tmp_path)
    for name in (b"notas_espa\xf1a.txt", b"a\nb", b"price_history_\xf1.csv"):
        Path(os.fsdecode(bytes(tmp_path / "raw") + b"/" + name)).write_text("x")
    (tmp_path / "raw/loop").symlink_to(".")
    found = find_raw_files(lake, COLUMNS)
    assert [str(refusal) for refusal in found.refusals] == [
        "price_history_\\xf1.csv: has a name that is not UTF-8, or that holds a line feed or the like. Rename it."
    ]
    assert [finding.message for finding in found.findings] == [
        "raw/: 3 files (a\\x0ab, loop, notas_espa\\xf1a.txt) are none of the raw files and were not read."
    ]
    assert len(found.files["bronze_prices"]) == 1


def test_a_file_that_may_be_cut_off_within_its_last_number_is_shown(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, price_history="a,b\n1,2\n3,4", churn_label="a\r\n1\r\n")
    assert [(f.check, f.severity, f.message) for f in find_raw_files(lake, COLUMNS).findings] == [
        (
            "no_last_line_end",
            "warning",
            "price_history.csv: does not end with the end of a line. If it was cut off, its last row is wrong: '3,4'.",
        )
    ]


def test_outcomes_may_be_unknown(tmp_path: Path) -> None:
    assert find_raw_files(raw_lake(tmp_path, churn_label=None), COLUMNS).files["bronze_labels"] == []


def refused(lake: Lake) -> list[str]:
    return [str(refusal) for refusal in find_raw_files(lake, COLUMNS).refusals]


def test_a_dataset_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    lake.write("raw/price_history_2023.json", b"[]")
    assert refused(lake) == [
        f"{lake}/raw/: price_history.csv, price_history_2023.json are the same dataset in 2 files. Keep one."
    ]


@pytest.mark.parametrize("name", ["churn_label", "consumption_hourly"])
def test_a_file_of_zero_bytes_is_refused(name: str, tmp_path: Path) -> None:
    file = next(each for each in RAW_FILES if each.startswith(name))
    lake = raw_lake(tmp_path, **{name: b""})
    assert refused(lake) == [f"{file}, row 1: the file is empty (0 bytes). Export it again."]


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
    assert open_scan(lake, file).frame.collect_schema() == {"a": pl.Int64}
    assert open_words(lake, file).frame.collect_schema() == {"a": pl.String}


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("f.csv", b"a,b\n1,\xf1\n", "f.csv, row 2: byte 0xf1 is not UTF-8 (is the file in latin-1?)."),
        ("f.csv.gz", b"a,b\n1,2\n", "f.csv.gz, row 1: not a gzip file, whatever its name says."),
        (
            "f.JSON.gz",
            gzip.compress(b"[1]", mtime=0),
            "f.JSON.gz, record 1: expected an object with named values, found '1'.",
        ),
        (
            "f.json",
            b'[{"pricing_date": []}]',
            "f.json, record 1, pricing_date: found a list, expected one plain value.",
        ),
        ("f.json", b"[1]", "f.json, record 1: expected an object with named values, found '1'."),
        ("f.csv", b"a,b\n1\n", "f.csv, row 2: 1 values for 2 columns (is the file cut off?)."),
        ("f.parquet", b"PAR1 and no more", "f.parquet: the parquet file is cut off: its last bytes are not there."),
    ],
)
def test_a_small_file_that_is_unreadable_is_refused_by_its_name(
    name: str, data: bytes, sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError) as refused:
        open_words(*put(tmp_path, name, data))
    assert str(refused.value).startswith(sentence)


def test_a_file_that_is_read_whole_has_a_limit(tmp_path: Path) -> None:
    bigger = "If that is right, raise SPANISHGAS_MAX_WHOLE_FILE_GB"
    with says(InputError, f"f.csv: is bigger than 1e-06 GB. {bigger}."):
        open_words(*put(tmp_path, "f.csv", "a" * 1_001), Limits(1, 1e-6))
    with says(InputError, f"f.csv.gz, row 1: unpacks to more than 1e-06 GB. {bigger}; else export the file again."):
        open_words(*put(tmp_path, "f.csv.gz", gzip.compress(b"a" * 1_001)), Limits(1, 1e-6))


@pytest.mark.parametrize("name", ["f.CSV", "f.Csv.GZ", "f.PARQUET"])
def test_the_case_of_an_ending_does_not_matter(name: str, tmp_path: Path) -> None:
    lake, file = packed(tmp_path, name[2:].lower())
    lake.write(f"raw/{name}", lake.read(file.key))
    other = RawFile("any", f"raw/{name}", file.size)
    assert open_words(lake, other).frame.collect().rows() == [("C1", "2024-01-01 00:00:00")]
    assert open_scan(lake, other).frame.collect().rows() == [("C1", "2024-01-01 00:00:00")]
