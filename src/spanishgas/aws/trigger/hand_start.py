"""An execution that a person started: what it says is checked, and it gets a claim by the rules of all the others."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast, get_args

from spanishgas.aws.trigger.decide import holder, holds, missing_files, pending, seconds_to_wait, stronger
from spanishgas.aws.trigger.state import Claim, Listing, Rules, State
from spanishgas.errors import InputError, RunError
from spanishgas.run.record import Mode
from spanishgas.run.store import check_run_id

_LONGEST = 60
"""Characters of a run id: an attempt and a stage are added to it where AWS allows eighty."""
_OURS = re.compile(r"\d{8}-\d{4,}")


@dataclass(frozen=True)
class HandStart:
    """What a person wants."""

    execution: str
    run_id: str
    mode: Mode


def hand_start(execution: str, given: Mapping[str, Any], bucket: str) -> HandStart:
    """What a person typed as the input of an execution. Raises InputError, or RunError for what is no run id."""
    mode, run_id = str(given.get("mode")), check_run_id(str(given.get("run_id", "")))
    if mode not in get_args(Mode):
        raise InputError(f"mode: {mode!r} is none of {', '.join(get_args(Mode))}.")
    if len(run_id) > _LONGEST:
        raise InputError(f"run_id: has {len(run_id)} characters, and {_LONGEST} may be.")
    if given.get("bucket") != bucket:
        raise InputError(f"bucket: {str(given.get('bucket'))!r} is not the bucket of this deployment, {bucket}.")
    return HandStart(execution, run_id, cast("Mode", mode))


def claim_by_hand(state: State, start: HandStart, now: datetime, rules: Rules) -> Claim:
    """The claim of a hand start, on what was seen in ``raw/``. Raises RunError or InputError where none may be made."""
    listing = _runnable(state, start, now, rules)
    last = state.last if state.last and state.last.claim.run_id == start.run_id else None
    if last and (last.is_conclusive or last.claim.mode != start.mode or last.claim.listing != listing.digest):
        raise RunError(f"Run {start.run_id} cannot go on: it ended as {last.status}. Choose another run_id.")
    if last and last.claim.jobs != rules.jobs:
        raise RunError(f"Run {start.run_id} cannot go on: another version was deployed since. Choose another run_id.")
    if last is None and _OURS.fullmatch(start.run_id):
        raise InputError(f"run_id: {start.run_id} is how the trigger names its own runs. Choose another.")
    return Claim(
        run_id=start.run_id,
        attempt=last.claim.attempt + 1 if last else 1,
        tries=1,
        mode=start.mode,
        listing=listing.digest,
        contents=listing.contents,
        labels=listing.labels,
        execution=start.execution,
        claimed_at=now,
        asked=pending(state) if _answers(state, start) else None,
        is_started=True,
        jobs=rules.jobs,
    )


def held_by_hand(state: State, claim: Claim) -> State:
    """The state with this claim: what it does not answer waits for the next run, and a hold that ran out is gone."""
    left = None if claim.asked or not pending(state) else stronger(state.asked, pending(state))
    return replace(state, running=claim, asked=left, hold=None)


def _answers(state: State, start: HandStart) -> bool:
    asked = pending(state)
    return asked is not None and asked.mode in (start.mode, "score")


def _runnable(state: State, start: HandStart, now: datetime, rules: Rules) -> Listing:
    """What is in ``raw/``, if it may be run now."""
    listing = state.listing
    assert listing is not None  # kept by whoever looked just now
    if state.last and state.last.claim.execution == start.execution:
        raise RunError(f"Execution {start.execution} has ended already, as {state.last.status}. Start another.")
    if state.running:
        raise RunError(f"Run {state.running.run_id} is under way. One runs at a time: start again when it has ended.")
    if hold := holder(state, now):
        raise RunError(f"{holds(hold)}. Start again when it has let go.")
    if missing := missing_files(listing, start.mode):
        raise InputError(f"raw/: there is no file of {', '.join(missing)}. Add it.")
    if still := seconds_to_wait(state, listing, now, rules):
        raise RunError(f"raw/ changed lately. Start again in {still:.0f} seconds.")
    return listing
