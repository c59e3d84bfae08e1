"""Latent satisfaction, and the contacts it colours: who is spoken to, in what mood, about what.

About a third of the customers are in touch once a quarter. What they say reaches the files a month later. A good talk
keeps a customer for months; after a bad one the customer goes when the next quarter is over.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import norm

from spanishgas.twin.choices.pressure import attachment, calendar_pressure, market_pressure
from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Flags, Floats, Ints, scaled_counts, stream
from spanishgas.twin.world.book import NOT_YET, Book
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
SAME_MATTER_SHARE = 0.85
"""Of the next talks, so many are about what the last one was about."""
REPORTING_DAYS = 31
"""The latest published contact is a month before the label date: so long a contact takes to reach the files."""
TEMPER_KEPT_QUARTER = 0.8
_GAP_DAYS = (88, 97)
_FIRST_GAP_DAYS = (5, 25)
_JOINS_THE_ROUND = 0.03  # of new customers whose predecessors were not in it
_CALENDAR_WEIGHT, _MARKET_WEIGHT = 0.8, 1.0
# Of the customers of the origin, so that later talks have the published moods: the discontent leave, the content stay.
_LATER_BAD_SHARE, _LATER_GOOD_SHARE = 0.19, 0.37
# Cumulative hazard after a bad contact: a normal curve over the days since.
_LEAVING_AFTER_DAYS, _LEAVING_SPREAD_DAYS, _LEAVING_STRENGTH = 105.0, 9.0, 6.0
UNFORGIVEN_DAYS = 140  # so long no routine talk wins back who had a bad one
_CALM_DAYS, _CALM_FADES_DAYS = 213, 60
_NO_ROW = -1


@dataclass(frozen=True)
class Limits:
    """Satisfaction below which a talk is negative, and below which it is neutral."""

    negative: float
    neutral: float


def satisfaction(world: World, book: Book, now: State) -> Floats:
    """Falls with price and market pressure and as the renewal nears; large and old customers are looked after."""
    pushed = _CALENDAR_WEIGHT * calendar_pressure(now) + _MARKET_WEIGHT * market_pressure(world, now)
    return book.temper - pushed - attachment(now)


def callers(world: World) -> Flags:
    """Whose supply is in the quarterly round: the published number, content and discontent alike.

    Who joined within the last month is not among them, for no talk of theirs can be on record yet.
    """
    customers = len(world.people)
    count = round(expected_count(published()["interactions"]["customers_with_interaction"], customers))
    chosen = np.zeros(customers, dtype=np.bool_)
    drawn = stream(world.seed, "callers").random(customers) + _is_too_new(world.life.joined_day)
    chosen[np.argsort(drawn, kind="stable")[:count]] = True
    return chosen


def mood_limits(world: World, book: Book, now: State) -> tuple[Limits, Limits]:
    """The limits that give the published numbers of moods on record at the origin, and those of all later talks."""
    scores = np.sort(satisfaction(world, book, now)[callers(world)])
    facts = published()["interactions"]["sentiment"]["counts"]
    counts = scaled_counts([facts[name] for name in MOODS[1:]], len(scores))
    later = np.quantile(scores, [_LATER_BAD_SHARE, 1 - _LATER_GOOD_SHARE])
    return Limits(float(scores[counts[0]]), float(scores[counts[0] + counts[1]])), Limits(*map(float, later))


def with_first_contacts(world: World, book: Book, now: State, first: Limits, later: Limits) -> Book:
    """The contacts on record at the origin: one a quarter, at least a month old and since the customer joined.

    As many of those who joined within the last month are in the round too; their first talks reach the files later.
    """
    rng = stream(world.seed, "first contacts")
    calls = callers(world)
    mood = np.where(calls, _moods(satisfaction(world, book, now), first), NO_CONTACT)
    gap = rng.integers(*_GAP_DAYS, len(book))
    share = rng.random(len(book))
    share = np.where(mood == NEGATIVE, _ages_of_the_angry(share), share)
    age = REPORTING_DAYS + np.floor(share * np.minimum(gap, 1 - REPORTING_DAYS - book.joined)).astype(np.int64)
    book = _recorded(book, calls, -age, mood, _intents(mood, now, rng))
    before = TEMPER_KEPT_QUARTER * book.temper + np.sqrt(1 - TEMPER_KEPT_QUARTER**2) * rng.standard_normal(len(book))
    was_good = satisfaction(world, book, now) - book.temper + before >= later.neutral
    was_here = calls & (-age - gap >= book.joined)
    was_soothed = was_here & was_good & (mood == NEUTRAL) & ~np.isin(book.intent, SERIOUS)
    book = book.changed(was_soothed, good_contact=-age - gap)
    book = book.changed(calls, next_contact=-age + gap)
    is_new = _is_too_new(book.joined)
    in_round = rng.random(len(book)) < calls.sum() / (~is_new).sum()
    return book.changed(is_new, next_contact=first_talk(in_round, book.joined, rng))


def with_contacts(
    world: World, book: Book, now: State, limits: Limits, left: Ints, last_day: int
) -> tuple[Book, Flags]:
    """The contacts that are due until ``last_day``, before the customer leaves, and who had one."""
    rng = stream(world.seed, "contacts", now.day)
    has = (book.next_contact <= last_day) & (book.next_contact < left)
    mood = _moods(satisfaction(world, book, now), limits)
    mood = np.where(now.day - book.bad_contact < UNFORGIVEN_DAYS, np.minimum(mood, NEUTRAL), mood)
    mood = np.where(has, mood, NO_CONTACT)
    is_same = (book.intent > 0) & (rng.random(len(book)) < SAME_MATTER_SHARE)
    intent = np.where(is_same, book.intent, _later_intents(mood, rng))
    gap = rng.integers(*_GAP_DAYS, len(book))
    book = _recorded(book, has, book.next_contact, mood, intent)
    return book.changed(has, next_contact=book.next_contact + gap), has


def on_record(talks: dict[str, Ints], day: int, number: Ints) -> tuple[Ints, Ints]:
    """Mood and intent of each customer's latest talk that had reached the files by a day; 0 where there is none."""
    rows = np.flatnonzero(talks["day"] <= day - REPORTING_DAYS)
    rows = rows[np.argsort(talks["day"][rows], kind="stable")]
    latest = np.full(int(number.max(initial=0)) + 1, _NO_ROW)
    known = rows[talks["number"][rows] < len(latest)]
    latest[talks["number"][known]] = known  # a later talk takes an earlier one's place
    has = latest[number] != _NO_ROW
    row = np.where(has, latest[number], 0)
    mood, intent = (np.where(has, talks[name][row] if len(talks[name]) else 0, 0) for name in ("mood", "intent"))
    return mood, intent


