"""What a run's record says when the run stops: where, why, and in which state."""

from collections.abc import Generator
from contextlib import contextmanager

import obstore.exceptions
import structlog

from spanishgas.errors import ConflictError, SpanishGasError
from spanishgas.lake import Lake
from spanishgas.run.record import ErrorRecord, RunRecord, Status
from spanishgas.run.store import save_record

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
        try:
            save_record(lake, record)
        except (OSError, ConflictError, obstore.exceptions.BaseError) as unsaved:  # must not hide the first error
            _log.error("record_not_saved", run_id=record.run_id, error=type(unsaved).__name__)
        _log.error("run_stopped", run_id=record.run_id, stage=stage, step=step, error=type(error).__name__)
        _log.debug("run_stopped_because", run_id=record.run_id, error=str(error))  # may name customers
        raise


def _status(error: BaseException) -> Status:
    if isinstance(error, KeyboardInterrupt):
        return "stopped"
    return error.status if isinstance(error, SpanishGasError) else "failed"
