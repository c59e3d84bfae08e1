"""The history of a lake on the screen."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from spanishgas.cli.terminal import printable
from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.pointers import Current, load_champion, load_current
from spanishgas.run.record import AnyRecord, Champion, RefusedPlan, RunRecord
from spanishgas.run.run_counts import count_runs, is_left
from spanishgas.run.store import read_records
from spanishgas.upkeep.sizes import LakeSizes, lake_sizes, readable_size

_ALL = ("Mode", "As of", "Status", "Seconds", "Size", "Risk EUR/month", "PR-AUC", "Where it stopped")
_NARROW = ("Mode", "As of", "Status", "Risk EUR/month", "PR-AUC")
"""Columns of a screen on which all of them would be cut."""
_WIDE = 120


def show_history(console: Console, lake: Lake) -> None:
    """All runs of a lake, what cannot be read, what waits to be resumed, and how big everything is."""
    found = read_records(lake)
    records = found.all
    for sentence in found.damaged:
        console.print(sentence, style="yellow", soft_wrap=True, markup=False)
    if not records:
        console.print(f"There are no runs in {lake} yet. Start one: {command('run', '--lake', lake)}", soft_wrap=True)
        return
    current, sizes = load_current(lake), lake_sizes(lake)
    is_wide = console.width >= _WIDE
    console.print(runs_table(records, current and current.run_id, sizes.by_run, _ALL if is_wide else _NARROW))
    stops = [] if is_wide else [f"{record.run_id} stopped at {_stopped(record)}" for record in records if record.error]
    for sentence in (*_what_counts(current, load_champion(lake)), *stops[:1], *remarks(lake, found.runs)):
        console.print(sentence, soft_wrap=True, markup=False, highlight=False)
    console.print(_counted(records), soft_wrap=True, highlight=False)
    console.print(_totals(sizes), soft_wrap=True, highlight=False)


def runs_table(
    records: Sequence[AnyRecord],
    current: str | None,
    sizes: Mapping[str, int] | None = None,
    columns: Sequence[str] = _ALL,
) -> Table:
    """The runs of a lake, the latest first; a star marks the published one. ``sizes`` are bytes by run."""
    table = Table(box=None, header_style="bold", pad_edge=False, collapse_padding=True)
    table.add_column("")
    table.add_column("Run", no_wrap=True)  # an id that is cut off cannot be typed
    for name in columns:
        table.add_column(name, no_wrap=name != _ALL[-1])
    for record in records:
        is_current, cells = record.run_id == current, _cells(record, sizes or {})
        name = f"[bold green]{record.run_id}[/]" if is_current else record.run_id
        table.add_row("*" if is_current else "", name, *(cells[column] for column in columns))
    return table


def _cells(record: AnyRecord, sizes: Mapping[str, int]) -> dict[str, str | Text]:
    if isinstance(record, RefusedPlan):
        known = {"Mode": record.mode, "As of": str(record.as_of or ""), "Status": record.status}
        return dict.fromkeys(_ALL, "") | known | {_ALL[-1]: _where(record)}
    metrics, training = record.metrics, record.metrics and record.metrics.training
    pr_auc = training and training.pr_auc
    cells = (
        record.mode,
        str(record.as_of),
        "process gone" if is_left(record) else record.status,
        f"{sum(step.seconds for step in record.steps):.1f}",
        _size(record, sizes),
        "" if metrics is None else f"{metrics.expected_monthly_loss_eur:,.0f}",
        "" if pr_auc is None else f"{pr_auc:.3f}",
        _where(record),
    )
    return dict(zip(_ALL, cells, strict=True))


def _where(record: AnyRecord) -> Text:
    return Text(_stopped(record), overflow="ellipsis", no_wrap=True)


def _stopped(record: AnyRecord) -> str:
    """The step and the beginning of why: two lines where the first only introduces the second."""
    if record.error is None:
        return ""
    first, *rest = record.error.message.splitlines() or [""]
    why = f"{first} {rest[0].strip()}" if first.endswith(":") and rest else first
    return printable(f"{record.error.step}: {why}")


def _what_counts(current: Current | None, champion: Champion | None) -> Iterator[str]:
    """What readers see, and what scores: after a rollback neither is the latest."""
    if current is not None:
        yield f"* is published: {current.run_id}, as of {current.as_of}."
    if champion is not None:
        yield f"The champion is {champion.model_id}, of run {champion.run_id}."


def remarks(lake: Lake, records: list[RunRecord]) -> list[str]:
    """What the lines of the table cannot say: processes that are gone, and what records of the first version lack."""
    found = [
        f"The process of run {record.run_id} ended unexpectedly. Go on: "
        + command("run", "--resume", record.run_id, "--lake", lake)
        for record in records
        if is_left(record)
    ]
    if old := [record.run_id for record in records if record.record_version == 1]:
        which, they = (old[0], "it") if len(old) == 1 else (f"{len(old)} of these, {old[0]} and earlier,", "they")
        found.append(f"{which} ran before runs kept the hashes of their tables: {they} can be read but not replayed.")
    return found


def _size(record: RunRecord, sizes: Mapping[str, int]) -> str:
    """Bytes of a run's own tables, and whether something was taken of them."""
    done = list(dict.fromkeys(note.what for note in record.upkeep))
    return " ".join([readable_size(sizes.get(record.run_id, 0)), *done])


def _counted(records: Sequence[AnyRecord]) -> str:
    counts = count_runs(records)
    runs = "1 run" if counts.total == 1 else f"{counts.total:,} runs"
    return f"{runs}: {counts.published:,} published, {counts.failed:,} without a result, {counts.running:,} at work."


def _totals(sizes: LakeSizes) -> str:
    return (
        f"Raw files {readable_size(sizes.raw)}, copies of raw files {readable_size(sizes.raw_copies)}, "
        f"kept results {readable_size(sizes.kept_results)}, models {readable_size(sizes.models)}, "
        f"tables of runs {readable_size(sizes.runs)}."
    )
