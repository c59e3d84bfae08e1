"""A parquet table without a customer: rows go, mentions in texts of other rows are replaced, the order stays."""

from pathlib import Path

import polars as pl

from spanishgas.bronze.ids import id_words
from spanishgas.content import table_bytes
from spanishgas.upkeep.forget_csv import NAMES
from spanishgas.upkeep.found import Found
from spanishgas.upkeep.persons import Persons

_WHOLE = 256 * 1024 * 1024
"""A file up to this size is rewritten as a run writes its tables, a bigger one is streamed."""
_LISTS = "a column holds lists, structures or bytes, which nobody looked into"


def forget_in_parquet(source: Path, target: Path | None, persons: Persons) -> Found:
    """Copy a parquet table without some customers; without a target only look. The rows are streamed."""
    frame = pl.scan_parquet(source, glob=False, hive_partitioning=False)
    schema = frame.collect_schema()
    found, is_plain = Found(), {name: not (d.is_nested() or d == pl.Binary) for name, d in schema.items()}
    if not all(is_plain.values()):
        found.unread = _LISTS
    if any(persons.without(name)[1] for name in schema):
        found.unread = NAMES
    ids = [name for name in persons.id_columns(schema) if is_plain[name]]
    theirs = _theirs(frame, schema, ids, persons, found)
    texts = [name for name, dtype in schema.items() if _is_text(dtype) and name not in ids]
    texts = _mentioning(frame.filter(~theirs), texts, persons, found)
    listed = {name: dtype for name, dtype in schema.items() if isinstance(dtype, pl.Enum)}
    listed = {name: others for name, dtype in listed.items() if (others := _others(dtype, name in ids, persons, found))}
    if target is not None and found.is_something:
        replaced = [_replaced(name, listed.get(name, schema[name]), persons) for name in dict.fromkeys(texts) | listed]
        _write(frame.filter(~theirs).with_columns(replaced), source, target)
    return found


def _is_text(dtype: pl.DataType) -> bool:
    return isinstance(dtype, pl.String | pl.Categorical | pl.Enum)


def _theirs(frame: pl.LazyFrame, schema: pl.Schema, ids: list[str], persons: Persons, found: Found) -> pl.Expr:
    """Which rows are theirs: every id is looked at once, however many rows it has."""
    theirs = pl.lit(value=False)
    if not ids:
        return theirs
    words = [id_words(pl.col(name), schema[name]).alias(name) for name in ids]
    rows = frame.select(words).group_by(ids).len().collect(engine="streaming")
    is_theirs = pl.Series([False]).new_from_index(0, rows.height)
    for name, word in zip(ids, words, strict=True):
        owners = persons.which(rows[name].to_list())
        found.alike |= persons.alike(rows[name])
        found.ids |= {owner for owner in owners if owner}
        owned = pl.Series([owner is not None for owner in owners], dtype=pl.Boolean)
        is_theirs |= owned
        theirs |= word.is_in(rows[name].filter(owned).to_list()).fill_null(value=False)
    found.rows = int(rows["len"].filter(is_theirs).sum())
    return theirs


def _mentioning(others: pl.LazyFrame, texts: list[str], persons: Persons, found: Found) -> list[str]:
    """Those columns of text in which others' rows mention a customer."""
    if not texts or not persons.mentionable:
        return []
    count = dict.fromkeys(texts, 0)
    for name in texts:
        near = others.select(pl.col(name).cast(pl.String)).filter(persons.near(name))
        rows = near.group_by(name).len().collect(engine="streaming")
        count[name] = sum(number * persons.without(text)[1] for text, number in rows.iter_rows())
    found.mentions += sum(count.values())
    return [name for name, number in count.items() if number]


def _others(dtype: pl.Enum, is_id: bool, persons: Persons, found: Found) -> pl.Enum | None:
    """A list of words without a customer among them; None where none of them names one. The file holds the list."""
    words = dtype.categories.to_list()
    owners = persons.which(words) if is_id else [None] * len(words)
    kept = [persons.without(word)[0] for word, owner in zip(words, owners, strict=True) if not owner]
    if kept == words:
        return None
    found.mentions += 1
    return pl.Enum(list(dict.fromkeys(kept)))


def _replaced(name: str, dtype: pl.DataType, persons: Persons) -> pl.Expr:
    def replace(texts: pl.Series) -> pl.Series:
        return pl.Series(texts.name, [None if t is None else persons.without(t)[0] for t in texts], dtype=pl.String)

    new = pl.col(name).cast(pl.String).map_batches(replace, return_dtype=pl.String, is_elementwise=True)
    return new.cast(dtype)


def _write(kept: pl.LazyFrame, source: Path, target: Path) -> None:
    if source.stat().st_size <= _WHOLE:
        target.write_bytes(table_bytes(kept.collect()))
    else:
        kept.sink_parquet(target, compression="zstd", maintain_order=True)
