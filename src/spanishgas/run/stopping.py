"""A run that is asked to end (Ctrl-C, SIGTERM) says so in its record."""

import signal
from collections.abc import Generator
from contextlib import contextmanager

from spanishgas.errors import StopError
from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.record import RunRecord
from spanishgas.run.store import save_record


@contextmanager
def stoppable(lake: Lake, record: RunRecord) -> Generator[None]:
    """Whoever stops the work inside is told how to go on, and the record says ``stopped``. Raises StopError."""
    try:
        yield
    except (KeyboardInterrupt, StopError) as stop:
        if record.status == "running":
            record.finish("stopped")
            save_record(lake, record)
        raise StopError(
            _how_to_go_on(lake, record), stop.signal_number if isinstance(stop, StopError) else signal.SIGINT
        ) from stop


def _how_to_go_on(lake: Lake, record: RunRecord) -> str:
    run_id = record.run_id
    if record.status == "published":
        again = command("stage", "publish", "--run-id", run_id, "--lake", lake)  # --resume leaves a published run alone
        return f"Run {run_id} is published; only copies at stable keys may be missing: {again}"
    again = command("run", "--resume", run_id, "--lake", lake)
    return f"Run {run_id} was stopped. What is published is as it was, and nothing is lost. Go on with: {again}"
