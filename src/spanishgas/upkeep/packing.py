"""What is packed in a file, piece by piece, and of which packings nobody can say what is in them."""

import gzip
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from spanishgas.run.raw_parquet import UNREADABLE

BROKEN = (*UNREADABLE, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""What is raised by files that are not whole, or packed with a password; too deep lists among them."""
_PIECE = 8 * 1024 * 1024
_OVERLAP = 16 * 1024
_GZIP = b"\x1f\x8b"
_CLOSED = (
    b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf", b"Rar!", b"%PDF", b"ARROW1", b"Obj\x01", b"ORC",
    b"PAR1", b"PK\x03\x04", _GZIP,
)  # fmt: skip
"""How files begin whose words are packed: bzip2, xz, zstd, 7z, rar, PDF, Arrow, Avro, ORC, parquet, zip, gzip."""


@contextmanager
def opened(path: Path, like: Path | None = None) -> Generator[BinaryIO]:
    """A file to read, or to write ``like`` another; what is packed by gzip is unpacked, and packed again."""
    mode = "rb" if like is None else "wb"
    with path.open(mode) as file:
        if not _is_gzip(like or path):
            yield file
            return
        with gzip.GzipFile(filename="", fileobj=file, mode=mode, compresslevel=6, mtime=0) as packed:
            yield cast("BinaryIO", packed)


def _is_gzip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == _GZIP


def contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file and of whatever is packed in it, in pieces that overlap by more than an id is long."""
    for file in _members(path):
        tail = b""
        while piece := file.read(_PIECE):
            yield tail + piece
            tail = piece[-_OVERLAP:]


def is_closed(path: Path) -> bool:
    """Whether something of a file is packed so that its words do not show."""
    return any(file.read(8).startswith(_CLOSED) for file in _members(path))


def _members(path: Path) -> Iterator[BinaryIO]:
    if not zipfile.is_zipfile(path):
        with opened(path) as file:
            yield file
        return
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            with archive.open(member) as file:
                yield cast("BinaryIO", file)
