"""The few figures of a run that everybody asks for: gate, tiers, euros at risk, offers, drift, findings."""

from collections import Counter
from typing import Any

import polars as pl

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.record import RunRecord


def run_metrics(lake: Lake, record: RunRecord) -> dict[str, Any]:
    """Figures of a run whose stages are done: EUR are per month, shares are 0..1."""
    scored, offers = read_table(lake, record, "scored_customers"), read_table(lake, record, "recommendations")
    drift = read_table(lake, record, "drift_results")
    return {
        "customers": scored.height,
        "expected_monthly_loss_eur": scored["expected_monthly_loss_eur"].sum(),
        "risk_tiers": _counts(scored, "risk_tier"),
        "actions": _counts(offers, "action"),
        "features_compared": drift.height,
        "features_drifted": int(drift["is_drifted"].sum()),
        "findings": dict(Counter(finding.severity for finding in record.findings)),
        **_training(lake, record),
    }


def _training(lake: Lake, record: RunRecord) -> dict[str, Any]:
    """Figures of the challenger, where the run trained one."""
    evaluation, promotion = record.step("evaluation"), record.step("promotion")
    if evaluation is None or promotion is None:
        return {}
    decision = lake.read_json(promotion.keys[0])
    return {
        "challenger": lake.read_json(evaluation.keys[0])["challenger"]["test"],
        "features_without_values": _features_without_values(lake, record),
        "passed_gate": decision["passed_gate"],
        "promoted": decision["promoted"],
        "promotion_reasons": decision["reasons"],
    }


def _features_without_values(lake: Lake, record: RunRecord) -> list[str]:
    """Features of the experiment that no training row has. Source: DATA, optional columns."""
    step = record.step("challenger")
    return lake.read_json(f"{step.keys[0]}/card.json")["features_without_values"] if step and step.keys else []


def _counts(table: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(table[column].cast(pl.String).value_counts().sort(column).rows())


def read_table(lake: Lake, record: RunRecord, name: str) -> pl.DataFrame:
    """A stored table of a run. Raises RunError when the run has no such table."""
    return scan_table(lake, record, name).collect()


def scan_table(lake: Lake, record: RunRecord, name: str) -> pl.LazyFrame:
    """A stored table of a run, lazily. Raises RunError when the run has no such table."""
    step = record.step(name)
    if step is None or step.kind != "table" or not step.keys:
        tables = ", ".join(sorted(s.name for s in record.steps if s.kind == "table" and s.keys))
        raise RunError(f"Run {record.run_id} has no table {name!r}. It has: {tables}.")
    return pl.concat([lake.scan(key) for key in step.keys])
