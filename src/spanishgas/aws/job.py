"""A job of the state machine: stages of one run in one process, begun and gone on with as SageMaker starts it.

A job that is started again under the same run id, as the next attempt does, goes on where the last one stopped. A run
that ended because of its files or its model would only end so again: that is said, and nothing is run.
"""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import structlog

from spanishgas.errors import GateError, InputError, RunError, SpanishGasError, SupersededError
from spanishgas.lake import Lake
from spanishgas.run.execute import execute_stage, open_stage, stage_names
from spanishgas.run.record import Mode, RunRecord, StepRecord
from spanishgas.run.stopping import stoppable
from spanishgas.run.store import find_record
from spanishgas.settings import Settings

MESSAGE_BYTES = 1024
"""Of a message SageMaker shows no more."""
_ENDED: dict[str, type[SpanishGasError]] = {
    "refused": InputError,
    "superseded": SupersededError,
    "gate_failed": GateError,
}
_log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """What one machine is asked to do: stages of a run, in order."""

    stages: tuple[str, ...]
    run_id: str
    mode: Mode
    listing: str | None = None
    """The digest of the files that the run is for; see ``listing_digest``."""


class Logged:
    """Watches a job for its log; the runner itself says there what is done."""

    def started(self, stage: str, step: str) -> None:
        """A step begins."""
        _log.info("step_begins", stage=stage, step=step)

    def progressed(self, text: str, share: float) -> None:
        """How far a long step is."""
        _log.debug("progress", text=text, share=round(share, 3))

    def finished(self, step: StepRecord) -> None:
        """A step is done, or was done by an earlier attempt."""
        _log.debug("step_is_done", stage=step.stage, step=step.name)


def run_job(lake: Lake, settings: Settings, job: Job) -> None:
    """Run the stages of a job; when it returns all of them are done, the publication with an old champion included.

    Raises:
        InputError: the plan or a stage refuses the files.
        SupersededError: the files are not, or no longer, those that the run is for.
        GateError: no model may score.
        RunError: such stages cannot be run, or the run was started in another mode.
    """
    _check_stages(job)
    record = _opened(lake, settings, job)
    with stoppable(lake, record):
        for stage in job.stages:
            execute_stage(lake, record, stage, Logged())


def _check_stages(job: Job) -> None:
    names = stage_names(job.mode)
    if unknown := [stage for stage in job.stages if stage not in names]:
        raise RunError(f"There is no stage {unknown[0]!r} in mode {job.mode}; the stages are {', '.join(names)}.")
    if list(job.stages) != [name for name in names if name in job.stages]:
        raise RunError(f"The stages of a job run once each and in order: {', '.join(names)}.")


def _opened(lake: Lake, settings: Settings, job: Job) -> RunRecord:
    """The run of a job, begun by its first stage, gone on with by any other and by the next attempt."""
    found = find_record(lake, job.run_id)
    if isinstance(found, RunRecord):
        if found.mode != job.mode:
            raise RunError(f"Run {job.run_id} was started in mode {found.mode}, and the job is for {job.mode}.")
        if ended := _ENDED.get(found.status):
            why = found.error.message if found.error else f"its record says {found.status}"
            raise ended(f"Run {job.run_id} has ended and is not run again; start a new one. It ended because: {why}")
    return open_stage(lake, settings, job.mode, job.run_id, job.stages[0], job.listing)


def leave_message(file: Path, text: str) -> None:
    """Write why a job failed where SageMaker looks for it: what fits, cut between characters; as well as it can be."""
    shown = text.encode("utf-8", "backslashreplace")[:MESSAGE_BYTES].decode("utf-8", "ignore")
    with suppress(OSError):
        file.write_bytes(shown.encode())
