"""Readings that no meter reads, and hours that are not there."""

import random

import polars as pl

from fuzz.draft import READINGS, Draft, Note
from fuzz.registry import mutation

ELEC, GAS, HOUR = "consumption_elec_kwh", "consumption_gas_m3", "timestamp"
_ON = (READINGS,)
_TIMES = (
    ("T", " ", True),
    ("Z", None, False),
    ("+01:00", None, False),
    ("UTC", None, False),
    ("day first", None, False),
    ("half past", None, False),
    ("no seconds", None, False),
    ("1900", None, False),
    ("2099", None, False),
    ("epoch", None, False),
    ("text", None, False),
    ("24:00", None, False),
)


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64)


def _word(values: pl.Expr) -> pl.Expr:
    return values.cast(pl.String)


@mutation("readings", files=_ON, weight=2)
def readings_times_a_factor(draft: Draft, rng: random.Random) -> Note:
    name, factor = rng.choice([ELEC, GAS]), rng.choice([1000, 0.001, -1, 1e6, 11])
    if (name, factor) == (ELEC, 11):
        factor = 100
    draft.words = draft.words.with_columns(_word(_number(name) * factor))
    return Note((name,), text=f"{name} times {factor:g}")


@mutation("readings", files=_ON, weight=2)
def readings_all_the_same(draft: Draft, rng: random.Random) -> Note:
    name, value = rng.choice([ELEC, GAS]), rng.choice(["0", "1.5", "49999", "60000", "-3", None])
    draft.words = draft.words.with_columns(pl.lit(value, pl.String).alias(name))
    return Note((name,), text=f"{name} is {value} every hour")


@mutation("readings", files=_ON)
def readings_constant_by_customer(draft: Draft, rng: random.Random) -> Note:
    name = rng.choice([ELEC, GAS])
    draft.words = draft.words.with_columns(_word(_number(name).mean().over("customer_id")))
    return Note((name,), text=f"{name} is each customer's mean")


@mutation("readings", files=_ON)
def readings_of_one_for_all(draft: Draft, rng: random.Random) -> Note:
    one = draft.words.filter(pl.col("customer_id") == draft.words["customer_id"][0]).drop("customer_id")
    ids = draft.words.select(pl.col("customer_id").unique(maintain_order=True))
    draft.words = ids.join(one, how="cross").select(draft.words.columns)
    return Note((ELEC, GAS), text="everybody has the readings of one")


@mutation("readings", files=_ON)
def readings_swapped(draft: Draft, rng: random.Random) -> Note:
    draft.words = draft.words.rename({ELEC: GAS, GAS: ELEC})
    return Note((ELEC, GAS), text="electricity and gas swapped")


@mutation("readings", files=_ON, weight=2)
def readings_negative(draft: Draft, rng: random.Random) -> Note:
    name, share = rng.choice([ELEC, GAS]), rng.choice([0.01, 0.2, 0.96])
    hit = (pl.int_range(pl.len()) % 100) < share * 100
    draft.words = draft.words.with_columns(
        _word(pl.when(hit).then(-_number(name).abs() - 0.1).otherwise(_number(name))).alias(name)
    )
    return Note((name,), text=f"{share:.0%} of {name} negative")


@mutation("readings", files=_ON, weight=2)
def readings_missing(draft: Draft, rng: random.Random) -> Note:
    name, share = rng.choice([ELEC, GAS]), rng.choice([0.01, 0.2, 0.96])
    hit = (pl.int_range(pl.len()) % 100) < share * 100
    draft.words = draft.words.with_columns(pl.when(~hit).then(name).alias(name))
    return Note((name,), text=f"{share:.0%} of {name} empty")


@mutation("readings", files=_ON, weight=2)
def hours_missing(draft: Draft, rng: random.Random) -> Note:
    day = pl.col(HOUR).str.slice(8, 2).cast(pl.Int32)
    cases = {
        "the second half of the month": day <= 15,
        "the first half of the month": day > 15,
        "the last day": day < 31,
        "one day": day != 12,
        "one row": pl.int_range(pl.len()) != 4321,
        "all but one day": day == 12,
        "a third of the customers": (pl.col("customer_id").rank("dense") % 3) != 0,
        "one customer": pl.col("customer_id") != draft.words["customer_id"][1000],
        "every tenth row": pl.int_range(pl.len()) % 10 != 0,
        "all": pl.lit(False),
    }
    case = rng.choice(list(cases))
    draft.words = draft.words.filter(cases[case])
    return Note(text=f"missing: {case}")


@mutation("readings", files=_ON, weight=2)
def hours_twice(draft: Draft, rng: random.Random) -> Note:
    rows = rng.choice([1, 24, 744, draft.words.height])
    again = draft.words.head(rows)
    is_other = rng.random() < 0.5
    if is_other:
        again = again.with_columns(_word(_number(ELEC) + 1))
    draft.words = pl.concat([draft.words, again])
    return Note(text=f"{rows} rows twice{', with other values' if is_other else ''}")


@mutation("readings", files=_ON, weight=2)
def timestamps_written_otherwise(draft: Draft, rng: random.Random) -> Note:
    how, share = rng.choice(_TIMES)[0], rng.choice([1, 100])
    hour = pl.col(HOUR)
    ways = {
        "T": hour.str.replace("T", " "),
        "Z": hour + "Z",
        "+01:00": hour + "+01:00",
        "UTC": hour + " UTC",
        "day first": hour.str.replace(r"^(\d{4})-(\d{2})-(\d{2})", "$3/$2/$1"),
        "half past": hour.str.replace(":00:00", ":30:00", literal=True),
        "no seconds": hour.str.slice(0, 16),
        "1900": hour.str.replace("2024", "1900"),
        "2099": hour.str.replace("2024", "2099"),
        "epoch": pl.lit("1735603200"),
        "text": pl.lit("yesterday"),
        "24:00": hour.str.replace("T23:", "T24:"),
    }
    hit = pl.int_range(pl.len()) % share == 0
    draft.words = draft.words.with_columns(pl.when(hit).then(ways[how]).otherwise(hour).alias(HOUR))
    return Note((HOUR,), text=f"{how}, one in {share}")


@mutation("readings", files=_ON)
def timestamps_shifted(draft: Draft, rng: random.Random) -> Note:
    year = rng.choice(["2023", "2025"])
    draft.words = draft.words.with_columns(pl.col(HOUR).str.replace("2024", year))
    return Note((HOUR,), text=f"all of {year}")
