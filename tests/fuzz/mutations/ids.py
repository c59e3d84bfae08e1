"""Who or what a row is about, written otherwise."""

import random
import unicodedata

from fuzz.draft import Draft, NotApplicableError, Note, some_rows
from fuzz.registry import mutation

_WAYS = {
    "lower case": str.lower,
    "upper case": str.upper,
    "blanks before": lambda text: "  " + text,
    "blanks after": lambda text: text + "   ",
    "a no-break blank": lambda text: text + "\u00a0",
    "a zero-width blank": lambda text: text[:2] + "\u200b" + text[2:],
    "a prefix": lambda text: "ES-" + text,
    "a suffix": lambda text: text + "_2024",
    "zeros before": lambda text: "000" + text,
    "zeros within": lambda text: text.replace("C", "C00", 1) if "C" in text else "0" + text,
    "no zeros": lambda text: text[:1] + text[1:].lstrip("0") if not text.isdigit() else text.lstrip("0"),
    "dashes": lambda text: text[:1] + "-" + text[1:],
    "only digits": lambda text: "".join(letter for letter in text if letter.isdigit()),
    "a fraction": lambda text: "".join(letter for letter in text if letter.isdigit()) + ".0",
    "full width": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "other letters": lambda text: text.replace("C", "\u0421"),
    "an accent apart": lambda text: unicodedata.normalize("NFD", "\u00c9" + text),
    "nothing": lambda _: None,
    "blanks only": lambda _: "   ",
    "the word NULL": lambda _: "NULL",
    "an error of a sheet": lambda _: "#N/A",
    "a formula": lambda text: f'="{text}"',
    "apostrophe": lambda text: "'" + text,
    "a number of a sheet": lambda _: "1.23E+05",
    "a byte order mark": lambda text: "\ufeff" + text,
    "a line separator": lambda text: text + "\u2028",
    "very long": lambda text: text * 2000,
    "a wildcard": lambda _: "C*[1]",
    "a path": lambda _: "../../C00001",
}


@mutation("ids", weight=6)
def ids_written_otherwise(draft: Draft, rng: random.Random) -> Note:
    column, (way, write) = draft.column(rng, "id"), rng.choice(list(_WAYS.items()))
    rows = some_rows(draft, rng, at_most=0.01 if way == "very long" else 1.0)
    draft.change(column, rows, lambda old: old if old is None else write(old))
    return Note((draft.canonical[column],), text=f"{way} in {len(rows)} rows of {column}")


@mutation("ids")
def ids_all_the_same(draft: Draft, rng: random.Random) -> Note:
    column = draft.column(rng, "id")
    one = draft.words[column][0]
    draft.change(column, list(range(draft.words.height)), lambda _: one)
    return Note((draft.canonical[column],), text=f"{column} is {one!r} throughout")


@mutation("ids")
def ids_of_strangers(draft: Draft, rng: random.Random) -> Note:
    if "customer_id" not in draft.words.columns:
        raise NotApplicableError
    rows = some_rows(draft, rng)
    draft.change("customer_id", rows, lambda old: old and old.replace("C", "C9"))
    return Note(("customer_id",), text=f"strangers in {len(rows)} rows")


@mutation("ids", files=("customer_attributes", "costs_by_province_month"), weight=2)
def provinces_written_otherwise(draft: Draft, rng: random.Random) -> Note:
    ways = {
        "without zeros": lambda text: text.lstrip("0"),
        "three digits": lambda text: "0" + text,
        "a name": lambda _: "Madrid",
        "unknown": lambda _: "99",
        "a number": lambda text: str(float(text)),
        "with country": lambda text: "ES" + text,
        "swapped": lambda text: text[::-1],
    }
    way = rng.choice(list(ways))
    rows = some_rows(draft, rng)
    if len(rows) == 1 and way == "swapped":
        raise NotApplicableError
    draft.change("province_code", rows, lambda old: old if old is None else ways[way](old))
    return Note(("province_code",), is_undetectable=way == "swapped", text=f"{way} in {len(rows)} rows")
