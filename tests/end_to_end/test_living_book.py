"""Weekly runs on a book that lives, simulated step by step: who is listed, and what was known when training looked."""

import random
import shutil
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from conftest import policy_with_gate, run

from spanishgas.lake import Lake
from spanishgas.monitoring.value_horizon import StayRules, ValueHorizon, value_horizon
from spanishgas.run.reader import Run, open_run
from spanishgas.tables.base import LABEL
from spanishgas.twin import simulate

CUSTOMERS, FIRST, APRIL = 300, date(2025, 4, 2), date(2025, 4, 30)
HORIZON = timedelta(days=90)


def days(weeks: int) -> list[date]:
    """A calendar year of Wednesdays, or so many of them drawn at random."""
    year = [FIRST + timedelta(weeks=week) for week in range(52)]
    return sorted(random.Random(8).sample(year, min(weeks, 52)))


@pytest.fixture(scope="session")
def any_policy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Business rules with a gate that a model passes which has learned nothing."""
    return policy_with_gate(tmp_path_factory.mktemp("any"), 0.0)


@pytest.fixture(scope="session")
def april(any_policy: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book at the end of April with a training on it; copy before changing."""
    lake = Lake.create(tmp_path_factory.mktemp("april") / "lake")
    simulate(Path(lake.root), customers=CUSTOMERS, until=APRIL)
    run(lake, run_id=f"{APRIL}", experiment="E1", policy_file=any_policy)
    return Path(lake.root)


@pytest.fixture
def book(april: Path, tmp_path: Path) -> Lake:
    """A book of one's own that goes on from April."""
    shutil.copytree(april, tmp_path / "lake")
    return Lake(tmp_path / "lake")


def test_every_week_lists_who_is_there_and_trains_on_what_was_known(
    tmp_path: Path, weeks: int, any_policy: Path
) -> None:
    lake = Lake.create(tmp_path / "lake")
    for day in days(weeks):
        simulate(Path(lake.root), customers=CUSTOMERS, until=day)
        record = run(lake, run_id=f"week-{day}", experiment="E1", policy_file=any_policy)
        assert record.as_of == (day + timedelta(days=1)).replace(day=1) - timedelta(days=1)
        assert set(open_run(lake, record.run_id).table("scored_customers")["customer_id"]) == _there(
            Path(lake.root), record.as_of
        )
        training = open_run(lake, record.run_id).table("training_master")
        for (label_date,), rows in training.group_by("label_date"):
            assert isinstance(label_date, date)
            assert label_date + HORIZON <= day
            assert set(rows["customer_id"]) == _there(Path(lake.root), label_date)
        assert training["label_date"].max() + HORIZON > record.as_of - timedelta(days=31)


def test_training_sees_on_a_label_date_what_a_run_on_the_files_of_that_day_saw(book: Lake, any_policy: Path) -> None:
    day, until = APRIL, date(2025, 7, 31)
    simulate(Path(book.root), customers=CUSTOMERS, until=until)
    run(book, run_id=f"{until}", experiment="E1", policy_file=any_policy)
    seen = {day: open_run(book, f"{day}"), until: open_run(book, f"{until}")}
    listed = seen[day].table("scored_customers")
    judged = seen[until].table("outcome_results").filter(grouping="all").select("run_id", "label_date", "rows")
    assert judged.rows() == [(f"{day}", day, listed.height)]  # its labels have matured: what it said is judged
    assert seen[day].table("outcome_results").is_empty()
    then = seen[day].table("gold_master").drop(LABEL)
    training = seen[until].table("training_master").filter(label_date=day)
    assert training["customer_id"].equals(then["customer_id"])
    assert [name for name in then.columns if not training[name].equals(then[name])] == []


def test_who_was_at_risk_is_followed_from_list_to_list_until_they_leave(book: Lake, any_policy: Path) -> None:
    first, day = APRIL, date(2025, 10, 31)
    simulate(Path(book.root), customers=CUSTOMERS, until=day)
    run(book, "score", f"{day}", experiment="E1", policy_file=any_policy)
    at_risk = (pl.col("churn_prediction") == 1) | (pl.col("risk_tier") != "Low")
    left = pl.read_parquet(Path(book.root) / "truth/departures.parquet").filter(pl.col("left_on") <= day)
    listed = open_run(book, f"{first}").table("scored_customers").filter(at_risk)
    stays = listed.join(left, on="customer_id", how="left")["left_on"].fill_null(date.max).to_list()
    seen, begins = left["left_on"].max(), first + HORIZON
    assert isinstance(seen, date)
    ends = [begins + timedelta(days=30 * month) for month in range((seen - begins).days // 30 + 1)]
    there = [sum(stay > end for stay in stays) for end in ends]
    assert 0 < there[-1] < there[0]
    measured = _measured(open_run(book, f"{day}"), fewest_customers=1, fewest_months=1, fewest_departures=1)
    assert (list(measured.customers), measured.stay is None) == (there[:-1], False)
    assert list(measured.departures) == [before - now for before, now in pairwise(there)]
    assert _measured(open_run(book, f"{first}"), fewest_customers=1).sentence() == ""
    for name in (first, day):
        assert open_run(book, f"{name}").document(ValueHorizon) == _measured(open_run(book, f"{name}"))


def _measured(run: Run, **rules: int) -> ValueHorizon:
    """What a run measures, by its own rules or others."""
    step = run.pipeline.step("value_horizon")
    settings = run.settings(step.function)
    settings["stay_rules"] = StayRules.model_validate({**settings["stay_rules"].model_dump(), **rules})
    return value_horizon(*run.inputs(step), **settings)


def _there(target: Path, day: date) -> set[str]:
    """Who is a customer at the end of a day: by the twin's truth and the day of joining, not by what a run reads."""
    joined = pl.read_csv(target / "raw" / "customer_attributes.csv", try_parse_dates=True)
    left = pl.read_parquet(target / "truth" / "departures.parquet").filter(pl.col("left_on") <= day)["customer_id"]
    return set(joined.filter(pl.col("signup_date") <= day)["customer_id"]) - set(left)
