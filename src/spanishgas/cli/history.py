"""The history of a lake on the screen."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from spanishgas.cli.failures import printable
from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.pointers import load_current
from spanishgas.run.process import is_gone
from spanishgas.run.record import RunRecord
from spanishgas.run.store import list_records
from spanishgas.upkeep.sizes import LakeSizes, in_words, lake_sizes

_MIN_WIDTH = {"As of": 10, "Where it stopped": 20}


def show_history(console: Console, lake: Lake) -> None:
    """All runs of a lake, what cannot be read, what waits to be gone on with, and how big everything is."""
    records, damaged = list_records(lake)
    for sentence in damaged:
        console.print(sentence, style="yellow", soft_wrap=True, markup=False)
    if not records:
        console.print(f"There are no runs in {lake} yet. Start one: {command('run', '--lake', lake)}", soft_wrap=True)
        return
    current, sizes = load_current(lake), lake_sizes(lake)
    console.print(runs_table(records, current and current.run_id, sizes.by_run))
    for sentence in remarks(lake, records):
        console.print(sentence, soft_wrap=True, markup=False, highlight=False)
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
            _size(record, sizes or {}),
            "" if metrics is None else f"{metrics.expected_monthly_loss_eur:,.0f}",
            "" if pr_auc is None else f"{pr_auc:.3f}",
            Text(printable(stopped), overflow="ellipsis", no_wrap=True),
        )
    return table


def remarks(lake: Lake, records: list[RunRecord]) -> list[str]:
    """What the lines of the table cannot say: processes that are gone, and what records of the first version lack."""
    found = [
        f"The process of run {record.run_id} ended without a word. Go on: "
        + command("run", "--resume", record.run_id, "--lake", lake)
        for record in records
        if _is_left(record)
    ]
    if old := [record.run_id for record in records if record.record_version == 1]:
        which = old[0] if len(old) == 1 else f"{len(old)} of these, {old[0]} and earlier,"
        found.append(f"{which} ran before runs kept the hashes of their tables: to be read, but not to be replayed.")
    return found


def _size(record: RunRecord, sizes: Mapping[str, int]) -> str:
    """Bytes of a run's own tables, and whether something was taken of them."""
    done = list(dict.fromkeys(note.what for note in record.upkeep))
    return " ".join([in_words(sizes.get(record.run_id, 0)), *done])


def _is_left(record: RunRecord) -> bool:
    """Whether a record still says running, and its process is gone."""
    return record.status == "running" and record.process is not None and is_gone(record.process)


def _totals(sizes: LakeSizes) -> str:
    return (
        f"Raw files {in_words(sizes.raw)}, copies of raw files {in_words(sizes.raw_copies)}, "
        f"kept results {in_words(sizes.kept_results)}, models {in_words(sizes.models)}, "
        f"tables of runs {in_words(sizes.runs)}."
    )
