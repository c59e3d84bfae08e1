"""What a run's record says when the run stops: where, why, and in which state."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import obstore.exceptions
import structlog

from spanishgas.errors import ConflictError, SpanishGasError, StopError
from spanishgas.lake import Lake
from spanishgas.run.record import AnyRecord, ErrorRecord, Mode, RefusedPlan, RunRecord, Status
from spanishgas.run.source_hash import code_version
from spanishgas.run.store import save_record
from spanishgas.settings import RUN_SETTINGS, RunSettings, Settings

PLAN = "plan"
"""The stage, and the step, of what is refused before a run has any."""
_log = structlog.get_logger()


@contextmanager
def recorded_failure(lake: Lake, record: RunRecord, stage: str, step: str) -> Generator[None]:
    """Say in the record where and why a run stopped."""
    try:
        yield
    except ConflictError:
        raise  # the record is another process's now
    except (Exception, KeyboardInterrupt) as error:
        if record.status == "published":
            raise  # readers see it: nothing that comes after can make it a failure
        record.error = ErrorRecord(stage=stage, step=step, kind=type(error).__name__, message=str(error))
        record.finish(_status(error))
        _save(lake, record, record.error)
        raise


@contextmanager
def recorded_refusal(lake: Lake, settings: Settings, mode: Mode, run_id: str, seen: str | None) -> Generator[None]:
    """Leave a record of a run that could not be planned, in place of one left before (``seen``).

    A folder without ``raw/`` is no lake that anybody meant, so nothing is written there; nor does a stop leave any.
    """
    started_at = datetime.now(UTC)
    try:
        yield
    except StopError:
        raise
    except Exception as error:
        if lake.is_s3 or Path(lake.uri("raw")).is_dir():
            why = ErrorRecord(stage=PLAN, step=PLAN, kind=type(error).__name__, message=str(error))
            refused = RefusedPlan(
                run_id=run_id,
                mode=mode,
                status=_status(error),
                as_of=settings.as_of,
                started_at=started_at,
                finished_at=datetime.now(UTC),
                code_version=code_version(),
                settings=RunSettings(**settings.model_dump(include=set(RUN_SETTINGS))),
                error=why,
                seen=seen,
            )
            _save(lake, refused, why)
        raise


def _save(lake: Lake, record: AnyRecord, error: ErrorRecord) -> None:
    """Save what ended badly as well as it can be."""
    try:
        save_record(lake, record)
    except (OSError, ConflictError, obstore.exceptions.BaseError) as unsaved:  # must not hide the first error
        _log.error("record_not_saved", run_id=record.run_id, error=type(unsaved).__name__)
    _log.error("run_stopped", run_id=record.run_id, stage=error.stage, step=error.step, error=error.kind)
    _log.debug("run_stopped_because", run_id=record.run_id, error=error.message)  # may name customers


def _status(error: BaseException) -> Status:
    if isinstance(error, KeyboardInterrupt):
        return "stopped"
    return error.status if isinstance(error, SpanishGasError) else "failed"
