"""Moving home: announced a month or two ahead, while the meter goes quiet; most who move leave, content or not."""

from collections.abc import Callable

import numpy as np

from spanishgas.twin.choices.contracts import STEP_DAYS
from spanishgas.twin.sampling import Floats, stream
from spanishgas.twin.scenarios import MovingHome
from spanishgas.twin.world.book import NOT_YET, Book
from spanishgas.twin.world.lifecycle import HORIZON_DAYS

ORDINARY = MovingHome(share=0.004, leaving_probability=0.85, remaining_consumption=0.03)
NOTICE_DAYS = (30, 61)


def with_first_moves(seed: int, book: Book, moving: Callable[[int, int], MovingHome]) -> Book:
    """Those who have announced by the origin that they move after it; ``moving`` says how many do within days."""
    for day in range(-NOTICE_DAYS[1] // STEP_DAYS * STEP_DAYS, 0, STEP_DAYS):
        book = with_announced(seed, book, moving(day, day + STEP_DAYS), day)
    return book.changed(book.moves <= 0, moves=NOT_YET)


def with_announced(seed: int, book: Book, moving: MovingHome, day: int) -> Book:
    """More households that announce, by the end of the step that begins on ``day``, that they move."""
    rng = stream(seed, "moving", day)
    chance = moving.share * STEP_DAYS / HORIZON_DAYS
    announces = (rng.random(len(book)) < chance) & (book.moves == NOT_YET) & book.is_held(day)
    quiet = day + STEP_DAYS
    return book.changed(announces, moves=quiet + rng.integers(*NOTICE_DAYS, len(book)), quiet=quiet)


def moving_hazard(book: Book, moving: MovingHome, first_day: int, last_day: int) -> Floats:
    """Hazard that a move brings within the days after ``first_day`` until ``last_day``."""
    is_now = (first_day < book.moves) & (book.moves <= last_day)
    return np.where(is_now, -np.log1p(-min(moving.leaving_probability, 1 - 1e-9)), 0.0)
