"""What CloudWatch is told, in one namespace and with the environment as the one dimension: alarms look at it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from spanishgas.aws.connections import connect
from spanishgas.aws.environment import AwsSettings
from spanishgas.run.evaluated import EvaluatedModel
from spanishgas.run.record import RunRecord

NAMESPACE = "SpanishGas"
_UNITS = {"RunSeconds": "Seconds", "RowsRead": "Count", "FeaturesDrifted": "Count", "DriftDetected": "Count"}
_SUMS = "silver_meter_sums"
"""The readings, once they are summed; the hours themselves are not counted in a record."""


def put_run_metrics(record: RunRecord, model: EvaluatedModel | None, settings: AwsSettings) -> None:
    """Tell CloudWatch a run's figures, at the time of its end. Raises botocore's errors where it does not take them."""
    put_metrics(run_values(record, model), record.finished_at, settings)


def put_metrics(values: Mapping[str, float], at: datetime | None, settings: AwsSettings) -> None:
    """Tell figures by name; ``at`` None is now. Raises botocore's errors where CloudWatch does not take them."""
    if not values:
        return
    dimensions = [{"Name": "Environment", "Value": settings.environment}]
    when = {} if at is None else {"Timestamp": at}
    data: list[dict[str, Any]] = [
        {"MetricName": name, "Value": value, "Unit": _UNITS.get(name, "None"), "Dimensions": dimensions, **when}
        for name, value in values.items()
    ]
    connect("cloudwatch", settings.aws_region).put_metric_data(Namespace=NAMESPACE, MetricData=data)


def run_values(record: RunRecord, model: EvaluatedModel | None) -> dict[str, float]:
    """The figures of a run by name: those of what it published, and of the model that it evaluated in any case.

    ``DriftDetected`` is 1 where somebody must act, which is what alarms; ``drift_score`` is the share of the compared
    columns that drifted, 0 to 1. ``RunSeconds`` is from the run's start to its end, ``RowsRead`` counts the rows of
    typed tables and of summed readings.
    """
    found: dict[str, float] = {}
    if model is not None and model.pr_auc is not None:
        found["PrAuc"] = model.pr_auc
    metrics = record.metrics
    if record.status != "published" or metrics is None:
        return found
    if record.finished_at is not None:
        found["RunSeconds"] = (record.finished_at - record.started_at).total_seconds()
    is_read = (step.rows or 0 for step in record.steps if step.stage == "bronze" or step.name == _SUMS)
    return found | {
        "RowsRead": sum(is_read),
        "DriftDetected": float(metrics.drift_level == "act"),
        "FeaturesDrifted": metrics.columns_drifted,
        "drift_score": metrics.columns_drifted / max(metrics.columns_compared, 1),
    }
