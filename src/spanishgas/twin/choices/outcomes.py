"""Who leaves when, drawn from the hazard in waves of 90 days; and the true probabilities as seen on any day."""

from dataclasses import dataclass, replace

import numpy as np

from spanishgas.twin.choices.contacts import Contacts, Thresholds, first_contacts, later_contacts, thresholds
from spanishgas.twin.choices.hazard import Effects, calibrated_effects, log_odds
from spanishgas.twin.choices.offers import motives
from spanishgas.twin.sampling import Flags, Floats, Ints, stream, systematic_sample
from spanishgas.twin.scenarios import Scenario
from spanishgas.twin.world.state import State, World, state

HORIZON_DAYS = 90
STAYS = 999_999
_MOVE_NOTICE_DAYS = (30, 61)


@dataclass(frozen=True)
class Calibration:
    """What the ordinary world fixes: the effects of groups on the hazard, and who calls in which mood."""

    effects: Effects
    limits: Thresholds


@dataclass(frozen=True)
class Wave:
    """90 days that begin after ``start``: contacts known then, probabilities of leaving by offer (4, n), leave days."""

    start: int
    contacts: Contacts
    reason: Ints
    probability: Floats
    leave_day: Ints
    is_moving: Flags


def calibrate(world: World) -> Calibration:
    """Fit the hazard of the ordinary world at the origin to the published rates."""
    now = state(world, 0)
    limits = thresholds(world, now)
    return Calibration(calibrated_effects(world, now, first_contacts(world, now, limits)), limits)


def waves(world: World, scenario: Scenario, calibration: Calibration, until_day: int) -> list[Wave]:
    """Waves from the origin until 90 days after ``until_day``; whoever left in one wave is gone in the next."""
    result: list[Wave] = []
    for number in range(until_day // HORIZON_DAYS + (1 if until_day % HORIZON_DAYS == 0 else 2)):
        now = state(world, number * HORIZON_DAYS)
        if result:
            contacts = later_contacts(world, now, calibration.limits, result[-1].contacts, number)
        else:
            contacts = first_contacts(world, now, calibration.limits)
        wave = _wave(world, scenario, calibration.effects, now, contacts)
        gone = result[-1].leave_day if result else np.full(len(world.people), STAYS)
        result.append(replace(wave, leave_day=np.where(gone <= now.day, gone, wave.leave_day)))
    return result


def _wave(world: World, scenario: Scenario, effects: Effects, now: State, contacts: Contacts) -> Wave:
    number = now.day // HORIZON_DAYS
    rng = stream(world.seed, "leave", number)
    is_moving, moved = _movers(world, scenario, number)
    odds = log_odds(world, now, contacts, number, effects)
    motive = motives(world, now, contacts, is_moving)
    probability = 1 / (1 + np.exp(motive.relief - odds[None, :]))
    if scenario.competitor_campaign is not None:
        factor = np.where(world.people.is_high_competition, scenario.competitor_campaign.hazard_factor, 1.0)
        probability = 1 - (1 - probability) ** factor
    probability = 1 - (1 - probability) * (1 - moved)
    order = np.argsort(probability[0] + rng.normal(0, 1e-6, len(odds)), kind="stable")
    leaves = systematic_sample(probability[0], order, float(rng.random()))
    day = now.day + 1 + rng.integers(0, HORIZON_DAYS, len(odds))
    return Wave(now.day, contacts, motive.reason, probability, np.where(leaves, day, STAYS), is_moving)


def _movers(world: World, scenario: Scenario, number: int) -> tuple[Flags, Floats]:
    """Who moves in a wave, and each customer's probability of leaving for that alone."""
    if scenario.moving_home is None:
        none = np.zeros(len(world.people))
        return none > 0, none
    moving = stream(world.seed, "moving", number).random(len(world.people)) < scenario.moving_home.share
    return moving, np.where(moving, scenario.moving_home.leaving_probability, 0.0)


def probability_at(all_waves: list[Wave], until_day: int) -> Floats:
    """Probability of leaving within 90 days of ``until_day`` by offer (4, n), of those still here on that day.

    Days of leaving are uniform within a wave, so the rest of a begun wave and the beginning of the next combine.
    """
    elapsed = until_day % HORIZON_DAYS / HORIZON_DAYS
    begun = all_waves[until_day // HORIZON_DAYS].probability
    if elapsed == 0:
        return begun
    rest = begun * (1 - elapsed) / (1 - begun * elapsed)
    following = all_waves[until_day // HORIZON_DAYS + 1].probability * elapsed
    return 1 - (1 - rest) * (1 - following)


def leave_days(all_waves: list[Wave]) -> Ints:
    """The day each customer leaves, STAYS where that is not within the waves."""
    return all_waves[-1].leave_day


def quiet_from_day(world: World, all_waves: list[Wave]) -> Ints:
    """The day a moving customer's consumption collapses, 1 to 2 months before leaving; STAYS for all others."""
    quiet = np.full(len(world.people), STAYS)
    for number, wave in enumerate(all_waves):
        notice = stream(world.seed, "notice", number).integers(*_MOVE_NOTICE_DAYS, len(quiet))
        is_leaving = wave.is_moving & (wave.leave_day > wave.start) & (wave.leave_day < STAYS)
        quiet = np.where(is_leaving, wave.leave_day - notice, quiet)
    return quiet
