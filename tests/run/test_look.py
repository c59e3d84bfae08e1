"""A run seen from another day: what depends on the day is made anew, all else is the run's own."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from support.runs import DAY, done, run_record

from spanishgas.content import table_bytes
from spanishgas.lake import Lake
from spanishgas.pipeline import Pipeline, Stage, Step
from spanishgas.run import reader
from spanishgas.run.look import Look
from spanishgas.run.reader import Run
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


STEPS = (Step(bronze_flour), Step(silver_bread), Step(gold_toast))
BAKERY = Pipeline("train", (Stage("bake", STEPS, "bronze"),), {}, frozenset({"as_of", "files_as_of"}))


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
