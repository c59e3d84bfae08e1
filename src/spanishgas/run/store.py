"""Where what a run leaves is kept: keys of runs' records, tables, documents and kept results are made here alone.

``runs/<run_id>.json`` is a run's record. Tables and documents of a run lie below its id, models below their own.
"""

import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from spanishgas.config.wrong_entry import wrong_entries
from spanishgas.content import json_bytes
from spanishgas.errors import ConflictError, RunError
from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.record import RECORD_VERSION, AnyRecord, RefusedPlan, RunRecord
from spanishgas.run.undivided import undivided
from spanishgas.tables.document import Document, Kind
from spanishgas.tables.pages import Pages

D = TypeVar("D", bound=Document)
M = TypeVar("M", bound=BaseModel)
R = TypeVar("R", RunRecord, RefusedPlan, AnyRecord)
CURRENT = "runs/current.json"
KEPT = "kept/"
_LONGEST = 100
EXPERIMENTS = "experiments"
REPORTS = "reports"
"""Pages about runs that somebody asked for."""
LAYERS = ("bronze", "silver", "gold", "training", "scored", "monitoring", EXPERIMENTS)
"""Prefixes under which tables and documents of runs lie, below the id of their run."""


def new_run_id() -> str:
    """A name for a run: when it started, and four random bytes so that two starts in a second differ."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"


def check_run_id(run_id: str) -> str:
    """A run id is part of paths: letters, digits, dot, dash and underscore, and no name of a file. Raises RunError."""
    if run_id.lower() == "current":
        raise RunError(f"{run_id!r} is no run id: the name is reserved for the published run. Choose another.")
    if run_id.lower().endswith((".json", ".parquet")):
        raise RunError(f"{run_id!r} is no run id: names that end so are reserved for files. Choose another.")
    if len(run_id) > _LONGEST:
        raise RunError(f"{run_id[:20] + '…'!r} is no run id: it has {len(run_id):,} characters, and {_LONGEST} may be.")
    if not is_plain(run_id):
        raise RunError(f"{run_id!r} is no run id: letters, digits, dot, dash and underscore are allowed.")
    return run_id


def is_plain(name: str) -> bool:
    """Whether a name may be part of a path."""
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


def page_key(layer: str, run_id: str, name: str) -> str:
    """Where a page about a run is."""
    return f"{layer}/{check_run_id(run_id)}/{name}.html"


def report_key(run_id: str, name: str, language: str) -> str:
    """Where a report of a run in a language is."""
    return f"{REPORTS}/{check_run_id(run_id)}/{name}.{language}.html"


def step_keys(kind: Kind, layer: str, run_id: str, name: str) -> list[str]:
    """Where a step leaves what it makes of a whole run; pages are Markdown."""
    if kind == "pages":
        return [f"{layer}/{check_run_id(run_id)}/{name}.md"]
    return [(document_key if kind == "document" else table_key)(layer, run_id, name)]


def kept_key(name: str, digest: str, seal: str) -> str:
    """Where what a step made of one raw file is kept for later runs: under the hash of all that decided it, and a seal.

    Nothing of a run lies below ``kept/``, so that no run id can be the name of something that is kept.
    """
    return f"{KEPT}{name}/{digest}-{seal}.parquet"


def sealed_key(name: str, digest: str, content: bytes) -> str:
    """Where content is kept, with a seal over the digest and the content itself."""
    return kept_key(name, digest, hashlib.sha256(digest.encode() + content).hexdigest())


def kept_keys(lake: Lake, name: str, digest: str) -> list[str]:
    """All that is kept of a step under a digest, whatever its seal."""
    return [item.key for item in lake.list(f"{KEPT}{name}/") if f"/{digest}-" in item.key]


def save_record(lake: Lake, record: AnyRecord) -> None:
    """Write the record, whole or not at all: a new one only if there is none, an old one only as it was last seen.

    A request to end waits until it is known what was written, or the record that says so would be refused.

    Raises:
        ConflictError: another process has written it in the meantime; this one must not go on.
    """
    content = (record.model_dump_json(indent=2) + "\n").encode()
    try:
        with undivided():
            record.seen = lake.swap(record_key(record.run_id), content, record.seen)
    except ConflictError as error:
        raise ConflictError(
            f"Run {record.run_id} was taken up by another process in the meantime, which goes on with it; this one "
            f"stops here. `{command('runs', '--lake', lake)}` shows how it ends."
        ) from error


def find_record(lake: Lake, run_id: str) -> AnyRecord | None:
    """The record of a run or of its refused plan; None where no run of this id was asked for."""
    key = record_key(run_id)
    return _record(lake, key) if lake.exists(key) else None


def has_record(lake: Lake, run_id: str) -> bool:
    """Whether a run of this id has started; a plan that was refused has not."""
    return isinstance(find_record(lake, run_id), RunRecord)


def load_record(lake: Lake, run_id: str) -> RunRecord:
    """The record of a run. Raises RunError when there is none, its plan was refused, or it is damaged."""
    record = find_record(lake, run_id)
    if record is None:
        raise RunError(f"There is no run {run_id} in {lake}. `{command('runs', '--lake', lake)}` lists them.")
    if isinstance(record, RefusedPlan):
        again = command("run", "--run-id", run_id, "--mode", record.mode, "--lake", lake)
        raise RunError(
            f"Run {run_id} was not begun, because its plan was refused: {record.error.message}\n"
            f"Once that is mended, start it: {again}"
        )
    return record


class Records(NamedTuple):
    """All that lies below ``runs/``, the latest first, and what is wrong with each record that cannot be read."""

    runs: list[RunRecord]
    refused: list[RefusedPlan]
    damaged: list[str]

    @property
    def all(self) -> list[AnyRecord]:
        """Runs and refused plans, the latest first."""
        return _latest_first([*self.runs, *self.refused])


def read_records(lake: Lake) -> Records:
    """Every run of the lake, and every plan that was refused."""
    found: list[AnyRecord] = []
    damaged: list[str] = []
    for key in (item.key for item in lake.list("runs/")):
        if key.count("/") > 1 or key == CURRENT or not key.endswith(".json"):
            continue
        try:
            found.append(_record(lake, key))
        except RunError as error:
            damaged.append(str(error))
    runs = _latest_first([record for record in found if isinstance(record, RunRecord)])
    return Records(runs, _latest_first([plan for plan in found if isinstance(plan, RefusedPlan)]), damaged)


def list_records(lake: Lake) -> tuple[list[RunRecord], list[str]]:
    """All runs of the lake, the latest first, and what is wrong with each record that cannot be read."""
    found = read_records(lake)
    return found.runs, found.damaged


def _latest_first(records: list[R]) -> list[R]:
    return sorted(records, key=lambda record: (record.started_at, record.run_id), reverse=True)


def _record(lake: Lake, key: str) -> AnyRecord:
    content, seen = lake.look(key)
    version = _version_of(lake, key, content)
    record = parsed(lake, key, content, RunRecord if version.planned else RefusedPlan)
    if key != f"runs/{record.run_id}.json":
        raise RunError(f"{lake.uri(key)} is damaged: run_id is {record.run_id!r}, so it is the record of another run. "
                       "Take it away or restore it.")  # fmt: skip
    record.seen = seen
    return record


def _version_of(lake: Lake, key: str, content: bytes) -> "_Version":
    """A record of a later version may say what this one cannot understand. Raises RunError."""
    try:
        found = _Version.model_validate_json(content)
    except ValidationError:
        return _Version()  # damaged, which is said where all of it is read
    if found.record_version > RECORD_VERSION:
        by = f" ({found.code_version.partition('+')[0]})" if found.code_version else ""
        raise RunError(
            f"{lake.uri(key)} was written by a later version{by}: its record_version is {found.record_version}, and "
            f"this version reads up to {RECORD_VERSION}. Install the later version to look at this run."
        )
    return found


class _Version(BaseModel):
    """The little of a record that every version understands."""

    record_version: int = 1
    code_version: str | None = None
    planned: bool = True


def write_document(lake: Lake, key: str, document: Document) -> str:
    """Write a document as JSON, readable by people, and return the SHA-256 of what was written."""
    content = json_bytes(document.model_dump(mode="json"))
    lake.write(key, content)
    return hashlib.sha256(content).hexdigest()


def write_pages(lake: Lake, keys: list[str], pages: Pages) -> list[str]:
    """Write the Markdown at its key, and return its SHA-256."""
    (key,), content = keys, pages.markdown.encode()
    lake.write(key, content)
    return [hashlib.sha256(content).hexdigest()]


def read_pages(lake: Lake, keys: list[str]) -> Pages:
    """The Markdown of pages; earlier versions wrote a web page before it."""
    return Pages(lake.read(keys[-1]).decode())


def read_document(lake: Lake, key: str, kind: type[D]) -> D:
    """A document of the lake. Raises RunError when it is missing or not what its class says."""
    return parsed(lake, key, lake.read(key), kind)


def parsed(lake: Lake, key: str, content: bytes, kind: type[M]) -> M:
    """What lies at a key as what its class says. Raises RunError naming the place of the damage."""
    try:
        return kind.model_validate_json(content)
    except ValidationError as error:
        raise RunError(
            f"{lake.uri(key)} is damaged: {wrong_entries(error, most=1)}. Take it away or restore it."
        ) from error
