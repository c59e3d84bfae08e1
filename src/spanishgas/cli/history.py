"""The history of a lake on the screen."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from spanishgas.cli.failures import printable
from spanishgas.lake import Lake
from spanishgas.run.pointers import load_current
from spanishgas.run.process import is_gone
from spanishgas.run.record import RunRecord
from spanishgas.run.store import list_records
from spanishgas.upkeep.sizes import LakeSizes, in_words, lake_sizes

_MIN_WIDTH = {"As of": 10, "Where it stopped": 20}
_STARTED = "it was started before runs kept the hashes of their tables: it can be read, but not replayed"


def show_history(console: Console, lake: Lake) -> None:
    """All runs of a lake, what cannot be read, what waits to be gone on with, and how big everything is."""
    records, damaged = list_records(lake)
    for sentence in damaged:
        console.print(sentence, style="yellow", soft_wrap=True, markup=False)
    if not records:
        console.print(f"There are no runs in {lake} yet. Start one: spanishgas run --lake {lake}", soft_wrap=True)
        return
    current, sizes = load_current(lake), lake_sizes(lake)
    console.print(runs_table(records, current and current.run_id, sizes.by_run))
    for record in records:
        for sentence in remarks(lake, record):
            console.print(f"{record.run_id}: {sentence}.", soft_wrap=True, markup=False, highlight=False)
    console.print(_totals(sizes), soft_wrap=True, highlight=False)


def runs_table(records: list[RunRecord], current: str | None, sizes: Mapping[str, int] | None = None) -> Table:
    """The runs of a lake, the latest first; the published one is marked. ``sizes`` are bytes by run."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    longest = max((len(record.run_id) for record in records), default=0)
    table.add_column("Run", min_width=longest)  # an id that is cut off cannot be typed
    for name in ("Mode", "As of", "Status", "Seconds", "Size", "At risk EUR/month", "PR-AUC", "Where it stopped"):
        table.add_column(name, min_width=_MIN_WIDTH.get(name))
    for record in records:
        metrics, training = record.metrics, record.metrics and record.metrics.training
        pr_auc = training and training.pr_auc
        stopped = f"{record.error.step}: {record.error.message}" if record.error else ""
        table.add_row(
            f"[bold green]{record.run_id}[/]" if record.run_id == current else record.run_id,
            record.mode,
            str(record.as_of),
            "process gone" if _is_left(record) else record.status,
            f"{sum(step.seconds for step in record.steps):.1f}",
            in_words((sizes or {}).get(record.run_id, 0)),
            "" if metrics is None else f"{metrics.expected_monthly_loss_eur:,.0f}",
            "" if pr_auc is None else f"{pr_auc:.3f}",
            Text(printable(stopped), overflow="ellipsis", no_wrap=True),
        )
    return table


def remarks(lake: Lake, record: RunRecord) -> list[str]:
    """What a line of the table cannot say: a process that is gone, tables that went, what an old record lacks."""
    found = [f"{', '.join(note.steps)} {note.what} on {note.at:%Y-%m-%d} ({note.why})" for note in record.upkeep]
    if _is_left(record):
        found.append(f"its process ended without a word; go on: spanishgas run --resume {record.run_id} --lake {lake}")
    return [*found, _STARTED] if record.record_version == 1 else found


def _is_left(record: RunRecord) -> bool:
    """Whether a record still says running, and its process is gone."""
    return record.status == "running" and record.process is not None and is_gone(record.process)


def _totals(sizes: LakeSizes) -> str:
    return (
        f"Raw files {in_words(sizes.raw)}, copies of raw files {in_words(sizes.raw_copies)}, "
        f"kept results {in_words(sizes.kept_results)}, models {in_words(sizes.models)}, "
        f"tables of runs {in_words(sizes.runs)}."
    )
