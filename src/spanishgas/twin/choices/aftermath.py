"""What a talk leaves behind: a good one keeps a customer for months, after a bad one the customer goes in a quarter."""

import numpy as np
from scipy.stats import norm

from spanishgas.twin.sampling import Floats, Ints
from spanishgas.twin.world.book import Book

# Cumulative hazard after a bad contact: a normal curve over the days since.
_LEAVING_AFTER_DAYS, _LEAVING_SPREAD_DAYS, _LEAVING_STRENGTH = 105.0, 9.0, 6.0
UNFORGIVEN_DAYS = 140  # so long no routine talk wins back who had a bad one
_CALM_DAYS, _CALM_FADES_DAYS = 213, 60


def anger(book: Book, first_day: int, last_day: int) -> Floats:
    """Hazard within the days after ``first_day`` until ``last_day`` that a bad contact brings."""
    since, until = first_day - book.bad_contact, last_day - book.bad_contact
    leaving = _LEAVING_STRENGTH * (_had_enough(until) - _had_enough(since))
    return np.where(book.bad_contact > book.good_contact, leaving, 0.0)


def calm(book: Book, day: int) -> Floats:
    """How much a good contact still keeps a customer, 1 to 0, unless a bad one came after it."""
    left = np.clip((_CALM_DAYS + _CALM_FADES_DAYS - (day - book.good_contact)) / _CALM_FADES_DAYS, 0.0, 1.0)
    return np.where(book.good_contact > book.bad_contact, left, 0.0)


def ages_of_the_angry(share: Floats, youngest: int, days: int) -> Floats:
    """Ages on record of bad contacts, as shares of so many days from the youngest on.

    The older, the fewer of the angry are still there.
    """
    ages = youngest + np.arange(days)
    there = np.exp(-_LEAVING_STRENGTH * _had_enough(ages))
    return np.interp(share, np.cumsum(there) / there.sum(), (ages - youngest) / days)


def _had_enough(days: Ints) -> Floats:
    """Share of a bad contact's hazard that has come so many days after it."""
    return norm.cdf(days, _LEAVING_AFTER_DAYS, _LEAVING_SPREAD_DAYS)
