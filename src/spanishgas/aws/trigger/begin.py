"""The first state of every execution: it holds the claim it was started for, or is a hand start and makes one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from aws_lambda_powertools import Logger

from spanishgas.aws.trigger.decide import seen, started
from spanishgas.aws.trigger.hand_start import HandStart, claim_by_hand, hand_start, held_by_hand
from spanishgas.aws.trigger.history import project
from spanishgas.aws.trigger.services import Services
from spanishgas.aws.trigger.state import Claim, State
from spanishgas.errors import RunError, SpanishGasError
from spanishgas.run.store import has_record

_log = Logger()


def begin(services: Services, execution: str, given: Mapping[str, Any]) -> Claim:
    """The claim of an execution; asked again it is the same one.

    Raises:
        InputError: what a person typed cannot be, or files are missing.
        RunError: a run is under way, or raw/ changed lately, or the run id is taken.
    """
    running = services.table.load().running
    if running and running.execution == execution:
        claim = replace(running, is_started=True)
        services.table.change(lambda state: started(state, claim))
        return claim
    start = hand_start(execution, given, services.bucket)
    claim = services.table.keep(lambda state: _claimed_by_hand(services, state, start))
    if isinstance(claim, SpanishGasError):
        raise claim
    try:
        project(services.lake, services.table)
    except Exception:  # the claim stands, and the next minute copies what is kept
        _log.exception("not_projected", execution=execution)
    return claim


def _claimed_by_hand(services: Services, state: State, start: HandStart) -> tuple[State, Claim | SpanishGasError]:
    now = services.now()  # before the look, as a reconciliation does
    known = seen(state, services.raw.look(state.listing), now)
    try:
        claim = claim_by_hand(known, start, now, services.rules)
        _refuse_taken(services, claim)
    except SpanishGasError as refusal:
        return known, refusal  # since when the files lie there counts for the next try
    return held_by_hand(known, claim), claim


def _refuse_taken(services: Services, claim: Claim) -> None:
    if claim.attempt == 1 and has_record(services.lake, claim.run_id):
        raise RunError(f"Run {claim.run_id} exists already. Choose another run_id.")
