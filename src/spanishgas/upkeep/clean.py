"""Takes away what a lake need not keep any longer: the records say so first, then the files go.

A process that is ended in between leaves a lake that reads as cleaned; cleaning again takes away what is left.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.record import RunRecord, UpkeepNote
from spanishgas.run.store import record_key, save_record
from spanishgas.run.turns import alone
from spanishgas.settings import Retention
from spanishgas.upkeep.kept_texts import going_readings, trim_readings
from spanishgas.upkeep.leftovers import (
    going_comparisons,
    going_models,
    going_records,
    going_reports,
    going_results,
    going_tables,
)
from spanishgas.upkeep.raw_copies import going_copies
from spanishgas.upkeep.strays import strays
from spanishgas.upkeep.survey import Removal, Survey, survey

_SIGN_OF_LIFE = timedelta(days=1)


@dataclass(frozen=True)
class Cleaning:
    """What goes, or would go, and what stood in the way of more."""

    removals: list[Removal]
    damaged: list[str]


def clean(lake: Lake, retention: Retention, now: datetime, *, dry_run: bool = False) -> Cleaning:
    """Carry the table of retention out on a lake, or only say what would go.

    Raises:
        RunError: a run is at work in the lake, or another process cleans it.
    """
    if dry_run:
        found = survey(lake, retention, now)
        return Cleaning(list(_removals(found)), found.damaged)
    with alone(lake):
        found = survey(lake, retention, now)
        refuse_at_work(lake, found.records, now)
        removals = list(_removals(found))
        for record in found.records:
            _write_down(found, record, {item.key for item in removals})
        for item in removals:
            _take_away(lake, item)
    return Cleaning(removals, found.damaged)


def refuse_at_work(lake: Lake, records: list[RunRecord], now: datetime) -> None:
    """On S3 the records alone say who is at work. Raises RunError while one shows a sign of life within a day."""
    for record in records if lake.is_s3 else []:
        if record.status == "running" and now - lake.written_at(record_key(record.run_id)) < _SIGN_OF_LIFE:
            raise RunError(
                f"Run {record.run_id} is at work in {lake}: its record was written within the last day. Wait until it "
                "is done, then try again."
            )


def _removals(found: Survey) -> Iterator[Removal]:
    yield from going_tables(found)
    yield from going_results(found)
    yield from going_comparisons(found)
    yield from going_models(found)
    yield from going_copies(found)
    yield from going_readings(found)
    yield from going_reports(found)
    yield from strays(found.lake)
    yield from going_records(found)  # the last to go: they name the others


def _write_down(found: Survey, record: RunRecord, keys: set[str]) -> None:
    """Say in a record what of its run goes, grouped by why, before anything does."""
    going: dict[str, list[str]] = {}
    for step in record.steps:
        why = found.goes(record, step.name)
        if step.kind == "model" and step.model_id:
            gone = any(key.startswith(f"models/{step.model_id}/") for key in keys)
            why = f"no run that stays names {step.model_id}" if gone else None
        if why and (step.keys or step.model_id) and not record.cleaned(step.name):
            going.setdefault(why, []).append(step.name)
    if going:
        record.upkeep += [UpkeepNote(at=found.now, what="cleaned", steps=s, why=why) for why, s in going.items()]
        save_record(found.lake, record)


def _take_away(lake: Lake, item: Removal) -> None:
    if item.what == "text readings":  # the tables that hold no text of theirs have gone before
        trim_readings(lake, item.key)
        return
    if lake.is_s3:
        lake.delete([item.key])
        return
    file = Path(lake.uri(item.key))  # of a folder also what its store does not list
    file.unlink(missing_ok=True)
    if item.key.count("/") > 1:
        with suppress(OSError):  # not empty yet
            file.parent.rmdir()
