"""What the trigger of runs knows, as a document of the lake that pages read: what waits, what runs, what ran.

It is a copy for readers. Nothing is decided by it.
"""

from datetime import datetime

from spanishgas.lake import Lake
from spanishgas.run.record import Mode
from spanishgas.run.store import parsed
from spanishgas.tables.document import Document

MANIFEST = "monitoring/manifest.json"


class ManifestRun(Document):
    """One attempt of a run, as its trigger knows it."""

    run_id: str
    attempt: int
    mode: Mode
    execution: str
    contents: str
    """Hash of what the raw files held."""
    asked_by: str | None
    """Who asked for it; null where new files did."""
    status: str
    """``running``, or how it ended."""
    reason: str
    claimed_at: datetime
    ended_at: datetime | None
    is_told: bool = True
    """Whether registry, metrics and people were told of its end, as far as it has ended."""


class Manifest(Document):
    """The trigger's state for readers, and the latest runs, the latest first."""

    rev: int
    """Of the state that this is a copy of."""
    files_since: datetime | None
    """Since when ``raw/`` is as it is."""
    missing: tuple[str, ...]
    """Datasets without a file, which a run waits for."""
    waiting_since: datetime | None = None
    """Since when other files wait for these; null where none lie there, or where they have only just come."""
    asked_by: str | None
    """Who asked for a run that has not begun."""
    notice: str | None
    """What people were told last of waiting files or of a run that is not tried again."""
    is_given_up: bool = False
    """Whether the run that ended last is not tried again by itself."""
    runs: tuple[ManifestRun, ...]


def look_at_manifest(lake: Lake) -> tuple[Manifest | None, str | None]:
    """The manifest and its tag for ``swap``; None where no trigger is at work. Raises RunError when it is damaged."""
    if not lake.exists(MANIFEST):
        return None, None
    content, seen = lake.look(MANIFEST)
    return parsed(lake, MANIFEST, content, Manifest), seen
