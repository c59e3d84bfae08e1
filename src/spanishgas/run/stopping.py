"""A run that is asked to end (Ctrl-C, SIGTERM) says so in its record."""

import signal
from collections.abc import Generator
from contextlib import contextmanager

from spanishgas.errors import StopError
from spanishgas.lake import Lake
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
            f"Run {record.run_id} was stopped. What is published is as it was, and nothing is lost. Go on with: "
            f"spanishgas run --resume {record.run_id} --lake {lake}",
            stop.signal_number if isinstance(stop, StopError) else signal.SIGINT,
        ) from stop
