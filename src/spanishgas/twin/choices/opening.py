"""The book at the origin: who holds which supply, whom was spoken to, who has announced to move."""

from collections.abc import Callable

import numpy as np

from spanishgas.twin.choices.contacts import with_first_contacts
from spanishgas.twin.choices.moods import Limits
from spanishgas.twin.choices.moves import with_first_moves
from spanishgas.twin.sampling import stream
from spanishgas.twin.scenarios import MovingHome
from spanishgas.twin.world.book import NEVER, NOT_YET, Book
from spanishgas.twin.world.calendar import term_start
from spanishgas.twin.world.state import World, state


def opened(world: World, book: Book, first: Limits, later: Limits, moving: Callable[[int, int], MovingHome]) -> Book:
    """The first book with the contacts on record at the origin, and those who have announced that they move."""
    book = with_first_contacts(world, book, state(world, book, 0), first, later)
    return with_first_moves(world.seed, book, moving)


def first_book(world: World) -> Book:
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
