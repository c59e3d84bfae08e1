"""A CSV file without a customer: rows go, mentions in other rows are replaced, every other byte stays.

It is read in pieces that end where a record ends. A piece that cannot name a customer is passed on as it is, so that
gigabytes of readings are copied, not parsed.
"""

import csv
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from spanishgas.upkeep.found import Found
from spanishgas.upkeep.persons import Persons

_PIECE = 8 * 1024 * 1024
_DELIMITERS = ",;\t|"
NAMES = "the names of its columns name a customer, and nobody rewrites those. Take them out"
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


def forget_in_csv(source: BinaryIO, target: BinaryIO | None, persons: Persons) -> Found:
    """Copy a CSV file without some customers; without a target only look."""
    found, columns = Found(), None
    for piece in _pieces(source):
        body = piece
        if columns is None:
            header, end, body = piece.partition(b"\n")
            columns = _Columns(header, persons)
            if any(persons.without(name)[1] for name in columns.names):
                found.unread = NAMES
            _write(target, header + end)
        if persons.may_be_in(body):
            body = b"".join(_kept(_records(body), columns, persons, found))
        _write(target, body)
    return found


def _write(target: BinaryIO | None, content: bytes) -> None:
    if target is not None:
        target.write(content)


class _Columns:
    """The header of a file: what separates its columns, and which of them is the customer's."""

    def __init__(self, header: bytes, persons: Persons) -> None:
        line = _decoded(header)[0].removeprefix("\ufeff")
        often = sorted(_DELIMITERS, key=line.count, reverse=True)
        self.delimiter = next((each for each in often if persons.id_columns(_split(line, each))), often[0])
        self.names = self.split(line)
        self.ids = [self.names.index(name) for name in persons.id_columns(self.names)]

    def split(self, record: str) -> list[str]:
        return _split(record, self.delimiter)

    def joined(self, fields: list[str]) -> str:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator="").writerow(fields)
        return text.getvalue()


def _split(record: str, delimiter: str) -> list[str]:
    return next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter), [])


def _decoded(record: bytes) -> tuple[str, str]:
    """A record as text, and the encoding from which all of its bytes come back."""
    try:
        return record.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return record.decode("cp1252", "surrogateescape"), "cp1252"


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    """The file in pieces, each of which ends where a record ends."""
    rest = b""
    while content := source.read(_PIECE):
        rest += content
        end = _end_of_record(rest)
        if end:
            yield rest[:end]
            rest = rest[end:]
    if rest:
        yield rest


def _end_of_record(content: bytes) -> int:
    """Where the last whole record ends: at a line feed with an even number of quotes before it."""
    end = content.rfind(b"\n") + 1
    odd = content.count(b'"', 0, end) % 2
    while end and odd:
        before = content.rfind(b"\n", 0, end - 1) + 1
        odd = (odd + content.count(b'"', before, end)) % 2
        end = before
    return end


def _records(piece: bytes) -> Iterator[bytes]:
    """The records of a piece, their line ends included."""
    record = b""
    for line in _LINE.findall(piece):
        record += line
        if record.count(b'"') % 2 == 0:
            yield record
            record = b""
    if record:
        yield record


def _kept(records: Iterator[bytes], columns: _Columns, persons: Persons, found: Found) -> Iterator[bytes]:
    """The records of others; of those that cannot name a customer nothing is parsed."""
    all_records = list(records)
    near = {number for number, record in enumerate(all_records) if persons.may_be_in(record)}
    texts = {number: _decoded(all_records[number]) for number in near}
    fields = {number: columns.split(text) for number, (text, _) in texts.items()}
    owners = _owners(fields, columns, persons, found)
    for number, record in enumerate(all_records):
        if owner := owners.get(number):
            found.rows += 1
            found.ids.add(owner)
        elif number in near:
            text, encoding = texts[number]
            text = _without_mentions(text, fields[number], columns, persons, found)
            yield text.encode(encoding, "surrogateescape")
        else:
            yield record


def _owners(fields: dict[int, list[str]], columns: _Columns, persons: Persons, found: Found) -> dict[int, str]:
    owners: dict[int, str] = {}
    for column in columns.ids:
        words = [each[column] if column < len(each) else None for each in fields.values()]
        found.alike |= persons.alike(words)
        owners |= {number: owner for number, owner in zip(fields, persons.which(words), strict=True) if owner}
    return owners


def _without_mentions(text: str, fields: list[str], columns: _Columns, persons: Persons, found: Found) -> str:
    changed = [persons.without(each) if n not in columns.ids else (each, 0) for n, each in enumerate(fields)]
    count = sum(number for _, number in changed)
    if not count:
        return text
    found.mentions += count
    new, number = persons.without(text)
    if number == count and columns.split(new) == [each for each, _ in changed]:
        return new
    ending = text[len(text.rstrip("\r\n")) :]
    return columns.joined([each for each, _ in changed]) + ending  # its quotes may change, its values not
