"""What a person sees while work goes on."""

import time
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from spanishgas.run.record import StepRecord


class LiveView:
    """A line a finished step, a bar over all steps, and the step at work."""

    def __init__(self, console: Console, steps: int) -> None:
        self._console = console
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("[bold]{task.description:<38}"),
            BarColumn(),
            TextColumn("{task.fields[done]}/{task.total:.0f} steps"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self.progress.add_task("starting", total=steps, done=0)
        self._done, self._step = 0, "starting"

    def started(self, stage: str, step: str) -> None:
        """A step begins."""
        self._step = f"{stage} · {step}"
        self.progress.update(self._task, description=self._step)

    def progressed(self, text: str, share: float) -> None:
        """The step at work has come so far."""
        self.progress.update(self._task, description=f"{self._step} · {text}", completed=self._done + share)

    def finished(self, step: StepRecord) -> None:
        """A step is done, or was done before."""
        rows = f"{step.rows:>11,} rows" if step.rows is not None else " " * 16
        note = "  [dim]already computed[/]" if step.reused else ""
        self._console.print(
            f"[dim]{step.stage:<9}[/]{step.name:<28}{rows}{step.seconds:>8.1f} s{note}", highlight=False
        )
        self._done += 1
        self.progress.update(self._task, completed=self._done, done=self._done)


@contextmanager
def live_view(console: Console, steps: int) -> Generator[LiveView]:
    """The live view of a run of so many steps."""
    view = LiveView(console, steps)
    with view.progress:
        yield view


@contextmanager
def progress_bar(console: Console) -> Generator[Progress]:
    """A bar for work that tells its own progress between 0 and 1."""
    columns = (SpinnerColumn(), TextColumn("{task.description:<38}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield progress


class ProgressReport:
    """Shows work that reports itself as a text and a share done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("starting", total=1.0)
        self._drawn = 0.0

    def __call__(self, text: str, share: float) -> None:
        """Say what is being done and how much of all is done."""
        now = time.monotonic()
        if share >= 1 or now - self._drawn > 0.1:  # a terminal need not be drawn more often than it is looked at
            self._progress.update(self._task, description=text, completed=share)
            self._drawn = now
