"""Any file without a customer, by what it is: parquet, CSV, JSON, each of them packed by gzip, or plain text."""

import zipfile
from pathlib import Path
from typing import BinaryIO

from spanishgas.upkeep.forget_csv import forget_in_csv
from spanishgas.upkeep.forget_json import forget_in_json
from spanishgas.upkeep.forget_parquet import forget_in_parquet
from spanishgas.upkeep.found import Found
from spanishgas.upkeep.packing import BROKEN, contents, is_closed, opened
from spanishgas.upkeep.persons import Persons

_JSON, _TABLES = (".json", ".jsonl", ".ndjson"), (".csv", ".tsv")
_BY_HAND = "it names a customer, and only the program that wrote it can rewrite it"
_CLOSED = "it is packed in a way that is not known here, and nobody looked into it"
_DAMAGED = "it is damaged, and nobody could look into all of it"


def forget_in_file(source: Path, target: Path | None, persons: Persons, name: str | None = None) -> Found:
    """Copy a file without some customers; without a target only look. ``name`` tells what it is, if its own does not.

    Nothing is written where nothing was found. What cannot be looked into, or rewritten, is found ``unread``.
    """
    key = name or source.name
    try:
        return _forget(source, target, persons.in_file(key), key.lower())
    except BROKEN as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk's matter
        return Found(unread=_DAMAGED)


def _forget(source: Path, target: Path | None, persons: Persons, ending: str) -> Found:
    if ending.endswith(".parquet"):
        return forget_in_parquet(source, target, persons)
    plain = ending.removesuffix(".gz")
    if not any(persons.may_be_in(piece) for piece in contents(source)):
        return Found(unread=_CLOSED if is_closed(source) else None)
    if not _is_text(source, is_table=plain.endswith(_TABLES)):
        return Found(unread=_BY_HAND if any(persons.are_named_in(piece) for piece in contents(source)) else None)
    with opened(source) as read:
        found = _rewrite(read, None, plain, persons)
    if target is not None and found.is_something:
        with opened(source) as read, opened(target, source) as write:
            _rewrite(read, write, plain, persons)
    return found


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


def _is_text(path: Path, *, is_table: bool) -> bool:
    """Whether all of a file is UTF-8 without zero bytes; a table may have other letters, and is never read whole."""
    if zipfile.is_zipfile(path):
        return False
    if is_table:
        return not any(b"\0" in piece for piece in contents(path))
    with opened(path) as file:
        content = file.read()
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False
