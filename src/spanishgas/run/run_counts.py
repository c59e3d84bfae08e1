"""How runs stand: how many there are by what became of them, and how far one has come."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from spanishgas.run.process import is_gone
from spanishgas.run.record import AnyRecord, RunRecord

State = Literal["published", "running", "failed"]


@dataclass(frozen=True)
class RunCounts:
    """Runs by state."""

    published: int
    running: int
    failed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.published + self.running + self.failed


def is_left(record: AnyRecord) -> bool:
    """Whether a record still says running, and its process is gone."""
    process = record.process if isinstance(record, RunRecord) else None
    return record.status == "running" and process is not None and is_gone(process)


def state_of(record: AnyRecord) -> State:
    """Published, at work, or neither: refused, stopped, failed, or left by its process."""
    if record.status == "published":
        return "published"
    return "running" if record.status == "running" and not is_left(record) else "failed"


def count_runs(records: Iterable[AnyRecord]) -> RunCounts:
    """Count runs by their state."""
    found = Counter(map(state_of, records))
    return RunCounts(published=found["published"], running=found["running"], failed=found["failed"])


def steps_of(record: RunRecord) -> tuple[list[str], list[str]]:
    """Names of the steps of a run's pipeline that are done, and of those that are ahead, in the order they run."""
    from spanishgas.pipelines import PIPELINES  # loads what steps work with, which a list of runs must not wait for

    names = [step.name for step in PIPELINES[record.mode].steps()]
    done = [name for name in names if record.step(name)]
    return done, [name for name in names if name not in done]
