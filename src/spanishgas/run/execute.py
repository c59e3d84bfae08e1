"""A whole run, or one stage of it: plan or resume, run the stages in order, publish."""

import tempfile

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.pipelines import BRONZE, PIPELINES, PUBLISH, SILVER
from spanishgas.run.plan import check_unchanged, plan_run
from spanishgas.run.publish import publish
from spanishgas.run.record import Mode, RunRecord, has_record, load_record, new_run_id, save_record
from spanishgas.run.runner import Runner, Watcher, record_failure
from spanishgas.settings import Settings
from spanishgas.tables.findings import Finding


def start_run(lake: Lake, settings: Settings, mode: Mode, run_id: str | None) -> RunRecord:
    """Plan a new run and save its record. Raises RunError when the id is taken, InputError when files are missing."""
    chosen = run_id or new_run_id()
    if has_record(lake, chosen):
        raise RunError(f"Run {chosen} exists already. Go on with it by --resume {chosen}, or choose another id.")
    record = plan_run(lake, settings, mode, chosen)
    save_record(lake, record)
    return record


def resume_run(lake: Lake, run_id: str) -> RunRecord:
    """Take up a run that stopped: same inputs, settings and day; steps that are done stay done."""
    record = load_record(lake, run_id)
    if record.status == "published":
        return record
    check_unchanged(lake, record)
    record.status, record.error, record.finished_at = "running", None, None
    return record


def execute_run(lake: Lake, record: RunRecord, watcher: Watcher) -> RunRecord:
    """Run all stages that are not done yet, then publish; a published run is done and moves no pointer again."""
    if record.status == "published":
        return record
    for name in stage_names(record.mode):
        execute_stage(lake, record, name, watcher)
    return record


def stage_names(mode: Mode) -> list[str]:
    """The stages of a mode in the order they run, the publication last."""
    return [stage.name for stage in PIPELINES[mode].stages] + [PUBLISH]


def execute_stage(lake: Lake, record: RunRecord, name: str, watcher: Watcher) -> None:
    """Run one stage of a run; ``publish`` is the last one."""
    if name != PUBLISH:
        Runner(lake, record, watcher).run_stage(PIPELINES[record.mode].stage(name))
        return
    missing = [step.name for step in PIPELINES[record.mode].steps() if step.stored and record.step(step.name) is None]
    if missing:
        raise RunError(
            f"Run {record.run_id} cannot be published before its stages are done: {missing[0]} is not there."
        )
    try:
        publish(lake, record)
    except Exception as error:
        record_failure(lake, record, PUBLISH, PUBLISH, error)
        raise


def check_inputs(lake: Lake, settings: Settings, watcher: Watcher) -> list[Finding]:
    """Read all raw files as a run would, up to clean tables, in a scratch folder: the lake is not touched.

    Raises:
        InputError: what a run would refuse.
    """
    mode: Mode = "score"  # outcomes may be missing; when they are there they are checked all the same
    record = plan_run(lake, settings, mode, "check")
    with tempfile.TemporaryDirectory(prefix="spanishgas-check-") as scratch:
        runner = Runner(Lake(scratch), record, watcher, raw=lake)
        for stage in (BRONZE, SILVER):
            runner.run_stage(stage)
    return record.findings


def exit_code(record: RunRecord) -> int:
    """0 published; 3 published with the old champion, because the challenger failed the gate."""
    return 0 if record.metrics.get("passed_gate", True) else 3
