"""The true probability of leaving within 90 days as far as anybody could know it on a day, with and without an offer.

What is known on the day is taken as it is: moods, announced moves, agreed prices, and a rival's campaign if it has
begun; one that has not is not foreseen. Over what is not known, the expectation is taken: whether the contract is
signed anew before it ends, and whether the next talk is a good one or about a complaint.
What a bad talk brings comes after the horizon, and moves are announced a month or two ahead.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from spanishgas.twin.choices.aftermath import UNFORGIVEN_DAYS, anger, calm
from spanishgas.twin.choices.contacts import SAME_MATTER_SHARE
from spanishgas.twin.choices.contracts import MEAN_TERM_DAYS, STEP_DAYS, signing_chance
from spanishgas.twin.choices.course import Course
from spanishgas.twin.choices.hazard import CALM_EFFECT, log_odds, market_hazard, serious_effect, serious_share
from spanishgas.twin.choices.moods import NEUTRAL, TEMPER_KEPT_QUARTER, satisfaction
from spanishgas.twin.choices.moves import moving_hazard
from spanishgas.twin.choices.offers import MOVING, OFFERS, SERVICE, Relief, answers, market_reasons
from spanishgas.twin.sampling import Floats, Ints
from spanishgas.twin.world.book import Book
from spanishgas.twin.world.lifecycle import HORIZON_DAYS
from spanishgas.twin.world.state import state


@dataclass(frozen=True)
class Outlook:
    """One entry a supply: probability of leaving within 90 days by offer, shape (offers, n), and the main reason."""

    probability: Floats
    reason: Ints


@dataclass(frozen=True)
class _Step:
    """What is expected of the days of a step."""

    log_odds: Floats
    """By contract (as it is, signed anew) and talk (none yet, a good one, a serious one), shape (2, 3, n)."""
    factor: Floats
    trouble: Floats
    moving: Floats
    signs: Floats
    """Probability that the contract is signed anew at the end of the step."""
    talks: Floats
    """Probability of a good and of a serious talk within the step, shape (2, n)."""
    relief: Relief
    """By offers of campaigns that are under way."""


def outlook(course: Course, book: Book, day: int) -> Outlook:
    """What a day's book lets expect of everybody who holds a supply then."""
    now = state(course.world, book, day)
    steps = [_expected(course, book, day, first) for first in range(day, day + HORIZON_DAYS, STEP_DAYS)]
    trouble, moving = (sum(getattr(step, name) for step in steps) for name in ("trouble", "moving"))
    market = sum(market_hazard(step.log_odds[0, 0]) * step.factor for step in steps)
    reason = np.select([moving > 0, trouble > market], [MOVING, SERVICE], market_reasons(course.world, book, now))
    answer = answers(course.world.seed, course.scenario.responses, book)
    offers = [None, *(answer.to(reason, offer) for offer in range(1, len(OFFERS)))]
    return Outlook(np.stack([_probability(steps, offer) for offer in offers]), reason)


def _expected(course: Course, book: Book, day: int, first: int) -> _Step:
    """The step of the horizon of ``day`` that begins after ``first``."""
    world, end = course.world, first + STEP_DAYS
    anew = replace(book, renewal=np.full(len(book), first + MEAN_TERM_DAYS))
    now = state(world, book, first)
    odds = np.stack(
        [
            log_odds(world, book, now, course.calibration.effects),
            log_odds(world, anew, state(world, anew, first), course.calibration.effects),
        ]
    )
    soothed = odds + CALM_EFFECT * (1 - calm(book, first))
    upset = odds + serious_effect(course.calibration.effects)
    kept = TEMPER_KEPT_QUARTER ** ((first - day) / HORIZON_DAYS)
    score, spread = satisfaction(world, book, now) - (1 - kept) * book.temper, max(np.sqrt(1 - kept**2), 1e-9)
    limits = course.calibration.limits
    good = norm.sf((limits.neutral - score) / spread)
    serious = (norm.sf((limits.negative - score) / spread) - good) * serious_share()
    serious = np.where(book.mood == NEUTRAL, 1 - SAME_MATTER_SHARE, 1.0) * serious
    is_due = (first < book.next_contact) & (book.next_contact <= end) & (first - book.bad_contact >= UNFORGIVEN_DAYS)
    return _Step(
        np.stack([odds, soothed, upset], axis=1),
        course.rivalry(day - 1, day),
        anger(book, first, end),
        moving_hazard(book, course.moving(day - 1, day), first, end),
        signing_chance(book.renewal - end),
        np.where(is_due, np.stack([good, serious]), 0.0),
        course.relief(book, first),
    )


def _probability(steps: list[_Step], offer: Relief | None) -> Floats:
    """Probability of leaving in any of the steps, over all ways that contract and talks may go.

    Another offer takes the place of one that is under way.
    """
    stays = np.zeros((2, 3, len(steps[0].factor)))
    stays[0, 0] = 1.0
    for step in steps:
        less = offer or step.relief
        hazard = market_hazard(step.log_odds - less.market) * step.factor + step.moving * np.exp(-less.moving)
        hazard[:, 0] += step.trouble * np.exp(-less.angry)
        stays *= np.exp(-hazard)
        stays[:, 1:] += stays[:, :1] * step.talks
        stays[:, 0] *= 1 - step.talks.sum(axis=0)
        stays[1] += stays[0] * step.signs
        stays[0] *= 1 - step.signs
    return 1 - stays.sum(axis=(0, 1))
