"""What happens to the customers from the origin on, step by step."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np

from spanishgas.twin.choices.calibration import calibrated_effects, path_of, total_hazard
from spanishgas.twin.choices.contacts import Limits, anger, mood_limits, with_first_contacts
from spanishgas.twin.choices.contracts import STEP_DAYS
from spanishgas.twin.choices.departures import departures, with_followers
from spanishgas.twin.choices.hazard import (
    Effects,
    Hazards,
    causes,
    groupings,
    log_odds,
    market_hazard,
)
from spanishgas.twin.choices.moves import ORDINARY, moving_hazard, with_first_moves
from spanishgas.twin.choices.news import Events, with_news
from spanishgas.twin.sampling import Floats, Ints, stream, systematic_sample
from spanishgas.twin.scenarios import MovingHome, Scenario
from spanishgas.twin.world.book import NEVER, NOT_YET, Book
from spanishgas.twin.world.calendar import term_start
from spanishgas.twin.world.lifecycle import HORIZON_DAYS
from spanishgas.twin.world.state import State, World, state


@dataclass(frozen=True)
class Calibration:
    """What the ordinary world fixes: the effects of groups, whose talks are good or bad, how patient each is."""

    effects: Effects
    first_limits: Limits
    limits: Limits
    patience: Floats


@dataclass(frozen=True)
class Course:
    """What decides how things go on from any day: the world, what was fitted to it, and what happens besides."""

    world: World
    calibration: Calibration
    scenario: Scenario
    from_day: int
    """The first day of the scenario."""

    def under_way(self, after: Ints | int, until: int) -> Floats:
        """Share of the days after one day until another on which the scenario is under way."""
        return np.clip((until - self.from_day + 1) / np.maximum(until - np.asarray(after), 1), 0.0, 1.0)

    def moving(self, after: int, until: int) -> MovingHome:
        """How many move home within these days, and what becomes of them."""
        share, scenario = float(self.under_way(after, until)), self.scenario.moving_home or ORDINARY
        change = {name: value - getattr(ORDINARY, name) for name, value in scenario}
        return MovingHome(**{name: value + share * change[name] for name, value in ORDINARY})

    def rivalry(self, after: Ints | int, until: int) -> Floats:
        """By what a rival's campaign multiplies the hazard of each customer within these days."""
        campaign = self.scenario.competitor_campaign
        more = campaign.hazard_factor - 1 if campaign else 0.0
        return 1 + np.where(self.world.people.is_high_competition, more * self.under_way(after, until), 0.0)

    def hazards(self, book: Book, now: State) -> Hazards:
        """The hazards of the step that begins after a state's day."""
        end = now.day + STEP_DAYS
        first = np.maximum(book.joined, now.day)
        there = np.clip((end - first) / STEP_DAYS, 0.0, 1.0)
        ordinary = market_hazard(log_odds(self.world, book, now, self.calibration.effects)) * there
        market = ordinary * self.rivalry(first, end)
        moving = moving_hazard(book, self.moving(now.day, end), now.day, end)
        return Hazards(market, anger(book, now.day, end), moving, market - ordinary, 1 - self.under_way(first, end))


@dataclass(frozen=True)
class History:
    """All that happened, and the books of the days that were asked for.

    Events are columns by kind: *joined* (number, supply, day, activation, cohort: the step they came from), *left*
    (number, day, reason), *terms* (number, start, renewal, change), *contacts* (number, day, mood, intent) and *moves*
    (number, day, since: the day the meter went quiet).
    """

    events: Events
    books: dict[int, Book]


def calibrated(world: World) -> Calibration:
    """The hazard of the ordinary world, fitted at the origin to the published rates."""
    unspoken = _first_book(world)
    first_limits, limits = mood_limits(world, unspoken, state(world, unspoken, 0))
    later = opened = _opened(world, unspoken, first_limits, limits, lambda *_: ORDINARY)
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
    return Calibration(effects, first_limits, limits, _patience(world, opened, total_hazard(path, effects)))


def begun(course: Course) -> Book:
    """The book at the origin."""
    world, fitted = course.world, course.calibration
    book = _opened(world, _first_book(world), fitted.first_limits, fitted.limits, course.moving)
    return replace(book, patience=fitted.patience)


