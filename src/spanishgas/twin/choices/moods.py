"""Latent satisfaction, and what it makes of a talk: its mood, and what it is about."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.choices.pressure import attachment, calendar_pressure, market_pressure
from spanishgas.twin.published import published
from spanishgas.twin.sampling import Floats, Ints, scaled_counts, stream
from spanishgas.twin.world.book import Book
from spanishgas.twin.world.lifecycle import HORIZON_DAYS
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
SERIOUS = (INTENTS.index("Complaint / Escalation"), INTENTS.index("Cancellation / Switch"))
TEMPER_KEPT_QUARTER = 0.8
_CALENDAR_WEIGHT, _MARKET_WEIGHT = 0.8, 1.0


@dataclass(frozen=True)
class Limits:
    """Satisfaction below which a talk is negative, and below which it is neutral."""

    negative: float
    neutral: float


def satisfaction(world: World, book: Book, now: State) -> Floats:
    """Falls with price and market pressure and as the renewal nears; large and old customers are looked after."""
    pushed = _CALENDAR_WEIGHT * calendar_pressure(now) + _MARKET_WEIGHT * market_pressure(world, now)
    return book.temper - pushed - attachment(now)


def aged_temper(world: World, temper: Floats, day: int, days: int) -> Floats:
    """Temper some days later: it changes slowly."""
    kept = TEMPER_KEPT_QUARTER ** (days / HORIZON_DAYS)
    return kept * temper + np.sqrt(1 - kept**2) * stream(world.seed, "temper", day).standard_normal(len(temper))


def moods_of(score: Floats, limits: Limits) -> Ints:
    """The mood of a talk by satisfaction."""
    return np.select([score < limits.negative, score < limits.neutral], [NEGATIVE, NEUTRAL], POSITIVE)


def first_intents(mood: Ints, now: State, rng: np.random.Generator) -> Ints:
    """Intents by mood in the published proportions; price questions come from those whose prices rose."""
    table = published()["interactions"]["intent_x_sentiment_counts"]
    intent = np.zeros(len(mood), dtype=np.int64)
    for code in (NEGATIVE, NEUTRAL, POSITIVE):
        members = np.flatnonzero(mood == code)
        counts = scaled_counts([table[name][MOODS[code]] for name in INTENTS[1:]], len(members))
        dealt = rng.permutation(np.repeat(np.arange(1, len(INTENTS)), counts))
        intent[members] = _prices_to_the_concerned(dealt, now.price_trend[members], rng)
    return intent


def later_intents(mood: Ints, rng: np.random.Generator) -> Ints:
    """Intents by mood, each drawn by itself, so that nobody's depends on who else is spoken to."""
    table = published()["interactions"]["intent_x_sentiment_counts"]
    share, intent = rng.random(len(mood)), np.zeros(len(mood), dtype=np.int64)
    for code in (NEGATIVE, NEUTRAL, POSITIVE):
        counts = np.cumsum([table[name][MOODS[code]] for name in INTENTS[1:]])
        intent = np.where(mood == code, 1 + np.searchsorted(counts / counts[-1], share, side="right"), intent)
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
