"""Looking again when all is done, by other means: what the rewriting did not notice must not pass for gone.

Nothing is asked beforehand about which parts may be passed over, and values are held against expressions of Polars.
What is found is for a person to do: the rewriting has had its turn.
"""

import re
from pathlib import Path

import polars as pl

from spanishgas.bronze.ids import seen, tidy_id
from spanishgas.upkeep.numbers import AMOUNT, polars_called_customer
from spanishgas.upkeep.packing import BROKEN
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.spellings import unescaped
from spanishgas.upkeep.values import values

_NUMBER = r"^[\s\d.,:/+\-TZ]*$"


def still_named(path: Path, persons: Persons, key: str) -> str | None:
    """A sentence about a file that names a customer still, by itself or by its name; None where none does."""
    if persons.without_in_name(key)[1]:
        return "the name of this file names a customer. Give it another"
    places = ", ".join(_places(path, persons.in_file(key), key.lower()))
    return f"{places} names a customer still. Take the customer out" if places else None


def _places(path: Path, persons: Persons, ending: str) -> list[str]:
    """Columns, entries, or words of none; of a file that cannot be read the rewriting has said so."""
    found: dict[str, None] = {}
    try:
        for name, words in values(path, ending, persons.id_columns):
            if name not in found and _is_named(name, words, persons):
                found[name] = None
    except (*BROKEN, ValueError):
        pass  # and what was found before it counts
    return [f"column {name}" if name else "a text" for name in found]


def _is_named(name: str, words: pl.Series, persons: Persons) -> bool:
    texts = words.cast(pl.String).alias("word").to_frame().drop_nulls()
    if name and persons.id_columns([name]):
        return bool(texts.select(tidy_id(pl.col("word")).is_in(list(persons.ids)).any()).item())
    texts = texts.filter(~pl.col("word").str.contains(_NUMBER))
    escaped = texts.filter(pl.col("word").str.contains("\\", literal=True))["word"]
    meant = pl.Series("word", [unescaped(text) for text in escaped], dtype=pl.String)
    every = pl.concat([texts["word"], meant]).to_frame()
    seen_words = every.select(seen(pl.col("word")))
    return bool(seen_words.select(_names_one(pl.col("word"), persons).any()).item())


def _names_one(word: pl.Expr, persons: Persons) -> pl.Expr:
    """Whether a text has an id as a word of its own, or a number that it calls a customer's."""
    words = [each for each in persons.mentionable if each not in persons.numbers]
    named = pl.lit(value=False)
    if words:
        named |= word.str.contains(_pattern(words, persons))
    if persons.numbers:
        named |= word.str.replace_all(AMOUNT, "").str.contains(polars_called_customer(persons.numbers))
    return named


def _pattern(ids: list[str], persons: Persons) -> str:
    """Ids as words of their own, for an engine that cannot look behind itself."""
    words = "|".join(f"(?{'-i' if each in persons.exact else 'i'}:{_escaped(each)})" for each in ids)
    return rf"(?:^|[^\w./-]|(?:^|\W)[./-])(?:{words})(?:$|[^\w./-]|[./-](?:$|\W))"


def _escaped(each: str) -> str:
    return re.escape(each).replace(r"\ ", r"\s+")
