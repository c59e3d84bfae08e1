"""Any file without a customer, by what it is: parquet, CSV, JSON, each of them packed by gzip, or plain text."""

import gzip
import zipfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from spanishgas.upkeep.forget_csv import forget_in_csv
from spanishgas.upkeep.forget_json import forget_in_json
from spanishgas.upkeep.forget_parquet import forget_in_parquet
from spanishgas.upkeep.found import Found
from spanishgas.upkeep.persons import Persons

_JSON, _TABLES = (".json", ".jsonl", ".ndjson"), (".csv", ".tsv")
_PIECE = 8 * 1024 * 1024
_BY_HAND = "it names a customer, and only the program that wrote it can rewrite it"


def forget_in_file(source: Path, target: Path | None, persons: Persons, name: str | None = None) -> Found:
    """Copy a file without some customers; without a target only look. ``name`` tells what it is, if its own does not.

    Nothing is written where nothing was found. What cannot be rewritten is found ``unread``.
    """
    ending = (name or source.name).lower()
    if ending.endswith(".parquet"):
        return forget_in_parquet(source, target, persons)
    plain = ending.removesuffix(".gz")
    if not any(persons.may_be_in(piece) for piece in _contents(source)):
        return Found()
    if not plain.endswith(_TABLES) and not _is_text(source):
        return Found(unread=_BY_HAND if any(persons.are_named_in(piece) for piece in _contents(source)) else None)
    found = _look(source, plain, persons)
    if target is not None and found.is_something:
        with _opened(source) as read, _opened(target, source) as write:
            _rewrite(read, write, plain, persons)
    return found


def _look(source: Path, plain: str, persons: Persons) -> Found:
    with _opened(source) as read:
        return _rewrite(read, None, plain, persons)


def _rewrite(read: BinaryIO, write: BinaryIO | None, plain: str, persons: Persons) -> Found:
    if plain.endswith(_TABLES):
        return forget_in_csv(read, write, persons)
    text = read.read().decode("utf-8")
    if plain.endswith(_JSON):
        new, found = forget_in_json(text, persons)
    else:
        new, mentions = persons.without(text)
        found = Found(mentions=mentions)
    if write is not None:
        write.write(new.encode("utf-8"))
    return found


@contextmanager
def _opened(path: Path, like: Path | None = None) -> Generator[BinaryIO]:
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
        return file.read(2) == b"\x1f\x8b"


def _contents(path: Path) -> Iterator[bytes]:
    """The bytes of a file and of whatever is packed in it, in pieces that overlap by more than an id is long."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                with archive.open(member) as file:
                    yield from _overlapping(cast("BinaryIO", file))
        return
    with _opened(path) as file:
        yield from _overlapping(file)


def _overlapping(file: BinaryIO) -> Iterator[bytes]:
    tail = b""
    while piece := file.read(_PIECE):
        yield tail + piece
        tail = piece[-1024:]


def _is_text(path: Path) -> bool:
    """Whether all of a file is UTF-8 without zero bytes."""
    if zipfile.is_zipfile(path):
        return False
    with _opened(path) as file:
        content = file.read()
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
