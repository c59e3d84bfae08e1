"""Rows that are there twice, not there, or in another order; columns likewise."""

import random
from itertools import pairwise

import polars as pl

from fuzz.draft import READINGS, Draft, NotApplicableError, Note, some_rows
from fuzz.registry import SMALL, mutation


@mutation("rows")
def rows_in_another_order(draft: Draft, rng: random.Random) -> Note:
    draft.words = draft.words.sample(fraction=1, shuffle=True, seed=rng.randrange(1000))
    return Note(is_same=True, text="shuffled")


@mutation("rows", files=SMALL, weight=2)
def rows_twice(draft: Draft, rng: random.Random) -> Note:
    rows = some_rows(draft, rng)
    draft.words = pl.concat([draft.words, draft.words[rows]])
    return Note(text=f"{len(rows)} rows twice")


@mutation("rows", files=SMALL, weight=2)
def rows_twice_with_another_value(draft: Draft, rng: random.Random) -> Note:
    rows, column = some_rows(draft, rng, at_most=0.1), rng.choice(draft.words.columns)
    again = draft.words[rows].with_columns(draft.words[column].shuffle(seed=1)[: len(rows)].alias(column))
    draft.words = pl.concat([draft.words, again])
    return Note(text=f"{len(rows)} rows twice, with another {column}")


@mutation("rows", files=SMALL, weight=3)
def rows_missing(draft: Draft, rng: random.Random) -> Note:
    rows = set(some_rows(draft, rng))
    draft.words = draft.words[[row for row in range(draft.words.height) if row not in rows]]
    return Note(text=f"{len(rows)} rows missing")


@mutation("rows", files=SMALL)
def rows_of_the_end_missing(draft: Draft, rng: random.Random) -> Note:
    kept = rng.randrange(1, draft.words.height)
    draft.words = draft.words.head(kept)
    return Note(text=f"only the first {kept} rows")


@mutation("rows", files=SMALL)
def rows_of_nothing(draft: Draft, rng: random.Random) -> Note:
    empty = draft.words.clear(rng.choice([1, 5]))
    draft.words = pl.concat([draft.words, empty])
    return Note(text="rows without any value at the end")


@mutation("columns")
def columns_in_another_order(draft: Draft, rng: random.Random) -> Note:
    draft.words = draft.words.select(rng.sample(draft.words.columns, len(draft.words.columns)))
    return Note(is_same=True, text="shuffled")


@mutation("columns", weight=2)
def columns_missing(draft: Draft, rng: random.Random) -> Note:
    column = rng.choice(draft.words.columns)
    name = draft.canonical[column]
    draft.words = draft.words.drop(column)
    return Note((name,), text=f"without {column}")


@mutation("columns", weight=2)
def columns_empty(draft: Draft, rng: random.Random) -> Note:
    column = rng.choice(draft.words.columns)
    draft.words = draft.words.with_columns(pl.lit(None, pl.String).alias(column))
    return Note((draft.canonical[column],), text=f"{column} without a value")


@mutation("columns", weight=2)
def columns_added(draft: Draft, rng: random.Random) -> Note:
    name = rng.choice(["extra", "Unnamed: 0", "x" * 250, "\u00f1and\u00fa", "index", "__index_level_0__", "a,b", 'a"b'])
    draft.words = draft.words.with_columns(pl.lit("1").alias(name))
    return Note(text=f"a further column {name[:20]!r}")


@mutation("columns", weight=2)
def columns_renamed(draft: Draft, rng: random.Random) -> Note:
    column = rng.choice(draft.words.columns)
    ways = {
        "upper case": str.upper,
        "blanks": lambda name: f" {name} ",
        "no marks": lambda name: name.replace("_", ""),
        "dashes": lambda name: name.replace("_", "-"),
        "a suffix": lambda name: name + "_1",
        "other": lambda _: "valor",
        "a typo": lambda name: name[:-1],
        "a mark": lambda name: "\ufeff" + name,
        "a no-break blank": lambda name: name + "\u00a0",
        "nothing": lambda _: "",
        "a number": lambda _: "42",
    }
    way = rng.choice(list(ways))
    name, canonical = ways[way](column), draft.canonical[column]
    if name in draft.words.columns:
        raise NotApplicableError
    draft.words = draft.words.rename({column: name})
    is_same = way in ("upper case", "blanks")
    return Note((canonical,), is_same=is_same, text=f"{column} is {name!r}")


@mutation("columns")
def columns_all_in_upper_case(draft: Draft, rng: random.Random) -> Note:
    draft.words = draft.words.rename(str.upper)
    return Note(is_same=True, text="names in upper case")


@mutation("columns", files=(READINGS, *SMALL))
def columns_shifted_by_one(draft: Draft, rng: random.Random) -> Note:
    """Every value stands one column further on, as when a column of names was forgotten."""
    names = draft.words.columns
    draft.words = draft.words.select(
        pl.col(names[-1]).alias(names[0]), *[pl.col(a).alias(b) for a, b in pairwise(names)]
    )
    return Note(text="values one column further on")
