"""Laws of the trigger's rules, whatever comes in whatever order (hypothesis)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from spanishgas.aws.trigger.decide import asked, decide, ended, sent, started
from spanishgas.aws.trigger.hold import given_back, renewed, taken
from spanishgas.aws.trigger.state import Ask, Claim, Hold, Listing, Rest, Rules, Start, State, Tell
from spanishgas.errors import RunError

RULES = Rules(quiet=timedelta(seconds=120), patience=timedelta(hours=2), attempts=3)
BEGIN = datetime(2026, 11, 30, 6, tzinfo=UTC)
ENDINGS = st.sampled_from(["completed", "failed", "refused", "gate_failed", "superseded"])


class Trigger(RuleBasedStateMachine):
    """One state, files that change, time that passes, reconciliations that may be lost half-way."""

    @initialize()
    def begin(self) -> None:
        self.now = BEGIN
        self.state = State()
        self.files: tuple[int, str, str] = (0, "", "")  # writes, contents, labels
        self.is_whole = False
        self.changed = [BEGIN]
        self.claims: dict[str, Claim] = {}
        self.started: set[str] = set()
        self.told: list[str] = []
        self.holds: list[Hold] = []
        self.rules = RULES

    def listing(self) -> Listing:
        writes, contents, labels = self.files
        missing = () if self.is_whole else ("price_history",)
        digest = f"{writes} {contents} {labels}"
        return Listing(digest, contents + labels, labels or None, missing, "churn_label", self.changed[-1])

    @rule(contents=st.sampled_from("AB"), labels=st.sampled_from(["", "x", "y"]), is_whole=st.booleans())
    def files_change(self, contents: str, labels: str, is_whole: bool) -> None:
        self.files = (self.files[0] + 1, contents, labels)
        self.is_whole = is_whole
        self.changed.append(self.now)

    @rule(seconds=st.sampled_from([1, 60, 119, 120, 4_000]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(version=st.sampled_from(["", "1", "2"]))
    def somebody_deploys(self, version: str) -> None:
        self.rules = replace(RULES, jobs=version)

    @rule(mode=st.sampled_from(["train", "score"]))
    def somebody_asks(self, mode: str) -> None:
        self.state = asked(self.state, Ask(mode, "a person"))

    @rule(seconds=st.sampled_from([60, 600]))
    def somebody_takes_a_hold(self, seconds: int) -> None:
        hold = Hold(f"holder {len(self.holds)}", self.now, self.now + timedelta(seconds=seconds))
        before = self.state.hold
        try:
            self.state = taken(self.state, hold, self.now)
        except RunError:
            assert self.state.running or (before and self.now < before.until)
            return
        assert self.state.running is None, "a hold under a run"
        assert before is None or self.now >= before.until, "two hold it"
        self.holds.append(hold)

    @precondition(lambda self: self.holds)
    @rule(is_given_back=st.booleans())
    def the_latest_holder_goes_on_or_is_done(self, is_given_back: bool) -> None:
        hold = self.holds[-1]
        if is_given_back:
            self.state, _ = given_back(self.state, hold)
            assert self.state.hold is None
        else:
            self.state = renewed(self.state, hold, self.now + timedelta(seconds=600))

    @rule(is_lost=st.booleans())
    def reconcile(self, is_lost: bool) -> None:
        """The action is lost where the process dies before it; what was kept stays."""
        before = self.state
        self.state, action = decide(before, self.listing(), self.now, self.rules)
        assert decide(self.state, self.listing(), self.now, self.rules)[0] == self.state  # once is as good as twice
        if self.state.running and self.state.running.execution not in self.claims:
            self.check_new_claim(before, self.state.running)
        if isinstance(action, Start) and not is_lost:
            assert self.state.running == action.claim
            self.started.add(action.claim.execution)
            self.state = started(self.state, replace(action.claim, is_started=True))
        if isinstance(action, Tell) and not is_lost:
            self.told.append(action.notice.key)
            self.state = sent(self.state, action.notice)

    def check_new_claim(self, before: State, claim: Claim) -> None:
        assert before.running is None, "a second run"
        assert before.hold is None or self.now >= before.hold.until, "a run under a hold"
        assert self.is_whole, "an incomplete set"
        assert self.now - self.changed[-1] >= RULES.quiet, "a set that was not quiet"
        assert claim.listing == self.listing().digest
        assert claim.tries <= RULES.attempts
        last = before.last.claim if before.last else claim
        assert claim.jobs == self.rules.jobs
        assert claim.attempt == 1 or (claim.run_id, claim.jobs) == (last.run_id, last.jobs), "a run under other code"
        assert claim.tries == 1 or claim.jobs == last.jobs, "tries of another version count"
        assert (claim.mode == "score") <= (self.state.trained is not None), "the first run trains"
        assert (claim.mode == "train") <= (claim.labels is not None), "a training without labels"
        self.claims[claim.execution] = claim

    @precondition(lambda self: self.state.running and self.state.running.is_started)
    @rule(status=ENDINGS)
    def the_run_ends(self, status: str) -> None:
        claim = self.state.running
        assert claim
        is_published = status in ("completed", "gate_failed")
        self.state = ended(self.state, claim.execution, status, "", self.now, is_published=is_published)

    @rule()
    def calm_comes(self) -> None:
        """Nothing changes, runs end well: whatever is complete is run in the end."""
        self.now += timedelta(seconds=600)  # whoever holds it is dead
        for _ in range(12):
            self.now += timedelta(seconds=130)
            self.reconcile(is_lost=False)
            if self.state.running:
                self.the_run_ends("completed")
        _, action = decide(self.state, self.listing(), self.now, self.rules)
        assert isinstance(action, Rest | Tell)
        last, is_runnable = self.state.last, self.is_whole and (self.files[2] or self.state.trained is not None)
        wants_labels = self.state.asked is not None and self.state.asked.mode == "train" and not self.files[2]
        if not is_runnable or wants_labels or last is None:
            return
        if last.is_conclusive:
            assert last.claim.contents == self.listing().contents or "churn_label" in str(action)
        else:
            assert last.claim.tries == RULES.attempts

    @invariant()
    def every_execution_is_of_one_claim(self) -> None:
        if hasattr(self, "claims"):
            assert self.started <= set(self.claims)
            assert len(self.told) == len(set(self.told)), "people were told twice"


Trigger.TestCase.settings = settings(
    max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestTheLawsOfTheTriggerHoldInAnyOrder = Trigger.TestCase
