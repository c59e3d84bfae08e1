"""The days of a run: the one that customers are listed for, and those that training looks from.

Source: RULES, two days.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from spanishgas.bronze.outcomes import refuse_alike
from spanishgas.bronze.tables import bronze_labels
from spanishgas.errors import InputError, refuse_all
from spanishgas.pipelines import BRONZE
from spanishgas.run.door import Door
from spanishgas.run.lone_readings import refuse_lone
from spanishgas.run.pointers import Current
from spanishgas.run.raw_files import RawFile
from spanishgas.run.reach import Reach, reach_of, readings_of_files
from spanishgas.run.record import Mode
from spanishgas.run.unfinished_month import unfinished
from spanishgas.silver.window import last_complete_month
from spanishgas.tables.base import LABEL
from spanishgas.tables.findings import Finding

LABELS, READINGS = "bronze_labels", "bronze_readings"


@dataclass(frozen=True)
class Days:
    """The days of a run, and what was left out because of them."""

    as_of: date
    """Customers are listed and scored for this day."""
    files_as_of: date
    """What a file says without a date, such as the status of a contract, is so on this day."""
    label_dates: tuple[date, ...] = ()
    """Training looks from these days, the earliest first."""
    findings: list[Finding] = field(default_factory=list[Finding])


def days_of(door: Door, files: dict[str, list[RawFile]], mode: Mode, published: Current | None = None) -> Days:
    """The days of a run: as the settings say, else those of the readings and the labels.

    Customers are listed for the end of the last whole month of the readings. Training looks from every label date that
    is no later and that readings come before; labels without any date are those of the listing.

    Args:
        door: opens the files.
        files: the raw files by the bronze table that they become.
        mode: what the run is for.
        published: the run whose day this one must reach, if any.

    Raises:
        InputError: no reading says when it was taken, or one cannot be read; the month that the published run or the
            labels need is not whole; outcomes are all alike; or every label date is after the day of the listing or
            before the readings.
    """
    try:
        return _days(door, files, mode, published)
    except InputError as refusal:
        others = _unreadable(door, [of_table[0] for of_table in files.values() if of_table])
        refuse_all([refusal, *(other for other in others if str(other) != str(refusal))])
        raise


def _unreadable(door: Door, files: list[RawFile]) -> Iterator[InputError]:
    """What the first layer would refuse in the files that are read whole: all there is to mend is said at once."""
    makers = {step.name: step.function for step in BRONZE.steps}
    for file in files:
        if door.columns.datasets[file.dataset].several:
            continue
        try:
            makers[file.dataset](door.open(file), columns=door.columns)
        except InputError as refusal:
            yield refusal


def _days(door: Door, files: dict[str, list[RawFile]], mode: Mode, published: Current | None) -> Days:
    asked = door.settings.as_of
    try:
        reach = reach_of(door, files[READINGS])
    except InputError:
        if asked is None:
            raise
        reach = Reach(date.min, asked, asked)  # the cleaned readings tell what is wrong with them
    if asked is None:
        if reach.is_lopsided:
            refuse_lone(readings_of_files(door, files[READINGS], "customer_id"))
        _refuse_unfinished(door, files[READINGS], reach, published)
    as_of = asked or reach.end
    days = Days(as_of, max(as_of, reach.last))
    return days if mode == "score" else _with_label_dates(days, door, files, reach)


def _refuse_unfinished(door: Door, files: list[RawFile], reach: Reach, published: Current | None) -> None:
    """Where nobody named a day, a month that is not whole passes only if nobody needs it. Raises InputError."""
    if published is not None and reach.lacks(published.as_of):
        because = f"run {published.run_id} is published as of {published.as_of}"
        knowingly = f"go back to {reach.end} knowingly by --replace-newer"
        raise _unfinished(door, files, reach, last_complete_month(published.as_of), because, knowingly)
    if reach.end < reach.begin:
        because = "customers are listed for the end of one"
        raise _unfinished(door, files, reach, reach.begin, because, "name the day by --as-of")


def _unfinished(door: Door, files: list[RawFile], reach: Reach, wanted: date, because: str, advice: str) -> InputError:
    """A refusal of readings that do not hold the month that is wanted; see ``unfinished``."""
    return unfinished(readings_of_files(door, files), reach, wanted, because, advice)


def _with_label_dates(days: Days, door: Door, files: dict[str, list[RawFile]], reach: Reach) -> Days:
    file, begin = files[LABELS][0], reach.begin
    try:
        labels = bronze_labels(door.open(file), columns=door.columns).table.collect()
    except InputError:
        return replace(days, label_dates=(days.as_of,))  # the first layer refuses it, and then the run's record says so
    refuse_alike(labels, file.name, door.columns.datasets[LABELS])
    given = labels.filter(pl.col(LABEL).is_not_null())["label_date"].drop_nulls().unique().sort().to_list()
    if not given:
        return replace(days, label_dates=(days.as_of,))
    seen = [day for day in given if day <= days.as_of]
    if not seen and door.settings.as_of is None and reach.lacks(given[0]):
        because = f"the first label of {file.name} is of {given[0]}"
        raise _unfinished(
            door, files[READINGS], reach, last_complete_month(given[0]), because, "score with --mode score"
        )
    if not seen:
        raise InputError(
            f"{file.name}, column label_date: every label begins its horizon after {days.as_of}, the day the run looks "
            f"from, the first on {given[0]}. Is a month of readings missing? Give the readings up to then and --as-of "
            f"{given[0]} or later, or score with --mode score."
        )
    covered = [day for day in seen if last_complete_month(day) >= begin]
    if not covered:
        raise InputError(
            f"{file.name}, column label_date: no month of readings is over on any label date ({seen[0]} … {seen[-1]}); "
            f"the readings begin with {begin:%Y-%m}. Give earlier readings, or later labels."
        )
    findings = _too_early(labels, seen[: -len(covered)], begin, file.name)
    return replace(days, label_dates=tuple(covered), findings=findings)


def _too_early(labels: pl.DataFrame, days: list[date], begin: date, file: str) -> list[Finding]:
    if not days:
        return []
    rows = labels.filter(pl.col("label_date").is_in(days)).height
    text = (
        f"{file}: {rows:,} labels of {len(days)} label dates ({days[0]} … {days[-1]}) are not trained on: the readings "
        f"begin with {begin:%Y-%m}, and no month of them was over then."
    )
    return [Finding("bronze", LABELS, "label_date", "before_the_readings", float(rows), None, "warning", text)]
