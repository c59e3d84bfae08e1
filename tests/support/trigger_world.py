"""A world around the trigger: files that come and go, events that come late and twice, executions that run or break.

Every call of AWS and of the lake may be the last of its process; and calls of several processes come in an order that a
seed decides. What must never happen is asserted at every write of the state.
"""

import json
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from queue import Queue
from threading import Semaphore, Thread, local
from typing import Any

from pydantic import TypeAdapter
from support.runs import run_record

from spanishgas.aws.environment import AwsSettings
from spanishgas.aws.trigger.decide import holder
from spanishgas.aws.trigger.handler import answer
from spanishgas.aws.trigger.hold import LEASE, given_back, taken
from spanishgas.aws.trigger.listing import RawFiles
from spanishgas.aws.trigger.services import Services
from spanishgas.aws.trigger.start import Executions
from spanishgas.aws.trigger.state import Claim, Hold, Notice, State
from spanishgas.aws.trigger.store import StateTable
from spanishgas.errors import SpanishGasError
from spanishgas.lake import Lake
from spanishgas.run.raw_listing import ListedFile, listing_digest
from spanishgas.run.record import ErrorRecord, RunRecord
from spanishgas.run.store import has_record, load_record, record_key, save_record

NAMES = (
    "churn_label.csv",
    "consumption_hourly_2024.csv",
    "costs_by_province_month.csv",
    "customer_attributes.csv",
    "customer_contracts.csv",
    "customer_interactions.json",
    "price_history.csv",
)
NEEDED = frozenset(name for name in NAMES if name != "churn_label.csv")
START = datetime(2026, 11, 30, 6, tzinfo=UTC)
QUIET = 120
_STATE = TypeAdapter(State)


class Crash(BaseException):
    """The process is gone: nothing after this line was done."""


@dataclass
class Calls:
    """Where calls go through: they may wait for their turn, and a process may die before or after any of them."""

    chance: random.Random
    share: float = 0.0
    """Of the calls at which a process dies."""
    dies_at: tuple[str, str] | None = None
    """The one call at which the next process dies, before or after it."""
    deaths: int = 0
    turn: local = field(default_factory=local)
    watch: Callable[[str, dict[str, Any]], None] = lambda name, given: None

    def through(self, name: str, call: Callable[..., Any], /, *given: Any, **named: Any) -> Any:
        getattr(self.turn, "wait", lambda: None)()
        self._perhaps_die("before", name)
        found = call(*given, **named)
        self.watch(name, named)
        self._perhaps_die("after", name)
        return found

    def _perhaps_die(self, when: str, name: str) -> None:
        if self.dies_at == (when, name) or (self.share and self.chance.random() < self.share):
            self.dies_at = None
            self.deaths += 1
            raise Crash(f"{when} {name}")

    def at_once(self, works: list[Callable[[], Any]]) -> None:
        """Let processes work at once, one call at a time, in an order that chance decides."""
        said: Queue[bool] = Queue()
        turns = [Semaphore(0) for _ in works]
        errors: list[Exception] = []

        def process(number: int) -> None:
            def wait() -> None:
                said.put(True)
                turns[number].acquire()

            self.turn.wait = wait
            turns[number].acquire()
            try:
                works[number]()
            except Crash:
                pass
            except Exception as error:
                errors.append(error)
            finally:
                said.put(False)

        threads = [Thread(target=process, args=(number,)) for number in range(len(works))]
        for thread in threads:
            thread.start()
        alive = list(range(len(works)))
        while alive:
            number = self.chance.choice(alive)
            turns[number].release()
            if not said.get():
                alive.remove(number)
        for thread in threads:
            thread.join()
        assert not errors, errors


class Fragile:
    """Something whose every call goes through ``Calls``."""

    def __init__(self, inner: Any, calls: Calls) -> None:
        self._inner, self._calls = inner, calls

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._inner, name)
        if not callable(found):
            return found
        return lambda *given, **named: self._calls.through(name, found, *given, **named)

    def __str__(self) -> str:
        return str(self._inner)


