"""A whole run, or one stage of it: plan or take up, run the stages in order, publish."""

from spanishgas.errors import ConflictError, RunError, SupersededError
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES, PUBLISH
from spanishgas.run.failure import recorded_failure, recorded_refusal
from spanishgas.run.kept_raw import keep_raw
from spanishgas.run.plan import check_unchanged, plan_run
from spanishgas.run.precedence import check_is_current, check_may_replace
from spanishgas.run.process import is_at_work, this_process
from spanishgas.run.publish import publish
from spanishgas.run.reader import Run
from spanishgas.run.record import Mode, RunRecord
from spanishgas.run.runner import Runner, Watcher
from spanishgas.run.stable_copies import copy_to_stable_keys
from spanishgas.run.stopping import stoppable
from spanishgas.run.store import check_run_id, find_record, has_record, load_record, new_run_id, save_record
from spanishgas.run.turns import at_work
from spanishgas.settings import Settings


def start_run(
    lake: Lake,
    settings: Settings,
    mode: Mode,
    run_id: str | None = None,
    *,
    replace_newer: bool = False,
    listing: str | None = None,
) -> RunRecord:
    """Plan a new run and save its record; a plan that is refused leaves one too, and its id may be used again.

    Raises:
        RunError: the id is taken, or a run that looks from a later day is published and was not to be replaced.
        InputError: files are missing, or they are not those of the listing.
    """
    chosen = new_run_id() if run_id is None else check_run_id(run_id)
    taken = f"Run {chosen} exists already. Go on with it by --resume {chosen}, or choose another id."
    before = find_record(lake, chosen)
    if isinstance(before, RunRecord):
        raise RunError(taken)
    seen = before and before.seen
    with recorded_refusal(lake, settings, mode, chosen, seen):
        record = plan_run(lake, settings, mode, chosen, replace_newer=replace_newer, listing=listing)
        check_may_replace(lake, record)  # what cannot be published in the end need not be computed
    record.seen = seen
    with stoppable(lake, record):
        try:
            save_record(lake, record)
        except ConflictError as error:
            raise RunError(taken) from error  # two starts at the same moment
        if not_kept := keep_raw(lake, record.inputs, settings.keep_raw_gb):
            record.findings += not_kept
            save_record(lake, record)
    return record


def take_up_run(lake: Lake, run_id: str) -> RunRecord:
    """The one way back into a run: a published one is done and stays as it is, any other goes on where it stopped.

    Raises:
        RunError: there is no such run, it was started by other code or rules, or another process is at work on it.
        SupersededError: its raw files have changed.
    """
    record = load_record(lake, run_id)
    if record.status == "published":
        return record
    if record.upkeep:
        note = record.upkeep[-1]
        what = f"{', '.join(note.steps)} {'was' if len(note.steps) == 1 else 'were'} {note.what}"
        raise RunError(f"Run {run_id} cannot be resumed: {what}. Start a new run.")
    if record.status == "running" and record.process and is_at_work(record.process):
        raise RunError(f"Process {record.process.pid} of this machine is at work on run {run_id}. Wait until it ends.")
    try:
        check_unchanged(lake, record)
    except SupersededError:
        record.finish("superseded")
        save_record(lake, record)
        raise
    record.status, record.error, record.finished_at, record.process = "running", None, None, this_process()
    with stoppable(lake, record):
        save_record(lake, record)  # from now on it is ours: of two who go on with a run at once, one is refused here
    return record


def open_stage(
    lake: Lake, settings: Settings, mode: Mode, run_id: str, stage: str, listing: str | None = None
) -> RunRecord:
    """The run that a stage belongs to: a new one if the stage is the first, else the one that has started."""
    if stage == stage_names(mode)[0] and not has_record(lake, run_id):
        return start_run(lake, settings, mode, run_id, listing=listing)
    return take_up_run(lake, run_id)


def execute_run(lake: Lake, record: RunRecord, watcher: Watcher) -> RunRecord:
    """Run all stages that are not done yet, then publish; a published run is done and moves no pointer again."""
    run = Run(lake, record)
    if record.status != "published":
        with stoppable(lake, record), at_work(lake):
            for name in stage_names(record.mode):
                _execute(run, name, watcher)
    return record


def stage_names(mode: Mode) -> list[str]:
    """The stages of a mode in the order they run, the publication last."""
    return [stage.name for stage in PIPELINES[mode].stages] + [PUBLISH]


def execute_stage(lake: Lake, record: RunRecord, name: str, watcher: Watcher) -> None:
    """Run one stage of a run; ``publish`` is the last one."""
    run = Run(lake, record)
    with stoppable(lake, record), at_work(lake):
        if record.status == "published":
            check_is_current(run)  # its stages are done
            copy_to_stable_keys(run)
        else:
            _execute(run, name, watcher)


def _execute(run: Run, name: str, watcher: Watcher) -> None:
    if name != PUBLISH:
        Runner(run, watcher).run_stage(run.pipeline.stage(name))
        return
    with recorded_failure(run.lake, run.record, PUBLISH, PUBLISH):
        publish(run)
    copy_to_stable_keys(run)


def exit_code(record: RunRecord) -> int:
    """0 published; 3 published with the old champion, because the challenger did not demonstrably pass the gate."""
    if record.mode == "score":
        return 0
    training = record.metrics and record.metrics.training
    return 0 if training and training.passed_gate else 3
