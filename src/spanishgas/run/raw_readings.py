"""Readings files as lazy scans: too big to be read whole, they are opened by their beginning and explained when a scan
fails somewhere in their middle.
"""

from collections.abc import Callable, Iterable, Iterator

import polars as pl
from polars.io.plugins import register_io_source

from spanishgas.bronze.raw_table import RawTable
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.raw_csv import csv_rows, split_header
from spanishgas.run.raw_gzip import unpacked
from spanishgas.run.raw_parquet import UNREADABLE, refuse_other_files, unreadable
from spanishgas.run.raw_text import decode

_LONGEST_ROW = 64 * 1024 * 1024
_BEGINNING = 1024 * 1024
_ZERO = b"\0"
_MARK = b"\xef\xbb\xbf"
Pieces = Callable[[], Iterator[bytes]]


def scan_parquet(lake: Lake, key: str, name: str) -> RawTable:
    """Open readings in parquet. Raises InputError when its footer is unreadable, or it has no rows."""
    start, end = lake.edges(key, 4)
    refuse_other_files(name, start, end)
    frame = lake.scan(key)
    try:
        is_empty = frame.select(pl.len()).collect().item() == 0
    except UNREADABLE as error:
        raise _of_the_system(error) or unreadable(name, lambda: lake.scan(key)) from error
    if is_empty:
        raise InputError(f"{name}, row 1: the file has no rows. Export it again, or take it away.")
    return RawTable(name, frame, first_line=1)


def scan_csv(lake: Lake, key: str, name: str, limit_gb: float) -> RawTable:
    """Open readings in CSV, packed or not. Raises InputError when its beginning is unreadable, or it has no rows."""
    is_packed = key.lower().endswith(".gz")

    def pieces() -> Iterator[bytes]:
        chunks = lake.chunks(key)
        return unpacked(name, chunks, limit_gb) if is_packed else chunks

    start, is_whole = _beginning(pieces())
    end = len(start) if is_whole else start.rfind(b"\n") + 1  # a piece may end within a letter
    if start and not end:
        raise _too_long(name, 1, len(start))
    columns, _ = split_header(name, decode(name, start[:end]))
    rows = _CsvRows(name, columns, pieces)
    frame = register_io_source(rows, schema=_words(columns), validate_schema=False)
    return RawTable(name, frame, explain=rows.explain)


def _beginning(pieces: Iterator[bytes]) -> tuple[bytes, bool]:
    """Enough of a file to know its header and its first row, and whether that is all of it."""
    start = b""
    for piece in pieces:
        start += piece
        if len(start) >= _BEGINNING:
            return start, next(pieces, None) is None
    return start, True


class _CsvRows:
    """The rows of a CSV file, block by block: a block is all that is in memory, and each is checked before it is read.

    Polars' own scan fills a row with too few values up, so a row that was cut off would pass for one without gas.
    """

    def __init__(self, name: str, columns: list[str], pieces: Pieces) -> None:
        self._name, self._columns, self._pieces = name, columns, pieces
        self._refused: InputError | None = None

    def __call__(
        self, with_columns: list[str] | None, predicate: pl.Expr | None, n_rows: int | None, batch_size: int | None
    ) -> Iterator[pl.DataFrame]:
        """The protocol of Polars' sources: columns and rows that are wanted, in batches."""
        del batch_size
        for row, block in _blocks(self._name, self._pieces()):
            self._check(block, row)
            if not (block := block.lstrip(b"\r\n")):  # of empty lines at its beginning Polars would take the columns
                continue
            table = pl.read_csv(block, has_header=False, schema=_words(self._columns))
            table = table if with_columns is None else table.select(with_columns)
            table = table if n_rows is None else table.head(n_rows)
            n_rows = None if n_rows is None else n_rows - table.height
            yield table if predicate is None else table.filter(predicate)
            if n_rows == 0:
                return

    def explain(self) -> InputError | None:
        """What stopped the scan, if a row did: read again, row by row, where it was not found on the way."""
        try:
            for row, block in _blocks(self._name, self._pieces() if self._refused is None else ()):
                self._check(block, row, is_thorough=True)
        except InputError as error:
            return error
        return self._refused

    def _check(self, block: bytes, row: int, *, is_thorough: bool = False) -> None:
        """Refuse the first row of a block that is none, looking at rows only where their number of commas is odd."""
        commas = (len(self._columns) - 1) * (block.count(b"\n") + (not block.endswith(b"\n")))
        if block.count(b",") == commas and not is_thorough and _MARK not in block and _ZERO not in block:
            return
        for number, values in enumerate(csv_rows(self._name, decode(self._name, block, row), self._columns, row), row):
            if any("\0" in value for value in values):
                raise InputError(f"{self._name}, row {number}: a zero byte. Is the file damaged? Export it again.")
            if is_thorough and any('"' in value for value in values):
                raise InputError(
                    f"{self._name}, row {number}: a quote within a value; readings need none. Take it out."
                )


def _blocks(name: str, pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Pieces put together to blocks of whole rows without the header, each with the number of its first row.

    Rows are counted by line feeds, so that a value with a line feed within quotes moves the numbers after it.
    """
    rest, row = b"", 1
    for piece in pieces:
        end = _end_of_rows(rest, piece)
        if end:
            block = b"".join((rest, memoryview(piece)[:end]))
            yield _without_header(row, block)
            rest, row = piece[end:], row + block.count(b"\n")
        else:
            rest += piece
        if len(rest) > _LONGEST_ROW:
            raise _too_long(name, row, len(rest))
    if rest:
        yield _without_header(row, rest)


def _without_header(row: int, block: bytes) -> tuple[int, bytes]:
    return (row, block) if row > 1 else (2, block[block.find(b"\n") + 1 :])


def _end_of_rows(rest: bytes, piece: bytes) -> int:
    """Where in a piece its last row ends for certain: at a line feed that is not within quotes; 0 where none is."""
    end = piece.rfind(b"\n") + 1
    while end and (rest.count(b'"') + piece.count(b'"', 0, end)) % 2:
        end = piece.rfind(b"\n", 0, max(piece.rfind(b'"', 0, end), 0)) + 1
    return end


def _words(columns: list[str]) -> dict[str, type[pl.String]]:
    return dict.fromkeys(columns, pl.String)


def _too_long(name: str, row: int, size: int) -> InputError:
    megabytes = size // 1024**2
    return InputError(f"{name}, row {row}: does not end within {megabytes} MB. Is a quote not closed, or is it no CSV?")


def _of_the_system(error: BaseException) -> BaseException | None:
    """A missing permission is no matter of a file's content."""
    return error if isinstance(error, OSError) and error.errno is not None else None
