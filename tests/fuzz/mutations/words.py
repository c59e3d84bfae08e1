"""Flags, names of things, outcomes and texts."""

import random

from fuzz.draft import Draft, NotApplicableError, Note, some_rows
from fuzz.registry import SMALL, mutation

_FLAGS = ("2", "-1", "0.5", "maybe", "Y", "SI", "TRUE", "1.0", "", "null", "x", "\u2713", "01")
_MEANING = {"SI": "1", "TRUE": "1", "1.0": "1", "01": "1"}


@mutation("flags", files=("customer_attributes", "churn_label"), weight=2)
def flags_that_cannot_be(draft: Draft, rng: random.Random) -> Note:
    column, word = draft.column(rng, "flag"), rng.choice(_FLAGS)
    rows = some_rows(draft, rng)
    if word in _MEANING:
        rows = [row for row in rows if draft.words[column][row] == _MEANING[word]]
    draft.change(column, rows, lambda _: word or None)
    text = f"{word!r} in {len(rows)} rows of {column}"
    return Note((draft.canonical[column],), is_same=word in _MEANING and word != "01", text=text)


@mutation("flags", files=("customer_attributes", "churn_label"))
def flags_turned_round(draft: Draft, rng: random.Random) -> Note:
    """What half of the customers have can mean the opposite, and nobody could tell."""
    column = draft.column(rng, "flag")
    share = sum(value == "1" for value in draft.words[column]) / draft.words.height
    turned = {"0": "1", "1": "0"}
    draft.change(column, list(range(draft.words.height)), lambda old: turned.get(old or "", old))
    return Note((draft.canonical[column],), is_undetectable=0.25 <= share <= 0.75, text=f"{column}: 0 is 1 and 1 is 0")


@mutation("flags", files=("customer_attributes", "churn_label"))
def flags_all_the_same(draft: Draft, rng: random.Random) -> Note:
    column, one = draft.column(rng, "flag"), rng.choice("01")
    draft.change(column, list(range(draft.words.height)), lambda _: one)
    return Note((draft.canonical[column],), text=f"{column} is {one} throughout")


@mutation("labels", files=("churn_label",), weight=3)
def outcomes_that_contradict(draft: Draft, rng: random.Random) -> Note:
    rows = some_rows(draft, rng)
    cases = {
        "left before the label date": ("churn_effective_date", "2024-06-01"),
        "left after the horizon": ("churn_effective_date", "2026-06-01"),
        "another label date": ("label_date", "2024-11-30"),
        "no label date": ("label_date", None),
        "another horizon": ("horizon_days", "30"),
        "no horizon": ("horizon_days", "0"),
        "no outcome": ("churned_within_horizon", None),
    }
    case = rng.choice(list(cases))
    column, value = cases[case]
    draft.change(column, rows, lambda _: value)
    return Note((column,), text=f"{case} in {len(rows)} rows")


@mutation("words", files=SMALL, weight=3)
def words_written_otherwise(draft: Draft, rng: random.Random) -> Note:
    column, rows = draft.column(rng, "word"), some_rows(draft, rng)
    ways = {
        "unknown": lambda _: "xyzzy",
        "nothing": lambda _: None,
        "upper case": lambda text: text.upper(),
        "blanks around": lambda text: f"  {text} ",
        "a typo": lambda text: text[:-1] + "q",
        "an accent": lambda text: text.replace("o", "\u00f3").replace("e", "\u00e9"),
        "a number": lambda _: "7",
        "very long": lambda text: text * 5000,
        "a line feed": lambda text: text + "\n",
        "dots": lambda text: text.replace("_", ".").replace(" ", "."),
    }
    way = rng.choice(list(ways))
    if way == "very long":
        rows = rows[:3]
    draft.change(column, rows, lambda old: old if old is None else ways[way](old))
    return Note((draft.canonical[column],), text=f"{way} in {len(rows)} rows of {column}")


@mutation("words", files=SMALL)
def words_all_the_same(draft: Draft, rng: random.Random) -> Note:
    column = draft.column(rng, "word")
    one = draft.words[column].drop_nulls()[0]
    draft.change(column, list(range(draft.words.height)), lambda _: one)
    return Note((draft.canonical[column],), text=f"{column} is {one!r} throughout")


@mutation("words", files=("customer_attributes", "customer_contracts"))
def words_swapped(draft: Draft, rng: random.Random) -> Note:
    columns = [name for name, kind in draft.kinds().items() if kind in ("word", "id", "date", "flag")]
    first, second = rng.sample(columns, 2)
    draft.words = draft.words.rename({first: second, second: first})
    kinds = draft.kinds()  # flags say so little that those of two columns may be each other's
    is_flags = kinds[first] == kinds[second] == "flag"
    changed = (draft.canonical[first], draft.canonical[second])
    return Note(changed, is_undetectable=is_flags, text=f"{first} and {second} swapped")


_TEXTS = {
    "a megabyte": lambda text: text * (1_000_000 // max(len(text), 1)),
    "a line separator": lambda text: text + "\u2028" + text,
    "a zero character": lambda text: "\0" + text,
    "control characters": lambda text: text[:3] + "\x07\x1b[31m" + text[3:],
    "pictures": lambda text: text + " \U0001f600" * 50,
    "right to left": lambda text: "\u202e" + text,
    "markup": lambda text: f"<b>{text}</b><script>alert(1)</script>",
    "a formula": lambda text: "=cmd|' /C calc'!A0",
    "nothing": lambda _: None,
    "an empty text": lambda _: "",
    "blanks": lambda _: "   \n\t ",
    "many words": lambda text: "not bad " * 20_000,
    "many marks": lambda text: text + "!" * 5_000,
    "combining marks": lambda text: "a" + "\u0301" * 5_000,
    "a private character": lambda text: text + "\ue000\U0010ffff",
}


@mutation("texts", files=("customer_interactions",), weight=3)
def texts_odd(draft: Draft, rng: random.Random) -> Note:
    """A text may say anything: what stays a possible text cannot be told from the truth where it is one."""
    way = rng.choice(list(_TEXTS))
    rows = some_rows(draft, rng)
    if way == "a megabyte":
        rows = rows[:2]
    is_possible = way in ("pictures", "markup", "a formula", "right to left")
    rows = rows[:1] if is_possible else rows
    column = draft.column(rng, "text")
    draft.change(column, rows, lambda old: old if old is None else _TEXTS[way](old))
    return Note((draft.canonical[column],), is_undetectable=is_possible, text=f"{way} in {len(rows)} texts")


@mutation("texts", files=("customer_interactions",))
def texts_all_the_same(draft: Draft, rng: random.Random) -> Note:
    column = draft.column(rng, "text")
    one = draft.words[column].drop_nulls()[0]
    if draft.words.height < 2:
        raise NotApplicableError
    draft.change(column, list(range(draft.words.height)), lambda _: one)
    return Note((draft.canonical[column],), text="all texts are one")