def first_talk(in_round: Flags, joined: Ints, rng: np.random.Generator) -> Ints:
    """The day on which a new customer is spoken to first; NOT_YET for those outside the quarterly round."""
    joins = in_round | (rng.random(len(joined)) < _JOINS_THE_ROUND)
    return np.where(joins, joined + rng.integers(*_FIRST_GAP_DAYS, len(joined)), NOT_YET)


def aged_temper(world: World, temper: Floats, day: int, days: int) -> Floats:
    """Temper some days later: it changes slowly."""
    kept = TEMPER_KEPT_QUARTER ** (days / HORIZON_DAYS)
    return kept * temper + np.sqrt(1 - kept**2) * stream(world.seed, "temper", day).standard_normal(len(temper))


def anger(book: Book, first_day: int, last_day: int) -> Floats:
    """Hazard within the days after ``first_day`` until ``last_day`` that a bad contact brings."""
    since, until = first_day - book.bad_contact, last_day - book.bad_contact
    leaving = _LEAVING_STRENGTH * (_had_enough(until) - _had_enough(since))
    return np.where(book.bad_contact > book.good_contact, leaving, 0.0)


def calm(book: Book, day: int) -> Floats:
    """How much a good contact still keeps a customer, 1 to 0, unless a bad one came after it."""
    left = np.clip((_CALM_DAYS + _CALM_FADES_DAYS - (day - book.good_contact)) / _CALM_FADES_DAYS, 0.0, 1.0)
    return np.where(book.good_contact > book.bad_contact, left, 0.0)


def _is_too_new(joined: Ints) -> Flags:
    """Who joined so short a time before the origin that no talk can be on record."""
    return joined > -REPORTING_DAYS


def _had_enough(days: Ints) -> Floats:
    """Share of a bad contact's hazard that has come so many days after it."""
    return norm.cdf(days, _LEAVING_AFTER_DAYS, _LEAVING_SPREAD_DAYS)


def _ages_of_the_angry(share: Floats) -> Floats:
    """Ages on record of bad contacts, as shares of a quarter: the older, the fewer of the angry are still there."""
    days = np.arange(REPORTING_DAYS, REPORTING_DAYS + _GAP_DAYS[1])
    there = np.exp(-_LEAVING_STRENGTH * _had_enough(days))
    return np.interp(share, np.cumsum(there) / there.sum(), (days - REPORTING_DAYS) / len(days))


def _recorded(book: Book, rows: Flags, day: Ints, mood: Ints, intent: Ints) -> Book:
    book = book.changed(rows, contact=day, mood=mood, intent=intent)
    book = book.changed(rows & (mood == NEGATIVE) & (day - book.bad_contact >= UNFORGIVEN_DAYS), bad_contact=day)
    return book.changed(rows & (mood == POSITIVE), good_contact=day)


def _moods(score: Floats, limits: Limits) -> Ints:
    return np.select([score < limits.negative, score < limits.neutral], [NEGATIVE, NEUTRAL], POSITIVE)


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


def _later_intents(mood: Ints, rng: np.random.Generator) -> Ints:
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
