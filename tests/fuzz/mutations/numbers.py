"""Numbers beyond bounds, in other units, and written as people and sheets write them."""

import random

from fuzz.draft import READINGS, Draft, NotApplicableError, Note, some_rows
from fuzz.registry import SMALL, mutation

_WORDS = (
    "-1",
    "1e5",
    "1e20",
    "1e400",
    "-1e400",
    "NaN",
    "nan",
    "inf",
    "-inf",
    "Infinity",
    "null",
    "N/A",
    "-",
    "?",
    "#REF!",
    "",
    "1_000",
    "0x1F",
    "1/2",
    "12%",
    "true",
    "abc",
    "1e",
    "--1",
    "1.2.3",
    "9" * 4_500,
    "\u0661\u0662",
    "\uff11",
    "1\u202f234",
    "-0.0",
    "1e-320",
    "[0.1]",
    "{}",
    "=1+1",
)
_FORMS = {
    "a decimal comma": lambda text: text.replace(".", ","),
    "a currency sign": lambda text: text + " \u20ac",
    "a currency before": lambda text: "EUR " + text,
    "a unit": lambda text: text + " kWh",
    "a per cent sign": lambda text: text + "%",
    "thousands and decimals, Spanish": lambda text: "1." + text.replace(".", ","),
    "thousands and decimals, English": lambda text: "1," + text,
    "blanks within": lambda text: text[:1] + " " + text[1:],
    "a quote": lambda text: "'" + text,
}
_SAME = {
    "an exponent": lambda text: text + "e0",
    "a plus": lambda text: "+" + text.lstrip("-") if not text.startswith("-") else text,
    "zeros before": lambda text: "00" + text if not text.startswith("-") else text,
    "blanks around": lambda text: f"  {text} ",
    "a tab": lambda text: f"{text}\t",
}
_FACTORS = (1000, 0.001, 100, 0.01, -1, 1e6)


@mutation("numbers", weight=3)
def numbers_that_cannot_be(draft: Draft, rng: random.Random) -> Note:
    column, rows, word = draft.column(rng, "number"), some_rows(draft, rng), rng.choice(_WORDS)
    draft.change(column, rows, lambda _: word or None)
    return Note((draft.canonical[column],), text=f"{word[:20]!r} in {len(rows)} rows of {column}")


@mutation("numbers", weight=2)
def numbers_as_people_write_them(draft: Draft, rng: random.Random) -> Note:
    column, rows, way = draft.column(rng, "number"), some_rows(draft, rng), rng.choice(list(_FORMS))
    draft.change(column, rows, lambda old: old if old is None else _FORMS[way](old))
    return Note((draft.canonical[column],), text=f"{way} in {len(rows)} rows of {column}")


@mutation("numbers", files=SMALL)
def numbers_written_otherwise(draft: Draft, rng: random.Random) -> Note:
    column, rows, way = draft.column(rng, "number"), some_rows(draft, rng), rng.choice(list(_SAME))
    draft.change(column, rows, lambda old: old if old is None else _SAME[way](old))
    return Note((draft.canonical[column],), is_same=True, text=f"{way} in {len(rows)} rows of {column}")


@mutation("numbers", files=SMALL, weight=2)
def numbers_in_another_unit(draft: Draft, rng: random.Random) -> Note:
    """All of a column, or one value: one that stays within its bounds cannot be told from the truth."""
    column, factor, is_one = draft.column(rng, "number"), rng.choice(_FACTORS), rng.random() < 0.2
    rows = [rng.randrange(draft.words.height)] if is_one else list(range(draft.words.height))
    draft.change(column, rows, lambda old: old if old is None else f"{float(old) * factor:.8g}")
    text = f"{column} times {factor:g} in {len(rows)} rows"
    return Note((draft.canonical[column],), is_undetectable=is_one, text=text)


@mutation("numbers", files=SMALL)
def numbers_swapped(draft: Draft, rng: random.Random) -> Note:
    columns = [name for name, kind in draft.kinds().items() if kind == "number"]
    if len(columns) < 2:
        raise NotApplicableError
    first, second = rng.sample(columns, 2)
    draft.words = draft.words.rename({first: second, second: first})
    changed = (draft.canonical[first], draft.canonical[second])
    # a price of electricity and the market's are of one size, and either may be the larger
    is_alike = "market_benchmark_eur_kwh" in changed and all("kwh" in name for name in changed)
    return Note(changed, is_undetectable=is_alike, text=f"{first} and {second} swapped")


@mutation("numbers", files=SMALL)
def numbers_all_the_same(draft: Draft, rng: random.Random) -> Note:
    column = draft.column(rng, "number")
    one = draft.words[column].drop_nulls()[0]
    draft.change(column, list(range(draft.words.height)), lambda _: one)
    return Note((draft.canonical[column],), text=f"{column} is {one} throughout")


@mutation("numbers", files=SMALL)
def numbers_of_zero(draft: Draft, rng: random.Random) -> Note:
    column, rows = draft.column(rng, "number"), some_rows(draft, rng)
    draft.change(column, rows, lambda _: "0")
    is_one = len(rows) == 1
    return Note((draft.canonical[column],), is_undetectable=is_one, text=f"0 in {len(rows)} rows of {column}")


@mutation("numbers", files=(*(file for file in SMALL if file != "customer_interactions"), READINGS), weight=0.5)
def another_number_of_the_column(draft: Draft, rng: random.Random) -> Note:
    column, row = draft.column(rng, "number"), rng.randrange(draft.words.height)
    other = draft.words[column][rng.randrange(draft.words.height)]
    draft.change(column, [row], lambda _: other)
    return Note((draft.canonical[column],), is_undetectable=True, text=f"{column} of row {row} is another row's")
