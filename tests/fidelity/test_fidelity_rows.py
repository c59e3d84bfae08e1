"""The comparison on a small twin with a published run: every published figure has a row, measured as at full size."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from support.finished import evaluation as made_up

import spanishgas.fidelity.measure as measuring
from spanishgas.errors import RunError
from spanishgas.fidelity.measure import DEPARTURES, EXPERIMENTS, TRUTH, causes, measure
from spanishgas.fidelity.page import fidelity_page
from spanishgas.fidelity.rules import BANDS, failing
from spanishgas.lake import Lake
from spanishgas.model.assessment import Evaluation
from spanishgas.run.reader import Run, published_run
from spanishgas.twin.published import published as published_figures

ALONE = ", test part alone"
UNPUBLISHED = ["contacts as read", "model against the truth"]


@pytest.fixture(scope="module")
def run(published: Path) -> Run:
    return published_run(Lake(published))


@pytest.fixture(scope="module")
def rows(run: Run) -> pl.DataFrame:
    return measure(run)


def _figures(value: object) -> int:
    """How many numbers a part of the published figures holds."""
    if isinstance(value, dict):
        return sum(_figures(part) for part in value.values())
    return int(isinstance(value, int | float) and not isinstance(value, bool))


def test_every_published_figure_of_what_the_pipeline_makes_has_a_row(rows: pl.DataFrame) -> None:
    model = published_figures()["model"]
    settings = _figures(model["tuned_xgboost"]) + _figures(model["test_at_threshold"]["target_recall"])
    not_made = _figures(model["logistic_regression"])
    said_in_words = 3  # the format of the ids, the date of the last contact, the constant gas price
    beside = rows.filter(pl.col("section").is_in(UNPUBLISHED) | pl.col("statistic").str.ends_with(ALONE))
    assert rows.height - beside.height == _figures(published_figures()) - settings - not_made + said_in_words
    assert rows.select(pl.struct("section", "statistic").is_unique().all()).item()


def test_nothing_was_published_of_how_contacts_are_read(rows: pl.DataFrame) -> None:
    read = rows.filter(section="contacts as read")
    assert read.height == 16
    assert read["published"].null_count() == read.height
    assert read["twin"].is_between(0, 1).all()
    assert "| negative read as negative |  | 0." in fidelity_page(read)
    assert rows.filter(~pl.col("section").is_in(UNPUBLISHED))["published"].null_count() == 0


def test_the_model_is_held_against_the_probabilities_that_only_the_twin_knows(run: Run, rows: pl.DataFrame) -> None:
    held = dict(rows.filter(section="model against the truth").select("statistic", "twin").iter_rows())
    test = run.table("model_split").filter(part="test").select("customer_id")
    truth = run.lake.scan(TRUTH).filter(pl.col("as_of") == run.record.as_of).collect()
    pairs = run.table("scored_customers").join(test, on="customer_id").join(truth, on="customer_id", suffix="_true")
    said, true = (
        pairs["churn_probability"].clip(1e-3, 1 - 1e-3).to_numpy(),
        pairs["churn_probability_no_offer"].clip(1e-3, 1 - 1e-3),
    )
    distance = np.log(said / (1 - said)) - np.log(true / (1 - true)).to_numpy()
    assert held["log-odds, root mean square distance"] == pytest.approx(np.sqrt(np.mean(distance**2)))
    assert held["PR-AUC of the truth"] > held["PR-AUC of the model"] > 0


def test_counts_of_a_small_twin_are_in_proportion(rows: pl.DataFrame) -> None:
    assert failing(rows.filter(rule="count"))["statistic"].to_list() == []


def test_rates_of_a_small_twin_are_within_chance(rows: pl.DataFrame) -> None:
    rates = rows.filter(rule="rate")
    assert failing(rates).height <= 0.1 * rates.height


def test_models_are_judged_by_their_bands_on_customers_pooled_by_their_leavers(rows: pl.DataFrame) -> None:
    models = rows.filter(pl.col("section") == "model", pl.col("judged"))
    assert models["statistic"].to_list() == [f"XGBoost {name} PR-AUC" for name in EXPERIMENTS]
    for name, twin, passed in models.select(pl.col("statistic").str.split(" ").list[1], "twin", "passed").iter_rows():
        low, high = BANDS[name]
        assert passed is (low <= twin <= high)


def test_every_pooled_figure_of_a_model_has_that_of_the_test_part_alone_beside_it(rows: pl.DataFrame) -> None:
    models = rows.filter(pl.col("section") == "model", ~pl.col("statistic").str.contains("tuned"))
    alone = models.filter(pl.col("statistic").str.ends_with(ALONE))
    pooled = models.filter(~pl.col("statistic").str.ends_with(ALONE))
    assert alone["statistic"].to_list() == [f"{name}{ALONE}" for name in pooled["statistic"]]
    assert alone["published"].equals(pooled["published"])
    assert not alone["judged"].any()
    assert alone["twin"].is_between(0, 1).all()
    assert (alone["twin"] != pooled["twin"]).any()


def test_the_figures_of_the_test_part_are_those_of_the_runs_own_evaluation(run: Run, rows: pl.DataFrame) -> None:
    test = run.document(Evaluation).challenger.test
    twin = dict(rows.filter(section="model").select("statistic", "twin").iter_rows())
    assert twin[f"XGBoost E5 PR-AUC{ALONE}"] == test.pr_auc
    assert twin[f"XGBoost E5 recall at the threshold{ALONE}"] == test.recall


def test_a_model_without_a_test_figure_is_said_not_passed_over(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measuring, "evaluation", lambda *_: made_up(test=None))
    with pytest.raises(RunError, match="E0 could not be measured on the test customers of run first"):
        measure(run)


def test_the_causes_are_shares_of_all_who_left_month_by_month(run: Run) -> None:
    months = causes(run)
    assert months["leavers"].sum() == run.lake.scan(DEPARTURES).collect().height > 0
    assert months["month"].is_sorted()
    assert months.select(pl.sum_horizontal(pl.exclude("month", "leavers"))).to_series().to_list() == pytest.approx(
        [1.0] * months.height
    )


@pytest.mark.parametrize(("key", "measured"), [(TRUTH, measure), (DEPARTURES, causes)])
def test_a_lake_that_no_twin_made_is_refused(
    published: Path, tmp_path: Path, key: str, measured: Callable[[Run], object]
) -> None:
    shutil.copytree(published, tmp_path / "lake", ignore=shutil.ignore_patterns("truth"))
    with pytest.raises(RunError, match=rf"{key} is missing: fidelity is of lakes that spanishgas simulate has made"):
        measured(published_run(Lake(tmp_path / "lake")))
