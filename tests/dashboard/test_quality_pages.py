"""The pages of the model and of drift on a published run: what they say, and what they say when something is gone."""

import re
from pathlib import Path

import polars as pl
import pytest
from support.drift_rows import with_drift_and_outcomes
from support.pages_lake import copied

from spanishgas.config.rule_book import read_yaml
from spanishgas.dashboard.language import LANGUAGES, catalogue
from spanishgas.dashboard.model_quality import at_threshold
from spanishgas.lake import Lake
from spanishgas.model.experiments import Experiments
from spanishgas.run.reader import published_run
from spanishgas.run.store import table_key
from spanishgas.tables.base import dtypes
from spanishgas.tables.experiments import ExperimentLadder


def texts(test) -> str:
    cells = [str(cell) for table in test.table for cell in table.value.to_numpy().ravel()]
    told = (*test.markdown, *test.text, *test.caption, *test.metric, *test.header)
    return "\n".join([*(str(each.value) for each in told), *cells])


@pytest.fixture
def drifted(published: Path, tmp_path: Path) -> Lake:
    """A lake whose published run has drift and outcomes."""
    lake = copied(published, tmp_path / "lake")
    with_drift_and_outcomes(lake)
    return lake


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_column_stands_on_a_page(drifted: Lake, open_page, language: str) -> None:
    for page in ("model", "drift"):
        assert re.findall(r"\b[a-z]+\\?_[a-z_]+\b", texts(open_page(drifted, page, lang=language))) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_feature_has_a_name(language: str) -> None:
    book = Experiments.load()
    features = {name for rung in book.names() for name in book.experiment(rung).features}
    known = catalogue(language)._catalog
    assert (
        sorted(name for name in features | set(read_yaml("reasons_en.yaml")) if f"feature\x04{name}" not in known) == []
    )


def test_the_gate_is_that_of_the_record(published: Path, open_page) -> None:
    training = published_run(Lake(published)).record.metrics.training
    shown = {metric.label: metric.value for metric in open_page(published, "model").metric}
    assert shown["PR-AUC, customers kept apart"] == f"{training.pr_auc:.3f}"
    assert shown["Gate"] == "Passed"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_threshold_of_the_address_is_a_row_of_the_sweep(published: Path, open_page, language: str) -> None:
    page = open_page(published, "model", lang=language, threshold="40")
    seen = at_threshold(published_run(Lake(published)).table("threshold_sweep"), "40")
    assert page.select_slider[0].value == "40"
    assert {str(seen.found), str(seen.missed)} <= set(page.table[0].value.iloc[:, -1])


def test_a_threshold_that_is_none_is_the_models_own(published: Path, open_page) -> None:
    own = published_run(Lake(published)).record.champion.threshold
    assert open_page(published, "model", threshold="<b>").select_slider[0].value == str(round(own * 100))


def test_a_choice_stands_in_the_address_as_its_code(published: Path, open_page) -> None:
    page = open_page(published, "model", lang="es")
    page.selectbox[0].set_value("province").run()
    assert page.query_params["grouping"] in ("province", ["province"])


def test_a_training_that_was_cleaned_leaves_the_figures_of_the_card(published: Path, tmp_path: Path, open_page) -> None:
    lake = copied(published, tmp_path / "lake")
    record = published_run(lake).record
    gone = [
        key
        for step in record.steps
        if step.stage == "training" or "training/" in "".join(step.keys)
        for key in step.keys
    ]
    lake.delete(key for key in gone if key.startswith("training/"))
    page = open_page(lake, "model")
    assert page.info[0].value.startswith("The curves of its training are not there")
    assert {metric.label: metric.value for metric in page.metric}["Gate"] == "Passed"


def test_outcomes_and_experiments_are_shown_once_they_are_there(drifted: Lake, open_page) -> None:
    assert "spanishgas experiments" in "".join(each.value for each in open_page(drifted, "model").code)
    row = ("E5", "xgboost", "pr_auc", 0.61, 0.55, 0.66, None, None, None, None)
    rows = pl.DataFrame([row], schema=dtypes(ExperimentLadder), orient="row")
    drifted.write_table(table_key("experiments", published_run(drifted).record.run_id, "experiment_ladder"), rows)
    page = open_page(drifted, "model")
    assert len(page.code) == 0
    assert {"E5 · Boosted trees \\(XGBoost\\)", "E5\\-abc"} <= set(texts(page).split("\n"))


def test_the_first_run_says_that_there_is_nothing_to_compare_with(published: Path, open_page) -> None:
    page = open_page(published, "drift")
    assert "there is nothing to compare with yet" in page.markdown[0].value
    assert len(page.metric) == 0


def test_drift_names_its_alarm_and_shows_the_feature_of_the_address(drifted: Lake, open_page) -> None:
    page = open_page(drifted, "drift", feature="tenure_months")
    assert "All customers" in texts(page)
    assert page.selectbox[0].value == "tenure_months"
    assert "below 12" in texts(page)
