"""The experiments on the screen are those of the rule book."""

import io

import pytest
from rich.console import Console
from support.rules import EXPERIMENTS

from spanishgas.cli.experiments_view import show_experiment, show_experiments
from spanishgas.errors import InputError
from spanishgas.features import TIERS, tier_columns
from spanishgas.tables.base import UNIT
from spanishgas.tables.features import GoldMaster


def lines(show, *given: object) -> list[str]:
    console = Console(file=io.StringIO(), width=300)
    show(console, *given)
    return [" ".join(line.split()) for line in console.file.getvalue().splitlines()]


def test_every_experiment_is_a_line_with_its_tiers_and_the_number_of_its_columns() -> None:
    header, *rows, hint = lines(show_experiments)
    assert header == "Experiment Columns Tiers"
    assert hint == "The columns of one: spanishgas experiments E2 --columns"
    books = [EXPERIMENTS.experiment(name) for name in EXPERIMENTS.names()]
    assert rows == [
        f"{name} {len(book.features)} {' + '.join(book.tiers)}"
        for name, book in zip(EXPERIMENTS.names(), books, strict=True)
    ]


@pytest.mark.parametrize("name", EXPERIMENTS.names())
def test_the_columns_of_an_experiment_come_tier_by_tier_with_unit_and_meaning(name: str) -> None:
    header, *rows = lines(show_experiment, name)
    experiment, columns = EXPERIMENTS.experiment(name), GoldMaster.columns()
    assert header == "Tier Column Unit What it is"
    assert rows == [
        " ".join(f"{tier} {TIERS[tier]} {c} {columns[c].metadata[UNIT]} {columns[c].description}".split())
        for tier in experiment.tiers
        for c in tier_columns(tier)
        if c in experiment.features
    ]
    assert len(rows) == len(experiment.features)


def test_an_experiment_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InputError, match="E99"):
        show_experiment(Console(file=io.StringIO()), "E99")
