"""The digital twin as one call: build the world, let things happen, write the seven raw files and the truth."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from spanishgas.folder_entries import PARTIAL
from spanishgas.twin.choices.moves import ORDINARY
from spanishgas.twin.files.assignment import Assignment
from spanishgas.twin.files.damage import damaged_readings
from spanishgas.twin.files.extract import Extract, simulated
from spanishgas.twin.files.layouts import READING_NAMES, Layout
from spanishgas.twin.files.mark import claim, own_mark, settle
from spanishgas.twin.files.readings import SCHEMA, Feed, feed_of, year_readings
from spanishgas.twin.files.writers import (
    FileFormat,
    publish,
    small_name,
    write_outcomes,
    write_readings,
    write_small,
    write_truth,
)
from spanishgas.twin.scenarios import Scenario, load_scenario
from spanishgas.twin.world.book import NOT_YET
from spanishgas.twin.world.costs import FIRST_YEAR
from spanishgas.twin.world.lifecycle import ORIGIN

OUTCOMES = "outcomes"
"""Folder of what came of the campaigns that were played."""

Progress = Callable[[str, float], None]


def simulate(
    target: Path,
    *,
    customers: int = 20_099,
    seed: int = 7,
    scenario: str = "baseline",
    begins: date | None = None,
    until: date = ORIGIN,
    layout: Layout = "customer",
    file_format: FileFormat = "parquet",
    campaigns: Sequence[Assignment] = (),
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Write ``target/raw`` (the seven files of DATA) and ``target/truth`` (what only the twin knows).

    The same arguments give the same bytes. Files end on ``until``, and a later one continues the same customers. Labels
    are of all ends of months whose 90 days are over by then; on the published day, 2024-12-31, they are of that day.
    ``begins`` is the first day of the scenario, by default its own. Readings are hourly, on Madrid's wall clock (layout
    *tariff*: UTC). Campaigns are played: whom they contact may stay, discounts are in later prices (layout *customer*),
    and ``target/outcomes/NAME.csv`` says what came of each.
    Returns the counts of customers, labels and churners, the last day, and the names of the files.
    InputError for too few customers, an unknown scenario, an end before 2024-12-31 or before a broken feed begins, or a
    ``target/raw`` with files that no twin made.
    """
    chosen = load_scenario(scenario, begins)
    tell = progress or (lambda _stage, _share: None)
    own_mark(target)
    tell("customers", 0.0)
    extract = simulated(customers, seed, chosen, until, layout, campaigns)
    raw, truths = target / "raw", target / "truth"
    names = [small_name(name) for name in extract.tables] + _reading_files(until, file_format)
    claim(target, [*names, *(name + PARTIAL for name in names)])
    partials = [write_small(table, raw, name) for name, table in extract.tables.items()]
    partial_truths = [write_truth(table, truths, name) for name, table in extract.truth.items()]
    partials += _write_years(extract, chosen, until, layout, file_format, raw, tell)
    outcomes = [write_outcomes(table, target / OUTCOMES, name) for name, table in extract.outcomes.items()]
    publish([*partials, *partial_truths, *outcomes])
    settle(target, names)
    tell("done", 1.0)
    return _summary(extract, until, partials)


def _write_years(
    extract: Extract,
    scenario: Scenario,
    until: date,
    layout: Layout,
    file_format: FileFormat,
    raw: Path,
    tell: Progress,
) -> list[Path]:
    factor = (scenario.moving_home or ORDINARY).remaining_consumption
    feed = feed_of(extract.snapshot, until, factor, in_utc=layout == "tariff")
    names = READING_NAMES if layout == "tariff" else {}
    schema = {names.get(name, name): dtype for name, dtype in SCHEMA.items()}
    paths: list[Path] = []
    for year, name in zip(range(FIRST_YEAR, until.year + 1), _reading_files(until, file_format), strict=True):

        def frames(year: int = year) -> Iterator[pl.DataFrame]:
            for frame in _told(_year_frames(feed, scenario, year), feed, year, tell):
                yield frame.rename(names)

        paths.append(write_readings(frames, schema, raw / name, file_format))
    return paths


def _reading_files(until: date, file_format: FileFormat) -> list[str]:
    """One file a year."""
    return [f"consumption_hourly_{year}.{file_format}" for year in range(FIRST_YEAR, until.year + 1)]


def _year_frames(feed: Feed, scenario: Scenario, year: int) -> Iterator[pl.DataFrame]:
    readings = year_readings(feed, year)
    if scenario.broken_feed is None:
        return readings
    return damaged_readings(readings, scenario.broken_feed, scenario.begins, feed)


def _told(frames: Iterator[pl.DataFrame], feed: Feed, year: int, tell: Progress) -> Iterator[pl.DataFrame]:
    """Report progress as blocks pass; the small files count for nothing."""
    blocks = len(feed.blocks())
    years = feed.until.year - FIRST_YEAR + 1
    for number, frame in enumerate(frames):
        tell(f"readings {year}", (year - FIRST_YEAR + number / blocks) / years)
        yield frame


def _summary(extract: Extract, until: date, partials: list[Path]) -> dict[str, Any]:
    return {
        "customers": int((extract.snapshot.left == NOT_YET).sum()),
        "labels": extract.tables["churn_label"].height if "churn_label" in extract.tables else 0,
        "churners": extract.churners,
        "until": until.isoformat(),
        "files": sorted(path.name.removesuffix(PARTIAL) for path in partials),
    }
