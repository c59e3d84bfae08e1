"""What is fitted to the ordinary world at the origin: the effects of groups, and how patient each customer is."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.choices.aftermath import anger
from spanishgas.twin.choices.calibration import calibrated_effects, path_of, total_hazard
from spanishgas.twin.choices.contacts import mood_limits
from spanishgas.twin.choices.contracts import STEP_DAYS
from spanishgas.twin.choices.hazard import (
    Effects,
    causes,
    groupings,
)
from spanishgas.twin.choices.moods import Limits
from spanishgas.twin.choices.moves import ORDINARY, moving_hazard
from spanishgas.twin.choices.news import with_news
from spanishgas.twin.choices.opening import first_book, opened
from spanishgas.twin.sampling import Floats, stream, systematic_sample
from spanishgas.twin.world.book import NEVER, NOT_YET, Book
from spanishgas.twin.world.lifecycle import HORIZON_DAYS
from spanishgas.twin.world.state import World, state


@dataclass(frozen=True)
class Calibration:
    """What the ordinary world fixes: the effects of groups, whose talks are good or bad, how patient each is."""

    effects: Effects
    first_limits: Limits
    limits: Limits
    patience: Floats


def calibrated(world: World) -> Calibration:
    """The hazard of the ordinary world, fitted at the origin to the published rates."""
    unspoken = first_book(world)
    first_limits, limits = mood_limits(world, unspoken, state(world, unspoken, 0))
    later = first = opened(world, unspoken, first_limits, limits, lambda *_: ORDINARY)
    seen = []
    nobody = np.full(len(later), NOT_YET)
    for day in range(0, HORIZON_DAYS, STEP_DAYS):
        now, end = state(world, later, day), day + STEP_DAYS
        other = anger(later, day, end) + moving_hazard(later, ORDINARY, day, end)
        seen.append((causes(world, later, now), other, groupings(world, later, now)))
        later, _ = with_news(world, limits, ORDINARY, later, now, nobody, end)
    path = path_of(seen)
    _, _, grouped = seen[0]
    effects = calibrated_effects(path, grouped)
    return Calibration(effects, first_limits, limits, _patience(world, first, total_hazard(path, effects)))


def _patience(world: World, book: Book, horizon_hazard: Floats) -> Floats:
    """Patience with which the expected number leaves within the first horizon exactly, each with its probability.

    The number is exact by intent and mood of the last contact too: in few of them hardly anybody stays, and chance
    would move the published rates of those by more than they may differ.
    """
    rng = stream(world.seed, "patience")
    probability = -np.expm1(-horizon_hazard)
    spoken = book.contact != NEVER
    within = probability + rng.normal(0, 1e-6, len(probability))
    order = np.lexsort((within, spoken * book.mood, np.where(spoken, book.intent, -1)))
    leaves = systematic_sample(probability, order, float(rng.random()))
    share = rng.random(len(probability))
    return -np.log1p(-np.where(leaves, share * probability, probability + share * (1 - probability)))
