"""Latent satisfaction, and the contacts it drives: who calls, in what mood, about what."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.stats import norm

from spanishgas.twin.choices.pressure import attachment, calendar_pressure, market_pressure
from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Floats, Ints, scaled_counts, stream
from spanishgas.twin.world.state import State, World

NO_CONTACT, NEGATIVE, NEUTRAL, POSITIVE = range(4)
MOODS = ("none", "negative", "neutral", "positive")
INTENTS = (
    "none",
    "Contract Renewal",
    "Complaint / Escalation",
    "Pricing Offers",
    "Account / Service Inquiry",
    "Billing / Payment",
    "Plan / Product Inquiry",
    "Cancellation / Switch",
)
CALENDAR_WEIGHT, MARKET_WEIGHT = 0.8, 1.0
_LATER_CONTACT_SHARE = 0.17  # of customers in contact in 90 days, so that the share with a recent contact stays put
_OLDEST_DAYS = 259  # age of the oldest first contact
_MEMORY_DAYS = 180  # an older contact no longer says anything
_REPORTING_DAYS = 31  # the latest published contact is a month before the label date


@dataclass(frozen=True)
class Contacts:
    """The latest contact of each customer: mood and intent numbers (0: none) and the day it took place."""

    mood: Ints
    intent: Ints
    day: Ints


@dataclass(frozen=True)
class Thresholds:
    """Scores above which a customer calls, and below which the mood of a caller is negative or neutral."""

    contact: float
    negative: float
    neutral: float


def temper(world: World, wave: int) -> Floats:
    """The part of satisfaction that no file explains; it changes slowly from one wave of 90 days to the next."""
    mood = stream(world.seed, "temper", 0).standard_normal(len(world.people))
    for number in range(1, wave + 1):
        mood = 0.8 * mood + 0.6 * stream(world.seed, "temper", number).standard_normal(len(world.people))
    return mood


def satisfaction(world: World, now: State, wave: int) -> Floats:
    """Falls with price and market pressure and as the renewal nears; large and old customers are looked after."""
    pushed = CALENDAR_WEIGHT * calendar_pressure(now) + MARKET_WEIGHT * market_pressure(world, now)
    return temper(world, wave) - pushed - attachment(now)


def thresholds(world: World, now: State) -> Thresholds:
    """The scores that give the published numbers of contacts and moods at the origin."""
    customers, facts = len(world.people), published()["interactions"]
    count = round(expected_count(facts["customers_with_interaction"], customers))
    urge = np.sort(_urge(world, 0))
    contact = float(urge[customers - count])
    callers = np.sort(satisfaction(world, now, 0)[_urge(world, 0) >= contact])
    moods = scaled_counts([facts["sentiment"]["counts"][name] for name in MOODS[1:]], count)
    return Thresholds(contact, float(callers[moods[0]]), float(callers[moods[0] + moods[1]]))


def first_contacts(world: World, now: State, limits: Thresholds) -> Contacts:
    """Contacts known at the origin: at least a month old, most within three months."""
    rng = stream(world.seed, "first contacts")
    count = len(world.people)
    age = _REPORTING_DAYS + np.minimum(rng.gamma(2.42, 17.4, count), _OLDEST_DAYS - _REPORTING_DAYS)
    mood = _moods(_urge(world, 0) >= limits.contact, satisfaction(world, now, 0), limits)
    return Contacts(mood, _intents(mood, now, rng), -np.round(age).astype(np.int64))


def later_contacts(world: World, now: State, limits: Thresholds, before: Contacts, wave: int) -> Contacts:
    """Contacts of the 90 days before a later wave replace older ones; contacts long past are forgotten."""
    rng = stream(world.seed, "later contacts", wave)
    is_caller = _urge(world, wave) >= norm.ppf(1 - _LATER_CONTACT_SHARE)
    mood = _moods(is_caller, satisfaction(world, now, wave), limits)
    intent, day = _intents(mood, now, rng), now.day - rng.integers(0, 90, len(mood))
    kept = replace(before, mood=np.where(before.day < now.day - _MEMORY_DAYS, NO_CONTACT, before.mood))
    choose = [np.where(is_caller, new, old) for new, old in ((mood, kept.mood), (intent, kept.intent), (day, kept.day))]
    return Contacts(choose[0], np.where(choose[0] == NO_CONTACT, 0, choose[1]), choose[2])


def _urge(world: World, wave: int) -> Floats:
    """Inclination to call: content and discontent customers do, so it is independent of satisfaction."""
    return stream(world.seed, "urge", wave).standard_normal(len(world.people))


def _moods(is_caller: np.ndarray, score: Floats, limits: Thresholds) -> Ints:
    mood = np.select([score < limits.negative, score < limits.neutral], [NEGATIVE, NEUTRAL], POSITIVE)
    return np.where(is_caller, mood, NO_CONTACT)


def _intents(mood: Ints, now: State, rng: np.random.Generator) -> Ints:
    """Intents by mood in the published proportions; price questions come from those whose prices rose."""
    table = published()["interactions"]["intent_x_sentiment_counts"]
    intent = np.zeros(len(mood), dtype=np.int64)
    for code in (NEGATIVE, NEUTRAL, POSITIVE):
        members = np.flatnonzero(mood == code)
        counts = scaled_counts([table[name][MOODS[code]] for name in INTENTS[1:]], len(members))
        dealt = rng.permutation(np.repeat(np.arange(1, len(INTENTS)), counts))
        intent[members] = _prices_to_the_concerned(dealt, now.price_trend[members], rng)
    return intent


def _prices_to_the_concerned(dealt: Ints, trend: Floats, rng: np.random.Generator) -> Ints:
    """Swap the price questions to customers drawn by their price rise, keeping all counts."""
    asks = INTENTS.index("Pricing Offers")
    wanted = np.argsort(-(trend + rng.normal(0, 0.15, len(trend))), kind="stable")[: int((dealt == asks).sum())]
    others = dealt[dealt != asks]
    result = np.empty_like(dealt)
    rest = np.ones(len(dealt), dtype=np.bool_)
    rest[wanted] = False
    result[wanted] = asks
    result[rest] = others
    return result
