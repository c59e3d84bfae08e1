"""Campaigns that the twin plays: who is contacted when and with what, read from files, and what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from spanishgas.errors import InputError
from spanishgas.twin.choices.contacted import Contacted, contacted
from spanishgas.twin.choices.course import Course
from spanishgas.twin.choices.offers import OFFERS, answers
from spanishgas.twin.choices.outlook import outlook
from spanishgas.twin.files.snapshot import Snapshot, customer_ids, customer_numbers
from spanishgas.twin.world.book import Book
from spanishgas.twin.world.calendar import months_later
from spanishgas.twin.world.lifecycle import HORIZON_DAYS, ORIGIN
from spanishgas.twin.world.state import day_number

_COLUMNS = {
    "customer_id": pl.String,
    "offer": pl.String,
    "is_control": pl.Boolean,
    "contacted_on": pl.Date,
    "discount_eur_month": pl.Float64,
    "discount_months": pl.Float64,
}
_OFFERS = {f"offer_{name}": number for number, name in enumerate(OFFERS) if number}
_SHOWN = 5


@dataclass(frozen=True)
class Assignment:
    """A campaign: its name, its day and its members, one row a customer; see ``spanishgas campaign assignment``."""

    name: str
    day: int
    members: pl.DataFrame

    @property
    def ends(self) -> int:
        """The day on which its offers end."""
        return int(months_later(np.array([self.day]), int(self.members["discount_months"][0]))[0])


def read_assignment(path: Path) -> Assignment:
    """A campaign from a CSV or Parquet file; its name is the file's.

    Raises:
        InputError: it cannot be read, lacks a column or cells, names somebody twice, an offer that there is not, or
            not one day and one whole number of months of discounts, or begins before the twin's first day.
    """
    try:
        read = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, try_parse_dates=True)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(f"{path}: cannot be read as an assignment: {str(error).splitlines()[0]}") from error
    if missing := [name for name in _COLUMNS if name not in read.columns]:
        raise InputError(
            f"{path}: lacks {', '.join(missing)}. Write it by: spanishgas campaign assignment ID --out FILE"
        )
    try:
        rows = read.select(pl.col(name).cast(dtype) for name, dtype in _COLUMNS.items())
    except pl.exceptions.PolarsError as error:
        raise InputError(f"{path}: {str(error).splitlines()[0]}") from error
    _refuse(path, rows.filter(pl.any_horizontal(pl.all().is_null())), "has blank cells")
    _refuse(path, rows.filter(pl.col("customer_id").is_duplicated()), "is there twice")
    _refuse(
        path, rows.filter(~pl.col("offer").is_in(list(_OFFERS))), f"has an offer that is none of {', '.join(_OFFERS)}"
    )
    one = rows.select("contacted_on", "discount_months").unique()
    if one.height != 1:
        raise InputError(f"{path}: has {one.height} days and lengths of discounts, and a campaign has one of each.")
    if one["discount_months"][0] % 1:
        raise InputError(f"{path}: discounts of {one['discount_months'][0]} months, and the twin plays whole ones.")
    day: date = one["contacted_on"][0]
    if day < ORIGIN:
        raise InputError(f"{path}: contacts on {day}, and the twin begins on {ORIGIN}.")
    return Assignment(path.stem, day_number(day), rows.sort("customer_id"))


def met(course: Course, book: Book, assignment: Assignment) -> Contacted:
    """Who is contacted: members who are no control and hold a supply on the day, whose book this is."""
    called = assignment.members.filter(~pl.col("is_control"))
    place = book.supplies(customer_numbers(called["customer_id"]))
    here = (place >= 0) & book.is_held(assignment.day)[place]
    called = called.filter(pl.Series(here))
    return contacted(
        book,
        outlook(course, book, assignment.day).reason,
        answers(course.world.seed, course.scenario.responses, book),
        day=assignment.day,
        ends=assignment.ends,
        supply=place[here],
        offer=called["offer"].replace_strict(_OFFERS, return_dtype=pl.Int64).to_numpy(),
        discount_eur_month=called["discount_eur_month"].to_numpy(),
    )


def campaign_outcomes(shot: Snapshot, assignment: Assignment) -> pl.DataFrame:
    """One row a member: contacted, reached, accepted, and as soon as the days are over, whether the customer stayed.

    Raises:
        InputError: a member is nobody whom the twin has ever had.
    """
    ids, seen = assignment.members.select("customer_id"), shot.contacted
    left = pl.DataFrame({"customer_id": customer_ids(shot.number), "left": shot.left})
    _refuse(assignment.name, ids.join(left, on="customer_id", how="anti"), "is no customer of this twin")
    own = seen.day == assignment.day
    met_here = {"reached": seen.is_reached[own].astype(int), "accepted": seen.is_accepted[own].astype(int)}
    contacts = pl.DataFrame({"customer_id": customer_ids(seen.number[own]), **met_here, "contacted": 1})

    def stayed(until: int) -> pl.Expr:
        return (pl.col("left") > until).cast(pl.Int8) if until <= shot.day else pl.lit(None, pl.Int8)

    members = ids.join(left, on="customer_id", maintain_order="left")
    return members.join(contacts, on="customer_id", how="left", maintain_order="left").select(
        "customer_id",
        pl.col("contacted").fill_null(0),
        "reached",
        "accepted",
        stayed_90_days=stayed(assignment.day + HORIZON_DAYS),
        stayed_after_offer=stayed(assignment.ends),
    )


def in_order(assignments: Sequence[Assignment], until: int) -> list[Assignment]:
    """Campaigns by day. Raises InputError where two have one name, or one begins after the files end."""
    ordered = sorted(assignments, key=lambda each: (each.day, each.name))
    if len({each.name for each in ordered}) < len(ordered):
        raise InputError("Two campaigns have one name: their outcomes would have one file.")
    if late := [each.name for each in ordered if each.day > until]:
        raise InputError(f"Campaign {late[0]} begins after the files end: choose a later --until.")
    return ordered


def _refuse(where: Path | str, rows: pl.DataFrame, what: str) -> None:
    if rows.height:
        shown = ", ".join(str(each) for each in rows["customer_id"].head(_SHOWN))
        raise InputError(f"{where}: {shown}{', …' if rows.height > _SHOWN else ''} {what}.")
