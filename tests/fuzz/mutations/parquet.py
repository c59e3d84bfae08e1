"""Parquet files with other types, and damaged ones."""

import random

import polars as pl

from fuzz.draft import Draft, NotApplicableError, Note, parquet_bytes
from fuzz.registry import BYTES, STRUCTURE, mutation


def _as_parquet(draft: Draft) -> pl.DataFrame:
    if draft._text is not None or draft._data is not None or not draft.words.width:
        raise NotApplicableError
    draft.ending = "parquet"
    return draft.frame


@mutation("parquet", rank=STRUCTURE)
def as_parquet(draft: Draft, rng: random.Random) -> Note:
    """A mutated table comes as parquet, packed in one way or the other."""
    packed = rng.choice(["zstd", "snappy", "gzip", "lz4", "uncompressed"])
    frame = _as_parquet(draft)
    groups = rng.choice([None, 10, 100]) if frame.height < 5_000 else None
    draft.data = parquet_bytes(frame, compression=packed, row_group_size=groups)
    return Note(is_same=True, text=f"parquet, {packed}")


def _number_of(column: pl.Expr) -> pl.Expr:
    return column.str.extract(r"([0-9]+)").cast(pl.Int64, strict=False)


def _moment(column: pl.Expr, unit: str) -> pl.Expr:
    return column.cast(pl.String).str.slice(0, 19).str.to_datetime(time_unit=unit, strict=False)


_TYPES = {
    "categorical": lambda c: c.cast(pl.String).cast(pl.Categorical),
    "decimal": lambda c: c.cast(pl.Decimal(38, 6), strict=False),
    "integer": lambda c: _number_of(c.cast(pl.String)),
    "small integer": lambda c: _number_of(c.cast(pl.String)).cast(pl.Int8, strict=False),
    "unsigned": lambda c: _number_of(c.cast(pl.String)).cast(pl.UInt64, strict=False),
    "float": lambda c: _number_of(c.cast(pl.String)).cast(pl.Float64),
    "float of 32 bits": lambda c: c.cast(pl.Float32, strict=False),
    "text": lambda c: c.cast(pl.String),
    "objects": lambda c: pl.struct(value=c),
    "lists": pl.concat_list,
    "bytes": lambda c: c.cast(pl.String).cast(pl.Binary),
    "flags": lambda c: c.cast(pl.String).str.len_chars() > 6,
    "a date": lambda c: c.cast(pl.String).str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False),
    "a moment in ms": lambda c: _moment(c, "ms"),
    "a moment in ns": lambda c: _moment(c, "ns"),
    "a moment with its zone": lambda c: _moment(c, "us").dt.replace_time_zone("UTC"),
    "a duration": lambda c: _number_of(c.cast(pl.String)).cast(pl.Duration("us")),
    "a time": lambda c: _number_of(c.cast(pl.String)).mod(86_400).cast(pl.Time),
    "nothing": lambda c: pl.lit(None),
}


@mutation("parquet", rank=STRUCTURE, weight=6)
def a_column_of_another_type(draft: Draft, rng: random.Random) -> Note:
    frame = _as_parquet(draft)
    column, kind = rng.choice(frame.columns), rng.choice(list(_TYPES))
    try:
        changed = frame.with_columns(_TYPES[kind](pl.col(column)).alias(column))
    except pl.exceptions.PolarsError:
        raise NotApplicableError from None
    draft.data = parquet_bytes(changed)
    canonical = draft.canonical.get(column)
    # Seven digits of each number are left: whoever gets them cannot know that there were more.
    is_rounded = kind == "float of 32 bits" and changed[column].null_count() == frame[column].null_count()
    note = f"{column} as {kind}"
    return Note((canonical,) if canonical else (), is_undetectable=is_rounded, text=note)


@mutation("parquet", rank=STRUCTURE, weight=2)
def odd_tables_in_parquet(draft: Draft, rng: random.Random) -> Note:
    frame = _as_parquet(draft)
    cases = {
        "no rows": frame.clear(),
        "no columns": pl.DataFrame(),
        "one row": frame.head(1),
        "an unknown object": frame.with_columns(pl.struct(a=pl.lit(1)).alias("extra")),
        "an unknown list": frame.with_columns(pl.concat_list(pl.lit(1)).alias("extra")),
        "names in upper case": frame.rename(str.upper),
        "a name with blanks": frame.rename({frame.columns[0]: f" {frame.columns[0]} "}),
        "a name twice but for its case": frame.with_columns(pl.col(frame.columns[0]).alias(frame.columns[0].upper())),
    }
    case = rng.choice(list(cases))
    draft.data = parquet_bytes(cases[case])
    is_same = case in ("an unknown object", "an unknown list", "names in upper case", "a name with blanks")
    return Note(is_same=is_same, text=case)


@mutation("parquet", rank=BYTES, weight=4)
def parquet_damaged(draft: Draft, rng: random.Random) -> Note:
    if draft._data is None:
        _as_parquet(draft)
    data = bytearray(draft.data)
    if draft.ending != "parquet" or len(data) < 50:
        raise NotApplicableError
    case = rng.choice(["cut off", "a cut beginning", "a byte", "many bytes", "a footer", "its length", "only marks"])
    if case == "cut off":
        data = data[: rng.randrange(len(data))]
    elif case == "a cut beginning":
        data = data[rng.randrange(1, len(data)) :]
    elif case == "only marks":
        data = bytearray(b"PAR1PAR1")
    elif case == "its length":
        data[-8:-4] = rng.choice([b"\xff\xff\xff\x7f", b"\0\0\0\0", b"\x10\0\0\0"])
    else:
        low, high = (max(len(data) - 300, 4), len(data) - 8) if case == "a footer" else (4, len(data) - 8)
        for _ in range(1 if case == "a byte" else 40):
            data[rng.randrange(low, high)] = rng.randrange(256)
    draft.data = bytes(data)
    # no page of ours carries a checksum: a byte within a page may be another number, within its bounds
    return Note(is_undetectable=case == "a byte", text=f"damaged: {case}")