def lived(course: Course, book: Book, last_day: int, wanted: Iterable[int]) -> History:
    """Everything from the origin until ``last_day`` at least, and the book at the end of each wanted day."""
    first, days = _first_events(book), sorted(wanted)
    kept, books, next_number = [first], {}, len(book)
    for day in range(0, max(last_day, *days, 1), STEP_DAYS):
        for each in days:
            if day <= each < day + STEP_DAYS:
                books[each], _ = _step(course, book, day, each, next_number)
        book, events = _step(course, book, day, day + STEP_DAYS, next_number)
        next_number += len(events["joined"]["number"])
        kept.append(events)
    events = {
        kind: {name: np.concatenate([each[kind][name] for each in kept]) for name in columns}
        for kind, columns in first.items()
    }
    return History(events, books)


def _step(course: Course, book: Book, day: int, last_day: int, next_number: int) -> tuple[Book, Events]:
    """The book at the end of ``last_day``, in the step that begins after ``day``, and what happened until then."""
    world, now = course.world, state(course.world, book, day)
    step = course.hazards(book, now)
    gone = departures(world, book, now, step)
    before = replace(book, spent=book.spent + step.total)
    moving = course.moving(day, day + STEP_DAYS)
    book, events = with_news(world, course.calibration.limits, moving, before, now, gone.day, last_day)
    book, followed = with_followers(world, book, now, gone, last_day, next_number)
    events["left"] = {"number": before.number[followed], "day": gone.day[followed], "reason": gone.reason[followed]}
    events["joined"] = _joined(book, np.flatnonzero(followed), day)
    events["terms"] = {
        name: np.concatenate([column, getattr(book, name)[followed]]) for name, column in events["terms"].items()
    }
    return book, events


def _joined(book: Book, rows: Ints, cohort: int) -> dict[str, Ints]:
    rows = rows[np.argsort(book.number[rows])]
    return {
        "number": book.number[rows],
        "supply": rows,
        "day": book.joined[rows],
        "activation": book.activation[rows],
        "cohort": np.full(len(rows), cohort),
    }


def _first_events(book: Book) -> Events:
    spoken = book.contact != NEVER
    moving = book.moves != NOT_YET
    return {
        "joined": _joined(book, np.arange(len(book)), NEVER),
        "left": {name: np.zeros(0, dtype=np.int64) for name in ("number", "day", "reason")},
        "terms": {name: getattr(book, name) for name in ("number", "start", "renewal", "change")},
        "contacts": {
            "number": book.number[spoken],
            "day": book.contact[spoken],
            "mood": book.mood[spoken],
            "intent": book.intent[spoken],
        },
        "moves": {"number": book.number[moving], "day": book.moves[moving], "since": book.quiet[moving]},
    }


def _patience(world: World, opened: Book, horizon_hazard: Floats) -> Floats:
    """Patience with which the expected number leaves within the first horizon exactly, each with its probability.

    The number is exact by intent and mood of the last contact too: in few of them hardly anybody stays, and chance
    would move the published rates of those by more than they may differ.
    """
    rng = stream(world.seed, "patience")
    probability = -np.expm1(-horizon_hazard)
    spoken = opened.contact != NEVER
    within = probability + rng.normal(0, 1e-6, len(probability))
    order = np.lexsort((within, spoken * opened.mood, np.where(spoken, opened.intent, -1)))
    leaves = systematic_sample(probability, order, float(rng.random()))
    share = rng.random(len(probability))
    return -np.log1p(-np.where(leaves, share * probability, probability + share * (1 - probability)))


def _opened(world: World, book: Book, first: Limits, later: Limits, moving: Callable[[int, int], MovingHome]) -> Book:
    """The first book with the contacts on record at the origin, and those who have announced that they move."""
    book = with_first_contacts(world, book, state(world, book, 0), first, later)
    return with_first_moves(world.seed, book, moving)


def _first_book(world: World) -> Book:
    """The supplies and who holds them at the origin, before anybody was spoken to."""
    life, size = world.life, len(world.people)
    none, never, not_yet = (np.full(size, value) for value in (0, NEVER, NOT_YET))
    return Book(
        number=np.arange(size),
        joined=life.joined_day,
        activation=life.activation_day,
        start=term_start(life.renewal_day, life.activation_day),
        renewal=life.renewal_day,
        change=life.change_day,
        mood=none,
        intent=none,
        contact=never,
        bad_contact=never,
        good_contact=never,
        next_contact=not_yet,
        temper=stream(world.seed, "temper").standard_normal(size),
        moves=not_yet,
        quiet=not_yet,
        patience=np.full(size, np.inf),
        spent=np.zeros(size),
    )
