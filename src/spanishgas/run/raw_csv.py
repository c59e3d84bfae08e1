"""CSV files read row by row: what is no row of the header's columns is refused by its number."""

import csv
import io
from collections.abc import Iterator

import polars as pl

from spanishgas.bronze.hints import is_value
from spanishgas.errors import InputError

_NO_ROWS = "{}, row 2: the file has a header but no rows. Export it again."
_LONGEST_NAME = 200
_LONGEST_VALUE = 2**31 - 1
_MARK = "\ufeff"
csv.field_size_limit(_LONGEST_VALUE)  # Python's own limit of 128 KB would take a long text for a lost quote


def header_columns(name: str, line: str) -> list[str]:
    """The column names of a CSV header. Raises InputError for what is no header, or names a column twice."""
    if "\r" in line:
        raise InputError(f"{name}, row 1: lines end in a lone carriage return; a line feed is expected.")
    if line.count('"') % 2:
        raise InputError(f"{name}, row 1: a quote in the header is not closed on its line. Name columns on one line.")
    if line.strip().lower().startswith("sep="):
        raise InputError(f"{name}, row 1: {line.strip()!r} is a sign for Excel and no header. Take the line out.")
    columns = [column.strip() for column in next(csv.reader([line]), [])]
    if len(columns) <= 1:
        for delimiter, word in ((";", "a semicolon"), ("\t", "a tab"), ("|", "a bar")):
            if delimiter in line:
                raise InputError(f"{name}, row 1: columns are separated by {word}; a comma is expected.")
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        names = ", ".join(column or "without a name" for column in twice)
        advice = "Is the header missing?" if any(map(is_value, columns)) else "Keep one."
        raise InputError(f"{name}, row 1: column {names} stands more than once. {advice}")
    if long := next((column for column in columns if len(column) > _LONGEST_NAME), None):
        raise InputError(
            f"{name}, row 1: a column name of {len(long):,} characters ({long[:40]}…); at most {_LONGEST_NAME} are "
            "expected. Is the header missing?"
        )
    return columns


def split_header(name: str, text: str) -> tuple[list[str], str]:
    """The column names and the rows below them. Raises InputError when there are no rows, or no header that can be."""
    line, _, body = text.partition("\n")
    columns = header_columns(name, line.rstrip("\r"))
    if not body.strip():
        raise InputError(_NO_ROWS.format(name))
    if not any(columns):
        raise InputError(f"{name}, row 1: is empty, and the names of the columns are expected there. Take the row out.")
    return columns, body


def csv_words(name: str, text: str) -> pl.LazyFrame:
    """Rows of a CSV file as words. Raises InputError naming the row with too many or too few values."""
    columns, body = split_header(name, text.rstrip("\r\n") + "\n")  # empty lines at the end are no rows
    rows = csv_rows(name, body, columns)
    if '"' not in body and "\n\n" not in f"\n{body}" and "\n\r" not in f"\n{body}":
        for _ in rows:  # without quotes and empty lines there is one way to read it, and Polars is fast
            pass
        schema = dict.fromkeys(columns, pl.String)
        return pl.read_csv(body.encode(), has_header=False, schema=schema, infer_schema=False).lazy()
    values = [[value or None for value in row] if row else [None] * len(columns) for row in rows]
    by_column = zip(*values, strict=True)
    return pl.LazyFrame(dict(zip(columns, by_column, strict=True)), schema=dict.fromkeys(columns, pl.String))


def csv_rows(name: str, body: str, columns: list[str], first_row: int = 2) -> Iterator[list[str]]:
    """The rows of a CSV text without its header; an empty line is an empty row.

    Raises:
        InputError: a row has too many or too few values, is the header again, or cannot be told from the next.
    """
    reader, number = csv.reader(io.StringIO(body, newline="\n"), strict=True), first_row - 1
    try:
        for number, row in enumerate(reader, start=first_row):
            if row and (len(row) != len(columns) or row[0].startswith(_MARK) or row[0] == columns[0]):
                _check_title(name, number, row, columns)
                _check_row(f"{name}, row {number}", row, columns)
            yield row
    except csv.Error as error:
        raise InputError(f"{name}, row {number + 1}: {_why(str(error))}") from error


def _check_title(name: str, number: int, row: list[str], columns: list[str]) -> None:
    """More than twice as many values as columns are no decimal commas."""
    if number == 2 and (len(row) > 2 * len(columns) or len(columns) == 1 < len(row)):
        raise InputError(
            f"{name}, row 1: {len(columns)} columns, and row 2 has {len(row)} values. Is row 1 a title? Take out what "
            "stands above the names of the columns."
        )


def _check_row(place: str, row: list[str], columns: list[str]) -> None:
    if [value.strip().lstrip(_MARK) for value in row] == columns:
        raise InputError(f"{place}: is the header again. Were several files put together? Keep the first header.")
    if row[0].startswith(_MARK):
        raise InputError(f"{place}: a byte order mark within the file. Were several files put together? Take it out.")
    if len(row) > len(columns):
        raise InputError(f"{place}: {len(row)} values for {len(columns)} columns (a decimal comma?).")
    if len(row) < len(columns):
        raise InputError(f"{place}: {len(row)} values for {len(columns)} columns (is the file cut off?).")


def _why(error: str) -> str:
    if "new-line character" in error:
        return "a lone carriage return; lines end in a line feed."
    if "unexpected end" in error:
        return "a quote that begins here is not closed to the end of the file. Close it, or double it."
    if "expected after" in error:
        return "a quote within a quoted value; within quotes it is written twice."
    return f"not readable as CSV ({error})."
