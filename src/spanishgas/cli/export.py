"""A table of a run as a file for people: CSV, parquet or Excel."""

from pathlib import Path
from typing import NamedTuple

import polars as pl

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import Run

_FORMULA_STARTS = "^\\s*[=+\\-@＝＋－＠\t\r\n]"
_EXCEL_ROWS = 2**20 - 1  # one more is the header
_EXCEL_CHARACTERS = 32_767
_NO_LINKS = {"strings_to_urls": False, "strings_to_formulas": False}


class Exported(NamedTuple):
    """What was written, and how many of its texts were too long for a cell of Excel and end in "…"."""

    table: pl.DataFrame
    shortened: int


def export_table(run: Run, name: str, out: Path) -> Exported:
    """Write a table of a run whole or not at all. Raises RunError when there is none, or the file cannot be."""
    check_target(run.lake, out)
    rows = run.scan(name).select(pl.len()).collect().item()
    if out.suffix == ".xlsx" and rows > _EXCEL_ROWS:
        raise RunError(
            f"{out}: {name} has {rows:,} rows and Excel holds {_EXCEL_ROWS:,}. Write it as .csv or .parquet."
        )
    table = run.table(name)
    return Exported(table, write_rows(table, name, out))


def write_rows(table: pl.DataFrame, name: str, out: Path) -> int:
    """Write rows as the file's ending says, whole or not at all; returns how many texts were shortened for Excel."""
    partial, shortened = out.with_name(f".{out.name}.partial"), 0
    try:
        if out.suffix == ".parquet":
            table.write_parquet(partial)
        elif out.suffix == ".csv":
            _harmless(table).write_csv(partial)
        else:
            shortened = _write_excel(_harmless(table), partial, name)
        partial.replace(out)
    finally:
        partial.unlink(missing_ok=True)
    return shortened


def check_target(lake: Lake, out: Path) -> None:
    """Raises RunError for a file that cannot be: an ending nobody knows, no such folder, a place in the lake."""
    if out.suffix not in (".csv", ".parquet", ".xlsx"):
        raise RunError(f"{out}: the file's ending says its format; .csv, .parquet and .xlsx are known.")
    if not out.parent.is_dir():
        raise RunError(f"{out}: there is no folder {out.parent}. Make it first.")
    if not lake.is_s3 and out.resolve().is_relative_to(lake.root):
        raise RunError(f"{out} lies in the lake {lake}, which only runs write to. Choose a folder outside.")


def _write_excel(table: pl.DataFrame, path: Path, name: str) -> int:
    """Write one sheet without links and formulas; returns how many texts did not fit into a cell."""
    import xlsxwriter

    text = pl.col(pl.String)
    too_long = text.str.len_chars() > _EXCEL_CHARACTERS
    cut = pl.when(too_long).then(text.str.head(_EXCEL_CHARACTERS - 1) + "…").otherwise(text)
    with xlsxwriter.Workbook(path, _NO_LINKS) as workbook:
        table.with_columns(cut.name.keep()).write_excel(
            workbook, worksheet=name[:31], autofit=True, freeze_panes=(1, 0)
        )
    counts = table.select(too_long.sum())
    return int(counts.sum_horizontal().sum()) if counts.width else 0


def _harmless(table: pl.DataFrame) -> pl.DataFrame:
    """Texts that a spreadsheet would run as a formula get a leading apostrophe (CSV injection, OWASP)."""
    text = pl.col(pl.String)
    return table.with_columns(pl.when(text.str.contains(_FORMULA_STARTS)).then("'" + text).otherwise(text).name.keep())
