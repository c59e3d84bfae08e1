"""Customers who are to be forgotten: how their rows are found, and where a text mentions them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from spanishgas.bronze.ids import id_words, tidy_id
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.errors import InputError
from spanishgas.model.keyed_hash import keyed_hash

FORGOTTEN = "[forgotten]"
_NUMBER = re.compile(r"[\s\d.,:/+\-TZ]*")
"""A number, a date or a time: what is written with digits alone may equal an id by chance."""


@dataclass(frozen=True)
class Persons:
    """Ids of customers, written as every table of ours has them."""

    ids: tuple[str, ...]

    @classmethod
    def of(cls, words: Iterable[str]) -> "Persons":
        """Customers by the ids that a person typed. Raises InputError for an id that is empty."""
        typed = pl.Series(list(words), dtype=pl.String)
        tidy = typed.to_frame("id").select(tidy_id(pl.col("id")))["id"]
        if tidy.null_count():
            raise InputError(f"{typed[tidy.is_null().arg_max() or 0]!r} is no customer's id.")
        return cls(tuple(tidy.unique().sort()))

    def pseudonyms(self, key: str) -> dict[str, int]:
        """The keyed hash of each id."""
        return dict(zip(self.ids, keyed_hash(pl.Series(self.ids), key), strict=True))

    def are(self, column: str, dtype: pl.DataType) -> pl.Expr:
        """Whether a row is one of theirs, by a column of ids of any type."""
        return tidy_id(id_words(pl.col(column), dtype)).is_in(list(self.ids)).fill_null(value=False)

    def which(self, words: Sequence[str | None]) -> list[str | None]:
        """The id that each word is, or None."""
        tidy = pl.DataFrame({"id": words}, schema={"id": pl.String}).select(tidy_id(pl.col("id")))["id"]
        return [word if word in self.ids else None for word in tidy]

    @cached_property
    def needles(self) -> tuple[bytes, ...]:
        """Bytes of which one is in whatever names a customer, in small letters; JSON may escape what is not ASCII."""
        forms = {unicodedata.normalize(form, each.lower()) for each in self.ids for form in ("NFC", "NFD")}
        escaped = {form.encode("ascii", "backslashreplace").decode() for form in forms}
        return tuple(sorted(word.encode() for word in forms | escaped))

    def may_be_in(self, content: bytes) -> bool:
        """Whether bytes could name a customer; a cheap question before the exact one."""
        small = content.lower()
        return any(needle in small for needle in self.needles)

    def are_named_in(self, content: bytes) -> bool:
        """Whether bytes that are no text name a customer, as a word of its own."""
        if self._mention is None:
            return self.may_be_in(content)
        return self._mention.search(content.decode("utf-8", "replace")) is not None

    @cached_property
    def mentionable(self) -> tuple[str, ...]:
        """Ids that can be told from other words of a text: two characters or more, a digit among them."""
        return tuple(each for each in self.ids if len(each) > 1 and any(letter.isdigit() for letter in each))

    @cached_property
    def _mention(self) -> re.Pattern[str] | None:
        """An id that stands by itself: C1 is not mentioned by C10, by C1-2 or by XC1, and is by "(C1)." and by "c1"."""
        if not self.mentionable:
            return None
        words = "|".join(re.escape(each) for each in sorted(self.mentionable, key=len, reverse=True))
        return re.compile(rf"(?<!\w)(?<!\w[-./])(?:{words})(?!\w)(?![-./]\w)", re.IGNORECASE)

    def without(self, text: str) -> tuple[str, int]:
        """A text with every mention replaced, and how many there were. What is a number or a date mentions nobody."""
        if self._mention is None or _NUMBER.fullmatch(text):
            return text, 0
        return self._mention.subn(FORGOTTEN, text)


def id_columns(names: Iterable[str]) -> list[str]:
    """Those columns, by the registry's names, that hold a customer's id."""
    accepted = {
        name
        for dataset in ColumnRegistry.load().datasets.values()
        if "customer_id" in dataset.columns
        for name in dataset.accepted("customer_id")
    }
    return [name for name in names if name.strip().lower() in accepted]
