"""Days and months in other formats, that cannot be, or of another time."""

import random
from datetime import date

from fuzz.draft import Draft, NotApplicableError, Note, some_rows
from fuzz.registry import SMALL, mutation

_FORMATS = {
    "day first": "%d/%m/%Y",
    "month first": "%m/%d/%Y",
    "dots": "%d.%m.%Y",
    "two digits of the year": "%d-%m-%y",
    "no dashes": "%Y%m%d",
    "slashes": "%Y/%m/%d",
    "midnight": "%Y-%m-%dT00:00:00",
    "an afternoon": "%Y-%m-%d 15:45:00",
    "late in UTC": "%Y-%m-%dT23:30:00Z",
    "an offset": "%Y-%m-%dT00:30:00+02:00",
    "fractions": "%Y-%m-%d 00:00:00.000",
    "the name of the month": "%d %b %Y",
    "a week": "%G-W%V",
    "the day of the year": "%Y-%j",
    "a month only": "%Y-%m",
    "blanks around": "  %Y-%m-%d ",
    "one digit": "%Y-%-m-%-d",
    "a quarter": "%Y Q1",
}
_WORDS = (
    "2024-02-30",
    "2023-13-01",
    "0000-00-00",
    "1900-01-01",
    "9999-12-31",
    "2262-04-12",
    "10000-01-01",
    "-2024-01-01",
    "31/12/2024",
    "45657",
    "1735603200",
    "1735603200000",
    "yesterday",
    "n/a",
    "NULL",
    "",
    "2024",
    "\u0662\u0660\u0662\u0664-12-31",
)


@mutation("dates", files=SMALL, weight=3)
def dates_in_another_format(draft: Draft, rng: random.Random) -> Note:
    column, rows = draft.column(rng, "date", "month"), some_rows(draft, rng)
    way = rng.choice(list(_FORMATS))
    draft.change(column, rows, lambda old: _written(old, _FORMATS[way]))
    return Note((draft.canonical[column],), text=f"{way} in {len(rows)} rows of {column}")


def _written(old: str | None, form: str) -> str | None:
    if old is None:
        return None
    return date.fromisoformat(old if len(old) == 10 else old + "-01").strftime(form)


@mutation("dates", files=SMALL, weight=3)
def dates_that_cannot_be(draft: Draft, rng: random.Random) -> Note:
    column, rows, word = draft.column(rng, "date", "month"), some_rows(draft, rng), rng.choice(_WORDS)
    draft.change(column, rows, lambda _: word or None)
    return Note((draft.canonical[column],), text=f"{word!r} in {len(rows)} rows of {column}")


@mutation("dates", files=SMALL, weight=2)
def dates_after_the_day(draft: Draft, rng: random.Random) -> Note:
    """The days of a year later: what the run may not see yet."""
    columns = [
        name
        for name, kind in draft.kinds().items()
        if kind in ("date", "month") and draft.canonical[name] != "next_renewal_date"  # is agreed in advance
    ]
    if not columns:
        raise NotApplicableError
    column, rows = rng.choice(columns), some_rows(draft, rng)
    draft.change(column, rows, lambda old: old and "2025" + old[4:].replace("-02-29", "-02-28"))
    return Note((draft.canonical[column],), text=f"a later year in {len(rows)} rows of {column}")


@mutation("dates", files=("customer_contracts", "churn_label"))
def dates_swapped(draft: Draft, rng: random.Random) -> Note:
    columns = [name for name, kind in draft.kinds().items() if kind == "date"]
    first, second = rng.sample(columns, 2)
    draft.words = draft.words.rename({first: second, second: first})
    return Note((draft.canonical[first], draft.canonical[second]), text=f"{first} and {second} swapped")


@mutation("dates", files=SMALL)
def dates_all_the_same(draft: Draft, rng: random.Random) -> Note:
    column = draft.column(rng, "date", "month")
    known = draft.words[column].drop_nulls()
    draft.change(column, list(range(draft.words.height)), lambda _: known[0])
    return Note((draft.canonical[column],), text=f"{column} is {known[0]} throughout")
