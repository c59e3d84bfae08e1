"""Where everything a run leaves is kept: the one module that makes keys, and nobody ever takes one apart.

``runs/<run_id>.json`` is a run's record, ``runs/current.json`` names the published run, ``models/champion.json`` the
promoted model. Tables and documents of a run lie below its id, models below their own.
"""

import re
import secrets
from datetime import UTC, date, datetime
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from spanishgas.errors import RunError
from spanishgas.lake import Lake, json_bytes
from spanishgas.run.record import Mode, RunRecord
from spanishgas.tables.document import Document

D = TypeVar("D", bound=Document)
M = TypeVar("M", bound=BaseModel)
CURRENT = "runs/current.json"
CHAMPION = "models/champion.json"


class Place(Document):
    """Where a table or a document of the published run is, and how many rows it has."""

    key: str
    rows: int | None = None


class Current(Document):
    """What ``runs/current.json`` says: the published run, for readers that know no record."""

    run_id: str
    mode: Mode
    as_of: date
    model_id: str
    tables: dict[str, Place]
    documents: dict[str, Place]


class Champion(Document):
    """What ``models/champion.json`` says: the promoted model and the run that promoted it."""

    model_id: str
    run_id: str
    threshold: float


def new_run_id() -> str:
    """A name for a run: when it started, and four random bytes so that two starts in a second differ."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def check_run_id(run_id: str) -> str:
    """A run id is part of paths: letters, digits, dot, dash and underscore, and no name of a file. Raises RunError."""
    if not _is_plain(run_id) or run_id.lower() == "current" or run_id.lower().endswith((".json", ".parquet")):
        raise RunError(f"{run_id!r} is no run id: letters, digits, dot, dash and underscore are allowed.")
    return run_id


def _is_plain(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name) is not None and ".." not in name


def record_key(run_id: str) -> str:
    """Where a run's record is. Raises RunError for what is no run id."""
    return f"runs/{check_run_id(run_id)}.json"


def table_key(layer: str, run_id: str, name: str) -> str:
    """Where a table of a run is."""
    return f"{layer}/{check_run_id(run_id)}/{name}.parquet"


def document_key(layer: str, run_id: str, name: str) -> str:
    """Where a document of a run is."""
    return f"{layer}/{check_run_id(run_id)}/{name}.json"


def kept_key(layer: str, name: str, digest: str) -> str:
    """Where what a step made of one raw file is kept for later runs, under the hash of all that decided it."""
    return f"{layer}/{name}/{digest}.parquet"


def save_record(lake: Lake, record: RunRecord) -> None:
    """Write the record, whole or not at all."""
    lake.write(record_key(record.run_id), (record.model_dump_json(indent=2) + "\n").encode())


def has_record(lake: Lake, run_id: str) -> bool:
    """Whether a run of this id has started."""
    return lake.exists(record_key(run_id))


def load_record(lake: Lake, run_id: str) -> RunRecord:
    """The record of a run. Raises RunError when there is none, or it is damaged."""
    if not has_record(lake, run_id):
        raise RunError(f"There is no run {run_id} in {lake}. `spanishgas runs --lake {lake}` lists them.")
    return _parsed(lake, record_key(run_id), RunRecord)


def list_records(lake: Lake) -> list[RunRecord]:
    """All runs of the lake, the latest first."""
    keys = [item.key for item in lake.list("runs/") if item.key.count("/") == 1 and item.key != CURRENT]
    records = [_parsed(lake, key, RunRecord) for key in keys if key.endswith(".json")]
    return sorted(records, key=lambda record: (record.started_at, record.run_id), reverse=True)


def load_current(lake: Lake) -> Current | None:
    """What the pointer to the published run says, or None before the first. Raises RunError when it is damaged."""
    current = _parsed(lake, CURRENT, Current) if lake.exists(CURRENT) else None
    if current is not None and not _is_plain(current.run_id):
        raise RunError(f"{lake.uri(CURRENT)} is damaged: run_id is {current.run_id!r}, which names nothing.")
    return current


def load_champion(lake: Lake) -> Champion | None:
    """What the pointer to the promoted model says, or None before the first. Raises RunError when it is damaged."""
    champion = _parsed(lake, CHAMPION, Champion) if lake.exists(CHAMPION) else None
    if champion is not None and not _is_plain(champion.model_id):
        raise RunError(f"{lake.uri(CHAMPION)} is damaged: model_id is {champion.model_id!r}, which names nothing.")
    return champion


def save_pointer(lake: Lake, pointer: Current | Champion) -> None:
    """Move a pointer: readers see the old one or the new one."""
    write_document(lake, CURRENT if isinstance(pointer, Current) else CHAMPION, pointer)


def write_document(lake: Lake, key: str, document: Document) -> None:
    """Write a document as JSON, readable by people."""
    lake.write(key, json_bytes(document.model_dump(mode="json", exclude_none=isinstance(document, Current))))


def read_document(lake: Lake, key: str, kind: type[D]) -> D:
    """A document of the lake. Raises RunError when it is missing or not what its class says."""
    return _parsed(lake, key, kind)


def _parsed(lake: Lake, key: str, kind: type[M]) -> M:
    try:
        return kind.model_validate_json(lake.read(key))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))
        raise RunError(f"{lake.uri(key)} is damaged: {place} {first['msg']}. Take it away or restore it.") from error
