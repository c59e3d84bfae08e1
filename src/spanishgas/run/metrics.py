"""The few figures of a run that everybody asks for: gate, tiers, euros at risk, offers, drift, findings."""

from collections import Counter
from math import fsum

import polars as pl

from spanishgas.decide.promise import Promise
from spanishgas.model.assessment import Evaluation
from spanishgas.model.decision import Promotion
from spanishgas.monitoring.alerts import drift_level, drift_sentence
from spanishgas.monitoring.expected import expected_sentence
from spanishgas.run.reader import Run
from spanishgas.run.record import Metrics, TrainingMetrics
from spanishgas.tables.base import table_name


def run_metrics(run: Run) -> Metrics:
    """Figures of a run whose stages are done."""
    scored, drift = run.table("scored_customers"), (run.table("drift_results"), run.table("prediction_drift"))
    return Metrics(
        customers=scored.height,
        expected_monthly_loss_eur=fsum(scored["expected_monthly_loss_eur"]),
        risk_tiers=_counts(scored, "risk_tier"),
        actions=_counts(run.table("recommendations"), "action"),
        columns_compared=drift[0].height,
        columns_drifted=int(drift[0]["is_drifted"].sum()),
        drift_level=drift_level(*drift),
        drift=drift_sentence(*drift),
        expected=expected_sentence(run.table("expected_performance")),
        promise=run.document(Promise).sentence(),
        findings=dict(Counter(finding.severity for finding in run.record.findings)),
        training=_training(run),
    )


def _training(run: Run) -> TrainingMetrics | None:
    if run.record.step(table_name(Evaluation)) is None:
        return None
    challenger, decision = run.document(Evaluation).challenger, run.document(Promotion)
    intervals = challenger.test.intervals if challenger.test else {}
    return TrainingMetrics(
        pr_auc=challenger.test and challenger.test.pr_auc,
        roc_auc=challenger.test and challenger.test.roc_auc,
        pr_auc_interval=intervals.get("pr_auc"),
        roc_auc_interval=intervals.get("roc_auc"),
        churn_rate=challenger.test and challenger.test.churners / challenger.test.rows,
        passed_gate=decision.passed_gate,
        promoted=decision.promoted,
        reasons=decision.reasons,
        features_without_values=challenger.features_without_values,
        advice=decision.advice,
    )


def _counts(table: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(table[column].cast(pl.String).value_counts().sort(column).rows())
