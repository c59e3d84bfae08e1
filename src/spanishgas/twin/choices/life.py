"""What happens to the customers from the origin on, step by step."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from spanishgas.twin.choices.contracts import STEP_DAYS
from spanishgas.twin.choices.course import Course
from spanishgas.twin.choices.departures import departures, with_followers
from spanishgas.twin.choices.news import Events, with_news
from spanishgas.twin.choices.opening import first_book, opened
from spanishgas.twin.sampling import Ints
from spanishgas.twin.world.book import NEVER, NOT_YET, Book
from spanishgas.twin.world.state import state


@dataclass(frozen=True)
class History:
    """All that happened, and the books of the days that were asked for.

    Events are columns by kind: *joined* (number, supply, day, activation, cohort: the step they came from), *left*
    (number, day, reason), *terms* (number, start, renewal, change), *contacts* (number, day, mood, intent) and *moves*
    (number, day, since: the day the meter went quiet).
    """

    events: Events
    books: dict[int, Book]


def begun(course: Course) -> Book:
    """The book at the origin."""
    world, fitted = course.world, course.calibration
    book = opened(world, first_book(world), fitted.first_limits, fitted.limits, course.moving)
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
