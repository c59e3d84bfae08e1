"""The few figures of a run that everybody asks for, counted from its tables."""

from pathlib import Path

from support.finished import DRIFTED, METRICS, PROMISE, STABLE, finished_run
from support.mill import noticed

from spanishgas.run.metrics import run_metrics
from spanishgas.run.record import Metrics, TrainingMetrics


def test_the_figures_of_a_training(tmp_path: Path) -> None:
    run = finished_run(tmp_path, drift=DRIFTED)
    run.record.findings += [noticed("a", "warning"), noticed("b"), noticed("c", "warning")]
    metrics = run_metrics(run)
    assert metrics == Metrics(
        customers=3,
        expected_monthly_loss_eur=11.25,
        risk_tiers={"Critical": 1, "Low": 2},
        actions={"no_offer": 2, "offer_large": 1},
        columns_compared=3,
        columns_drifted=2,
        drift_level="act",
        drift="act: the champion expects 12.0% to leave (10.0% when it learned), 11 EUR of margin a month; 0 columns "
        "moved, 1 alike in whole provinces",
        expected="if the probabilities hold, 12.0% leave (11.0% to 13.0%), PR-AUC 0.70 (0.65 to 0.75); outcomes will "
        "tell",
        promise=PROMISE.sentence(),
        findings={"warning": 2, "info": 1},
        training=TrainingMetrics(
            pr_auc=0.81,
            roc_auc=0.92,
            pr_auc_interval=(0.71, 0.88),
            churn_rate=METRICS.churners / METRICS.rows,
            passed_gate=True,
            promoted=False,
            reasons=("Good.", "But not better."),
            features_without_values=("tenure_months",),
        ),
    )
    assert list(metrics.risk_tiers) == ["Critical", "Low"]
    assert list(metrics.actions) == ["no_offer", "offer_large"]


def test_a_scoring_trained_nothing_and_a_first_run_compares_nothing(tmp_path: Path) -> None:
    metrics = run_metrics(finished_run(tmp_path, "score", drift=STABLE.clear()))
    assert (metrics.training, metrics.columns_compared, metrics.columns_drifted) == (None, 0, 0)
    assert (metrics.drift_level, metrics.drift) == ("none", "nothing to compare with yet")
    assert metrics.findings == {}


def test_a_figure_that_nobody_knows_is_null(tmp_path: Path) -> None:
    training = run_metrics(finished_run(tmp_path, test=None)).training
    assert training is not None
    assert (training.pr_auc, training.roc_auc, training.passed_gate) == (None, None, True)
