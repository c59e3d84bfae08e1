"""Rows for spreadsheets: a text that one would run is made harmless, and one that no cell holds is shortened."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

EXCEL_ROWS, EXCEL_COLUMNS, EXCEL_CHARACTERS = 1_048_576, 16_384, 32_767
"""What a sheet and a cell hold; rows with the header, characters as UTF-16 has them. Source: Microsoft, "Excel
specifications and limits"."""
_FORMULA_STARTS = "^\\s*[=+\\-@＝＋－＠\t\r\n]"
_NUMBER = r"^-?\d+(\.\d+)?$"
_PLAIN_TEXTS = {"strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}


def write_csv(table: pl.DataFrame, file: Path | BytesIO) -> None:
    """Write rows as CSV in UTF-8, with a line of names."""
    harmless(table).write_csv(file)


def write_workbook(table: pl.DataFrame, file: Path | BytesIO, name: str, made: datetime) -> int:
    """Write rows as a workbook of one sheet, which says when it was made; the number of texts that were shortened."""
    fitting, shortened = _fitting(harmless(table))
    workbook = Workbook(str(file) if isinstance(file, Path) else file, _PLAIN_TEXTS)
    workbook.set_properties({"created": made})  # the same table gives the same file
    fitting.write_excel(workbook, worksheet=name[:31], autofit=True, freeze_panes=(1, 0))
    try:
        workbook.close()
    except FileCreateError as error:
        raise error.args[0] from error  # the system's own error, such as a full disk
    return shortened


def harmless(table: pl.DataFrame) -> pl.DataFrame:
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
