"""The door: finds the seven raw files in the lake and opens them, refusing what is not what it claims to be.

Small files come in as words (every column a string, in file order), so that the first layer can say which row holds
what it cannot read. The readings come in as lazy scans, one a file.
"""

import csv
import gzip
import io
import json
import zlib
from dataclasses import dataclass
from typing import Any

import polars as pl

from spanishgas.config import read_yaml
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.raw_table import RawTable

READINGS = "bronze_readings"
_FORMATS = (".parquet", ".csv", ".csv.gz", ".json")


@dataclass(frozen=True)
class RawFile:
    """A raw file of the lake before it is opened."""

    dataset: str
    key: str
    size: int

    @property
    def name(self) -> str:
        """The file's name below ``raw/``."""
        return self.key.removeprefix("raw/")


def find_raw_files(lake: Lake) -> dict[str, list[RawFile]]:
    """The raw files by the bronze table they become; raises InputError when one is missing, empty or there twice."""
    registry: dict[str, dict[str, Any]] = read_yaml("columns.yaml")
    found: dict[str, list[RawFile]] = {name: [] for name in registry}
    for item in lake.list("raw/"):
        relative = item.key.removeprefix("raw/")
        for dataset, entry in registry.items():
            if relative.startswith(entry["file"]) and relative.endswith(_FORMATS):
                found[dataset].append(RawFile(dataset, item.key, item.size))
    for dataset, files in found.items():
        _check_presence(lake, dataset, registry[dataset]["file"], files)
    return found


def _check_presence(lake: Lake, dataset: str, stem: str, files: list[RawFile]) -> None:
    if not files and dataset != "bronze_labels":
        raise InputError(
            f"{lake.uri('raw/')}: there is no {stem} file ({', '.join(stem + f for f in _FORMATS)}). Add it."
        )
    if len(files) > 1 and dataset != READINGS:
        names = ", ".join(file.name for file in files)
        raise InputError(f"{lake.uri('raw/')}: {names} are the same dataset in {len(files)} files. Keep one.")
    for file in files:
        if file.size == 0:
            raise InputError(f"{file.name}: the file is empty (0 bytes). Export it again.")


def open_table(lake: Lake, file: RawFile) -> RawTable:
    """Open a small raw file as words. Raises InputError naming the file and the row where it stops being readable."""
    data = lake.read(file.key)
    if file.key.endswith(".parquet"):
        return RawTable(file.name, _parquet_words(file.name, data), first_line=1)
    if file.key.endswith(".gz"):
        data = _gunzip(file.name, data)
    text = _decode(file.name, data)
    if file.key.endswith(".json"):
        return RawTable(file.name, _json_words(file.name, text), first_line=1)
    return RawTable(file.name, _csv_words(file.name, text))


def _parquet_words(name: str, data: bytes) -> pl.LazyFrame:
    try:
        return pl.read_parquet(io.BytesIO(data)).select(pl.all().cast(pl.String)).lazy()
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{name}: not a readable parquet file (cut off?): {_first_line(error)}") from error


def _gunzip(name: str, data: bytes) -> bytes:
    try:
        return gzip.decompress(data)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{name}: the gzip file is cut off or damaged ({error}). Copy it again.") from error


def _decode(name: str, data: bytes) -> str:
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


def _csv_words(name: str, text: str) -> pl.LazyFrame:
    text = text.rstrip("\r\n") + "\n"  # empty lines at the end are no rows
    line, _, body = text.partition("\n")
    columns = header_columns(name, line.rstrip("\r"))
    if not body.strip():
        raise InputError(f"{name}: the file has a header but no rows. Export it again.")
    number = 1
    try:
        for number, fields in enumerate(csv.reader(io.StringIO(body)), start=2):
            if fields and len(fields) != len(columns):
                hint = " (a decimal comma?)" if len(fields) > len(columns) else " (is the file cut off?)"
                raise InputError(f"{name}, row {number}: {len(fields)} values for {len(columns)} columns{hint}.")
        frame = pl.read_csv(text.encode(), infer_schema=False, empty_string_is_null=True)
    except (csv.Error, pl.exceptions.PolarsError) as error:
        raise InputError(f"{name}, row {number} or after: not readable as CSV: {_first_line(error)}.") from error
    return frame.rename(dict(zip(frame.columns, columns, strict=True))).lazy()


def _json_words(name: str, text: str) -> pl.LazyFrame:
    """Records of a JSON array (or one record a line) as words."""
    try:
        records = (
            json.loads(text) if text.lstrip().startswith("[") else [json.loads(line) for line in text.splitlines()]
        )
    except json.JSONDecodeError as error:
        raise InputError(f"{name}, row {error.lineno}, column {error.colno}: not valid JSON: {error.msg}.") from error
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise InputError(f"{name}, record {number}: expected an object with named values, found {record!r:.60}.")
    columns = list(dict.fromkeys(str(key) for record in records for key in record))
    rows = {c: [None if (v := record.get(c)) is None else str(v) for record in records] for c in columns}
    return pl.LazyFrame(rows, schema=dict.fromkeys(columns, pl.String))


def open_readings(lake: Lake, file: RawFile) -> RawTable:
    """Open a readings file as a lazy scan. Raises InputError when its beginning, or a parquet footer, is unreadable."""
    if file.key.endswith(".parquet"):
        frame = lake.scan(file.key)
        try:
            is_empty = frame.select(pl.len()).collect().item() == 0
        except (pl.exceptions.PolarsError, OSError) as error:
            raise InputError(f"{file.name}: not a readable parquet file (cut off?): {_first_line(error)}") from error
        if is_empty:
            raise InputError(f"{file.name}: the file has no rows. Export it again, or take it away.")
        return RawTable(file.name, frame, first_line=1)
    start = next(lake.chunks(file.key), b"")
    if file.key.endswith(".gz"):
        start = _gunzip_start(file.name, start)
    line, _, body = _decode(file.name, start[: start.rfind(b"\n") + 1]).partition("\n")
    columns = header_columns(file.name, line.rstrip("\r"))
    if not body.strip():
        raise InputError(f"{file.name}: the file has a header but no rows. Export it again.")
    return RawTable(file.name, lake.scan_csv(file.key, infer_schema=False, new_columns=columns))


def _gunzip_start(name: str, data: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16).decompress(data)
    except zlib.error as error:
        raise InputError(f"{name}: not a gzip file ({error}). Copy it again.") from error


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200]
