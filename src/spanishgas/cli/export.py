"""A table of a run as a file for people: CSV, parquet or Excel."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import polars as pl

from spanishgas.cli.targets import check_place, whole_file
from spanishgas.config.language import Language
from spanishgas.decide.reasons import with_reasons
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import Run
from spanishgas.sheets import EXCEL_COLUMNS, EXCEL_ROWS, write_csv, write_workbook

_RANK = "priority_rank"
_ENDINGS = (".csv", ".parquet", ".xlsx")


@dataclass(frozen=True)
class Exported:
    """What was written: rows, columns, and texts that had to be shortened."""

    rows: int
    columns: int
    shortened: int = 0


def export_table(run: Run, name: str, out: Path, language: Language = "en") -> Exported:
    """Write a table of a run, whole or not at all; one that ranks its rows in the order of their ranks.

    Reasons are told in words beside their codes, in ``language``.

    Raises:
        RunError: there is no such table, the file cannot be, would lie in the lake, or the table fits no sheet.
    """
    check_target(run.lake, out)
    if out.suffix.lower() == ".xlsx":
        _check_fits_a_sheet(run, name, out)
    table = with_reasons(run.table(name), language)
    ranked = table.sort(_RANK) if _RANK in table.columns else table  # whoever works through it begins at the top
    return write_rows(ranked, name, out, run.record.as_of)


def write_rows(table: pl.DataFrame, name: str, out: Path, as_of: date) -> Exported:
    """Write rows as the file's ending says, whole or not at all; a workbook says that it was made on ``as_of``."""
    with whole_file(out) as partial:
        shortened = _write(table, partial, out.suffix.lower(), name, datetime.combine(as_of, time()))
    return Exported(table.height, table.width, shortened)


def check_target(lake: Lake, out: Path) -> None:
    """Raises RunError for a file that cannot be: an ending nobody knows, or a place that is none."""
    if out.suffix.lower() not in _ENDINGS:
        raise RunError(f"{out}: the file's ending says its format; .csv, .parquet and .xlsx are known.")
    check_place(lake, out)


def _check_fits_a_sheet(run: Run, name: str, out: Path) -> None:
    """Before anything is read: a sheet that lacks rows looks like one that does not."""
    scan = run.scan(name)
    rows, columns = scan.select(pl.len()).collect(engine="streaming").item(), len(scan.collect_schema())
    if rows >= EXCEL_ROWS or columns > EXCEL_COLUMNS:
        raise RunError(
            f"{out}: {name} has {rows:,} rows and {columns:,} columns; a sheet of Excel holds {EXCEL_ROWS - 1:,} and "
            f"{EXCEL_COLUMNS:,}. Write .csv or .parquet instead."
        )


def _write(table: pl.DataFrame, file: Path, ending: str, name: str, made: datetime) -> int:
    """Write a table in the format of an ending; the number of texts that had to be shortened."""
    if ending == ".parquet":
        table.write_parquet(file)
        return 0
    if ending == ".csv":
        write_csv(table, file)
        return 0
    return write_workbook(table, file, name, made)
