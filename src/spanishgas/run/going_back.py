"""Going back is a decision: a person makes an earlier run, or an earlier champion, the one that counts again."""

from collections.abc import Iterable
from functools import cache, partial

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.policy import Policy
from spanishgas.run.models import load_model, standing
from spanishgas.run.plan import check_meets_gate
from spanishgas.run.pointers import (
    load_champion,
    load_current,
    look_at_champion,
    look_at_current,
    move_pointer,
    replaced_by,
)
from spanishgas.run.publish import current_of
from spanishgas.run.reader import Run
from spanishgas.run.record import Champion, RunRecord
from spanishgas.run.stable_copies import copy_to_stable_keys
from spanishgas.run.store import list_records, load_record
from spanishgas.run.turns import at_work, publication_turn
from spanishgas.run.undivided import undivided


def publish_again(
    lake: Lake, run_id: str, policy: Policy, reason: str, *, with_champion: bool = True, is_back: bool = False
) -> Run:
    """Make a run that was published once the one that readers see, and the model that scored it the champion.

    With ``is_back`` it is a rollback: the next one goes on from there, to what came before this run.

    Raises:
        RunError: it was never published, is published now, or something of it is gone.
        GateError: its champion does not meet the policy's gate any more.
    """
    run = Run(lake, load_record(lake, run_id))
    if run.record.status != "published" or run.record.champion is None:
        raise RunError(f"Run {run_id} was never published, so there is nothing to go back to. Its status: "
                       f"{run.record.status}.")  # fmt: skip
    _check_is_there(run)
    check_meets_gate(run.record.champion, policy)
    with at_work(lake), publication_turn(lake), undivided():
        if with_champion:
            _move_champion(lake, run.record.champion, reason, is_back=is_back)
        _move_run(run, reason, is_back=is_back)
    copy_to_stable_keys(run)
    return run


def promote_again(lake: Lake, model_id: str, policy: Policy, reason: str, *, is_back: bool = False) -> Champion:
    """Make a model that was champion once the champion again; runs and what readers see stay as they are.

    A model that never was lost against the champion of its day, or was never compared: no person passes it on, a
    training does. With ``is_back`` it is a rollback.

    Raises:
        RunError: it was never champion, or its files are gone.
        GateError: it does not meet the policy's gate any more.
        ModelIntegrityError: its files are not what its card says.
    """
    run = run_of_model(lake, model_id, list_records(lake)[0])
    if run is None or run.champion is None:
        raise RunError(f"{model_id} was never champion in {lake}, or no run that it scored is left. {_HOW_TO_PROMOTE}")
    check_meets_gate(run.champion, policy)
    load_model(lake, run.champion.model_id)
    with at_work(lake), publication_turn(lake), undivided():
        return _move_champion(lake, run.champion, reason, is_back=is_back)


_HOW_TO_PROMOTE = (
    "Only a training promotes a model for the first time, after holding it against the gate and the champion on rows "
    "that neither learned from (--mode train)."
)


def run_before(lake: Lake) -> str:
    """The run that was published before the current one. Raises RunError when there is none."""
    current = load_current(lake)
    if current is None or current.replaced is None:
        raise RunError(f"No run was published in {lake} before the current one.")
    return current.replaced


def champion_before(lake: Lake) -> str:
    """The model that was champion before the current one. Raises RunError when there is none."""
    champion = load_champion(lake)
    if champion is None or champion.replaced is None:
        raise RunError(f"No model was champion in {lake} before the current one.")
    return champion.replaced


def run_of_model(lake: Lake, model_id: str, records: Iterable[RunRecord]) -> RunRecord | None:
    """The first of the published runs that a model scored, or one that stands in its place; None where none is left."""
    stands = cache(partial(standing, lake))  # many runs have one champion, and each question is one to the store
    scored = ((record, record.champion) for record in records if record.status == "published")
    return next((run for run, by in scored if by and stands(by.model_id) == stands(model_id)), None)


def _check_is_there(run: Run) -> None:
    """Raises RunError when a file of the run is gone, or its model is not whole."""
    for step in run.record.steps:
        note = run.record.cleaned(step.name)
        for key in step.keys:
            if not run.lake.exists(key):
                why = f", cleaned on {note.at:%Y-%m-%d}" if note else ""
                raise RunError(f"Run {run.record.run_id} cannot be published again: {key} is gone{why}.")
    run.model()


def _move_champion(lake: Lake, champion: Champion, reason: str, *, is_back: bool) -> Champion:
    champion = champion.model_copy(update={"model_id": standing(lake, champion.model_id)})
    now, seen = look_at_champion(lake)
    if now is not None and now.model_id == champion.model_id:
        return now
    left = now and now.model_id
    replaced = replaced_by(lake, "champion", champion.model_id, cache(partial(standing, lake))) if is_back else left
    moved = champion.model_copy(update={"replaced": replaced})
    move_pointer(lake, moved, seen, reason, before=left, is_back=is_back)
    return moved


def _move_run(run: Run, reason: str, *, is_back: bool) -> None:
    now, seen = look_at_current(run.lake)
    left = now and now.run_id
    if left != run.record.run_id:
        replaced = replaced_by(run.lake, "run", run.record.run_id) if is_back else left
        move_pointer(run.lake, current_of(run, replaced), seen, reason, before=left, is_back=is_back)
