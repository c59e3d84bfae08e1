"""What changes about those who stay within a step: talks, new terms, announced moves, temper."""

from dataclasses import replace

import numpy as np

from spanishgas.twin.choices.contacts import with_contacts
from spanishgas.twin.choices.contracts import STEP_DAYS, new_terms, signs_anew
from spanishgas.twin.choices.moods import Limits, aged_temper
from spanishgas.twin.choices.moves import with_announced
from spanishgas.twin.sampling import Flags, Ints, stream
from spanishgas.twin.scenarios import MovingHome
from spanishgas.twin.world.book import NOT_YET, Book
from spanishgas.twin.world.state import State, World

Events = dict[str, dict[str, Ints]]
"""What happened, by kind: columns of numbers and days."""


def with_news(
    world: World, limits: Limits, moving: MovingHome, book: Book, now: State, left: Ints, last_day: int
) -> tuple[Book, Events]:
    """The book with all news of a step until ``last_day``, as far as customers have not left by then, and the events.

    Talks have days of their own; contracts are signed and moves announced at the end of the step.
    """
    book, spoke = with_contacts(world, book, now, limits, left, last_day)
    events = {"contacts": _columns(book, spoke, day="contact", mood="mood", intent="intent")}
    end = now.day + STEP_DAYS
    stays = book.is_held(end) & (left > end) & (last_day >= end)
    rng = stream(world.seed, "contracts", now.day)
    signs = signs_anew(book.renewal - end, rng) & stays
    renewal, changes_product = new_terms(np.full(len(book), end), rng)
    book = book.changed(signs, start=end, renewal=renewal).changed(signs & changes_product, change=end)
    events["terms"] = _columns(book, signs, start="start", renewal="renewal", change="change")
    announced = with_announced(world.seed, book, moving, now.day)
    announces = stays & (announced.moves != book.moves)
    book = book.changed(announces, moves=announced.moves, quiet=announced.quiet)
    events["moves"] = _columns(book, announces, day="moves", since="quiet")
    book = book.changed(book.moves <= last_day, moves=NOT_YET)
    if last_day >= end:
        book = replace(book, temper=aged_temper(world, book.temper, now.day, STEP_DAYS))
    return book, events


def _columns(book: Book, rows: Flags, **names: str) -> dict[str, Ints]:
    return {"number": book.number[rows], **{name: getattr(book, column)[rows] for name, column in names.items()}}
