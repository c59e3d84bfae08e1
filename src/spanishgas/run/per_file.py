"""Steps that run once per raw file, and whose results are kept: the same file is never computed twice.

A result is found under the hash of all that decided it: the file's content, the settings and rules of the step and of
the view it reads, the source of both and of the door, and the version of Polars.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import polars as pl
from pydantic import BaseModel

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.pipeline import Step
from spanishgas.run.kept_tables import Kept, sealed_table
from spanishgas.run.raw_files import open_raw
from spanishgas.run.reader import Run
from spanishgas.run.record import InputRecord
from spanishgas.run.source_hash import source_hash

Report = Callable[[str, float], None]
"""Whoever is told what is being read, and the share of the whole that is done."""


def _unwatched(text: str, share: float) -> None:
    """Nobody looks on."""


def parts(run: Run, step: Step, report: Report = _unwatched) -> Iterator[tuple[InputRecord, str, pl.LazyFrame]]:
    """Each raw file, the digest of all that decides its result, and how to compute it.

    ``report`` is told of every batch of rows that is read, and which share of the files' bytes that makes.
    """
    (read,) = step.inputs
    view = run.pipeline.step(read)
    items, decided_by = run.raw_inputs(view), _decided_by(run, step, view)
    before, whole = 0, sum(item.size for item in items)
    for item, raw in zip(items, run.raw(view), strict=True):
        digest = _digest([item.fingerprint, item.size, decided_by])
        watched = _watched(run.view(view, [raw]).table, raw, partial(_within, report, before, item.size, whole))
        yield item, digest, step.function(watched, **run.settings(step.function))
        before += item.size


def _within(report: Report, before: int, size: int, whole: int, text: str, share: float) -> None:
    """The share of a file as a share of all."""
    report(text, (before + share * size) / whole)


def _watched(table: pl.LazyFrame, raw: RawTable, report: Report) -> pl.LazyFrame:
    """The same rows, of which every batch is told. How many there are parquet alone says without being read."""
    rows = raw.frame.select(pl.len()).collect().item() if raw.file.endswith(".parquet") else None
    read = 0

    def told(batch: pl.DataFrame) -> pl.DataFrame:
        nonlocal read
        read += batch.height
        report(f"{raw.file}: {read:,} rows", min(read / rows, 1.0) if rows else 0.0)
        return batch

    return table.map_batches(
        told, streamable=True, predicate_pushdown=True, projection_pushdown=True, slice_pushdown=True
    )


def borrowed(run: Run, step: Step, digest: str) -> Kept | None:
    """A result that the lake of the raw files keeps, copied to where the tables go: those of a check go elsewhere."""
    found = sealed_table(run.source, step.name, digest) if run.source is not run.lake else None
    if found is not None:
        run.lake.write(found.key, run.source.read(found.key))
    return found


def _decided_by(run: Run, step: Step, view: Step) -> str:
    settings = run.settings(view.function) | run.settings(step.function)
    datasets = {item.dataset for item in run.raw_inputs(view)}
    settings = {name: _of_datasets(value, datasets) for name, value in settings.items()}
    code = source_hash([open_raw, view.function, step.function])
    return _digest([settings, code, pl.__version__])


def _of_datasets(value: Any, datasets: set[str]) -> Any:
    """Of the column registry what it says of the files that are read: another name in another file decides nothing."""
    return {name: value.datasets[name] for name in datasets} if isinstance(value, ColumnRegistry) else value


def _digest(parts: list[Any]) -> str:
    text = json.dumps(parts, sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    raise TypeError(f"{value!r} decides a kept result, and cannot be hashed.")
