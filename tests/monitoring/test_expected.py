"""What a list is worth if its probabilities hold."""

import numpy as np
import polars as pl
import pytest
from sklearn.metrics import average_precision_score
from support.gold_rows import gold_rows, small_model

from spanishgas.model.artefact import Model
from spanishgas.model.calibrate import Calibrator
from spanishgas.model.score_deviations import score_deviations
from spanishgas.monitoring.expected import expected_performance
from spanishgas.tables.drift import ExpectedPerformance
from spanishgas.tables.results import ScoreDeviations

GOLD = gold_rows(2_000, seed=9)


def _expected(model: Model, threshold: float | None = None, *, is_sure: bool = False) -> pl.DataFrame:
    """What is expected of the list that a model makes; one that is sure says nothing of how sure it is."""
    said, at = model.probability(GOLD), model.threshold if threshold is None else threshold
    scores = GOLD.select("customer_id", churn_probability=said, churn_prediction=(said >= at).astype(np.int8))
    sure = ScoreDeviations.create_empty().lazy() if is_sure else score_deviations(GOLD.lazy(), model)
    return expected_performance(scores.lazy(), sure, seed=42).collect()


def test_outcomes_drawn_from_the_probabilities_are_what_is_expected():
    model = small_model()
    table = _expected(model)
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


def test_the_interval_is_wider_than_the_chance_of_outcomes_alone():
    whole, alone = _expected(small_model()), _expected(small_model(), is_sure=True)
    both = whole.join(alone, on="metric", suffix="_alone").with_columns(
        wider=(pl.col("high") - pl.col("low")) / (pl.col("high_alone") - pl.col("low_alone"))
    )
    assert both.filter(metric="churn_rate")["wider"].item() > 1.2
    assert (both["wider"] > 1).mean() > 0.7


def test_a_list_on_which_nobody_is_flagged_has_no_precision():
    table = _expected(small_model(), threshold=1.1)
    assert table.filter(metric="precision").select("expected", "low", "high").row(0) == (None, None, None)


def test_what_is_expected_of_few_who_leave_is_what_was_said():
    """Noise in log-odds would raise small probabilities by a tenth and more."""
    model = small_model()
    rare = Calibrator(slope=model.calibrator.slope, intercept=model.calibrator.intercept - 3)
    files = {**model.to_files(), "calibrator.json": rare.model_dump_json().encode()}
    rarer = Model(files)
    said = rarer.probability(GOLD).mean()
    table = _expected(rarer)
    assert said < 0.1
    assert table.filter(metric="churn_rate")["expected"].item() == pytest.approx(said, rel=0.03)


def test_the_same_seed_says_the_same():
    first, second = (_expected(small_model()) for _ in range(2))
    assert first.equals(second)
