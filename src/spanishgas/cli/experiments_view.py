"""The experiments on the screen: which tiers a rung adds up, and which columns they are."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from rich.console import Console
from rich.table import Table

from spanishgas.cli.targets import check_place, write_whole
from spanishgas.features import TIERS, tier_columns
from spanishgas.model.experiments import Experiments
from spanishgas.program import command
from spanishgas.tables.base import UNIT
from spanishgas.tables.features import GoldMaster

if TYPE_CHECKING:
    from spanishgas.run.reader import Run


def show_experiments(console: Console) -> None:
    """Every experiment, one a row, with its tiers and the number of its columns."""
    book = Experiments.load()
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("Experiment", "Columns", "Tiers"):
        table.add_column(title, no_wrap=title != "Tiers")
    for name in book.names():
        experiment = book.experiment(name)
        table.add_row(name, str(len(experiment.features)), " + ".join(experiment.tiers))
    console.print(table)
    console.print(f"The columns of one: {command('experiments', 'E2', '--columns')}", highlight=False)


def show_experiment(console: Console, name: str) -> None:
    """The columns of one experiment by tier, with unit and meaning. Raises InputError for a name there is not."""
    experiment = Experiments.load().experiment(name)
    columns = GoldMaster.columns()
    table = Table(box=None, header_style="bold", pad_edge=False)
    table.add_column("Tier", overflow="fold")
    table.add_column("Column", no_wrap=True)  # a name that is cut off names nothing
    table.add_column("Unit", no_wrap=True)
    table.add_column("What it is")
    for tier in experiment.tiers:
        for column in (column for column in tier_columns(tier) if column in experiment.features):
            definition = columns[column]
            unit = (definition.metadata or {}).get(UNIT, "")
            table.add_row(f"{tier} {TIERS[tier]}", column, unit, definition.description or "")
    console.print(table)


def compare_experiments(
    console: Console, run: "Run", names: Sequence[str], algorithms: Sequence[str], out: Path | None
) -> None:
    """Compare, show the ladder, keep tables and page in the lake, and write the page where asked.

    Raises:
        InputError: no experiment or algorithm has this name.
        RunError: the run trained nothing.
    """
    from spanishgas.cli.progress import ProgressReport, progress_bar
    from spanishgas.experiments.keep import compared

    if out is not None:
        check_place(run.lake, out)
    with progress_bar(console) as bar:
        found = compared(run, names, algorithms, ProgressReport(bar))
    console.print(_ladder(found.ladder, found.champion))
    console.print(found.sentence, highlight=False)
    if out is not None:
        write_whole(out, found.page)
    console.print(f"The page is {out or run.lake.uri(found.page_key)}.", soft_wrap=True)


def _ladder(ladder: pl.DataFrame, champion: str) -> Table:
    shown = {
        "pr_auc": "PR-AUC",
        "roc_auc": "ROC-AUC",
        "recall": "Recall",
        "precision": "Precision",
        "lift_10": "Lift 10 %",
    }
    table = Table(box=None, header_style="bold", pad_edge=False)
    for title in ("Experiment", "Algorithm"):
        table.add_column(title, no_wrap=True)
    for title in (*shown.values(), f"PR-AUC − {champion}'s", "Published"):
        table.add_column(title, justify="right")
    for (experiment, algorithm), rows in ladder.group_by("experiment", "algorithm", maintain_order=True):
        by_metric = {row["metric"]: row for row in rows.iter_rows(named=True)}
        own = by_metric["pr_auc"]
        figures = [_figure(by_metric[name], "value", "low", "high") for name in shown]
        away = _figure(own, "difference", "difference_low", "difference_high", sign="+")
        published = "" if own["published"] is None else f"{own['published']:.3f}"
        table.add_row(str(experiment), str(algorithm).replace("_", " "), *figures, away, published)
    return table


def _figure(row: dict[str, float | None], value: str, low: str, high: str, sign: str = "") -> str:
    if row[value] is None:
        return ""
    interval = "" if row[low] is None else f" [dim]{row[low]:{sign}.3f}…{row[high]:{sign}.3f}[/]"
    return f"{row[value]:{sign}.3f}{interval}"
