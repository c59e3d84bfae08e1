"""The contacts that satisfaction colours: who is spoken to, when, in what mood and about what.

About a third of the customers are in touch once a quarter. What they say reaches the files a month later.
"""

import numpy as np

from spanishgas.twin.choices.aftermath import UNFORGIVEN_DAYS, ages_of_the_angry
from spanishgas.twin.choices.moods import (
    MOODS,
    NEGATIVE,
    NEUTRAL,
    NO_CONTACT,
    POSITIVE,
    SERIOUS,
    TEMPER_KEPT_QUARTER,
    Limits,
    first_intents,
    later_intents,
    moods_of,
    satisfaction,
)
from spanishgas.twin.published import expected_count, published
from spanishgas.twin.sampling import Flags, Ints, scaled_counts, stream
from spanishgas.twin.world.book import NOT_YET, Book
from spanishgas.twin.world.state import State, World

SAME_MATTER_SHARE = 0.85
"""Of the next talks in the same mood, so many are about what the last one was about."""
REPORTING_DAYS = 31
"""The latest published contact is a month before the label date: so long a contact takes to reach the files."""
_GAP_DAYS = (88, 97)
_FIRST_GAP_DAYS = (5, 25)
_JOINS_THE_ROUND = 0.03  # of new customers whose predecessors were not in it
# Of the customers of the origin, so that later talks have the published moods: the discontent leave, the content stay.
_LATER_BAD_SHARE, _LATER_GOOD_SHARE = 0.19, 0.37
_NO_ROW = -1


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
    """The contacts on record at the origin: one a quarter, at least a month old and since the customer joined."""
    rng = stream(world.seed, "first contacts")
    calls = callers(world)
    mood = np.where(calls, moods_of(satisfaction(world, book, now), first), NO_CONTACT)
    gap = rng.integers(*_GAP_DAYS, len(book))
    share = rng.random(len(book))
    share = np.where(mood == NEGATIVE, ages_of_the_angry(share, REPORTING_DAYS, _GAP_DAYS[1]), share)
    age = REPORTING_DAYS + np.floor(share * np.minimum(gap, 1 - REPORTING_DAYS - book.joined)).astype(np.int64)
    book = _recorded(book, calls, -age, mood, first_intents(mood, now, rng))
    before = TEMPER_KEPT_QUARTER * book.temper + np.sqrt(1 - TEMPER_KEPT_QUARTER**2) * rng.standard_normal(len(book))
    was_good = satisfaction(world, book, now) - book.temper + before >= later.neutral
    was_here = calls & (-age - gap >= book.joined)
    was_soothed = was_here & was_good & (mood == NEUTRAL) & ~np.isin(book.intent, SERIOUS)
    book = book.changed(was_soothed, good_contact=-age - gap)
    book = book.changed(calls, next_contact=-age + gap)
    return _with_newest(book, calls, rng)


def with_contacts(
    world: World, book: Book, now: State, limits: Limits, left: Ints, last_day: int
) -> tuple[Book, Flags]:
    """The contacts that are due until ``last_day``, before the customer leaves, and who had one."""
    rng = stream(world.seed, "contacts", now.day)
    has = (book.next_contact <= last_day) & (book.next_contact < left)
    mood = moods_of(satisfaction(world, book, now), limits)
    mood = np.where(now.day - book.bad_contact < UNFORGIVEN_DAYS, np.minimum(mood, NEUTRAL), mood)
    mood = np.where(has, mood, NO_CONTACT)
    # Who has become angry has a complaint, whatever the last talk was about: moods keep their published matters.
    is_same = (mood == book.mood) & (rng.random(len(book)) < SAME_MATTER_SHARE)
    intent = np.where(is_same, book.intent, later_intents(mood, rng))
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


def _with_newest(book: Book, calls: Flags, rng: np.random.Generator) -> Book:
    """As many of those who joined within the last month are in the round: their first talks reach the files later."""
    is_new = _is_too_new(book.joined)
    in_round = rng.random(len(book)) < calls.sum() / (~is_new).sum()
    return book.changed(is_new, next_contact=first_talk(in_round, book.joined, rng))


def _is_too_new(joined: Ints) -> Flags:
    """Who joined so short a time before the origin that no talk can be on record."""
    return joined > -REPORTING_DAYS


def _recorded(book: Book, rows: Flags, day: Ints, mood: Ints, intent: Ints) -> Book:
    book = book.changed(rows, contact=day, mood=mood, intent=intent)
    book = book.changed(rows & (mood == NEGATIVE) & (day - book.bad_contact >= UNFORGIVEN_DAYS), bad_contact=day)
    return book.changed(rows & (mood == POSITIVE), good_contact=day)
