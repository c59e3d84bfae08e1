"""A table as a file for people: whole, in the format of its ending, harmless to open."""

import zipfile
from pathlib import Path

import polars as pl
import pytest
from support.runs import done, run_record
from support.sentences import says

from spanishgas.cli import export
from spanishgas.cli.export import Exported, export_table
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import Run
from spanishgas.sheets import EXCEL_CHARACTERS

OFFERS = pl.DataFrame({"customer_id": ["C1", "=1+1", None], "loss": [-1.5, 2.0, None]})


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "lake").mkdir()
    run = Run(Lake(tmp_path / "lake"), run_record(steps=[done("recommendations", keys=["offers.parquet"])]))
    run.lake.write_table("offers.parquet", OFFERS)
    return run


def test_parquet_is_the_table_itself(run: Run, tmp_path: Path) -> None:
    assert export_table(run, "recommendations", tmp_path / "offers.parquet") == Exported(3, 2)
    assert pl.read_parquet(tmp_path / "offers.parquet").equals(OFFERS)


def test_a_table_that_ranks_its_rows_is_written_in_their_order(run: Run, tmp_path: Path) -> None:
    run.lake.write_table("offers.parquet", OFFERS.with_columns(priority_rank=pl.Series([3, 1, 2])))
    export_table(run, "recommendations", tmp_path / "offers.parquet")
    assert pl.read_parquet(tmp_path / "offers.parquet")["priority_rank"].to_list() == [1, 2, 3]


def test_a_csv_and_a_workbook_run_no_formula(run: Run, tmp_path: Path) -> None:
    assert export_table(run, "recommendations", tmp_path / "offers.csv") == Exported(3, 2)
    assert (tmp_path / "offers.csv").read_text("utf-8") == "customer_id,loss\nC1,-1.5\n'=1+1,2.0\n,\n"
    assert export_table(run, "recommendations", tmp_path / "offers.xlsx") == Exported(3, 2)
    assert (tmp_path / "offers.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "\t", "\r", "\n", "\n\t@", "  -"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(start: str, run: Run, tmp_path: Path) -> None:
    run.lake.write_table("offers.parquet", pl.DataFrame({"text": [start + "1+1"]}))
    export_table(run, "recommendations", tmp_path / "offers.csv")
    assert pl.read_csv(tmp_path / "offers.csv", infer_schema=False).rows() == [(f"'{start}1+1",)]


@pytest.mark.parametrize("text", ["C1", "a=b", "-0.4646", "1-1", "'=1", "ñ@x", ""])
def test_a_harmless_text_stays_as_it_is(text: str, run: Run, tmp_path: Path) -> None:
    run.lake.write_table("offers.parquet", pl.DataFrame({"text": [text], "more": ["x"]}))
    export_table(run, "recommendations", tmp_path / "offers.csv")
    assert pl.read_csv(tmp_path / "offers.csv", infer_schema=False).rows() == [(text, "x")]


def test_an_export_replaces_the_file_and_leaves_nothing_else(run: Run, tmp_path: Path) -> None:
    for ending in ("csv", "parquet", "xlsx", "XLSX", "Csv"):
        (tmp_path / f"offers.{ending}").write_text("old")
        export_table(run, "recommendations", tmp_path / f"offers.{ending}")
        assert (tmp_path / f"offers.{ending}").read_bytes() != b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "lake",
        "offers.Csv",
        "offers.XLSX",
        "offers.csv",
        "offers.parquet",
        "offers.xlsx",
    ]


def test_an_export_that_fails_leaves_the_old_file_alone(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object, file: Path) -> None:
        file.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_csv", fail)
    (tmp_path / "offers.csv").write_text("old")
    with pytest.raises(OSError, match="No space left"):
        export_table(run, "recommendations", tmp_path / "offers.csv")
    assert (tmp_path / "offers.csv").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lake", "offers.csv"]


def sheet(file: Path) -> dict[str, str]:
    with zipfile.ZipFile(file) as parts:
        return {name: parts.read(name).decode() for name in parts.namelist()}


