"""What the model registry of a deployment was told of the model of a run: its version there, and whether it may score.

It is a copy for readers, written whenever the registry is told. Nothing is decided by it.
"""

from datetime import datetime

from spanishgas.lake import Lake
from spanishgas.run.store import check_run_id, read_document, write_document
from spanishgas.tables.document import Document

VERSIONS = "runs/versions/"


class RegisteredVersion(Document):
    """One version of the registry, as it was when it was told last."""

    model_id: str
    run_id: str
    arn: str
    """By which the registry names it; it ends in the group and the version's number."""
    approval: str
    """As the registry says it: ``Approved``, ``Rejected`` or ``PendingManualApproval``."""
    told_at: datetime


def save_version(lake: Lake, version: RegisteredVersion) -> None:
    """Keep what the registry was told of the model of a run, over what it was told before."""
    write_document(lake, _key(version.run_id), version)


def find_version(lake: Lake, run_id: str) -> RegisteredVersion | None:
    """What the registry was told of the model of a run; None where nothing was. Raises RunError when it is damaged."""
    key = _key(run_id)
    return read_document(lake, key, RegisteredVersion) if lake.exists(key) else None


def _key(run_id: str) -> str:
    return f"{VERSIONS}{check_run_id(run_id)}.json"
