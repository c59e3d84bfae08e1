"""Steps that run once per raw file, and whose results are kept: the same file is never computed twice.

A result is found under the hash of all that decided it: the file's content, the settings and rules of the step and of
the view it reads, the source of both and of the door, and the version of Polars. Its name also carries a seal, the hash
of this digest and of its own bytes, so that one which was damaged or renamed since is computed anew.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import polars as pl
from pydantic import BaseModel

from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.content import table_bytes
from spanishgas.lake import Lake
from spanishgas.pipeline import Step
from spanishgas.run.raw_files import open_raw
from spanishgas.run.reader import Run
from spanishgas.run.record import InputRecord
from spanishgas.run.source_hash import source_hash
from spanishgas.run.store import kept_keys, sealed_key

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


@dataclass(frozen=True)
class Kept:
    """A result that is kept: where it is, and the SHA-256 of its bytes."""

    key: str
    sha256: str


def kept(lake: Lake, step: Step, digest: str) -> Kept | None:
    """A result that is kept, its bytes verified; what is damaged is taken away, so that it is computed anew."""
    for key in _keys(lake, step, digest):
        found = _sealed(step, digest, lake.read(key))
        if key == found.key:
            return found
        lake.delete([key])
    return None


def borrowed(run: Run, step: Step, digest: str) -> Kept | None:
    """A result that the lake of the raw files keeps, copied to where the tables go: those of a check go elsewhere."""
    for key in _keys(run.source, step, digest) if run.source is not run.lake else []:
        content = run.source.read(key)
        found = _sealed(step, digest, content)
        if key == found.key:
            run.lake.write(key, content)
            return found
    return None


def _keys(lake: Lake, step: Step, digest: str) -> list[str]:
    return [key for key in kept_keys(lake, step.name) if f"/{digest}-" in key]


def keep(lake: Lake, step: Step, digest: str, table: pl.DataFrame) -> Kept:
    """Keep a result for later runs."""
    content = table_bytes(table)
    result = _sealed(step, digest, content)
    lake.write(result.key, content)
    return result


def _sealed(step: Step, digest: str, content: bytes) -> Kept:
    return Kept(sealed_key(step.name, digest, content), hashlib.sha256(content).hexdigest())


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
