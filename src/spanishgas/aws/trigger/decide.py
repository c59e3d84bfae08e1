"""What to do next, from what is remembered, what lies in ``raw/`` and the time: pure rules, one a function.

The order of the rules in ``decide`` is their precedence.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from spanishgas.aws.trigger.state import (
    Action,
    Ask,
    Claim,
    Ending,
    Hold,
    LastRun,
    Listing,
    Notice,
    Rest,
    Rules,
    Start,
    State,
    Tell,
)
from spanishgas.run.raw_listing import listing_digest
from spanishgas.run.record import Mode

EMPTY = listing_digest(())
"""Of a bucket without raw files."""
_REMEMBERED_KEYS = 10
"""So many requests are remembered, to know one that is delivered again."""
SAID_AGAIN_AFTER = timedelta(minutes=1)
"""Whoever was to tell people and has not said so by then is taken for dead."""


def decide(state: State, listing: Listing, now: datetime, rules: Rules) -> tuple[State, Action]:
    """The state as it is to be kept, and the one action that is due."""
    state = replace(seen(state, listing, now), hold=holder(state, now))
    if busy := _busy(state):
        return state, busy
    if still := seconds_to_wait(state, listing, now, rules):
        return state, Rest(f"raw/ changed lately: {still:.0f} s until it counts as quiet")
    mode = wanted_mode(state, listing)
    if missing := missing_files(listing, mode):
        return _waiting(state, listing, missing, now, rules)
    state = replace(state, waiting_since=None)
    if not state.asked and is_done(state.last, listing):
        return state, Rest("the contents are those of the last run")
    if not state.asked and is_spent(state.last, listing, rules):
        return _given_up(state, now)
    claim = _next_claim(state, listing, mode, now, rules)
    state = replace(state, running=claim, asked=None, n=state.n + (claim.attempt == 1))
    return state, Start(claim)


def seen(state: State, listing: Listing, now: datetime) -> State:
    """Keep what lies in ``raw/``, and since when it lies there."""
    is_same = state.listing is not None and state.listing.digest == listing.digest
    return replace(state, listing=listing, since=state.since if is_same else now)


def holder(state: State, now: datetime) -> Hold | None:
    """The hold that counts now."""
    return state.hold if state.hold and now < state.hold.until else None


def holds(hold: Hold) -> str:
    """A hold in words."""
    return f"{hold.who} holds the trigger until {hold.until:%H:%M} UTC"


def seconds_to_wait(state: State, listing: Listing, now: datetime, rules: Rules) -> float:
    """Seconds until nothing has changed for the quiet period; 0 once it is over.

    S3's own time counts as well: a file may have been replaced and put back between two looks.
    """
    changed = max(state.since or now, listing.changed_at)
    return max((changed + rules.quiet - now).total_seconds(), 0.0)


def wanted_mode(state: State, listing: Listing) -> Mode:
    """A training where somebody asked for one, or where the labels are not those that were trained on last."""
    asked = pending(state)
    has_new_labels = listing.labels is not None and listing.labels != state.trained
    return "train" if has_new_labels or state.trained is None or (asked and asked.mode == "train") else "score"


def pending(state: State) -> Ask | None:
    """What was asked for and has not been had: a run that did not come to an end has not answered."""
    unanswered = state.last.claim.asked if state.last and not state.last.is_conclusive else None
    return stronger(state.asked, unanswered)


def stronger(one: Ask | None, other: Ask | None) -> Ask | None:
    """One request for two: who gets a training gets a scoring too."""
    if one is None or other is None:
        return one or other
    return other if other.mode == "train" and one.mode != "train" else one


def missing_files(listing: Listing, mode: Mode) -> tuple[str, ...]:
    """Datasets without a file: a training needs labels too."""
    return listing.missing + ((listing.labels_name,) if mode == "train" and listing.labels is None else ())


def is_done(last: LastRun | None, listing: Listing) -> bool:
    """Whether the last run has said all there is to say of these contents."""
    return last is not None and last.is_conclusive and last.claim.contents == listing.contents


def is_spent(last: LastRun | None, listing: Listing, rules: Rules) -> bool:
    """Whether these very files were tried as often as they may be, by this version of the jobs."""
    return _is_unfinished(last, listing, rules) and last is not None and last.claim.tries >= rules.attempts


def _is_unfinished(last: LastRun | None, listing: Listing, rules: Rules) -> bool:
    if last is None or last.is_conclusive:
        return False
    return (last.claim.listing, last.claim.jobs) == (listing.digest, rules.jobs)


def _busy(state: State) -> Action | None:
    """One run at a time, none under a hold; one that was claimed and perhaps not started is started all the same."""
    if claim := state.running:
        return Rest(f"run {claim.run_id} is under way") if claim.is_started else Start(claim)
    return Rest(holds(state.hold)) if state.hold else None


def _next_claim(state: State, listing: Listing, mode: Mode, now: datetime, rules: Rules) -> Claim:
    """The next attempt of a failed run on the same files, so that finished steps are not repeated; else a new run.

    Whoever asks gets a new run: an old one goes on only with the code and the rules that began it.
    """
    last = None if state.asked else state.last
    tries = last.claim.tries + 1 if last and _is_unfinished(last, listing, rules) else 1
    if last and tries > 1 and last.status == "failed" and last.claim.mode == mode:
        run_id, attempt = last.claim.run_id, last.claim.attempt + 1
    else:
        run_id, attempt = f"{now:%Y%m%d}-{state.n + 1:04}", 1
    claim = _claim(state, listing, mode, now, run_id=run_id, attempt=attempt, tries=tries)
    return replace(claim, jobs=rules.jobs)


def _claim(
    state: State, listing: Listing, mode: Mode, now: datetime, *, run_id: str, attempt: int, tries: int
) -> Claim:
    return Claim(
        run_id=run_id,
        attempt=attempt,
        tries=tries,
        mode=mode,
        listing=listing.digest,
        contents=listing.contents,
        labels=listing.labels,
        execution=f"{run_id}-{attempt}",
        claimed_at=now,
        asked=pending(state),
    )


def _waiting(
    state: State, listing: Listing, missing: tuple[str, ...], now: datetime, rules: Rules
) -> tuple[State, Action]:
    """Wait for the missing files, and tell people once where that takes too long; where nothing lies nothing waits."""
    if listing.digest == EMPTY:
        return replace(state, waiting_since=None), Rest("raw/ is empty")
    since = state.waiting_since or now
    state, names = replace(state, waiting_since=since), ", ".join(missing)
    if now - since < rules.patience:
        return state, Rest(f"raw/ waits for {names}")
    text = f"raw/ waits for {names} since {since:%Y-%m-%d %H:%M} UTC. No run starts before it is complete."
    notice = Notice(f"waiting since {since.isoformat()}", text, now, missing)
    return _told(state, notice)


def _given_up(state: State, now: datetime) -> tuple[State, Action]:
    """Say once that a run is not tried again."""
    last = state.last
    assert last is not None
    claim = last.claim
    text = (
        f"Run {claim.run_id} ended as {last.status} at attempt {claim.attempt}, and its files were tried "
        f"{claim.tries} times in a row. It is not tried again until other files come, another version is deployed or "
        "somebody asks. Why it ended so is in its record."
    )
    notice = Notice(_given_up_key(claim), text, now, run=claim, status=last.status)
    return _told(state, notice)


def is_given_up(state: State) -> bool:
    """Whether people were told that the last run is not tried again, and nothing has come since."""
    last, listing, notice = state.last, state.listing, state.notice
    if last is None or listing is None or notice is None or state.running or state.asked:
        return False
    return last.claim.listing == listing.digest and notice.key == _given_up_key(last.claim)


def _given_up_key(claim: Claim) -> str:
    return f"given up {claim.execution}"


def _told(state: State, notice: Notice) -> tuple[State, Action]:
    """Tell people what they were not told yet; whoever keeps the new state does it, nobody else."""
    said = state.notice
    if said and said.key == notice.key and (said.is_sent or notice.at - said.at < SAID_AGAIN_AFTER):
        return state, Rest(notice.text)
    return replace(state, notice=notice), Tell(notice)


def started(state: State, claim: Claim) -> State:
    """Keep that the execution of a claim is there, or is to be started again."""
    is_held = state.running is not None and state.running.execution == claim.execution
    return replace(state, running=claim) if is_held else state


def sent(state: State, notice: Notice) -> State:
    """Keep that people were told."""
    is_same = state.notice is not None and state.notice.key == notice.key
    return replace(state, notice=replace(notice, is_sent=True)) if is_same else state


def asked(state: State, ask: Ask) -> State:
    """Note a request, once however often it is delivered."""
    if ask.key in state.last_keys:
        return state
    keys = (ask.key, *state.last_keys)[:_REMEMBERED_KEYS] if ask.key else state.last_keys
    return replace(state, asked=stronger(state.asked, ask), last_keys=keys)


def ended(state: State, execution: str, status: Ending, reason: str, now: datetime, *, is_published: bool) -> State:
    """Free the claim of an execution, if it is the one that holds it."""
    claim = state.running
    if claim is None or claim.execution != execution:
        return state
    has_learned = is_published and claim.mode == "train"
    return replace(
        state,
        running=None,
        last=LastRun(claim, status, reason, now, is_published),
        trained=claim.labels if has_learned else state.trained,
        published_at=now if is_published else state.published_at,
    )
