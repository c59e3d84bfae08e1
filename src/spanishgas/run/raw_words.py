"""Small raw files as words: every column a string, in file order, so that the first layer can name a wrong row."""

import csv
import gzip
import io
import json
import zlib
from typing import Any

import polars as pl

from spanishgas.errors import InputError


def parquet_words(name: str, data: bytes) -> pl.LazyFrame:
    """Rows of a parquet file as words. Raises InputError when it cannot be read."""
    try:
        return pl.read_parquet(io.BytesIO(data)).select(pl.all().cast(pl.String)).lazy()
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{name}: not a readable parquet file (cut off?): {first_line(error)}") from error


def gunzip(name: str, data: bytes) -> bytes:
    """A gzip file unpacked. Raises InputError when it is cut off or damaged."""
    try:
        return gzip.decompress(data)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{name}: the gzip file is cut off or damaged ({error}). Copy it again.") from error


def decode(name: str, data: bytes) -> str:
    """A UTF-8 file as text, without its byte order mark. Raises InputError naming the row of the first other byte."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{name}, row {row}: byte 0x{data[error.start]:02x} is not UTF-8 (is the file in latin-1?). "
            "Export it as UTF-8."
        ) from error


def header_columns(name: str, line: str) -> list[str]:
    """The column names of a CSV header. Raises InputError for another delimiter or a name that stands twice."""
    if "\r" in line:
        raise InputError(f"{name}, row 1: lines end in a lone carriage return; a line feed is expected.")
    columns = [column.strip() for column in next(csv.reader([line]), [])]
    if len(columns) <= 1:
        for delimiter, word in ((";", "a semicolon"), ("\t", "a tab"), ("|", "a bar")):
            if delimiter in line:
                raise InputError(f"{name}, row 1: columns are separated by {word}; a comma is expected.")
    if twice := sorted({column for column in columns if columns.count(column) > 1}):
        raise InputError(f"{name}, row 1: column {', '.join(twice)} stands more than once. Keep one.")
    return columns


def csv_words(name: str, text: str) -> pl.LazyFrame:
    """Rows of a CSV file as words. Raises InputError naming the row with too many or too few values."""
    text = text.rstrip("\r\n") + "\n"  # empty lines at the end are no rows
    line, _, body = text.partition("\n")
    columns = header_columns(name, line.rstrip("\r"))
    if not body.strip():
        raise InputError(f"{name}: the file has a header but no rows. Export it again.")
    number = 1
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(body), strict=True), start=2):
            if fields and len(fields) != len(columns):
                hint = " (a decimal comma?)" if len(fields) > len(columns) else " (is the file cut off?)"
                raise InputError(f"{name}, row {number}: {len(fields)} values for {len(columns)} columns{hint}.")
        number = 1  # all rows were read once; where Polars stops, it does not say
        frame = pl.read_csv(text.encode(), infer_schema=False, empty_string_is_null=True)
    except (csv.Error, pl.exceptions.PolarsError) as error:
        raise InputError(f"{name}, row {number} or after: not readable as CSV: {first_line(error)}.") from error
    return frame.rename(dict(zip(frame.columns, columns, strict=True))).lazy()


def json_words(name: str, text: str) -> pl.LazyFrame:
    """Records of a JSON array (or one record a line) as words."""
    is_list = text.lstrip().startswith("[")
    read: list[Any] = []
    try:
        # no other mark than a line feed ends a record; extend keeps what was read before an error
        read.extend(json.loads(line) for line in ([text] if is_list else text.rstrip().split("\n")))
    except json.JSONDecodeError as error:
        row = len(read) + error.lineno
        raise InputError(f"{name}, row {row}, column {error.colno}: not valid JSON: {error.msg}.") from error
    records = read[0] if is_list else read
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise InputError(f"{name}, record {number}: expected an object with named values, found {record!r:.60}.")
    columns = list(dict.fromkeys(str(key) for record in records for key in record))
    rows = {c: [None if (v := record.get(c)) is None else str(v) for record in records] for c in columns}
    return pl.LazyFrame(rows, schema=dict.fromkeys(columns, pl.String))


def gunzip_start(name: str, data: bytes) -> bytes:
    """The beginning of a gzip file unpacked. Raises InputError when it is none."""
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(data)
    except zlib.error as error:
        raise InputError(f"{name}: not a gzip file ({error}). Copy it again.") from error


def first_line(error: Exception) -> str:
    """An error's first line, short enough for a message."""
    return str(error).strip().splitlines()[0][:200]
