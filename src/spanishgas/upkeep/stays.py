"""Which runs stay, how much of each, and why.

Whole stay: the published run, those that rollback of the run or of the champion goes back to, held runs, and unfinished
ones within their days. The run that promoted the champion stays without the texts of customers, once these are old. Of
the other published runs the latest few stay, first with all their tables, then with what they decided.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from spanishgas.lake import Lake
from spanishgas.run.going_back import run_of_model
from spanishgas.run.pointers import Champion, load_champion, load_current
from spanishgas.run.record import RunRecord
from spanishgas.settings import Retention
from spanishgas.upkeep.holds import holds

_RESUMABLE = ("running", "failed", "refused", "stopped", "gate_failed")


@dataclass(frozen=True)
class Stay:
    """How much of a run stays; what is false stays for the days of the settings only, ``tables`` not at all."""

    why: str
    tables: bool = True
    working: bool = True
    texts: bool = True


def stays(lake: Lake, records: list[RunRecord], retention: Retention, now: datetime) -> dict[str, Stay]:
    """What stays of every run (the latest first), by run id."""
    needed = {**dict(_of_champions(lake, records)), **dict(_unfinished(records, retention, now)), **dict(_held(lake))}
    needed |= dict(_published(lake))
    latest = [record.run_id for record in records if record.status == "published"][: retention.keep_runs]
    return {
        record.run_id: needed.get(record.run_id) or _other(record, record.run_id in latest, retention)
        for record in records
    }


def _published(lake: Lake) -> Iterator[tuple[str, Stay]]:
    if current := load_current(lake):
        if current.replaced:
            yield current.replaced, Stay("rollback goes back to it")
        yield current.run_id, Stay("it is published")


def _of_champions(lake: Lake, records: list[RunRecord]) -> Iterator[tuple[str, Stay]]:
    """The run that promoted the champion, and the latest that the one before it scored (the latest run comes first)."""
    champion = load_champion(lake)
    if champion is None:
        return
    yield champion.run_id, Stay("it promoted the champion", texts=False)
    before = run_of_model(lake, champion.replaced, records) if champion.replaced else None
    if before is not None:
        yield before.run_id, Stay("rollback of the champion goes back to it")


def champions(champion: Champion | None) -> set[str]:
    """The champion and the model that rollback goes back to."""
    return {name for name in (champion and champion.model_id, champion and champion.replaced) if name}


def _unfinished(records: list[RunRecord], retention: Retention, now: datetime) -> Iterator[tuple[str, Stay]]:
    days = timedelta(days=retention.keep_unfinished_days)
    for record in records:
        if record.status in _RESUMABLE and now - (record.finished_at or record.started_at) <= days:
            yield record.run_id, Stay(f"it is {record.status} and can be resumed")


def _held(lake: Lake) -> Iterator[tuple[str, Stay]]:
    for run_id, held in holds(lake).items():
        yield run_id, Stay(f"it is held: {held.reason}" if held.reason else "it is held")


def _other(record: RunRecord, is_recent: bool, retention: Retention) -> Stay:
    if is_recent:
        return Stay(f"one of the {retention.keep_runs} latest published runs", working=False, texts=False)
    if record.status == "published":
        why = f"not one of the {retention.keep_runs} latest published runs"
    elif record.status == "superseded":
        why = "its raw files were replaced, so it cannot be resumed"
    else:
        why = f"{record.status}, and not resumed for {retention.keep_unfinished_days} days"
    return Stay(why, tables=False, working=False, texts=False)
