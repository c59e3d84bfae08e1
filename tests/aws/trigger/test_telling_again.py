"""An end that not everybody could be told of is told again: by one process, and a bounded number of times."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from support.trigger_world import QUIET, World

from spanishgas.aws.trigger.telling import FIRST_WAIT, MOST_TRIES, due_now
from spanishgas.run.manifest import look_at_manifest

FIRST = "20261130-0001-1"
Refuses = Callable[[], bool]


def begun(world: World, refuses: Refuses) -> World:
    """A run is under way, whose end the registry does not take while it refuses."""

    def report(lake, record, settings) -> list[str]:
        world.reported.append((record.run_id, record.status))
        return ["registry of the run could not be told"] if refuses() else []

    world.services = replace(world.services, report=report)
    world.put_all("A")
    world.tick()
    world.passes(QUIET)
    world.tick()
    world.begin(FIRST)
    return world


def is_told(world: World) -> list[bool]:
    manifest, _ = look_at_manifest(world.lake)
    assert manifest is not None
    return [run.is_told for run in manifest.runs]


def test_what_was_not_taken_is_told_again_after_a_minute_and_once_it_is_taken_no_more(new_world) -> None:
    refusals = iter([True, False])
    world = begun(new_world(), lambda: next(refusals))
    world.work(FIRST, "published")
    assert world.close(FIRST) == {"status": "completed", "reason": "", "is_published": True}
    assert is_told(world) == [False]
    world.passes(59)
    world.tick()
    assert len(world.reported) == 1
    for _ in range(3):
        world.passes(60)
        world.tick()
    assert world.reported == [("20261130-0001", "published")] * 2
    assert (world.state.untold, is_told(world)) == ((), [True])


def test_a_registry_that_never_takes_it_is_asked_ten_times_each_after_twice_the_wait(new_world) -> None:
    world = begun(new_world(), lambda: True)
    world.work(FIRST, "published")
    world.close(FIRST)
    tries = [world.clock[0]]
    for _ in range(60 * 24):
        world.passes(60)
        world.tick()
        tries += [world.clock[0]] * (len(world.reported) - len(tries))
    assert len(tries) == MOST_TRIES
    waits = [after - before for before, after in pairwise(tries)]
    assert waits == [FIRST_WAIT * 2**n for n in range(MOST_TRIES - 1)]
    assert sum(waits, timedelta()) < timedelta(hours=9)
    assert is_told(world) == [False]


def test_the_end_of_an_attempt_is_told_of_no_more_once_the_next_one_goes_on_with_its_record(new_world) -> None:
    world = begun(new_world(), lambda: True)
    world.work(FIRST, "failed")
    world.close(FIRST)
    world.begin("20261130-0001-2")
    world.work("20261130-0001-2", "running")
    world.passes(60)
    world.tick()
    assert world.reported == [("20261130-0001", "failed")]
    assert world.state.untold == ()


def test_a_run_without_a_record_is_told_again_too(new_world) -> None:
    world, refusals = new_world(), iter([True, False])
    told: list[str] = []

    def tell(notice) -> None:
        if next(refusals):
            raise OSError("SNS does not answer")
        told.append(notice.key)

    begun(world, lambda: False)
    world.services = replace(world.services, tell=tell)
    world.work(FIRST, "no record")
    assert world.close(FIRST)["status"] == "failed"
    assert len(world.state.untold) == 1
    world.passes(60)
    world.tick()
    assert (told, world.state.untold) == ([FIRST], ())


def test_of_processes_at_once_one_tells_again(new_world) -> None:
    refusals = iter([True, *[False] * 9])
    world = begun(new_world(), lambda: next(refusals))
    world.work(FIRST, "published")
    world.close(FIRST)
    world.passes(60)
    world.calls.at_once([world.tick] * 4)
    assert len(world.reported) == 2


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_that_dies_on_it_is_made_up_for_by_the_next_try(new_world, when: str) -> None:
    world, refusals = new_world(), iter([True, False, False])
    begun(world, lambda: next(refusals))
    world.work(FIRST, "published")
    world.close(FIRST)
    world.passes(60)
    world.calls.dies_at = (when, "put_item")
    world.calls.at_once([world.tick])
    for _ in range(3):
        world.passes(60)
        world.tick()
    assert (world.state.untold, world.calls.deaths, len(world.reported)) == ((), 1, 2)


def test_nothing_is_due_before_its_time(new_world) -> None:
    world = begun(new_world(), lambda: True)
    assert due_now(world.state, world.clock[0]) is None
