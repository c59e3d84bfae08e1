"""The last stage: everything is in the lake already, now the pointers move, ``runs/current.json`` last of all."""

import structlog

from spanishgas.errors import RunError
from spanishgas.lake import Lake, json_bytes
from spanishgas.run.metrics import read_table, run_metrics
from spanishgas.run.record import CHAMPION, CURRENT, RunRecord, StepRecord, champion_id, save_record
from spanishgas.run.runner import load_model
from spanishgas.tables.checks import findings_table
from spanishgas.tables.findings import Finding

STABLE_COPIES = {
    "gold_master": "gold/gold_master.parquet",
    "scored_customers": "scored/scored_customers.parquet",
    "recommendations": "scored/recommendations.parquet",
    "drift_results": "monitoring/drift_results.json",
    "evaluation": "models/evaluation.json",
}
"""Keys that do not change from run to run, for tools that cannot follow the pointer; copied after it has moved."""

_NAMED = 5
_log = structlog.get_logger()


def publish(lake: Lake, record: RunRecord) -> None:
    """Make a finished run the one that readers see. Doing it twice is doing it once."""
    _write_findings(lake, record)
    record.metrics = run_metrics(lake, record)
    save_record(lake, record)
    _move_champion(lake, record)
    tables = {
        step.name: {"key": step.keys[0], "rows": step.rows}
        for step in record.steps
        if step.kind == "table" and len(step.keys) == 1
    }
    documents = {step.name: {"key": step.keys[0]} for step in record.steps if step.kind == "document"}
    pointer = {
        "run_id": record.run_id,
        "mode": record.mode,
        "as_of": record.as_of.isoformat(),
        "model_id": model_id(record),
        "tables": tables,
        "documents": documents,
    }
    lake.write_json(CURRENT, pointer)
    _copy_to_stable_keys(lake, record)
    record.error = None
    record.finish("published")
    save_record(lake, record)


def model_id(record: RunRecord) -> str | None:
    """The model that scored the run."""
    step = record.step("scoring_model")
    return step.keys[0].removeprefix("models/") if step and step.keys else None


def _write_findings(lake: Lake, record: RunRecord) -> None:
    """All findings of the run, drift among them, as a table of their own."""
    if record.step("quality_findings"):
        return
    record.findings.extend(_drift_alert(lake, record))
    key = f"monitoring/{record.run_id}/quality_findings.parquet"
    table = findings_table(record.findings)
    lake.write_table(key, table)
    record.steps.append(
        StepRecord(
            stage="publish",
            name="quality_findings",
            kind="table",
            keys=[key],
            rows=table.height,
            seconds=0.0,
            peak_memory_mb=0.0,
        )
    )


def _drift_alert(lake: Lake, record: RunRecord) -> list[Finding]:
    """Drift is an alert: a line in the log and a finding of the run. Source: RULES, alerts."""
    drift = read_table(lake, record, "drift_results")
    drifted = (
        drift.filter(is_drifted=1)
        .sort("effect", "feature", descending=[True, False])["feature"]
        .unique(maintain_order=True)
    )
    if drifted.is_empty():
        return []
    names = ", ".join(drifted.head(_NAMED)) + (" …" if len(drifted) > _NAMED else "")
    text = f"{len(drifted)} columns differ from what the champion was trained on: {names}."
    _log.warning("drift_detected", run_id=record.run_id, features_drifted=len(drifted), features=drifted.to_list())
    return [Finding("monitoring", "drift_results", "feature", "drift", float(len(drifted)), 0.0, "warning", text)]


def _move_champion(lake: Lake, record: RunRecord) -> None:
    """The champion is the model that scored, once it differs from the one before."""
    champion = model_id(record)
    if champion is None or champion == record.champion_before:
        return
    now = champion_id(lake)
    if now not in (record.champion_before, champion):
        raise RunError(
            f"{now} was promoted since run {record.run_id} started, and {champion} was never compared with it. "
            "Start a new run instead."
        )
    threshold = load_model(lake, champion).threshold
    lake.write_json(CHAMPION, {"model_id": champion, "run_id": record.run_id, "threshold": threshold})


def _copy_to_stable_keys(lake: Lake, record: RunRecord) -> None:
    for name, target in STABLE_COPIES.items():
        step = record.step(name)
        if step is None:
            continue
        if step.keys[0].endswith(".parquet") and target.endswith(".json"):
            lake.write(target, json_bytes(lake.scan(step.keys[0]).collect().to_dicts()))
        else:
            lake.copy(step.keys[0], target)
