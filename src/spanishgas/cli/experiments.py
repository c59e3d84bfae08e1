"""The experiments on the screen: which tiers a rung adds up, and which columns they are."""

from rich.console import Console
from rich.table import Table

from spanishgas.features import TIERS, tier_columns
from spanishgas.model.experiments import Experiments
from spanishgas.program import command
from spanishgas.tables.base import UNIT
from spanishgas.tables.features import GoldMaster


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
    console.print(f"The columns of one: {command('experiments', 'E2')}", highlight=False)


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
