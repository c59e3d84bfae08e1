"""Storms: files in any order, events late, twice and at once, processes that die, files replaced under a run."""

import random
from contextlib import suppress

import pytest
from support.trigger_world import NAMES, Crash, World

from spanishgas.errors import RunError

ENDINGS = ["published"] * 6 + ["failed", "running", "no record", "refused", "gate_failed"]


def storm(world: World, seed: int, steps: int = 60) -> None:
    """Whatever can happen, in an order that the seed decides; then calm, and all must be as it should."""
    chance = random.Random(seed)
    order = list(NAMES)
    chance.shuffle(order)
    for name in order:  # everything comes once, then anything may happen
        step(world, chance, lambda name=name: world.put(name, f"A of {name}"))
    for _ in range(steps):
        name, content = chance.choice(NAMES), chance.choice("ABC")
        happening = chance.choice(
            [
                lambda name=name, content=content: world.put(name, f"{content} of {name}"),
                lambda name=name: world.delete(name),
                lambda: world.ask(chance.choice(["train", "score"]), chance.choice(["", "monday"])),
                lambda: by_hand(world, chance),
                lambda: hold(world),
                *[lambda: world.passes(chance.choice([10, 60, 119, 120, 900]))] * 3,
                *[lambda: go_on(world, chance)] * 5,
            ]
        )
        step(world, chance, happening)
    world.calls.share = 0.0
    world.passes(1)
    world.put_all(chance.choice("AB"))
    world.check_end()


def step(world: World, chance: random.Random, happening) -> None:
    """Something happens, time passes, and what is due is handled: one process at a time, or several at once."""
    world.passes(chance.choice([1, 1, 5, 60]))
    world.calls.share = chance.choice([0.0, 0.0, 0.02, 0.1])
    with suppress(Crash):
        happening()
    works = [lambda event=event: world.send(event) for event in world.due()]
    works += [world.tick] * chance.choice([0, 0, 1, 2])
    world.calls.at_once(works[:4])
    world.calls.share = 0.0


def go_on(world: World, chance: random.Random) -> None:
    """An execution enters its next state, or is stopped by somebody."""
    if names := world.open():
        name = chance.choice(names)
        if chance.random() < 0.05:
            world.vanish(name)
        else:
            world.go_on(name, chance.choice(ENDINGS))


def hold(world: World) -> None:
    with suppress(RunError):  # a run is under way
        world.hold()


def by_hand(world: World, chance: random.Random) -> None:
    world.start_by_hand(f"by-hand-{len(world.machine.all())}", chance.choice(["train", "score"]))


@pytest.mark.parametrize("is_encrypted", [False, True], ids=["plain", "encrypted"])
def test_whatever_happens_in_whatever_order_the_last_complete_set_is_run_in_the_end(
    new_world, is_encrypted: bool, orders: int
) -> None:
    for seed in range(orders):
        world = new_world(seed, is_encrypted=is_encrypted, checksum=["whole", "parts", "none"][seed % 3])
        try:
            storm(world, seed)
        except AssertionError as error:
            raise AssertionError(f"in the storm of seed {seed}: {error}") from error


def test_the_same_storms_over_http_end_the_same(moto_clock: list, moto_world, orders: int) -> None:
    for seed in range(max(1, orders // 20)):
        storm(moto_world(seed), seed, steps=20)