@dataclass
class World:
    """A deployment, and all that happens to it."""

    s3: Any
    table: Any
    table_name: str
    machine: Any
    steps: Any
    lake: Lake
    bucket: str
    prefix: str
    clock: list[datetime]
    calls: Calls
    events: list[tuple[datetime, dict[str, Any]]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    reported: list[tuple[str, str]] = field(default_factory=list)
    history: list[tuple[datetime, dict[str, str]]] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)
    """By name and tag."""
    working: set[str] = field(default_factory=set)
    phases: dict[str, str] = field(default_factory=dict)
    last_seen: State = field(default_factory=State)
    settings: AwsSettings = field(default_factory=lambda: AwsSettings(quiet_seconds=QUIET, attempts=3))

    def __post_init__(self) -> None:
        self.calls.watch = self._watch
        self.history.append((self.clock[0], {}))
        table = StateTable(Fragile(self.table, self.calls), self.table_name)
        self.services = Services(
            settings=self.settings,
            bucket=self.bucket,
            raw=RawFiles(Fragile(self.s3, self.calls), self.bucket, self.prefix, table),
            table=table,
            executions=Executions(Fragile(self.steps, self.calls), self.machine.arn, self.bucket),
            lake=Fragile(self.lake, self.calls),  # pyright: ignore[reportArgumentType]
            report=self._report,
            tell=self._tell,
            now=lambda: self.clock[0],
        )

    def _report(self, lake: Lake, record: RunRecord, settings: AwsSettings) -> list[str]:
        self.calls.through("report", self.reported.append, (record.run_id, record.status))
        return []

    def _tell(self, notice: Notice) -> None:
        self.calls.through("tell", self.told.append, notice.text)

    # what is so

    @property
    def state(self) -> State:
        return StateTable(self.table, self.table_name).load()

    def raw(self) -> dict[str, str]:
        """Tags by name, as they are now."""
        return dict(self.history[-1][1])

    def digest_of(self, tags: dict[str, str]) -> str:
        return listing_digest(ListedFile(name, self.sizes[name, tag], tag) for name, tag in tags.items())

    # what happens

    def passes(self, seconds: float) -> None:
        self.clock[0] += timedelta(seconds=seconds)

    def put(self, name: str, content: str) -> None:
        self.s3.put_object(Bucket=self.bucket, Key=f"{self.prefix}raw/{name}", Body=content.encode())
        found = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=f"{self.prefix}raw/{name}")["Contents"][0]
        tag = found["ETag"].strip('"')
        self.sizes[name, tag] = len(content.encode())
        self._changed({**self.raw(), name: tag}, name, "ObjectCreated:Put")

    def delete(self, name: str) -> None:
        self.s3.delete_object(Bucket=self.bucket, Key=f"{self.prefix}raw/{name}")
        self._changed({each: tag for each, tag in self.raw().items() if each != name}, name, "ObjectRemoved:Delete")

    def put_all(self, content: str, names: tuple[str, ...] = NAMES) -> None:
        for name in names:
            self.put(name, f"{content} of {name}")

    def _changed(self, tags: dict[str, str], name: str, event: str) -> None:
        self.history.append((self.clock[0], tags))
        entry = {"eventName": event, "s3": {"object": {"key": f"{self.prefix}raw/{name}"}}}
        for _ in range(self.calls.chance.choice([0, 1, 1, 1, 2])):  # lost, once, twice
            late = timedelta(seconds=self.calls.chance.choice([0, 1, 30, 300]))
            self.events.append((self.clock[0] + late, {"Records": [entry]}))

    def due(self) -> list[dict[str, Any]]:
        """Events that arrive by now, in any order."""
        found = [event for at, event in self.events if at <= self.clock[0]]
        self.events = [(at, event) for at, event in self.events if at > self.clock[0]]
        self.calls.chance.shuffle(found)
        return found

    def send(self, event: dict[str, Any]) -> dict[str, Any]:
        return answer(self.services, event)

    def tick(self) -> None:
        self.send({"task": "tick"})

    def ask(self, mode: str = "train", key: str = "", reason: str = "weekly") -> None:
        self.send({"task": "ask", "mode": mode, "reason": reason, "id": key})

    def start_by_hand(self, execution: str, mode: str = "train", run_id: str | None = None) -> None:
        given = {"mode": mode, "run_id": run_id or execution, "bucket": self.bucket, "file_key": "by hand"}
        self.steps.start_execution(stateMachineArn=self.machine.arn, name=execution, input=json.dumps(given))

    def hold(self) -> None:
        """Somebody holds the trigger, and perhaps dies; what he held before he lets go."""
        table, held = self.services.table, self.state.hold
        if held:
            table.change(lambda state: given_back(state, held)[0])
        else:
            hold = Hold("a command", self.clock[0], self.clock[0] + LEASE)
            table.change(lambda state: taken(state, hold, self.clock[0]))

    # the state machine

    def open(self) -> list[str]:
        return [name for name, found in self.machine.all().items() if found["status"] == "RUNNING"]

    def begin(self, name: str) -> dict[str, Any]:
        """The first state; a refusal closes the execution."""
        given = json.loads(self.machine.all()[name]["input"])
        try:
            claim = self.send({"task": "begin", "execution": name, "input": given})
        except SpanishGasError:
            self.machine.close(name, "FAILED")
            raise
        assert not self.working - {name}, "another run is at work"
        self.working.add(name)
        self.phases[name] = "begun"
        return claim

    def work(self, name: str, ending: str) -> None:
        """The jobs, which leave a record: as the run ends, or as a killed job leaves it."""
        claim = self.claims[name]
        self.phases[name] = "worked"
        if ending == "no record":
            return
        if self.digest_of(self.raw()) != claim.listing:
            ending = "superseded"
        if has_record(self.lake, claim.run_id):
            record = load_record(self.lake, claim.run_id)
            record.status, record.finished_at, record.error = "running", None, None
        else:
            record = run_record(claim.run_id, mode=claim.mode, started_at=self.clock[0])
        if ending != "running":
            record.status, record.finished_at = ending, self.clock[0]
        if ending not in ("running", "published"):
            record.error = ErrorRecord(stage="bronze", step="x", kind="RunError", message=f"It is {ending}.")
        save_record(self.lake, record)

    def close(self, name: str) -> dict[str, Any]:
        """The last states: the run is reported, and the execution closes."""
        claim = self.claims[name]
        record = load_record(self.lake, claim.run_id) if self.lake.exists(record_key(claim.run_id)) else None
        is_published = record is not None and record.status == "published"
        self.working.discard(name)
        event: dict[str, Any] = {"execution": name, "run_id": claim.run_id, "attempt": claim.attempt}
        if is_published:
            said = self.send({**event, "task": "finish"})
        else:
            error = {"Error": "States.TaskFailed", "Cause": json.dumps({"FailureReason": "The job failed."})}
            said = self.send({**event, "task": "fail", "error": error})
        self.machine.close(name, "SUCCEEDED" if is_published else "FAILED")
        return said

    def vanish(self, name: str) -> None:
        """The execution ends, and nobody says so."""
        self.working.discard(name)
        self.machine.close(name, "ABORTED")

    def run(self, name: str, ending: str = "published") -> dict[str, Any]:
        """A whole execution."""
        self.begin(name)
        self.work(name, ending)
        return self.close(name)

    def go_on(self, name: str, ending: str) -> None:
        """The next state of an execution; one that dies is tried again, as the state machine does."""
        phase = self.phases.get(name, "started")
        if phase == "started":
            with suppress(SpanishGasError):
                self.begin(name)
        elif phase == "begun":
            self.work(name, ending)
        else:
            self.close(name)

    def settle(self) -> None:
        """Nothing changes any more, no process dies, every run ends well: time passes until nothing is left to do."""
        self.calls.share = 0.0
        for _ in range(40):
            self.passes(61)
            self.tick()
            for name in self.open():
                while name in self.open():
                    self.go_on(name, "published")
            state = self.state
            if (
                state.running is None
                and not self.open()
                and self.clock[0] - self.history[-1][0] > timedelta(minutes=10)
            ):
                return
        raise AssertionError(f"It does not come to rest: {self.state}")

    # what must always be so

    def _watch(self, name: str, given: dict[str, Any]) -> None:
        if name != "put_item" or given["Item"]["file_key"]["S"] != "state":
            return
        before, state = self.last_seen, _STATE.validate_json(given["Item"]["state"]["S"])
        self.last_seen = state
        assert state.rev == before.rev + 1, "the state was written over another"
        claim = state.running
        if claim is None or (before.running and before.running.execution == claim.execution):
            return
        assert before.running is None, "a second run is claimed"
        assert holder(before, claim.claimed_at) is None, "a run is claimed while somebody holds the trigger"
        assert claim.execution not in self.claims, "a claim is made twice"
        self.claims[claim.execution] = claim
        self._check_quiet(claim)

    def _check_quiet(self, claim: Claim) -> None:
        """The claimed set lay there, complete and unchanged, for the quiet period."""
        began = claim.claimed_at - timedelta(seconds=self.settings.quiet_seconds)
        ends = [at for at, _ in self.history[1:]] + [datetime.max.replace(tzinfo=UTC)]
        lay = [
            tags for (at, tags), end in zip(self.history, ends, strict=True) if at < claim.claimed_at and end > began
        ]
        assert lay
        for tags in lay:
            assert self.digest_of(tags) == claim.listing, "raw/ has changed within the quiet period"
            assert set(tags) >= NEEDED, "raw/ was not complete"
            assert claim.mode == "score" or "churn_label.csv" in tags, "a training without labels"

    def check_end(self) -> None:
        """Whatever happened, the last complete contents are run in the end, each claim by one execution."""
        self.settle()
        state, tags = self.state, self.raw()
        if state.last and not state.last.is_conclusive and state.last.claim.listing == self.digest_of(tags):
            assert any("It is not tried again" in text for text in self.told)
            self.ask("score", reason="a person")
            self.settle()
            state = self.state
        if set(tags) >= NEEDED and (state.trained or "churn_label.csv" in tags):
            assert state.last is not None
            assert state.last.is_conclusive
            assert state.listing is not None
            assert state.last.claim.contents == state.listing.contents
        started = {name for name in self.machine.all() if not name.startswith("by-hand")}
        assert started == {name for name in self.claims if not name.startswith("by-hand")}
        assert len(self.told) == len(set(self.told)) or self.calls.deaths
