"""Each rule of the trigger by its exact case: what is kept, and the one action that is due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from spanishgas.aws.trigger.decide import asked, decide, ended, is_given_up, sent, started, stronger
from spanishgas.aws.trigger.hours import hours
from spanishgas.aws.trigger.state import (
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

NOW = datetime(2026, 11, 30, 6, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
RULES = Rules(quiet=2 * MINUTE, patience=timedelta(hours=24), attempts=3)
HERE = Listing("digest", "contents", "labels", (), "churn_label", NOW - timedelta(days=1))
CLAIM = Claim(
    "20261130-0001",
    1,
    1,
    "train",
    "digest",
    "contents",
    "labels",
    "20261130-0001-1",
    NOW - MINUTE * 30,
    is_started=True,
)
QUIET = State(rev=4, listing=HERE, since=NOW - timedelta(hours=1), n=1)


def after(status: Ending, **changes: object) -> State:
    """The state when a run on the same files has ended so."""
    learned = "labels" if status in ("completed",) else None
    last = LastRun(replace(CLAIM, **changes), status, "Why.", NOW - MINUTE)
    return replace(QUIET, last=last, trained=learned)


def decided(state: State, listing: Listing = HERE, now: datetime = NOW) -> tuple[State, object]:
    return decide(state, listing, now, RULES)


def test_a_listing_that_was_never_seen_is_kept_with_the_time_and_waits_until_it_is_quiet() -> None:
    state, action = decided(State())
    assert state == State(listing=HERE, since=NOW)
    assert action == Rest("raw/ changed lately: 120 s until it counts as quiet")


def test_another_listing_begins_the_quiet_period_anew() -> None:
    other = replace(HERE, digest="other")
    state, action = decided(QUIET, other)
    assert (state.listing, state.since) == (other, NOW)
    assert isinstance(action, Rest)


def test_a_file_that_was_replaced_and_put_back_between_two_looks_begins_it_anew_too() -> None:
    _, action = decided(QUIET, replace(HERE, changed_at=NOW - MINUTE))
    assert action == Rest("raw/ changed lately: 60 s until it counts as quiet")


@pytest.mark.parametrize(("seconds", "starts"), [(119, False), (120, True)])
def test_a_complete_set_is_claimed_once_it_was_quiet_for_the_whole_period(seconds: int, starts: bool) -> None:
    state = replace(QUIET, since=NOW - timedelta(seconds=seconds))
    assert isinstance(decided(state)[1], Start) is starts


def test_the_first_run_is_a_training_with_the_day_and_a_number_for_its_id() -> None:
    state, action = decided(replace(QUIET, n=0))
    claim = Claim("20261130-0001", 1, 1, "train", "digest", "contents", "labels", "20261130-0001-1", NOW)
    assert action == Start(claim)
    assert state == replace(QUIET, n=1, running=claim)


def test_a_claim_that_was_not_started_is_started_again_whatever_lies_there_now() -> None:
    state = replace(QUIET, running=replace(CLAIM, is_started=False))
    kept, action = decided(state, replace(HERE, digest="other", missing=("price_history",)))
    assert action == Start(replace(CLAIM, is_started=False))
    assert kept.running == state.running


def test_nothing_starts_while_a_run_is_under_way_and_what_lies_there_is_kept() -> None:
    kept, action = decided(replace(QUIET, running=CLAIM, asked=Ask("train", "weekly")), replace(HERE, digest="other"))
    assert action == Rest("run 20261130-0001 is under way")
    assert (kept.since, kept.asked) == (NOW, Ask("train", "weekly"))


HOLD = Hold("aws restore on a-machine", NOW - MINUTE, NOW + 9 * MINUTE)


def test_nothing_starts_while_somebody_holds_the_trigger_and_what_lies_there_is_kept() -> None:
    other = replace(HERE, digest="other", missing=("price_history",))
    state, action = decided(replace(QUIET, hold=HOLD), other)
    assert action == Rest("aws restore on a-machine holds the trigger until 06:09 UTC")
    assert (state.hold, state.listing, state.since, state.waiting_since) == (HOLD, other, NOW, None)


def test_a_hold_that_nobody_gave_back_runs_out() -> None:
    state, action = decided(replace(QUIET, hold=HOLD), now=HOLD.until)
    assert isinstance(action, Start)
    assert state.hold is None


def test_a_run_that_was_claimed_before_a_hold_is_started_and_may_end() -> None:
    state = replace(QUIET, running=replace(CLAIM, is_started=False), hold=HOLD)
    assert isinstance(decided(state)[1], Start)


def test_a_missing_file_is_named_and_waited_for() -> None:
    state, action = decided(QUIET, replace(HERE, missing=("price_history", "customer_contracts")))
    assert action == Rest("raw/ waits for price_history, customer_contracts")
    assert state.waiting_since == NOW


def test_a_training_waits_for_labels_and_a_scoring_does_not() -> None:
    unlabelled = replace(HERE, labels=None)
    assert decided(QUIET, unlabelled)[1] == Rest("raw/ waits for churn_label")
    _, action = decided(replace(QUIET, trained="labels"), unlabelled)
    assert isinstance(action, Start)
    assert action.claim.mode == "score"


def test_people_are_told_of_a_missing_file_once_after_the_time_limit() -> None:
    short = replace(HERE, missing=("price_history",))
    waiting = replace(QUIET, waiting_since=NOW - timedelta(hours=24))
    state, action = decided(waiting, short)
    text = "raw/ waits for price_history since 2026-11-29 06:00 UTC. No run starts before it is complete."
    notice = Notice("waiting since 2026-11-29T06:00:00+00:00", text, NOW, ("price_history",))
    assert action == Tell(notice)
    assert state == replace(waiting, listing=short, notice=notice)
    assert decided(state, short, NOW + MINUTE / 2)[1] == Rest(text)  # somebody is saying it
    assert decided(sent(state, notice), short, NOW + timedelta(days=9))[1] == Rest(text)
    again, action = decided(state, short, NOW + MINUTE)  # whoever was to say it has died
    assert action == Tell(replace(notice, at=NOW + MINUTE))
    assert again.notice == replace(notice, at=NOW + MINUTE)


def test_a_set_that_is_complete_again_may_be_waited_for_and_told_of_anew() -> None:
    state = replace(QUIET, waiting_since=NOW - timedelta(days=3))
    assert decided(state)[0].waiting_since is None


@pytest.mark.parametrize("status", ["completed", "gate_failed", "refused"])
def test_the_contents_of_a_run_that_came_to_its_end_are_not_run_again(status: Ending) -> None:
    uploaded_again = replace(HERE, digest="other tags")
    assert decided(after(status))[1] == Rest("the contents are those of the last run")
    kept, _ = decided(after(status), uploaded_again)
    assert decided(kept, uploaded_again, NOW + 3 * MINUTE)[1] == Rest("the contents are those of the last run")


def test_whoever_asks_gets_a_run_of_the_same_contents_under_a_new_id() -> None:
    ask = Ask("train", "weekly")
    state, action = decided(replace(after("completed"), asked=ask))
    assert isinstance(action, Start)
    claim = action.claim
    assert (claim.run_id, claim.attempt, claim.tries, claim.mode) == ("20261130-0002", 1, 1, "train")
    assert (claim.asked, state.asked, state.n) == (ask, None, 2)


@pytest.mark.parametrize(
    ("labels", "ask", "mode"),
    [
        ("labels", None, "score"),
        ("new labels", None, "train"),
        (None, None, "score"),
        ("labels", Ask("score", "a person"), "score"),
        ("labels", Ask("train", "weekly"), "train"),
    ],
)
def test_a_run_trains_where_labels_changed_or_somebody_asked_for_it(
    labels: str | None, ask: Ask | None, mode: str
) -> None:
    state = replace(after("completed"), asked=ask)
    changed = replace(HERE, contents="other", labels=labels)
    _, action = decided(state, changed)
    assert isinstance(action, Start)
    assert action.claim.mode == mode


def test_labels_that_no_published_training_has_learned_from_are_still_new() -> None:
    _, action = decided(after("gate_failed"), replace(HERE, contents="other"))
    assert isinstance(action, Start)
    assert action.claim.mode == "train"


def test_a_failed_run_goes_on_under_its_id_at_the_next_attempt() -> None:
    _, action = decided(after("failed"))
    assert isinstance(action, Start)
    claim = action.claim
    assert (claim.run_id, claim.attempt, claim.tries, claim.execution) == ("20261130-0001", 2, 2, "20261130-0001-2")


@pytest.mark.parametrize(
    "state",
    [after("superseded"), after("failed", mode="score")],
    ids=["superseded", "failed in the other mode"],
)
def test_a_run_that_cannot_go_on_is_followed_by_a_new_one_that_counts_as_a_try(state: State) -> None:
    _, action = decided(state)
    assert isinstance(action, Start)
    assert (action.claim.run_id, action.claim.attempt, action.claim.tries) == ("20261130-0002", 1, 2)


@pytest.mark.parametrize("tries", [1, 3])
def test_another_version_of_the_jobs_after_a_failed_run_is_a_new_run_and_a_first_try(tries: int) -> None:
    state = after("failed", tries=tries, attempt=tries, jobs="before")
    _, action = decide(state, HERE, NOW, replace(RULES, jobs="after"))
    assert isinstance(action, Start)
    claim = action.claim
    assert (claim.run_id, claim.attempt, claim.tries, claim.jobs) == ("20261130-0002", 1, 1, "after")


def test_another_version_of_the_jobs_runs_nothing_again_that_came_to_its_end() -> None:
    _, action = decide(after("refused", jobs="before"), HERE, NOW, replace(RULES, jobs="after"))
    assert action == Rest("the contents are those of the last run")


def test_other_files_after_a_failed_run_are_a_new_run_and_a_first_try() -> None:
    other = replace(HERE, digest="other")
    state, _ = decided(after("failed"), other)
    _, action = decided(state, other, NOW + 3 * MINUTE)
    assert isinstance(action, Start)
    assert (action.claim.run_id, action.claim.attempt, action.claim.tries) == ("20261130-0002", 1, 1)


@pytest.mark.parametrize("status", ["failed", "superseded"])
def test_files_that_were_tried_as_often_as_they_may_be_are_given_up_and_people_told(status: Ending) -> None:
    last = after(status, tries=3, attempt=3, execution="20261130-0001-3")
    state, action = decided(last)
    text = (
        f"Run 20261130-0001 ended as {status} at attempt 3, and its files were tried 3 times in a row. "
        "It is not tried again until other files come, another version is deployed or somebody asks. "
        "Why it ended so is in its record."
    )
    assert last.last
    assert action == Tell(Notice("given up 20261130-0001-3", text, NOW, run=last.last.claim, status=status))
    assert state.running is None
    assert (is_given_up(last), is_given_up(state)) == (False, True)
    assert not is_given_up(decided(state, replace(HERE, digest="other"))[0])
    _, action = decided(replace(state, asked=Ask("score", "a person")))
    assert isinstance(action, Start)
    assert (action.claim.run_id, action.claim.tries) == ("20261130-0002", 1)


def test_a_training_that_was_asked_for_and_failed_is_made_with_the_next_files() -> None:
    state = after("failed", asked=Ask("train", "weekly"), tries=3)
    _, action = decided(replace(state, trained="labels"), replace(HERE, digest="other", contents="other"), NOW)
    assert isinstance(action, Rest)
    waited = replace(state, trained="labels", listing=replace(HERE, digest="other"), since=NOW - timedelta(hours=1))
    _, action = decided(waited, replace(HERE, digest="other", contents="other"))
    assert isinstance(action, Start)
    assert (action.claim.mode, action.claim.asked) == ("train", Ask("train", "weekly"))


def test_only_the_execution_that_holds_the_claim_frees_it() -> None:
    state = replace(QUIET, running=CLAIM)
    assert ended(state, "another", "completed", "", NOW, is_published=True) == state
    freed = ended(state, CLAIM.execution, "completed", "", NOW, is_published=True)
    last = LastRun(CLAIM, "completed", "", NOW, is_published=True)
    assert freed == replace(QUIET, last=last, trained="labels", published_at=NOW)


@pytest.mark.parametrize(("mode", "is_published"), [("score", True), ("train", False)])
def test_labels_are_learned_by_a_training_that_was_published_alone(mode: str, is_published: bool) -> None:
    state = replace(QUIET, running=replace(CLAIM, mode=mode), trained="older")
    assert ended(state, CLAIM.execution, "gate_failed", "", NOW, is_published=is_published).trained == "older"


def test_hours_count_since_the_last_publication_and_since_files_wait() -> None:
    state = replace(QUIET, running=CLAIM)
    failed = ended(state, CLAIM.execution, "failed", "Why.", NOW, is_published=False)
    assert hours(failed, NOW) == {"HoursSinceSuccess": 1.0, "HoursWaiting": 0.0}
    published = ended(state, CLAIM.execution, "gate_failed", "Why.", NOW, is_published=True)
    waiting = replace(published, waiting_since=NOW + 3 * HOUR)
    assert hours(waiting, NOW + 5 * HOUR) == {"HoursSinceSuccess": 5.0, "HoursWaiting": 2.0}
    assert hours(State(), NOW) == {"HoursSinceSuccess": 0.0, "HoursWaiting": 0.0}


def test_a_claim_that_is_gone_is_not_marked_as_started() -> None:
    assert started(QUIET, CLAIM) == QUIET
    waiting = replace(QUIET, running=replace(CLAIM, is_started=False))
    assert started(waiting, CLAIM) == replace(QUIET, running=CLAIM)


def test_two_requests_are_one_and_a_training_is_the_stronger() -> None:
    train, score = Ask("train", "weekly"), Ask("score", "a person")
    assert stronger(score, train) == stronger(train, score) == stronger(None, train) == train
    assert stronger(None, None) is None


def test_a_request_that_is_delivered_twice_is_noted_once() -> None:
    ask = Ask("train", "weekly", "monday")
    noted = asked(QUIET, ask)
    assert (noted.asked, noted.last_keys) == (ask, ("monday",))
    answered = replace(noted, asked=None)
    assert asked(answered, ask) == answered
    assert asked(answered, replace(ask, key="")).asked == replace(ask, key="")