def test_a_workbook_has_no_links_and_is_the_same_for_the_same_table(run: Run, tmp_path: Path) -> None:
    run.lake.write_table("offers.parquet", pl.DataFrame({"text": ["http://a.b/c", "mailto:x@y.z", "1e5", "{=1}"]}))
    for name in ("a.xlsx", "b.xlsx"):
        export_table(run, "recommendations", tmp_path / name)
    parts = sheet(tmp_path / "a.xlsx")
    assert not any("<hyperlink" in part or "/hyperlink" in part for part in parts.values())
    assert not any("<f>" in part for part in parts.values())
    assert all(word in parts["xl/sharedStrings.xml"] for word in ("http://a.b/c", "mailto:x@y.z", "1e5", "{=1}"))
    assert parts == sheet(tmp_path / "b.xlsx")
    assert "2024-12-31T00:00:00Z" in parts["docProps/core.xml"]


@pytest.mark.parametrize(
    ("text", "cell", "count"),
    [
        ("x" * EXCEL_CHARACTERS, "x" * EXCEL_CHARACTERS, 0),
        ("x" * (EXCEL_CHARACTERS + 1), "x" * (EXCEL_CHARACTERS - 1) + "…", 1),
        ("=" + "x" * EXCEL_CHARACTERS, "'=" + "x" * (EXCEL_CHARACTERS - 3) + "…", 1),
        ("\U0001f600" * 16_383, "\U0001f600" * 16_383, 0),
        ("\U0001f600" * 16_384, "\U0001f600" * 16_383 + "…", 1),
    ],
    ids=["fits", "long", "formula", "emoji that fit", "emoji"],
)
def test_a_text_that_no_cell_holds_is_shortened_and_counted(
    text: str, cell: str, count: int, run: Run, tmp_path: Path
) -> None:
    run.lake.write_table("offers.parquet", pl.DataFrame({"n": [1, 2], "text": [text, None]}))
    assert export_table(run, "recommendations", tmp_path / "a.xlsx") == Exported(2, 2, count)
    assert f">{cell}<" in sheet(tmp_path / "a.xlsx")["xl/sharedStrings.xml"]
    assert export_table(run, "recommendations", tmp_path / "a.csv") == Exported(2, 2)


def test_a_table_that_no_sheet_holds_is_refused_before_it_is_read(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "EXCEL_ROWS", 3)
    monkeypatch.setattr(Run, "table", None)
    out = tmp_path / "offers.xlsx"
    with says(
        RunError,
        f"{out}: recommendations has 3 rows and 2 columns; a sheet of Excel holds 2 and 16,384. Write .csv or .parquet "
        "instead.",
    ):
        export_table(run, "recommendations", out)


@pytest.mark.parametrize("place", ["lake/x.csv", "lake/gold/../x.csv", "link/x.csv"])
def test_nothing_is_exported_into_the_lake(place: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "lake" / "gold").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "lake")
    out = tmp_path / place
    with says(RunError, f"{out}: lies in the lake {run.lake}, which only runs write to. Name a file outside it."):
        export_table(run, "recommendations", out)


def test_a_folder_is_no_file(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    with says(RunError, f"{tmp_path / 'x.csv'}: is a folder. Name a file."):
        export_table(run, "recommendations", tmp_path / "x.csv")


@pytest.mark.parametrize("name", ["offers", "offers.txt", "offers.csv.gz"])
def test_an_ending_that_says_no_format_is_refused(name: str, run: Run, tmp_path: Path) -> None:
    out = tmp_path / name
    with says(RunError, f"{out}: the file's ending says its format; .csv, .parquet and .xlsx are known."):
        export_table(run, "recommendations", out)


def test_no_folder_is_made(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "no" / "offers.csv"
    with says(RunError, f"{out}: there is no folder {tmp_path / 'no'}. Make it first."):
        export_table(run, "recommendations", out)


def test_a_table_that_is_not_there_is_not_exported(run: Run, tmp_path: Path) -> None:
    with says(RunError, "Run tuesday has no table 'offers'. It has: quality_findings, recommendations."):
        export_table(run, "offers", tmp_path / "offers.csv")
    assert not (tmp_path / "offers.csv").exists()
