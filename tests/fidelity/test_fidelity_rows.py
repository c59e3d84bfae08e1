"""The comparison on a small twin that went through the real steps: every published figure has a row."""

from pathlib import Path

import polars as pl
import pytest
from conftest import Silent

from spanishgas.fidelity.measure import TRUTH
from spanishgas.fidelity.rows import fidelity_rows
from spanishgas.fidelity.rules import failing
from spanishgas.fidelity.tables import PipelineTables, reading_facts
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run.execute import start_run
from spanishgas.run.reader import Run
from spanishgas.run.runner import Runner
from spanishgas.settings import Settings
from spanishgas.twin import simulate
from spanishgas.twin.published import published


@pytest.fixture(scope="module")
def rows(tmp_path_factory) -> pl.DataFrame:
    root: Path = tmp_path_factory.mktemp("fidelity")
    simulate(root, customers=1000)
    lake = Lake(str(root))
    run = Run(lake, start_run(lake, Settings(lake=str(root)), "train", "fidelity"))
    runner = Runner(run, Silent())
    for stage in ("bronze", "silver", "gold"):
        runner.run_stage(PIPELINES["train"].stage(stage))
    names = ("gold_master", "silver_customers", "silver_market_month", "silver_interactions", "bronze_prices")
    tables = {name: run.table(name) for name in names}
    facts, truth = reading_facts(run.scan("bronze_readings")), lake.scan(TRUTH).collect()
    metrics = {"pr_auc": 0.5, "roc_auc": 0.8, "precision": 0.6, "recall": 0.7}
    return fidelity_rows(
        PipelineTables(**tables, reading_facts=facts, truth=truth), dict.fromkeys(("E0", "E2", "E5"), metrics)
    )


def _figures(value: object) -> int:
    """How many numbers a part of the published figures holds."""
    if isinstance(value, dict):
        return sum(_figures(part) for part in value.values())
    return int(isinstance(value, int | float) and not isinstance(value, bool))


def test_every_published_figure_has_a_row(rows: pl.DataFrame) -> None:
    model = published()["model"]
    settings = _figures(model["tuned_xgboost"]) + _figures(model["test_at_threshold"]["target_recall"])
    said_in_words = 3  # the format of the ids, the date of the last contact, the constant gas price
    reading = rows.filter(section="contacts as read").height
    assert rows.height - reading == _figures(published()) - settings + said_in_words
    assert rows.select(pl.struct("section", "statistic").is_unique().all()).item()


def test_counts_of_a_small_twin_are_in_proportion(rows: pl.DataFrame) -> None:
    assert failing(rows.filter(rule="count"))["statistic"].to_list() == []


def test_rates_of_a_small_twin_are_within_chance(rows: pl.DataFrame) -> None:
    rates = rows.filter(rule="rate")
    assert failing(rates).height <= 0.1 * rates.height


def test_models_are_judged_by_their_bands(rows: pl.DataFrame) -> None:
    models = rows.filter(pl.col("section") == "model", pl.col("judged"))
    assert models["statistic"].to_list() == [f"XGBoost {name} PR-AUC" for name in ("E0", "E2", "E5")]
    assert models["passed"].to_list() == [False, True, False]
