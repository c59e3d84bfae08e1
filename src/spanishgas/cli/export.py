"""A table of a run as a file for people: CSV, parquet or Excel."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from spanishgas.cli.targets import check_place, whole_file
from spanishgas.config.language import Language
from spanishgas.decide.reasons import with_reasons
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import Run

_FORMULA_STARTS = "^\\s*[=+\\-@＝＋－＠\t\r\n]"
_NUMBER = r"^-?\d+(\.\d+)?$"
_RANK = "priority_rank"
_ENDINGS = (".csv", ".parquet", ".xlsx")
EXCEL_ROWS, EXCEL_COLUMNS, EXCEL_CHARACTERS = 1_048_576, 16_384, 32_767
"""What a sheet and a cell hold; rows with the header, characters as UTF-16 has them. Source: Microsoft, "Excel
specifications and limits"."""
_PLAIN_TEXTS = {"strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}


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
    harmless = _harmless(table)
    if ending == ".csv":
        harmless.write_csv(file)
        return 0
    fitting, shortened = _fitting(harmless)
    workbook = Workbook(str(file), _PLAIN_TEXTS)
    workbook.set_properties({"created": made})  # the same table gives the same file
    fitting.write_excel(workbook, worksheet=name[:31], autofit=True, freeze_panes=(1, 0))
    try:
        workbook.close()
    except FileCreateError as error:
        raise error.args[0] from error  # the system's own error, such as a full disk
    return shortened


def _harmless(table: pl.DataFrame) -> pl.DataFrame:
    """Texts that a spreadsheet would run as a formula get a leading apostrophe (CSV injection, OWASP)."""
    text = pl.col(pl.String)
    is_formula = text.str.contains(_FORMULA_STARTS) & ~text.str.contains(_NUMBER)
    return table.with_columns(pl.when(is_formula).then("'" + text).otherwise(text).name.keep())


def _fitting(table: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Texts that a cell of Excel does not hold, shortened, and how many they were."""
    count, columns = 0, list[pl.Series]()
    for column in table.select(pl.col(pl.String)).get_columns():
        maybe = (column.str.len_chars() > EXCEL_CHARACTERS // 2).fill_null(value=False)  # a character may count twice
        rows = [row for row in maybe.arg_true().to_list() if _cell_length(column[row]) > EXCEL_CHARACTERS]
        count += len(rows)
        columns.append(column.scatter(rows, [_shortened(column[row]) for row in rows]) if rows else column)
    return table.with_columns(columns), count


def _cell_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _shortened(text: str) -> str:
    return text.encode("utf-16-le")[: 2 * (EXCEL_CHARACTERS - 1)].decode("utf-16-le", "ignore") + "…"
