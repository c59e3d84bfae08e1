"""All that stands in a file, as values under the names of their columns: read whole, by Polars where it can be."""

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from spanishgas.bronze.ids import id_words
from spanishgas.upkeep.packing import opened

IdColumns = Callable[[Iterable[str]], list[str]]
"""Tells which columns of a file hold ids."""
_LINES = 64 * 1024 * 1024
_DELIMITERS = ",;\t|"
_TABLES, _RECORDS = (".csv", ".tsv"), (".json", ".jsonl", ".ndjson")


def values(path: Path, ending: str, id_columns: IdColumns) -> Iterator[tuple[str, pl.Series]]:
    """All that stands in a file as values under the names of their columns, or under none; numbers only as ids."""
    plain = ending.removesuffix(".gz")
    if ending.endswith(".parquet"):
        yield from _of_parquet(path, id_columns)
    elif zipfile.is_zipfile(path):
        yield from _of_archive(path)
    elif plain.endswith(_TABLES):
        yield from _of_table(path)
    elif plain.endswith(_RECORDS):
        yield from _of_records(path)
    else:
        with opened(path) as file:
            for lines in iter(partial(file.readlines, _LINES), []):
                yield "", _words(line.decode("utf-8", "replace") for line in lines)


def _of_parquet(path: Path, id_columns: IdColumns) -> Iterator[tuple[str, pl.Series]]:
    frame = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    schema = frame.collect_schema()
    yield "", pl.Series(schema.names())
    ids = id_columns(schema)
    for name, dtype in schema.items():
        if isinstance(dtype, pl.String | pl.Categorical | pl.Enum) or (name in ids and dtype.is_numeric()):
            words = frame.select(id_words(pl.col(name), dtype).alias(name)).unique()
            yield name, words.collect(engine="streaming")[name]


def _of_table(path: Path) -> Iterator[tuple[str, pl.Series]]:
    with opened(path) as file:
        header = file.readline()
        delimiter = max(_DELIMITERS, key=header.decode("utf-8", "replace").count)
        yield "", _cells([header], delimiter)
        for lines in iter(partial(file.readlines, _LINES), []):
            block = b"".join(lines)
            try:
                table = pl.read_csv(
                    io.BytesIO(header + block), separator=delimiter, infer_schema=False, truncate_ragged_lines=True
                )
            except pl.exceptions.PolarsError:  # other letters, or a quote that is closed in another block
                yield "", _cells(lines, delimiter)
            else:
                yield from zip(table.columns, table, strict=True)


def _cells(lines: list[bytes], delimiter: str) -> pl.Series:
    """What stands between delimiters, in either encoding that lines may have."""
    texts = (line.decode(encoding, "replace") for line in lines for encoding in ("utf-8", "cp1252"))
    return _words(cell for text in texts for cell in text.split(delimiter))


def _of_records(path: Path) -> Iterator[tuple[str, pl.Series]]:
    with opened(path) as file:
        text = file.read().decode("utf-8-sig", "replace")
    try:
        records = [json.loads(text, object_pairs_hook=list)]
    except json.JSONDecodeError:
        records = [json.loads(line, object_pairs_hook=list) for line in text.split("\n") if line.strip()]
    values: dict[str, set[str]] = {}
    for name, word in _pairs("", records):
        values.setdefault(name, set()).add(word)
    for name, words in values.items():
        yield name, _words(words)


def _pairs(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Names and plain values; what an object says twice is there twice, and its names are words as well."""
    if isinstance(value, tuple):
        yield "", value[0]
        yield from _pairs(*value)
    elif isinstance(value, list):
        for each in value:
            yield from _pairs("" if isinstance(each, tuple) else name, each)
    elif value is not None:
        yield name, str(value)


def _of_archive(path: Path) -> Iterator[tuple[str, pl.Series]]:
    """The texts between the tags of a workbook's sheets."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            text = html.unescape(archive.read(member).decode("utf-8", "replace"))
            yield "", _words(re.split(r"<[^>]*>", text))


def _words(words: Iterable[str]) -> pl.Series:
    return pl.Series(list(words), dtype=pl.String)
