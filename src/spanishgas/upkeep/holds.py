"""A held run stays whole until it is released, however old it gets: an audit, a complaint, a month that is compared."""

from datetime import UTC, datetime

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.store import check_run_id, load_record, read_document, write_document
from spanishgas.tables.document import Document

HELD = "upkeep/held/"


class Hold(Document):
    """Why and since when a run is held."""

    run_id: str
    reason: str | None
    at: datetime


def hold(lake: Lake, run_id: str, reason: str | None) -> None:
    """Keep a run whole until it is released. Raises RunError when there is no such run, or parts of it are gone."""
    record = load_record(lake, run_id)
    if gone := [name for note in record.upkeep if note.what == "cleaned" for name in note.steps]:
        raise RunError(f"Run {run_id} cannot be held any more: {gone[0]} was cleaned. Hold one that is still whole.")
    write_document(lake, _key(run_id), Hold(run_id=run_id, reason=reason, at=datetime.now(UTC)))


def release(lake: Lake, run_id: str) -> None:
    """Stop holding a run; clean may take it again. Raises RunError when it was not held."""
    if not lake.exists(_key(run_id)):
        raise RunError(f"Run {run_id} is not held.")
    lake.delete([_key(run_id)])


def holds(lake: Lake) -> dict[str, Hold]:
    """All held runs by their id."""
    found = (read_document(lake, item.key, Hold) for item in lake.list(HELD))
    return {held.run_id: held for held in found}


def _key(run_id: str) -> str:
    return f"{HELD}{check_run_id(run_id)}.json"
