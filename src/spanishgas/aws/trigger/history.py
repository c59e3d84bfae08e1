"""Copies of the state for readers: rows of the table, and the manifest in the lake.

They are written after the state, and again by the next reconciliation where that went wrong: the manifest comes last
and says which revision it is a copy of.
"""

from spanishgas.aws.trigger.decide import is_given_up, missing_files, wanted_mode
from spanishgas.aws.trigger.state import Claim, LastRun, State
from spanishgas.aws.trigger.store import Row, StateTable
from spanishgas.content import json_bytes
from spanishgas.errors import ConflictError, RunError
from spanishgas.lake import Lake
from spanishgas.run.manifest import MANIFEST, Manifest, ManifestRun, look_at_manifest

_RUNS = 50
"""As many of the latest runs stay in the manifest; the table keeps all."""


def project(lake: Lake, table: StateTable) -> None:
    """Bring rows and manifest up to the state, if they are behind it."""
    try:
        before, seen = look_at_manifest(lake)
    except RunError:  # damaged: it is a copy, so a new one takes its place
        before, seen = None, lake.look(MANIFEST)[1]
    state = table.load()  # after the copy, so one of a higher revision is of a table that is no more
    if before and before.rev == state.rev:
        return
    for run in _runs(state):
        row = _row(run)
        table.write_row(f"run/{run.run_id}", row)
        table.write_row(f"drop/{run.contents}#{run.attempt}", row)
    content = json_bytes(manifest_of(state, before).model_dump(mode="json"))
    try:
        lake.swap(MANIFEST, content, seen)
    except ConflictError:
        return  # somebody else copies; whoever reconciles next sees whether it is the latest


def manifest_of(state: State, before: Manifest | None) -> Manifest:
    """The state for readers, with the runs that were there before."""
    runs = _runs(state)
    known = {(run.run_id, run.attempt) for run in runs}
    earlier = [run for run in (before.runs if before else ()) if (run.run_id, run.attempt) not in known]
    listing = state.listing
    return Manifest(
        rev=state.rev,
        files_since=state.since,
        missing=missing_files(listing, wanted_mode(state, listing)) if listing else (),
        waiting_since=state.waiting_since,
        asked_by=state.asked.reason if state.asked else None,
        notice=state.notice.text if state.notice else None,
        is_given_up=is_given_up(state),
        runs=tuple(_whether_told(run, state) for run in (*runs, *earlier)[:_RUNS]),
    )


def _whether_told(run: ManifestRun, state: State) -> ManifestRun:
    return run.model_copy(update={"is_told": all(end.run.execution != run.execution for end in state.untold)})


def _runs(state: State) -> list[ManifestRun]:
    running = [_run(state.running, None)] if state.running else []
    return [*running, *([_run(state.last.claim, state.last)] if state.last else [])]


def _run(claim: Claim, last: LastRun | None) -> ManifestRun:
    return ManifestRun(
        run_id=claim.run_id,
        attempt=claim.attempt,
        mode=claim.mode,
        execution=claim.execution,
        contents=claim.contents,
        asked_by=claim.asked.reason if claim.asked else None,
        status=last.status if last else "running",
        reason=last.reason if last else "",
        claimed_at=claim.claimed_at,
        ended_at=last.ended_at if last else None,
    )


def _row(run: ManifestRun) -> Row:
    return {name: str(value) for name, value in run.model_dump(mode="json").items() if value is not None}
