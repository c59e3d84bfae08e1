"""The last stage: everything is in the lake already, now the pointers move, ``runs/current.json`` last of all."""

import structlog

from spanishgas.errors import RunError
from spanishgas.monitoring.alerts import drift_alerts
from spanishgas.run.inputs import recognise_inputs
from spanishgas.run.metrics import run_metrics
from spanishgas.run.models import standing
from spanishgas.run.pointers import Current, Place, look_at_champion, look_at_current, move_pointer
from spanishgas.run.precedence import check_may_replace
from spanishgas.run.reader import FINDINGS, Run
from spanishgas.run.record import Champion, StepRecord
from spanishgas.run.store import save_record, table_key
from spanishgas.run.turns import publication_turn
from spanishgas.run.undivided import undivided
from spanishgas.tables.checks import refuse_errors

_log = structlog.get_logger()


def publish(run: Run) -> None:
    """Make a finished run the one that readers see. Doing it twice is doing it once.

    Raises:
        RunError: a stage is missing, a later run is published, or another champion was promoted meanwhile.
        SupersededError: a raw file was replaced since the run read it.
    """
    _check_is_whole(run)
    recognise_inputs(run.source, run.record)
    write_findings(run)
    run.record.metrics = run_metrics(run)
    save_record(run.lake, run.record)
    with publication_turn(run.lake), undivided():
        check_may_replace(run.lake, run.record)
        _move_champion(run)
        _move_current(run)
        run.record.error = None
        run.record.finish("published")
        save_record(run.lake, run.record)


def _check_is_whole(run: Run) -> None:
    refuse_errors(run.record.findings)  # stages that failed their checks may have been passed over one by one
    missing = [step.name for step in run.pipeline.steps() if step.stored and run.record.step(step.name) is None]
    if missing:
        raise RunError(
            f"Run {run.record.run_id} cannot be published before its stages are done: {missing[0]} is not there."
        )


def current_of(run: Run, replaced: str | None) -> Current:
    """What the pointer says once a run is the published one."""
    record = run.record
    return Current(
        run_id=record.run_id,
        mode=record.mode,
        as_of=record.as_of,
        model_id=run.model().model_id,
        replaced=replaced,
        tables={s.name: Place(key=key, rows=s.rows) for s in record.steps if s.kind == "table" for key in _only(s)},
        documents={s.name: Place(key=key) for s in record.steps if s.kind == "document" for key in _only(s)},
    )


def _only(step: StepRecord) -> list[str]:
    """The one key of a step; none where it has several, because the pointer names tables in one part only."""
    return step.keys if len(step.keys) == 1 else []


def write_findings(run: Run) -> None:
    """All findings of the run, drift among them, as a table of their own."""
    record = run.record
    if record.step(FINDINGS):
        return
    for alert in drift_alerts(run.table("drift_results"), run.table("prediction_drift")):
        _log.warning("drift_detected", run_id=record.run_id, text=alert.message)
        record.findings.append(alert)
    key = table_key("monitoring", record.run_id, FINDINGS)
    table = run.table(FINDINGS)
    sha256 = run.lake.write_table(key, table)
    record.steps.append(
        StepRecord(
            stage="publish",
            name=FINDINGS,
            kind="table",
            keys=[key],
            sha256=[sha256],
            rows=table.height,
            seconds=0.0,
            peak_memory_mb=0.0,
        )
    )


def _move_champion(run: Run) -> None:
    """The champion is the model that scored; a run may replace only the champion that it has seen.

    A model that stands in the champion's place is no other one: it keeps who promoted it, and what it reached then.
    """
    model, before = run.model(), run.record.champion_before
    pointer, seen = look_at_champion(run.lake)
    now = pointer and pointer.model_id
    if now is None and before is not None:
        raise RunError(f"{before} was withdrawn since run {run.record.run_id} started. Start a new run instead.")
    if now not in (before, model.model_id):
        raise RunError(
            f"{now} was promoted since run {run.record.run_id} started, and {model.model_id} was never compared with "
            "it. Start a new run instead."
        )
    if pointer is not None and now != model.model_id == standing(run.lake, pointer.model_id):
        pointer = pointer.model_copy(update={"model_id": model.model_id})
        move_pointer(run.lake, pointer, seen, f"it stands in the place of {now}", before=now)
    elif pointer is None or now != model.model_id:
        training = run.record.metrics and run.record.metrics.training
        pointer = Champion(
            model_id=model.model_id,
            run_id=run.record.run_id,
            threshold=model.threshold,
            test_pr_auc=training and training.pr_auc,
            test_churn_rate=training and training.churn_rate,
            replaced=now,
        )
        move_pointer(run.lake, pointer, seen, f"promoted by run {run.record.run_id}")
    run.record.champion = pointer


def _move_current(run: Run) -> None:
    current, seen = look_at_current(run.lake)
    if current is None or current.run_id != run.record.run_id:
        move_pointer(run.lake, current_of(run, current and current.run_id), seen, "the run is done")
