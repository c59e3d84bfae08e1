"""The last stage: everything is in the lake already, now the pointers move, ``runs/current.json`` last of all."""

import structlog

from spanishgas.errors import RunError
from spanishgas.lake import json_bytes
from spanishgas.monitoring.alerts import drift_alert
from spanishgas.run.metrics import run_metrics
from spanishgas.run.reader import FINDINGS, Run
from spanishgas.run.record import StepRecord
from spanishgas.run.store import (
    Champion,
    Current,
    Place,
    load_champion,
    load_current,
    load_record,
    save_pointer,
    save_record,
    table_key,
)
from spanishgas.tables.checks import refuse_errors

STABLE_COPIES = {
    "gold_master": "gold/gold_master.parquet",
    "scored_customers": "scored/scored_customers.parquet",
    "recommendations": "scored/recommendations.parquet",
    "drift_results": "monitoring/drift_results.json",
    "evaluation": "models/evaluation.json",
}
"""Keys that do not change from run to run, for tools that cannot follow the pointer; copied after it has moved."""

_log = structlog.get_logger()


def publish(run: Run) -> None:
    """Make a finished run the one that readers see. Doing it twice is doing it once.

    Raises:
        RunError: a stage is missing, a later run is published, or another champion was promoted meanwhile.
    """
    _check_may_publish(run)
    _write_findings(run)
    run.record.metrics = run_metrics(run)
    save_record(run.lake, run.record)
    _move_champion(run)
    save_pointer(run.lake, _pointer(run))
    run.record.error = None
    run.record.finish("published")
    save_record(run.lake, run.record)


def check_is_current(run: Run) -> None:
    """Refuse to make an older run current again: going back is a decision, not a stage.

    Raises:
        RunError: another run, started later, is published.
    """
    current = load_current(run.lake)
    if current is None or current.run_id == run.record.run_id:
        return
    published = load_record(run.lake, current.run_id)
    if run.record.status == "published" or run.record.started_at < published.started_at:
        raise RunError(
            f"Run {published.run_id}, as of {published.as_of}, is published, and run {run.record.run_id} is older: to "
            "publish it would move readers back. Start a new run instead."
        )


def _check_may_publish(run: Run) -> None:
    check_is_current(run)
    refuse_errors(run.record.findings)  # stages that failed their checks may have been passed over one by one
    missing = [step.name for step in run.pipeline.steps() if step.stored and run.record.step(step.name) is None]
    if missing:
        raise RunError(
            f"Run {run.record.run_id} cannot be published before its stages are done: {missing[0]} is not there."
        )


def _pointer(run: Run) -> Current:
    record = run.record
    return Current(
        run_id=record.run_id,
        mode=record.mode,
        as_of=record.as_of,
        model_id=run.model().model_id,
        tables={s.name: Place(key=key, rows=s.rows) for s in record.steps if s.kind == "table" for key in _only(s)},
        documents={s.name: Place(key=key) for s in record.steps if s.kind == "document" for key in _only(s)},
    )


def _only(step: StepRecord) -> list[str]:
    """The one key of a step; none where it has several, because the pointer names tables in one part only."""
    return step.keys if len(step.keys) == 1 else []


def _write_findings(run: Run) -> None:
    """All findings of the run, drift among them, as a table of their own."""
    record = run.record
    if record.step(FINDINGS):
        return
    for alert in drift_alert(run.table("drift_results")):
        _log.warning("drift_detected", run_id=record.run_id, features_drifted=int(alert.value), text=alert.message)
        record.findings.append(alert)
    key = table_key("monitoring", record.run_id, FINDINGS)
    table = run.table(FINDINGS)
    run.lake.write_table(key, table)
    record.steps.append(
        StepRecord(
            stage="publish",
            name=FINDINGS,
            kind="table",
            keys=[key],
            rows=table.height,
            seconds=0.0,
            peak_memory_mb=0.0,
        )
    )


def _move_champion(run: Run) -> None:
    """The champion is the model that scored, once it differs from the one before."""
    model, before = run.model(), run.record.champion_before
    if model.model_id == before:
        return
    pointer = load_champion(run.lake)
    now = pointer and pointer.model_id
    if now is None and before is not None:
        raise RunError(f"{before} was withdrawn since run {run.record.run_id} started. Start a new run instead.")
    if now not in (before, model.model_id):
        raise RunError(
            f"{now} was promoted since run {run.record.run_id} started, and {model.model_id} was never compared with "
            "it. Start a new run instead."
        )
    save_pointer(run.lake, Champion(model_id=model.model_id, run_id=run.record.run_id, threshold=model.threshold))


def copy_to_stable_keys(run: Run) -> None:
    """Copies of the published run for tools that cannot follow the pointer; a failure here leaves it published."""
    for name, target in STABLE_COPIES.items():
        for step in (step for step in run.record.steps if step.name == name):
            (key,) = step.keys
            if step.kind == "table" and target.endswith(".json"):
                run.lake.write(target, json_bytes(run.table(name).to_dicts()))
            else:
                run.lake.copy(key, target)
