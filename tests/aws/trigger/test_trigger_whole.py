"""The trigger as a whole, in memory and over HTTP: files come, one run is started, and it goes on whatever breaks."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from support.runs import run_record
from support.sentences import says
from support.trigger_world import NAMES, QUIET, Crash, World

from spanishgas.content import json_bytes
from spanishgas.errors import InputError, RunError
from spanishgas.run.manifest import MANIFEST, look_at_manifest
from spanishgas.run.store import load_record, save_record

FIRST = "20261130-0001-1"


def come_and_rest(world: World, content: str = "A") -> None:
    """All files come, and the quiet period passes."""
    world.put_all(content)
    world.tick()
    world.passes(QUIET)
    world.tick()


def last(world: World) -> tuple[str, int, str, str]:
    found = world.state.last
    assert found
    return found.claim.run_id, found.claim.attempt, found.claim.mode, found.status


def test_seven_files_start_one_training_and_other_files_one_scoring(any_world: World) -> None:
    come_and_rest(any_world)
    assert any_world.open() == [FIRST]
    given = json.loads(any_world.machine.all()[FIRST]["input"])
    assert given == {
        "mode": "train",
        "run_id": "20261130-0001",
        "bucket": any_world.bucket,
        "file_key": "state",
        "attempt": 1,
        "listing": any_world.digest_of(any_world.raw()),
    }
    said = any_world.begin(FIRST)
    assert said == {name: given[name] for name in ("run_id", "mode", "bucket", "attempt", "listing")}
    any_world.work(FIRST, "published")
    assert any_world.close(FIRST) == {"status": "completed", "reason": "", "is_published": True}
    any_world.put("price_history.csv", "B")
    any_world.tick()
    any_world.passes(QUIET)
    any_world.tick()
    assert any_world.open() == ["20261130-0002-1"]
    any_world.run("20261130-0002-1")
    assert last(any_world) == ("20261130-0002", 1, "score", "completed")
    assert any_world.told == []
    assert any_world.reported == [("20261130-0001", "published"), ("20261130-0002", "published")]


def test_every_tick_measures_and_what_cannot_be_measured_holds_nothing_up(new_world: Callable[..., World]) -> None:
    world, measured = new_world(), []
    world.services = replace(world.services, measure=measured.append)
    come_and_rest(world)
    world.run(FIRST)
    world.passes(3600)
    world.tick()
    assert [round(values["HoursSinceSuccess"], 3) for values in measured][-1] == 1.0
    assert {tuple(values) for values in measured} == {("HoursSinceSuccess", "HoursWaiting")}
    world.services = replace(world.services, measure=lambda _values: 1 / 0)
    world.put("price_history.csv", "B")
    world.passes(QUIET)
    world.tick()
    world.passes(QUIET)
    world.tick()
    assert world.open() == ["20261130-0002-1"]


def check_crash_is_mended(world: World, when: str, call: str) -> None:
    world.put_all("A")
    world.tick()
    world.passes(QUIET)
    world.calls.dies_at = (when, call)
    with pytest.raises(Crash):
        world.tick()
    world.passes(60)
    world.tick()
    assert world.open() == [FIRST]
    assert world.state.running is not None
    assert world.state.running.is_started
    world.run(FIRST)
    world.check_end()
    assert list(world.machine.all()) == [FIRST]


@pytest.mark.parametrize("call", ["put_item", "start_execution", "get_item", "list_objects_v2", "swap"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_around_the_start_is_mended_by_the_next_tick(new_world, when: str, call: str) -> None:
    check_crash_is_mended(new_world(), when, call)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_crash_around_the_start_is_mended_over_http_too(moto_world, when: str) -> None:
    check_crash_is_mended(moto_world(), when, "start_execution")


@pytest.mark.parametrize("call", ["put_item", "report", "swap", "get_item"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("ending", ["published", "running", "no record"])
def test_a_crash_around_the_end_is_mended_by_a_second_call_or_by_the_next_tick(
    new_world, when: str, call: str, ending: str
) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.begin(FIRST)
    world.work(FIRST, ending)
    world.calls.dies_at = (when, call)
    died = False
    try:
        world.close(FIRST)
    except Crash:
        died = True
        world.vanish(FIRST)
    world.calls.dies_at = None
    assert died or call in ("report", "swap")  # without a record nothing is reported
    world.passes(60)
    world.tick()
    assert world.state.last is not None
    assert world.state.last.claim.execution == FIRST
    assert world.state.last.status == ("completed" if ending == "published" else "failed")
    world.check_end()


def test_events_of_many_processes_at_once_start_one_run(any_world: World) -> None:
    any_world.put_all("A")
    any_world.tick()
    any_world.passes(QUIET)
    any_world.calls.at_once([any_world.tick] * 3 + [lambda: any_world.send({"Records": []})] * 3)
    assert list(any_world.machine.all()) == [FIRST]


def test_threads_that_race_over_http_start_one_run_a_set(moto_world) -> None:
    world: World = moto_world()
    world.calls.watch = lambda name, given: None  # what it is told comes in no order here
    for number, content in enumerate("AB", 1):
        world.put_all(content)
        world.tick()
        world.passes(QUIET)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: world.tick(), range(16)))
        name = f"20261130-{number:04}-1"
        assert world.open() == [name]
        world.claims[name] = world.state.running
        world.run(name)
    assert (world.state.n, len(world.machine.all())) == (2, 2)


@pytest.mark.parametrize("seed", range(5))
def test_of_hand_starts_at_once_one_gets_the_claim_and_the_others_say_who_has_it(new_world, seed: int) -> None:
    world: World = new_world(seed)
    world.put_all("A")
    world.tick()
    world.passes(QUIET)
    names, refusals = [f"by-hand-{number}" for number in range(3)], list[str]()
    for name in names:
        world.start_by_hand(name)

    def begin(name: str) -> None:
        try:
            world.begin(name)
        except RunError as error:
            refusals.append(str(error))

    world.calls.at_once([lambda name=name: begin(name) for name in names])
    (holder,) = world.open()
    text = f"Run {holder} is under way. One runs at a time: start again when it has ended."
    assert refusals == [text, text]


def test_the_manifest_in_the_lake_says_what_waits_what_runs_and_what_ran(any_world: World) -> None:
    any_world.put_all("A", NAMES[:5])
    any_world.tick()
    waiting, _ = look_at_manifest(any_world.lake)
    assert waiting is not None
    assert waiting.missing == ("price_history", "customer_interactions")
    any_world.put_all("A", NAMES[5:])
    any_world.tick()
    any_world.passes(QUIET)
    any_world.tick()
    running, _ = look_at_manifest(any_world.lake)
    assert running is not None
    assert [(run.run_id, run.attempt, run.status) for run in running.runs] == [("20261130-0001", 1, "running")]
    any_world.run(FIRST, "gate_failed")
    ended, _ = look_at_manifest(any_world.lake)
    assert ended is not None
    assert [(run.run_id, run.status, run.reason) for run in ended.runs] == [
        ("20261130-0001", "gate_failed", "It is gate_failed.")
    ]
    table = any_world.services.table
    contents = ended.runs[0].contents
    rows = table.rows(["run/20261130-0001", f"drop/{contents}#1", "raw/price_history.csv"])
    assert rows["run/20261130-0001"]["status"] == "gate_failed"
    assert rows[f"drop/{contents}#1"]["run_id"] == "20261130-0001"
    assert rows["raw/price_history.csv"]["tag"] == any_world.raw()["price_history.csv"]


def test_a_job_that_dies_once_it_has_published_has_published(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.begin(FIRST)
    world.work(FIRST, "published")
    died = {"task": "fail", "execution": FIRST, "error": {"Error": "States.TaskFailed", "Cause": "Exit code 137."}}
    assert world.send(died) == {"status": "completed", "reason": "", "is_published": True}
    assert world.send(died) == {"status": "completed", "reason": "", "is_published": True}


def test_readers_see_the_state_of_a_table_that_begins_anew(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.run(FIRST)
    before, seen = look_at_manifest(world.lake)
    assert before is not None
    later = before.model_copy(update={"rev": before.rev + 100, "runs": ()})
    world.lake.swap(MANIFEST, json_bytes(later.model_dump(mode="json")), seen)
    world.tick()
    now, _ = look_at_manifest(world.lake)
    assert now is not None
    assert (now.rev, now.runs[0].run_id) == (world.state.rev, "20261130-0001")


def test_the_same_contents_uploaded_again_run_nothing_until_somebody_asks(new_world) -> None:
    world: World = new_world(is_encrypted=True)  # tags change at every write
    come_and_rest(world)
    world.run(FIRST)
    before = world.raw()
    come_and_rest(world)
    assert world.raw() != before
    assert world.open() == []
    world.ask("score", reason="a person")
    assert world.open() == ["20261130-0002-1"]
    assert world.claims["20261130-0002-1"].mode == "score"


def test_contents_that_come_back_after_others_are_run_three_times(new_world) -> None:
    world: World = new_world()
    for number, content in enumerate("ABA", 1):
        come_and_rest(world, content)
        world.run(f"20261130-{number:04}-1")
    assert len(world.machine.all()) == 3
    assert last(world) == ("20261130-0003", 1, "train", "completed")


def test_a_failed_run_goes_on_under_its_id_and_is_given_up_after_three_attempts(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    for attempt in (1, 2, 3):
        world.run(f"20261130-0001-{attempt}", "failed")
    for _ in range(5):
        world.passes(60)
        world.tick()
    assert world.open() == []
    assert world.told == [
        "Run 20261130-0001 ended as failed at attempt 3, and its files were tried 3 times in a row. "
        "It is not tried again until other files come, another version is deployed or somebody asks. "
        "Why it ended so is in its record."
    ]
    world.ask()
    assert world.open() == ["20261130-0002-1"]  # whoever asks may have mended the code, which an old run keeps to


def test_an_attempt_that_died_before_its_first_step_is_told_with_its_own_reason(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.begin(FIRST)
    world.work(FIRST, "failed")
    world.passes(1)
    world.close(FIRST)
    assert world.run("20261130-0001-2", "no record") == {
        "status": "failed",
        "reason": "The job failed.",
        "is_published": False,
    }
    assert world.reported == [("20261130-0001", "failed")]
    assert world.told == [
        "Run 20261130-0001 ended as failed at attempt 2 and left no record that can be read. Why it ended so is "
        "said by the execution 20261130-0001-2."
    ]


def test_an_empty_bucket_waits_for_nothing(new_world) -> None:
    world: World = new_world()
    for _ in range(4):
        world.passes(24 * 3600)
        world.tick()
    assert (world.told, world.state.waiting_since) == ([], None)


def test_a_missing_file_is_said_once_after_the_time_limit(new_world) -> None:
    world: World = new_world()
    world.put_all("A", NAMES[1:])
    for _ in range(30):
        world.passes(3_600)
        world.tick()
    assert world.told == ["raw/ waits for churn_label since 2026-11-30 08:00 UTC. No run starts before it is complete."]
    world.put("churn_label.csv", "A")
    world.check_end()
    assert last(world) == ("20261201-0001", 1, "train", "completed")


def test_a_run_whose_files_were_replaced_is_superseded_and_the_new_files_are_run(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.begin(FIRST)
    world.put("price_history.csv", "B")
    world.work(FIRST, "published")
    assert world.close(FIRST) == {"status": "superseded", "reason": "It is superseded.", "is_published": False}
    assert world.open() == []  # not quiet yet
    world.check_end()
    assert last(world) == ("20261130-0002", 1, "train", "completed")


def test_a_killed_job_leaves_a_record_that_is_closed_with_the_reason(any_world: World) -> None:
    come_and_rest(any_world)
    said = any_world.run(FIRST, "running")
    assert said == {"status": "failed", "reason": "The job failed.", "is_published": False}
    record = load_record(any_world.lake, "20261130-0001")
    assert record.status == "failed"
    assert record.error is not None
    assert record.error.message == "The job failed."
    assert any_world.open() == ["20261130-0001-2"]


def test_a_run_whose_execution_was_stopped_is_ended_by_the_next_tick(any_world: World) -> None:
    come_and_rest(any_world)
    any_world.begin(FIRST)
    any_world.work(FIRST, "running")
    any_world.vanish(FIRST)
    any_world.tick()
    assert load_record(any_world.lake, "20261130-0001").status == "failed"
    assert last(any_world)[:2] == ("20261130-0001", 1)
    assert any_world.open() == ["20261130-0001-2"]


def test_a_damaged_record_holds_up_no_other_run(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.begin(FIRST)
    world.lake.write("runs/20261130-0001.json", b"{")
    world.vanish(FIRST)
    world.tick()
    assert last(world) == ("20261130-0001", 1, "train", "failed")
    assert world.told == [
        "Run 20261130-0001 ended as failed at attempt 1 and left no record that can be read. Why it ended so is "
        "said by the execution 20261130-0001-1."
    ]


def test_a_claim_whose_execution_is_not_there_is_started_again_under_its_name(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.machine.executions.clear()
    world.tick()
    assert world.open() == [FIRST]


def test_a_second_call_for_the_end_of_a_run_says_the_same_and_changes_nothing(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    said = world.run(FIRST, "refused")
    before, reported = world.state, list(world.reported)
    assert world.close(FIRST) == said == {"status": "refused", "reason": "It is refused.", "is_published": False}
    assert (world.state, world.reported) == (before, reported)


def test_a_hand_start_goes_through_the_same_claim(any_world: World) -> None:
    any_world.put_all("A")
    any_world.start_by_hand("by-hand-1")
    with says(RunError, "raw/ changed lately. Start again in 120 seconds."):
        any_world.begin("by-hand-1")
    any_world.passes(QUIET)
    any_world.start_by_hand("by-hand-2", run_id="manual-001")
    said = any_world.begin("by-hand-2")
    assert said == {
        "run_id": "manual-001",
        "mode": "train",
        "bucket": any_world.bucket,
        "attempt": 1,
        "listing": any_world.digest_of(any_world.raw()),
    }
    any_world.tick()
    assert any_world.open() == ["by-hand-2"]
    any_world.start_by_hand("by-hand-3")
    with says(RunError, "Run manual-001 is under way. One runs at a time: start again when it has ended."):
        any_world.begin("by-hand-3")
    said = any_world.send(
        {"task": "fail", "execution": "by-hand-3", "error": {"Error": "RunError", "Cause": '{"errorMessage": "No."}'}}
    )
    assert said == {"status": "failed", "reason": "No.", "is_published": False}
    assert any_world.state.running is not None
    any_world.work("by-hand-2", "published")
    assert any_world.close("by-hand-2") == {"status": "completed", "reason": "", "is_published": True}
    any_world.check_end()
    assert last(any_world) == ("manual-001", 1, "train", "completed")


def test_a_request_is_answered_once_however_often_it_is_delivered(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.run(FIRST)
    world.ask(key="2026-11-30T06:00:00Z")
    world.ask(key="2026-11-30T06:00:00Z")
    world.run("20261130-0002-1")
    world.ask(key="2026-11-30T06:00:00Z")
    assert world.open() == []
    assert last(world) == ("20261130-0002", 1, "train", "completed")


def test_a_schedule_asks_once_a_day_however_often_it_delivers(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.run(FIRST)
    weekly = {"task": "ask", "mode": "train", "reason": "weekly", "scheduled": "2026-11-30T06:00:00Z"}
    world.send(weekly)
    assert world.state.last_keys == ("weekly-2026-11-30",)
    world.run("20261130-0002-1")
    world.passes(3600)
    world.ask(key="somebody else")
    world.run("20261130-0003-1")
    world.send(weekly)
    assert world.open() == []
    world.send({**weekly, "scheduled": "2026-12-07T06:00:00Z"})
    world.run("20261130-0004-1")
    for _ in range(2):  # a time that nobody filled in is no id: rather once too often than never
        world.send({**weekly, "scheduled": "<aws.scheduler.scheduled-time>"})
        world.run(world.open()[0])


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        ({"task": "bake"}, "task: 'bake' is not known, or something that it needs is not said."),
        ({"task": "ask", "mode": "guess"}, "mode: 'guess' is none of train, score."),
        ({"task": "begin"}, "task: 'begin' is not known, or something that it needs is not said."),
    ],
)
def test_an_event_that_nobody_understands_is_refused(new_world, event: dict, sentence: str) -> None:
    with says(InputError, sentence):
        new_world().send(event)


def test_a_table_that_is_brought_back_to_an_earlier_time_repeats_no_run_id(new_world) -> None:
    world: World = new_world()
    come_and_rest(world)
    world.run(FIRST)
    earlier, state = dict(world.table.items), world.state
    come_and_rest(world, "B")
    world.run("20261130-0002-1")
    come_and_rest(world, "C")
    world.vanish("20261130-0003-1")  # it leaves no record
    world.table.items, world.last_seen = earlier, state
    come_and_rest(world, "D")
    assert list(world.machine.all()) == [FIRST, "20261130-0002-1", "20261130-0003-1", "20261130-0004-1"]
    assert (world.open(), world.state.n) == (["20261130-0004-1"], 4)
    world.run("20261130-0004-1")
    world.check_end()


def test_an_id_that_a_record_of_the_lake_has_is_not_given_again(any_world: World) -> None:
    for number in (1, 2):
        save_record(any_world.lake, run_record(f"20261130-000{number}"))
    come_and_rest(any_world)
    assert any_world.open() == ["20261130-0003-1"]
    any_world.run("20261130-0003-1")
    any_world.check_end()


def test_a_deployment_gives_a_failed_run_new_tries_under_a_new_id_and_nobody_goes_on_with_the_old_one(
    new_world,
) -> None:
    world: World = new_world()
    come_and_rest(world)
    for attempt in (1, 2, 3):
        world.run(f"20261130-0001-{attempt}", "failed")
    world.tick()
    assert world.open() == []
    world.services = replace(world.services, settings=world.settings.model_copy(update={"jobs_version": "mended"}))
    world.start_by_hand("by-hand-1", run_id="20261130-0001")
    with says(RunError, "Run 20261130-0001 cannot go on: another version was deployed since. Choose another run_id."):
        world.begin("by-hand-1")
    world.tick()
    assert world.open() == ["20261130-0002-1"]
    world.run("20261130-0002-1")
    world.check_end()
