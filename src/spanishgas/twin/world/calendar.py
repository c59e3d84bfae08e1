"""Terms of contracts count calendar months: from a day to the same one of a later month, or to that month's last."""

import numpy as np

from spanishgas.twin.sampling import Ints
from spanishgas.twin.world.lifecycle import ORIGIN

_LONGEST_MONTHS = 12


def months_later(day: Ints, months: Ints | int) -> Ints:
    """The days so many calendar months after others; all count from the origin."""
    calendar = np.datetime64(ORIGIN, "D") + day
    begun = calendar.astype("datetime64[M]")
    month = begun + np.asarray(months)
    last = (month + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    later = np.minimum(month.astype("datetime64[D]") + (calendar - begun.astype("datetime64[D]")), last)
    return (later - np.datetime64(ORIGIN, "D")).astype(np.int64)


def term_start(renewal: Ints, by: Ints) -> Ints:
    """The first day of the shortest term of whole months that ends on ``renewal`` and has begun by a day.

    No term is longer than a year. It may begin before the supply is switched on, as a contract may be signed before.
    """
    start = np.full(len(renewal), np.iinfo(np.int64).max)
    for months in range(1, _LONGEST_MONTHS + 1):
        before = months_later(renewal, -months)
        is_term = months_later(before, months) == renewal  # no day of February is a month before 31 March
        start = np.where(is_term & (start > by), before, start)
    return start
