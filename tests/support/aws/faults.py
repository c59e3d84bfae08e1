"""What may happen to a job on AWS, to be asked for by the tests."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["capacity", "throttled", "exits", "killed", "timeout", "disk_full"]


@dataclass(frozen=True)
class Fault:
    """One thing that happens to one job.

    capacity: there is no machine, and the job fails before it begins. throttled: its creation is refused.
    exits: the program ends with ``code`` before it did anything. killed: by SIGKILL, once ``when`` is true.
    timeout: stopped by SageMaker, once ``when`` is true. disk_full: no byte can be written to a file.
    """

    kind: Kind
    code: int = 1
    when: Callable[[], bool] = lambda: True


@dataclass
class Faults:
    """What happens to the next jobs of a name (``etl``, ``silver``), in order; then nothing does."""

    _waiting: dict[str, list[Fault]] = field(default_factory=lambda: defaultdict(list))

    def next(self, job: str, *faults: Fault) -> None:
        """Let these happen to the next jobs of this name."""
        self._waiting[job] += faults

    def take(self, job: str, *, creating: bool) -> Fault | None:
        """The fault of a job that is being created, or of one that begins."""
        waiting = self._waiting[job]
        is_due = bool(waiting) and (waiting[0].kind == "throttled") == creating
        return waiting.pop(0) if is_due else None
