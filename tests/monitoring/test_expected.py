"""What a list is worth if its probabilities hold."""

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import average_precision_score
from support.gold_rows import gold_rows, small_model

from spanishgas.model.artefact import Model
from spanishgas.model.calibrate import Calibrator
from spanishgas.monitoring.expected import expected_performance
from spanishgas.tables.drift import ExpectedPerformance

GOLD = gold_rows(2_000, seed=9)


def test_outcomes_drawn_from_the_probabilities_are_what_is_expected():
    model = small_model()
    table = expected_performance(GOLD.lazy(), model, seed=42).collect()
    ExpectedPerformance.validate(table)
    said = model.probability(GOLD)
    generator, flagged = np.random.default_rng(7), said >= model.threshold
    draws = [generator.random(said.size) < said for _ in range(200)]
    expected = {
        "churn_rate": said.mean(),
        "pr_auc": np.mean([average_precision_score(drawn, said) for drawn in draws]),
        "precision": said[flagged].mean(),
        "recall": np.mean([drawn[flagged].sum() / drawn.sum() for drawn in draws]),
    }
    found = {row["metric"]: row for row in table.rows(named=True)}
    for metric, value in expected.items():
        assert found[metric]["low"] < value < found[metric]["high"]
        assert found[metric]["expected"] == pytest.approx(value, abs=0.05)  # less sure, it ranks a little worse


def test_the_interval_is_wider_than_the_chance_of_outcomes_alone(monkeypatch):
    model = small_model()
    whole = expected_performance(GOLD.lazy(), model, seed=42).collect()
    monkeypatch.setattr(type(model), "log_odds_deviations", lambda self, frame: None)
    alone = expected_performance(GOLD.lazy(), model, seed=42).collect()
    both = whole.join(alone, on="metric", suffix="_alone").with_columns(
        wider=(pl.col("high") - pl.col("low")) / (pl.col("high_alone") - pl.col("low_alone"))
    )
    assert both.filter(metric="churn_rate")["wider"].item() > 1.2
    assert (both["wider"] > 1).mean() > 0.7


def test_a_list_on_which_nobody_is_flagged_has_no_precision(monkeypatch):
    monkeypatch.setattr(type(small_model()), "threshold", property(lambda self: 1.0))
    table = expected_performance(GOLD.lazy(), small_model(), seed=42).collect()
    assert table.filter(metric="precision").select("expected", "low", "high").row(0) == (None, None, None)


def test_what_is_expected_of_few_who_leave_is_what_was_said():
    """Noise in log-odds would raise small probabilities by a tenth and more."""
    model = small_model()
    rare = Calibrator(slope=model.calibrator.slope, intercept=model.calibrator.intercept - 2.5)
    files = {**model.to_files(), "calibrator.json": rare.model_dump_json().encode()}
    rarer = Model(files)
    said = rarer.probability(GOLD).mean()
    table = expected_performance(GOLD.lazy(), rarer, seed=42).collect()
    assert said < 0.1
    assert table.filter(metric="churn_rate")["expected"].item() == pytest.approx(said, rel=0.03)


def test_the_same_seed_says_the_same():
    first, second = (expected_performance(GOLD.lazy(), small_model(), seed=42).collect() for _ in range(2))
    assert first.equals(second)
