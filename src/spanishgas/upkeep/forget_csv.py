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
from spanishgas.upkeep.persons import Persons, id_columns

_PIECE = 8 * 1024 * 1024
_DELIMITERS = ",;\t|"
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")


def forget_in_csv(source: BinaryIO, target: BinaryIO | None, persons: Persons) -> Found:
    """Copy a CSV file without some customers; without a target only look."""
    found, columns = Found(), None
    for piece in _pieces(source):
        body = piece
        if columns is None:
            header, end, body = piece.partition(b"\n")
            columns = _Columns(header)
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

    def __init__(self, header: bytes) -> None:
        line = header.decode("utf-8-sig", "surrogateescape")
        self.delimiter = max(_DELIMITERS, key=line.count)
        names = self.split(line)
        self.ids = [names.index(name) for name in id_columns(names)]

    def split(self, record: str) -> list[str]:
        return next(csv.reader(io.StringIO(record, newline=""), delimiter=self.delimiter), [])

    def joined(self, fields: list[str]) -> str:
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.delimiter, lineterminator="").writerow(fields)
        return text.getvalue()


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
    texts = {number: all_records[number].decode("utf-8", "surrogateescape") for number in near}
    fields = {number: columns.split(text) for number, text in texts.items()}
    owners = _owners(fields, columns, persons)
    for number, record in enumerate(all_records):
        if owner := owners.get(number):
            found.rows += 1
            found.ids.add(owner)
        elif number in near:
            yield _without_mentions(texts[number], fields[number], columns, persons, found)
        else:
            yield record


def _owners(fields: dict[int, list[str]], columns: _Columns, persons: Persons) -> dict[int, str]:
    owners: dict[int, str] = {}
    for column in columns.ids:
        words = [each[column] if column < len(each) else None for each in fields.values()]
        owners |= {number: owner for number, owner in zip(fields, persons.which(words), strict=True) if owner}
    return owners


def _without_mentions(text: str, fields: list[str], columns: _Columns, persons: Persons, found: Found) -> bytes:
    changed = [persons.without(each) if n not in columns.ids else (each, 0) for n, each in enumerate(fields)]
    count = sum(number for _, number in changed)
    if not count:
        return text.encode("utf-8", "surrogateescape")
    found.mentions += count
    as_text, number = persons.without(text)
    if number != count or columns.split(as_text) != [each for each, _ in changed]:
        ending = text[len(text.rstrip("\r\n")) :]
        as_text = columns.joined([each for each, _ in changed]) + ending  # its quotes may change, its values not
    return as_text.encode("utf-8", "surrogateescape")
