"""A table as a file for people: whole, in the format of its ending, harmless to open."""

import zipfile
from pathlib import Path

import polars as pl
import pytest
from support.runs import done, run_record
from support.sentences import says

from spanishgas.cli.export import export_table
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import Run

OFFERS = pl.DataFrame({"customer_id": ["C1", "=1+1", None], "loss": [-1.5, 2.0, None]})


@pytest.fixture
def run(tmp_path: Path) -> Run:
    (tmp_path / "lake").mkdir()
    run = Run(Lake(tmp_path / "lake"), run_record(steps=[done("recommendations", keys=["offers.parquet"])]))
    run.lake.write_table("offers.parquet", OFFERS)
    return run


def test_parquet_is_the_table_itself(run: Run, tmp_path: Path) -> None:
    assert export_table(run, "recommendations", tmp_path / "offers.parquet").table.equals(OFFERS)
    assert pl.read_parquet(tmp_path / "offers.parquet").equals(OFFERS)


def test_a_csv_and_a_workbook_run_no_formula(run: Run, tmp_path: Path) -> None:
    assert export_table(run, "recommendations", tmp_path / "offers.csv").table.equals(OFFERS)
    assert (tmp_path / "offers.csv").read_text("utf-8") == "customer_id,loss\nC1,-1.5\n'=1+1,2.0\n,\n"
    assert export_table(run, "recommendations", tmp_path / "offers.xlsx").table.equals(OFFERS)
    assert (tmp_path / "offers.xlsx").read_bytes()[:2] == b"PK"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "\t", "\r", "\n", "\n\t@", "  -"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(start: str, run: Run, tmp_path: Path) -> None:
    run.lake.write_table("offers.parquet", pl.DataFrame({"text": [start + "1"]}))
    export_table(run, "recommendations", tmp_path / "offers.csv")
    assert pl.read_csv(tmp_path / "offers.csv", infer_schema=False).rows() == [(f"'{start}1",)]


@pytest.mark.parametrize("text", ["C1", "a=b", "1-1", "'=1", "ñ@x", ""])
def test_a_harmless_text_stays_as_it_is(text: str, run: Run, tmp_path: Path) -> None:
    run.lake.write_table("offers.parquet", pl.DataFrame({"text": [text], "more": ["x"]}))
    export_table(run, "recommendations", tmp_path / "offers.csv")
    assert pl.read_csv(tmp_path / "offers.csv", infer_schema=False).rows() == [(text, "x")]


def test_an_export_replaces_the_file_and_leaves_nothing_else(run: Run, tmp_path: Path) -> None:
    for ending in ("csv", "parquet", "xlsx"):
        (tmp_path / f"offers.{ending}").write_text("old")
        export_table(run, "recommendations", tmp_path / f"offers.{ending}")
        assert (tmp_path / f"offers.{ending}").read_bytes() != b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lake", "offers.csv", "offers.parquet", "offers.xlsx"]


def test_an_export_that_fails_leaves_the_old_file(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: pl.DataFrame, path: Path) -> None:
        path.write_text("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pl.DataFrame, "write_csv", fail)
    (tmp_path / "offers.csv").write_text("old")
    with pytest.raises(OSError, match="No space left"):
        export_table(run, "recommendations", tmp_path / "offers.csv")
    assert (tmp_path / "offers.csv").read_text() == "old"
    assert not (tmp_path / ".offers.csv.partial").exists()


def test_more_rows_than_excel_holds_are_refused_before_any_work(run: Run, tmp_path: Path) -> None:
    run.lake.write_table("offers.parquet", pl.DataFrame({"n": pl.int_range(2**20, eager=True)}))
    out = tmp_path / "offers.xlsx"
    with says(
        RunError,
        f"{out}: recommendations has 1,048,576 rows and Excel holds 1,048,575. Write it as .csv or .parquet.",
    ):
        export_table(run, "recommendations", out)
    assert not out.exists()


def test_texts_too_long_for_a_cell_are_cut_and_counted_and_no_link_is_made(run: Run, tmp_path: Path) -> None:
    texts = ["x" * 32_768, "y" * 32_767, "https://example.org", None]
    run.lake.write_table("offers.parquet", pl.DataFrame({"text": texts, "n": [1, 2, 3, 4]}))
    assert export_table(run, "recommendations", tmp_path / "offers.xlsx").shortened == 1
    with zipfile.ZipFile(tmp_path / "offers.xlsx") as book:
        words = book.read("xl/sharedStrings.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "x" * 32_766 + "…" in words
    assert "y" * 32_767 in words
    assert "hyperlink" not in sheet


def test_nothing_is_written_into_the_lake(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "lake" / "offers.csv"
    with says(RunError, f"{out} lies in the lake {run.lake}, which only runs write to. Choose a folder outside."):
        export_table(run, "recommendations", out)


@pytest.mark.parametrize("name", ["offers", "offers.txt", "offers.CSV", "offers.csv.gz"])
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
