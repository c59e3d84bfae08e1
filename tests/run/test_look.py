"""A run seen from another day: what depends on the day is made anew, all else is the run's own."""

from datetime import date
from pathlib import Path

import dataframely as dy
import polars as pl
import pytest
from support.runs import DAY, done, run_record

from spanishgas.content import table_bytes
from spanishgas.lake import Lake
from spanishgas.pipeline import Pipeline, Stage, Step
from spanishgas.run import cut_look, reader
from spanishgas.run.cut_look import CutLook
from spanishgas.run.label_dates import LabelDates
from spanishgas.run.look import Look
from spanishgas.run.reader import Run
from spanishgas.tables.base import described
from spanishgas.tables.findings import Audited, Finding

EARLIER = date(2024, 9, 30)
CALLS: list[object] = []


def bronze_flour() -> pl.LazyFrame: ...


def silver_bread(bronze_flour: pl.LazyFrame, *, as_of: date) -> Audited:
    CALLS.append(as_of)
    found = [
        Finding("silver", "silver_bread", "grams", name, 1.0, None, severity, f"{name} bread")
        for name, severity in (("stale", "warning"), ("old", "warning"), ("fine", "info"))
    ]
    return Audited(bronze_flour.filter(pl.col("baked") <= as_of), found)


def gold_toast(silver_bread: pl.LazyFrame, bronze_flour: pl.LazyFrame, *, files_as_of: date) -> pl.LazyFrame:
    return silver_bread.with_columns(files=pl.lit(files_as_of))


def toasts(gold_toast: pl.LazyFrame, *, as_of: date) -> Audited:
    said = Finding("bronze", "toasts", "*", "counted", 1.0, None, "info", f"toasts of {as_of}")
    return Audited(gold_toast.with_columns(looked=pl.lit(as_of)), [said])


def sacks(bronze_flour: pl.LazyFrame, *, as_of: date) -> pl.LazyFrame:
    return bronze_flour.select(pl.len(), looked=pl.lit(as_of))


def crumbs(toasts: pl.LazyFrame, bronze_flour: pl.LazyFrame, *, as_of: date) -> pl.LazyFrame:
    return toasts.select(pl.len(), looked=pl.lit(as_of))


class BronzeFlour(dy.Schema):
    """One row a sack."""

    baked = dy.Date(**described("date", "Day of baking", known="day"))


STEPS = (Step(bronze_flour), Step(silver_bread), Step(gold_toast))
OF_DATES = (Step(toasts, per_label_date=True), Step(sacks, per_label_date=True), Step(crumbs, per_label_date=True))
EAT = Stage("eat", OF_DATES, "training")
BAKERY = Pipeline("train", (Stage("bake", STEPS, "bronze"), EAT), {}, frozenset({"as_of", "files_as_of"}))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr(reader, "PIPELINES", {"train": BAKERY})
    CALLS.clear()
    lake = Lake(tmp_path)
    flour = pl.DataFrame({"baked": [EARLIER, DAY]})
    for name, table in {"bronze_flour": flour, "silver_bread": flour, "gold_toast": flour}.items():
        lake.write(f"{name}.parquet", table_bytes(table))
    known = Finding("silver", "silver_bread", "grams", "stale", 1.0, None, "warning", "stale bread")
    steps = [done(step.name, keys=[f"{step.name}.parquet"]) for step in STEPS]
    return Run(lake, run_record(steps=steps, findings=[known]))


def test_what_depends_on_the_day_is_known_from_the_signatures() -> None:
    assert [BAKERY.looks_from(step) for step in STEPS] == [False, True, True]


def test_an_earlier_day_sees_less_and_makes_each_table_once(run: Run) -> None:
    look = Look(run, EARLIER)
    toast = look.made(BAKERY.step("gold_toast")).collect()
    assert toast.rows() == [(EARLIER, DAY)]
    assert look.made(BAKERY.step("silver_bread")).collect().rows() == [(EARLIER,)]
    assert CALLS == [EARLIER]


def test_what_was_noticed_on_the_day_of_the_run_or_does_not_matter_is_not_said_again(run: Run) -> None:
    look = Look(run, EARLIER)
    look.made(BAKERY.step("silver_bread"))
    assert [(each.check, each.message) for each in look.findings()] == [("old", "Looking from 2024-09-30: old bread")]


def test_the_day_of_the_run_is_the_run_itself(run: Run) -> None:
    look = Look(run, DAY)
    assert look.made(BAKERY.step("gold_toast")).collect().height == 2
    assert (CALLS, list(look.findings())) == ([], [])


@pytest.fixture
def dated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut_look, "SCHEMAS", {"bronze_flour": BronzeFlour})


@pytest.mark.usefixtures("dated")
def test_cut_files_end_with_the_day_before_anything_is_made(run: Run) -> None:
    assert Look(run, EARLIER).made(BAKERY.step("bronze_flour")).collect().height == 2
    look = CutLook(run, EARLIER)
    assert look.made(BAKERY.step("bronze_flour")).collect().rows() == [(EARLIER,)]
    assert look.made(BAKERY.step("gold_toast")).collect().rows() == [(EARLIER, DAY)]


@pytest.mark.usefixtures("dated")
def test_where_the_files_hold_nothing_later_the_run_itself_is_looked_at(run: Run) -> None:
    assert CutLook(run, DAY).made(BAKERY.step("gold_toast")).collect().columns == ["baked"]
    assert CALLS == []


@pytest.mark.usefixtures("dated")
def test_what_comes_out_the_same_without_later_rows_is_not_followed_further(run: Run) -> None:
    later = pl.DataFrame({"baked": [EARLIER, DAY, date(2025, 1, 1)]})
    run.lake.write("bronze_flour.parquet", table_bytes(later))
    look = CutLook(run, DAY)
    assert look.made(BAKERY.step("silver_bread")).collect().height == 2
    assert CALLS == [DAY]
    assert look.made(BAKERY.step("gold_toast")).collect().columns == ["baked", "files"]  # it reads the flour itself


def test_one_look_a_label_date_serves_every_step_that_needs_nothing_of_the_stage(run: Run) -> None:
    run.record.label_dates = (EARLIER, DAY)
    dates = LabelDates(run)
    made = dates.made(EAT, OF_DATES[0])
    assert [frame["looked"].to_list() for frame in made.frames] == [[EARLIER], [DAY, DAY]]
    assert [each.message for each in made.findings] == [
        "toasts of 2024-09-30",
        "Looking from 2024-09-30: old bread",
        "toasts of 2024-12-31",
    ]
    assert pl.concat(dates.made(EAT, OF_DATES[1]).frames).rows() == [(2, EARLIER), (2, DAY)]
    assert CALLS == [EARLIER]
