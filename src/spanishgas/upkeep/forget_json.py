"""JSON without a customer: records go, mentions are replaced; of a list of records every other byte stays."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from spanishgas.upkeep.found import Found
from spanishgas.upkeep.numbers import is_number
from spanishgas.upkeep.persons import Persons

_GAP = re.compile(r"[\s,]*")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_GONE = object()


def forget_in_json(text: str, persons: Persons) -> tuple[str, Found]:
    """A JSON text without some customers: a list of records, records one a line, or one document.

    A text that is no JSON is treated as words.
    """
    found = Found()
    try:
        if text.lstrip("\ufeff \t\r\n").startswith("["):
            return _of_list(text, persons, found), found
        return _of_document(text, persons, found), found
    except json.JSONDecodeError:
        pass
    try:
        found = Found()
        return "".join(_of_lines(text, persons, found)), found
    except json.JSONDecodeError:
        new, mentions = persons.without(text)
        return new, Found(mentions=mentions)


def _of_document(text: str, persons: Persons, found: Found) -> str:
    old = json.loads(text.lstrip("\ufeff"))
    new = without_customers(old, persons, found)
    if not found.is_something:
        return text
    return "" if new is _GONE else json.dumps(new, indent=2, ensure_ascii=False) + "\n"


def _of_list(text: str, persons: Persons, found: Found) -> str:
    """Cut the records of a customer out of a list, each with the comma that followed it."""
    decoder, start = json.JSONDecoder(), text.index("[") + 1
    json.loads(text.lstrip("\ufeff"))  # whole, or no list
    pieces: list[str] = []
    position = _GAP.match(text, start).end()  # pyright: ignore[reportOptionalMemberAccess]
    first = position
    while text[position] != "]":
        record, end = decoder.raw_decode(text, position)
        following = _GAP.match(text, end).end()  # pyright: ignore[reportOptionalMemberAccess]
        kept = _of_record(text[position:end], record, persons, found)
        if kept is not None:
            pieces += [kept, text[end:following]]
        position = following
    body = "".join(pieces)
    if pieces and pieces[-1].strip():  # the record that followed the last comma is gone
        body = "".join(pieces[:-1]) + pieces[-1].replace(",", "", 1)
    return text[:first] + body + text[position:]


def _of_lines(text: str, persons: Persons, found: Found) -> Iterator[str]:
    for line in _LINE.findall(text):
        content = line.strip("\ufeff \t\r\n")
        kept = _of_record(line, json.loads(content), persons, found) if content else line
        if kept is not None:
            yield kept


def _of_record(text: str, record: Any, persons: Persons, found: Found) -> str | None:
    """The text of a record: None where it is a customer's, and as it was where it mentions none."""
    counted = Found()
    new = without_customers(record, persons, counted)
    found.rows += counted.rows
    found.mentions += counted.mentions
    found.ids |= counted.ids
    found.alike |= counted.alike
    if new is _GONE:
        return None
    if not counted.is_something:
        return text
    changed, _ = persons.without(text)
    if _parsed(changed) == new:
        return changed
    ending = text[len(text.rstrip()) :]
    return json.dumps(new, ensure_ascii=False) + ending


def _parsed(text: str) -> Any:
    try:
        return json.loads(text.strip("\ufeff \t\r\n"))
    except json.JSONDecodeError:
        return _GONE


def without_customers(value: Any, persons: Persons, found: Found) -> Any:
    """A value without the records of some customers and with their mentions replaced; keys are words as well."""
    if isinstance(value, str):
        text, count = persons.without(value)
        found.mentions += count
        return text
    if isinstance(value, list):
        kept = (without_customers(each, persons, found) for each in value)
        return [each for each in kept if each is not _GONE]
    if isinstance(value, Mapping):
        return _of_mapping(value, persons, found)
    return value


def _of_mapping(value: Mapping[str, Any], persons: Persons, found: Found) -> Any:
    """Without the entries that are called as a customer is; nothing of what is a customer's as a whole."""
    words = [None if isinstance(value[name], dict | list) else value[name] for name in persons.id_columns(value)]
    if _owned([None if word is None else str(word) for word in words], persons, found):
        return _GONE
    entries = _of_others(value, persons, found)
    pairs = ((without_customers(name, persons, found), each) for name, each in entries.items())
    inner = ((name, without_customers(each, persons, found)) for name, each in pairs)
    return {name: None if each is _GONE else each for name, each in inner}


def _of_others(value: Mapping[str, Any], persons: Persons, found: Found) -> dict[str, Any]:
    """The entries that are called as no customer is; one that is called 12 may be a month's."""
    if not any(persons.may_be_in(name.encode("utf-8", "replace")) for name in value):
        return dict(value)
    return {name: each for name, each in value.items() if is_number(name) or not _owned([name], persons, found)}


def _owned(words: list[str | None], persons: Persons, found: Found) -> bool:
    """Whether one of the words is a customer's id, which is noted."""
    owners = {each for each in persons.which(words) if each}
    found.ids |= owners
    found.alike |= persons.alike(words)
    found.rows += bool(owners)
    return bool(owners)
