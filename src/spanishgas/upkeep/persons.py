"""Customers who are to be forgotten: how their rows are found, and where a text mentions them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import polars as pl

from spanishgas.bronze.ids import tidy_id
from spanishgas.errors import InputError
from spanishgas.model.keyed_hash import keyed_hash
from spanishgas.upkeep.id_names import IdNames
from spanishgas.upkeep.numbers import called_customer, is_number
from spanishgas.upkeep.spellings import (
    decodings,
    is_plain_ascii,
    polars_pattern,
    squeezed,
    squeezed_ascii,
    word_pattern,
)

FORGOTTEN = "[forgotten]"
_NUMBER = re.compile(r"[\s\d.,:/+\-TZ]*")
"""A number, a date or a time: what is written with digits alone may equal an id by chance."""


@dataclass(frozen=True)
class Persons:
    """Ids of customers, written as every table of ours has them, and what columns of ids are called."""

    ids: tuple[str, ...]
    names: IdNames = field(default_factory=IdNames.of)
    own_names: frozenset[str] = frozenset()
    """Those of the kind of file that is looked into."""
    exact: frozenset[str] = frozenset()
    """Ids that only their case tells from those of others, so that texts mention them in their own case alone."""

    @classmethod
    def of(cls, words: Iterable[str], names: IdNames | None = None) -> "Persons":
        """Customers by the ids that a person typed. Raises InputError for an id that is empty."""
        typed = pl.Series(list(words), dtype=pl.String)
        tidy = typed.to_frame("id").select(tidy_id(pl.col("id")))["id"]
        if tidy.null_count():
            raise InputError(f"{typed[tidy.is_null().arg_max() or 0]!r} is no customer's id.")
        return cls(tuple(tidy.unique().sort()), names or IdNames.of())

    def pseudonyms(self, key: str) -> dict[str, int]:
        """The keyed hash of each id."""
        return dict(zip(self.ids, keyed_hash(pl.Series(self.ids), key), strict=True))

    def which(self, words: Sequence[str | None]) -> list[str | None]:
        """The id that each word is, or None."""
        tidy = pl.DataFrame({"id": words}, schema={"id": pl.String}).select(tidy_id(pl.col("id")))["id"]
        return [word if word in self.ids else None for word in tidy]

    def alike(self, words: Iterable[str | None]) -> set[str]:
        """Words that differ from an id in case, marks or leading zeros alone: what was meant, perhaps."""
        meant = {_sketch(each) for each in self.ids}
        return {word for word in words if word and word not in self.ids and _sketch(word) in meant}

    def beside(self, others: Iterable[str]) -> "Persons":
        """The same customers among others who are called almost as they are."""
        small = {other.casefold() for other in others}
        return replace(self, exact=frozenset(each for each in self.ids if each.casefold() in small))

    def in_file(self, key: str) -> "Persons":
        """The same customers, looked for by the names that columns have in this file."""
        return replace(self, own_names=self.names.of_kind(key))

    def as_exported(self) -> "Persons":
        """The same customers; an exported file puts an apostrophe before an id that a spreadsheet would calculate."""
        return replace(self, ids=(*self.ids, *(f"'{each}" for each in self.ids if not each[0].isalnum())))

    def id_columns(self, columns: Iterable[str]) -> list[str]:
        """Those columns that hold ids: by the names of the file's own kind, or else by those of any."""
        names = list(columns)
        return _among(names, self.own_names) or _among(names, self.names.every)

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        return tuple(squeezed(each) for each in self.ids)

    @cached_property
    def _ascii_needles(self) -> tuple[bytes, ...]:
        return tuple(needle.encode() for needle in self._needles if needle.isascii())

    def may_be_in(self, content: bytes) -> bool:
        """Whether bytes could name a customer, however it is written; a cheap question before the exact one."""
        if is_plain_ascii(content):
            small = squeezed_ascii(content)
            return any(needle in small for needle in self._ascii_needles)
        return any(needle in small for small in map(squeezed, decodings(content)) for needle in self._needles)

    def are_named_in(self, content: bytes) -> bool:
        """Whether bytes that are no text name a customer, as a word of its own; a number too, which may be a cell."""
        if self._word is None:
            return self.may_be_in(content)
        return any(self._word.search(text) for text in decodings(content))

    @cached_property
    def mentionable(self) -> tuple[str, ...]:
        """Ids that can be told from other words of a text: two characters or more, a digit among them."""
        return tuple(each for each in self.ids if len(each) > 1 and any(letter.isdigit() for letter in each))

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Those that are numbers, which a text mentions only where it calls them a customer's."""
        return tuple(each for each in self.mentionable if is_number(each))

    @cached_property
    def _word(self) -> re.Pattern[str] | None:
        """An id that stands by itself."""
        return _any_of(self._patterns(self.mentionable, in_name=False))

    @cached_property
    def _mention(self) -> re.Pattern[str] | None:
        """An id that stands by itself in a text, or a number that the text calls a customer's."""
        return self._pattern(in_name=False)

    @cached_property
    def _name(self) -> re.Pattern[str] | None:
        """An id that is a part of a file's name."""
        return self._pattern(in_name=True)

    def _pattern(self, *, in_name: bool) -> re.Pattern[str] | None:
        words = [each for each in self.mentionable if each not in self.numbers]
        called = [called_customer(self.numbers, in_name=in_name)] if self.numbers else []
        return _any_of([*self._patterns(words, in_name=in_name), *called])

    def _patterns(self, ids: Iterable[str], *, in_name: bool) -> list[str]:
        words = sorted(ids, key=len, reverse=True)
        return [word_pattern(each, exact=each in self.exact, in_name=in_name) for each in words]

    def near(self, column: str) -> pl.Expr:
        """Whether a text of a column may mention one of them; a cheap question before the exact one."""
        return pl.col(column).str.contains("|".join(map(polars_pattern, self.mentionable)))

    def without_in_name(self, name: str) -> tuple[str, int]:
        """The name of a file with every id in it replaced, and how many there were."""
        return (name, 0) if self._name is None else self._name.subn(_forgotten, name)

    def without(self, text: str) -> tuple[str, int]:
        """A text with every mention replaced, and how many there were. What is a number or a date mentions nobody."""
        if self._mention is None or _NUMBER.fullmatch(text):
            return text, 0
        return self._mention.subn(_forgotten, text)


def _any_of(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns)) if patterns else None


def _forgotten(mention: re.Match[str]) -> str:
    """What stands in the place of a mention; the words that call a number a customer's stay."""
    called = mention[1] if mention.re.groups else None
    return (called or "") + FORGOTTEN


def _among(columns: list[str], names: frozenset[str]) -> list[str]:
    return [column for column in columns if column.strip().lower() in names]


def _sketch(each: str) -> str:
    return re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"[\W_]", "", each.casefold()))
