"""The door: finds the seven raw files in the lake and opens them, refusing what is not what it claims to be.

Small files come in as words (every column a string, in file order), so that the first layer can say which row holds
what it cannot read. The readings come in as lazy scans, one a file.
"""

from dataclasses import dataclass

import polars as pl

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry, RawDataset
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.raw_words import (
    csv_words,
    decode,
    first_line,
    gunzip,
    gunzip_start,
    header_columns,
    json_words,
    parquet_words,
)

RAW = "raw/"
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
        return self.key.removeprefix(RAW)


def find_raw_files(lake: Lake, columns: ColumnRegistry) -> dict[str, list[RawFile]]:
    """The raw files by the bronze table they become; raises InputError when one is missing, empty or there twice."""
    found: dict[str, list[RawFile]] = {name: [] for name in columns.datasets}
    for item in lake.list(RAW):
        file = RawFile("", item.key, item.size)
        for name, dataset in columns.datasets.items():
            if file.name.startswith(dataset.file) and file.name.endswith(_FORMATS):
                found[name].append(RawFile(name, item.key, item.size))
    for name, files in found.items():
        _check_presence(lake, columns.datasets[name], files)
    return found


def _check_presence(lake: Lake, dataset: RawDataset, files: list[RawFile]) -> None:
    if not files and not dataset.optional:
        accepted = ", ".join(dataset.file + ending for ending in _FORMATS)
        raise InputError(f"{lake.uri(RAW)}: there is no {dataset.file} file ({accepted}). Add it.")
    if len(files) > 1 and not dataset.several:
        names = ", ".join(file.name for file in files)
        raise InputError(f"{lake.uri(RAW)}: {names} are the same dataset in {len(files)} files. Keep one.")
    for file in files:
        if file.size == 0:
            raise InputError(f"{file.name}: the file is empty (0 bytes). Export it again.")


def open_raw(lake: Lake, file: RawFile, dataset: RawDataset) -> RawTable:
    """Open a raw file: as a lazy scan where it may be big, else as words. Raises InputError where it is unreadable."""
    return open_scan(lake, file) if dataset.several else open_words(lake, file)


def open_words(lake: Lake, file: RawFile) -> RawTable:
    """Open a small raw file as words. Raises InputError naming the file and the row where it stops being readable."""
    data = lake.read(file.key)
    if file.key.endswith(".parquet"):
        return RawTable(file.name, parquet_words(file.name, data), first_line=1)
    if file.key.endswith(".gz"):
        data = gunzip(file.name, data)
    text = decode(file.name, data)
    if file.key.endswith(".json"):
        return RawTable(file.name, json_words(file.name, text), first_line=1)
    return RawTable(file.name, csv_words(file.name, text))


def open_scan(lake: Lake, file: RawFile) -> RawTable:
    """Open a readings file as a lazy scan. Raises InputError when its beginning, or a parquet footer, is unreadable."""
    if file.key.endswith(".parquet"):
        frame = lake.scan(file.key)
        try:
            is_empty = frame.select(pl.len()).collect().item() == 0
        except (pl.exceptions.PolarsError, OSError) as error:
            raise InputError(f"{file.name}: not a readable parquet file (cut off?): {first_line(error)}") from error
        if is_empty:
            raise InputError(f"{file.name}: the file has no rows. Export it again, or take it away.")
        return RawTable(file.name, frame, first_line=1)
    chunks = lake.chunks(file.key)
    start, is_whole = next(chunks, b""), next(chunks, None) is None
    if file.key.endswith(".gz"):
        start = gunzip_start(file.name, start)
    end = len(start) if is_whole else start.rfind(b"\n") + 1  # a chunk may end within a letter
    line, _, body = decode(file.name, start[:end]).partition("\n")
    columns = header_columns(file.name, line.rstrip("\r"))
    if not body.strip():
        raise InputError(f"{file.name}: the file has a header but no rows. Export it again.")
    frame = lake.scan_csv(file.key, infer_schema=False, new_columns=columns)
    try:
        frame.collect_schema()  # reads the beginning, which is the whole of a small file
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{file.name}: cannot be read to its end (cut off?): {first_line(error)}") from error
    return RawTable(file.name, frame)
