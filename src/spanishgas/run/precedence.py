"""Which run readers should see when there are two: going back is a decision, never the end of a run."""

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.pointers import load_current
from spanishgas.run.reader import Run
from spanishgas.run.record import RunRecord
from spanishgas.run.store import load_record


def check_may_replace(lake: Lake, record: RunRecord) -> None:
    """Refuse to publish a run in place of one that readers would miss: going back is a decision, not a stage.

    Raises:
        RunError: the published run looks from a later day, and nobody asked to replace it; or it started later.
    """
    current = load_current(lake)
    if current is None or current.run_id == record.run_id:
        return
    if record.as_of < current.as_of and not record.replaces_newer:
        raise RunError(
            f"Run {current.run_id} is published as of {current.as_of}, and run {record.run_id} looks from "
            f"{record.as_of}: to publish it would move readers back. Ask for it by --replace-newer, or choose a later "
            "--as-of."
        )
    published = load_record(lake, current.run_id)
    if record.started_at < published.started_at:
        raise RunError(
            f"Run {current.run_id} was started later than run {record.run_id} and is published already: to publish "
            f"this one would move readers back. Start a new run instead."
        )


def check_is_current(run: Run) -> None:
    """A published run that another has replaced stays replaced. Raises RunError."""
    current = load_current(run.lake)
    if current is not None and current.run_id != run.record.run_id:
        raise RunError(
            f"Run {run.record.run_id} was published and then replaced. To go back to it: "
            + command("publish", run.record.run_id, "--lake", run.lake)
        )
