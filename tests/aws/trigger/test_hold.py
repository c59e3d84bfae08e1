"""Who works on the lake itself holds the trigger: nothing starts meanwhile, and who dies stops nothing for ever."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from support.sentences import says
from support.trigger_world import QUIET, World

from spanishgas.aws.trigger import hold as holding
from spanishgas.aws.trigger.hold import LEASE, held, taken
from spanishgas.aws.trigger.state import Hold
from spanishgas.errors import RunError

FIRST = "20261130-0001-1"


def complete_and_quiet(world: World) -> None:
    world.put_all("A")
    world.tick()
    world.passes(QUIET)


def hold_of(world: World) -> Any:
    return held(world.services.table, "aws restore", world.services.now)


def test_no_run_starts_while_a_hold_is_held_and_one_does_when_it_is_given_back(any_world: World) -> None:
    complete_and_quiet(any_world)
    with hold_of(any_world):
        any_world.tick()
        any_world.ask()
        assert any_world.machine.all() == {}
        any_world.start_by_hand("by-hand-1")
        with says(RunError, "aws restore holds the trigger until 06:12 UTC. Start again when it has let go."):
            any_world.begin("by-hand-1")
    any_world.tick()
    assert any_world.open() == [FIRST]


def test_a_run_that_is_under_way_or_another_holder_refuses_a_hold(new_world) -> None:
    world: World = new_world()
    complete_and_quiet(world)
    refused = "aws restore holds the trigger until 06:12 UTC: one at a time. Wait until then, in case it has died."
    with hold_of(world), says(RunError, refused), hold_of(world):
        pytest.fail("two hold it")
    world.tick()
    with says(RunError, "Run 20261130-0001 is under way. Wait until it has ended."), hold_of(world):
        pytest.fail("it is held under a run")


def test_a_hold_is_given_back_when_the_work_fails(new_world) -> None:
    world: World = new_world()
    with pytest.raises(KeyboardInterrupt), hold_of(world):
        raise KeyboardInterrupt
    assert world.state.hold is None


def test_a_hold_that_ran_out_is_lost_to_a_hand_start_too(new_world) -> None:
    world: World = new_world()
    complete_and_quiet(world)
    lost = "The hold on the trigger ran out while this was at work, so a run may have begun on what was half done: "
    with pytest.raises(RunError, match=lost), hold_of(world):
        world.passes(LEASE.total_seconds())
        world.start_by_hand("by-hand-1")
        world.begin("by-hand-1")


def test_a_holder_that_dies_stops_nothing_for_longer_than_the_lease(new_world) -> None:
    world: World = new_world()
    complete_and_quiet(world)
    taken_now = Hold("aws restore", world.clock[0], world.clock[0] + LEASE)
    world.services.table.change(lambda state: taken(state, taken_now, world.clock[0]))
    world.passes((LEASE - timedelta(seconds=1)).total_seconds())
    world.tick()
    assert world.open() == []
    world.passes(1)
    world.tick()
    assert world.open() == [FIRST]


def test_a_holder_at_work_goes_on_holding(new_world, monkeypatch: pytest.MonkeyPatch) -> None:
    world: World = new_world()
    monkeypatch.setattr(holding, "RENEWED_EVERY", timedelta(milliseconds=10))
    with hold_of(world):
        world.passes(60)
        for _ in range(500):
            if world.state.hold.until == world.clock[0] + LEASE:
                break
            threading.Event().wait(0.01)
        assert world.state.hold.until == world.clock[0] + LEASE


def test_who_lost_the_hold_is_told_that_a_run_may_have_begun(new_world) -> None:
    world: World = new_world()
    complete_and_quiet(world)
    lost = (
        "The hold on the trigger ran out while this was at work, so a run may have begun on what was half done: see "
        "`spanishgas runs`."
    )
    with says(RunError, lost), hold_of(world):
        world.passes(LEASE.total_seconds())
        world.tick()
    assert world.open() == [FIRST]
