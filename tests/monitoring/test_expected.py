"""What a list is worth if its probabilities hold."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score
from support.gold_rows import gold_rows, small_model

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
    widths = [(table["high"] - table["low"]).to_numpy() for table in (whole, alone)]
    assert (widths[0] > widths[1]).mean() > 0.7
    assert widths[0][whole["metric"].to_list().index("churn_rate")] > 1.2 * widths[1][0]


def test_a_list_on_which_nobody_is_flagged_has_no_precision(monkeypatch):
    monkeypatch.setattr(type(small_model()), "threshold", property(lambda self: 1.0))
    table = expected_performance(GOLD.lazy(), small_model(), seed=42).collect()
    assert table.filter(metric="precision").select("expected", "low", "high").row(0) == (None, None, None)


def test_the_same_seed_says_the_same():
    first, second = (expected_performance(GOLD.lazy(), small_model(), seed=42).collect() for _ in range(2))
    assert first.equals(second)
