"""The record of a run, ``runs/<run_id>.json``: what went in, what was done, what came out, where it failed.

The dashboard, the alerts and a replay all read this one file. It is saved after every step, which is what makes a run
resumable: a step that is in the record has its table in the lake, whole.
"""

import re
import secrets
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.tables.findings import Finding

CURRENT = "runs/current.json"
CHAMPION = "models/champion.json"
Mode = Literal["train", "score"]
Status = Literal["running", "published", "refused", "gate_failed", "failed"]


class InputRecord(BaseModel):
    """One raw file as it was when the run started."""

    dataset: str
    key: str
    size: int
    fingerprint: str


class StepRecord(BaseModel):
    """A finished step: where its output is, and what it cost."""

    stage: str
    name: str
    kind: Literal["table", "document", "model"]
    keys: list[str]
    rows: int | None = None
    seconds: float
    peak_memory_mb: float
    reused: bool = False


class ErrorRecord(BaseModel):
    """Where and why a run stopped."""

    stage: str
    step: str
    kind: str
    message: str


class RunRecord(BaseModel):
    """All that is worth knowing about a run."""

    run_id: str
    mode: Mode
    status: Status = "running"
    as_of: date
    started_at: datetime
    finished_at: datetime | None = None
    code_version: str
    settings: dict[str, Any]
    policy: dict[str, Any]
    champion_before: str | None
    inputs: list[InputRecord]
    steps: list[StepRecord] = Field(default_factory=list[StepRecord])
    findings: list[Finding] = Field(default_factory=list[Finding])
    metrics: dict[str, Any] = Field(default_factory=dict[str, Any])
    error: ErrorRecord | None = None

    def step(self, name: str) -> StepRecord | None:
        """The finished step of this name, if it is finished."""
        return next((step for step in self.steps if step.name == name), None)

    def finish(self, status: Status) -> None:
        """Close the record."""
        self.status = status
        self.finished_at = datetime.now(UTC)


def new_run_id() -> str:
    """A name for a run: when it started, and four random bytes so that two starts in a second differ."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def _is_plain(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", name) is not None and ".." not in name


def check_run_id(run_id: str) -> str:
    """A run id is part of paths, so it may hold only letters, digits, dot, dash and underscore. Raises RunError."""
    if not _is_plain(run_id) or f"{run_id}.json" == CURRENT.removeprefix("runs/"):
        raise RunError(f"{run_id!r} is no run id: letters, digits, dot, dash and underscore are allowed.")
    return run_id


def _key(run_id: str) -> str:
    return f"runs/{check_run_id(run_id)}.json"


def save_record(lake: Lake, record: RunRecord) -> None:
    """Write the record, whole or not at all."""
    lake.write(_key(record.run_id), (record.model_dump_json(indent=2) + "\n").encode())


def has_record(lake: Lake, run_id: str) -> bool:
    """Whether a run of this id has started."""
    return lake.exists(_key(run_id))


def load_record(lake: Lake, run_id: str) -> RunRecord:
    """The record of a run. Raises RunError when there is none."""
    if not has_record(lake, run_id):
        raise RunError(f"There is no run {run_id} in {lake}. `spanishgas runs` lists them.")
    return _parsed(lake, _key(run_id))


def _parsed(lake: Lake, key: str) -> RunRecord:
    try:
        return RunRecord.model_validate_json(lake.read(key))
    except ValidationError as error:
        first = error.errors()[0]
        raise RunError(f"{lake.uri(key)} is damaged: {first['msg']}. Take it away or restore it.") from error


def list_records(lake: Lake) -> list[RunRecord]:
    """All runs of the lake, the latest first."""
    keys = [item.key for item in lake.list("runs/") if item.key.count("/") == 1 and item.key != CURRENT]
    records = [_parsed(lake, key) for key in keys if key.endswith(".json")]
    return sorted(records, key=lambda record: (record.started_at, record.run_id), reverse=True)


def current_run_id(lake: Lake) -> str | None:
    """The published run, or None before the first."""
    return _named(lake, CURRENT, "run_id")


def champion_id(lake: Lake) -> str | None:
    """The promoted model, or None before the first. Raises RunError when the pointer names no model."""
    return _named(lake, CHAMPION, "model_id")


def _named(lake: Lake, pointer: str, entry: str) -> str | None:
    """What a pointer names; it becomes part of paths, so it has the form of a run id."""
    if not lake.exists(pointer):
        return None
    name = lake.read_json(pointer).get(entry)
    if not isinstance(name, str) or not _is_plain(name):
        raise RunError(f"{lake.uri(pointer)} is damaged: {entry} is {name!r}, which names nothing in the lake.")
    return name
