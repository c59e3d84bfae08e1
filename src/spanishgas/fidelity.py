"""The published run of a baseline twin held against the published statistics: on the screen, and as a page."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.model.evaluate import evaluation
from spanishgas.model.train import challenger
from spanishgas.policy import Policy
from spanishgas.runner import Runner
from spanishgas.runs import RunRecord, StepRecord, current_run_id, load_record
from spanishgas.summary import read_table, scan_table
from spanishgas.twin import PipelineTables, fidelity_page, fidelity_rows, reading_facts

EXPERIMENTS = ("E0", "E2", "E5")
_FACTS = "reading_facts"


class _Unwatched:
    def started(self, stage: str, step: str) -> None:
        """Nothing to show."""

    def finished(self, step: StepRecord) -> None:
        """Nothing to show."""


def measure(lake: Lake, progress: Progress | None = None) -> pl.DataFrame:
    """Every published figure beside that of the lake's published run, one row a figure."""
    run_id = current_run_id(lake)
    if run_id is None:
        raise RunError(f"Nothing is published in {lake} yet. Start with: spanishgas run --lake {lake}")
    record = load_record(lake, run_id)
    task = progress.add_task("reading the hours", total=len(EXPERIMENTS) + 1) if progress else None
    readings = Runner(lake, record, _Unwatched()).load("bronze_readings")
    names = [field.name for field in fields(PipelineTables) if field.name != _FACTS]
    tables = PipelineTables(
        **{name: read_table(lake, record, name) for name in names}, reading_facts=reading_facts(readings)
    )
    evaluations: dict[str, Any] = {}
    for experiment in EXPERIMENTS:
        if progress and task is not None:
            progress.update(task, advance=1, description=f"training {experiment}")
        evaluations[experiment] = _test_metrics(lake, record, experiment)
    return fidelity_rows(tables, evaluations)


def _test_metrics(lake: Lake, record: RunRecord, experiment: str) -> dict[str, Any]:
    """Metrics of an experiment on the untouched test customers of the run's own split."""
    gold, split = (scan_table(lake, record, name) for name in ("gold_master", "model_split"))
    settings = {name: record.settings[name] for name in ("seed", "recall_confidence", "threads")}
    model = challenger(gold, split, experiment=experiment, policy=Policy.model_validate(record.policy), **settings)
    return evaluation(model, None, gold, split)["challenger"]["test"]


def show_fidelity(console: Console, lake: Lake, out: Path | None) -> int:
    """Print the comparison, write the page where asked, and return how many judged figures fail."""
    with Progress(console=console, transient=True) as progress:
        rows = measure(lake, progress)
    console.print(_table(rows))
    judged = rows.filter("judged")
    failed = judged.filter(~pl.col("passed")).height
    style = "bold red" if failed else "bold green"
    console.print(f"[{style}]{judged.height - failed} of {judged.height} judged figures pass[/]; "
                  f"{rows.height - judged.height} are shown without judgement.")  # fmt: skip
    if out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(fidelity_page(rows), encoding="utf-8")
        console.print(f"The page is {out}.")
    return failed


def _table(rows: pl.DataFrame) -> Table:
    table = Table(title="Published statistics of the real data, and the digital twin's", title_justify="left", box=None)
    for name in ("Section", "Statistic", "Published", "Twin", "Tolerance", ""):
        table.add_column(name, justify="right" if name in ("Published", "Twin", "Tolerance") else "left")
    marks = {True: "[green]pass[/]", False: "[bold red]FAIL[/]", None: "[dim]shown[/]"}
    for row in rows.iter_rows(named=True):
        figures = ("" if row[c] is None else f"{row[c]:,.4g}" for c in ("published", "twin", "tolerance"))
        table.add_row(row["section"], row["statistic"], *figures, marks[row["passed"]])
    return table
