"""What a deployment leaves in its lake for readers, built by hand."""

from datetime import UTC, datetime
from typing import Any

from spanishgas.lake import Lake
from spanishgas.run.manifest import MANIFEST, Manifest, ManifestRun
from spanishgas.run.store import write_document

NINE = datetime(2025, 1, 7, 9, tzinfo=UTC)


def manifest_run(run_id: str = "tuesday", **changes: Any) -> ManifestRun:
    """A scoring that is published."""
    entries: dict[str, Any] = {
        "run_id": run_id,
        "attempt": 1,
        "mode": "score",
        "execution": f"{run_id}-1",
        "contents": "c",
        "asked_by": None,
        "status": "completed",
        "reason": "",
        "claimed_at": NINE,
        "ended_at": NINE.replace(minute=40),
    }
    return ManifestRun(**{**entries, **changes})


def manifest_of(*runs: ManifestRun, **changes: Any) -> Manifest:
    """The state of a trigger that has nothing to do."""
    entries: dict[str, Any] = {
        "rev": 7, "files_since": NINE, "missing": (), "asked_by": None, "notice": None, "runs": runs,
    }  # fmt: skip
    return Manifest(**{**entries, **changes})


def leave_manifest(lake: Lake, *runs: ManifestRun, **changes: Any) -> None:
    """Leave it where the trigger does."""
    write_document(lake, MANIFEST, manifest_of(*runs, **changes))
