"""A parquet table without a customer: rows go, mentions in texts of other rows are replaced, the order stays."""

from pathlib import Path

import polars as pl

from spanishgas.content import table_bytes
from spanishgas.upkeep.found import Found
from spanishgas.upkeep.persons import Persons, id_columns

_WHOLE = 256 * 1024 * 1024
"""A file up to this size is rewritten as a run writes its tables, a bigger one is streamed."""


def forget_in_parquet(source: Path, target: Path | None, persons: Persons) -> Found:
    """Copy a parquet table without some customers; without a target only look. The rows are streamed."""
    frame = pl.scan_parquet(source, glob=False)
    schema = frame.collect_schema()
    ids = id_columns(schema.names())
    theirs = pl.any_horizontal(pl.lit(value=False), *(persons.are(name, schema[name]) for name in ids))
    found = _counted(frame, ids, theirs, persons)
    texts = _mentioning(frame.filter(~theirs), [n for n, t in schema.items() if t == pl.String and n not in ids],
                        persons, found)  # fmt: skip
    if any(dtype.is_nested() for dtype in schema.dtypes()):
        found.unread = "a column holds lists or structures, which nobody looked into"
    if target is not None and found.is_something:
        kept = frame.filter(~theirs).with_columns(_replaced(name, persons) for name in texts)
        _write(kept, source, target)
    return found


def _counted(frame: pl.LazyFrame, ids: list[str], theirs: pl.Expr, persons: Persons) -> Found:
    if not ids:
        return Found()
    rows = frame.filter(theirs).group_by(ids).len().collect(engine="streaming")
    words = [str(word) for name in ids for word in rows[name].cast(pl.String).drop_nulls()]
    return Found(rows=int(rows["len"].sum()), ids={owner for owner in persons.which(words) if owner})


def _mentioning(others: pl.LazyFrame, texts: list[str], persons: Persons, found: Found) -> list[str]:
    """Those columns of text in which others' rows mention a customer."""
    if not texts or not persons.mentionable:
        return []
    near = {
        name: pl.col(name).str.contains_any(list(persons.mentionable), ascii_case_insensitive=True) for name in texts
    }
    rows = others.filter(pl.any_horizontal(near.values())).select(texts).collect(engine="streaming")
    count = {name: sum(persons.without(text)[1] for text in rows[name].drop_nulls()) for name in texts}
    found.mentions += sum(count.values())
    return [name for name, number in count.items() if number]


def _replaced(name: str, persons: Persons) -> pl.Expr:
    def replace(texts: pl.Series) -> pl.Series:
        return pl.Series(texts.name, [None if t is None else persons.without(t)[0] for t in texts], dtype=pl.String)

    return pl.col(name).map_batches(replace, return_dtype=pl.String, is_elementwise=True)


def _write(kept: pl.LazyFrame, source: Path, target: Path) -> None:
    if source.stat().st_size <= _WHOLE:
        target.write_bytes(table_bytes(kept.collect()))
    else:
        kept.sink_parquet(target, compression="zstd", maintain_order=True)
