"""The comparison of a run's experiments, from its training part to tables and a page in the lake."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from spanishgas.errors import InputError
from spanishgas.experiments.ladder import Progress, contest_of, experiment_folds, experiment_ladder
from spanishgas.experiments.page import finding, ladder_page
from spanishgas.experiments.published import published_figures
from spanishgas.model.algorithms.registry import CONTENDERS
from spanishgas.model.experiments import Experiments
from spanishgas.run.reader import Run
from spanishgas.run.store import EXPERIMENTS, page_key, table_key
from spanishgas.tables.base import table_name
from spanishgas.tables.experiments import ExperimentFolds, ExperimentLadder


@dataclass(frozen=True)
class Compared:
    """What a comparison found, and where it is kept."""

    ladder: pl.DataFrame
    champion: str
    sentence: str
    page: str
    page_key: str


def compared(run: Run, names: Sequence[str], algorithms: Sequence[str], progress: Progress) -> Compared:
    """Compare experiments by algorithms; none named means all. Tables and page are kept below the id of the run.

    Raises:
        InputError: no experiment or algorithm has this name.
        RunError: the run trained nothing.
    """
    champion = run.record.settings.experiment
    book = Experiments.load()
    experiments = [book.experiment(name).name for name in names] or list(book.names())
    contest = contest_of(run)
    folds = experiment_folds(run, contest, experiments, _known(algorithms), progress)
    ladder = experiment_ladder(folds, champion, published_figures())
    page = ladder_page(ladder, contest, champion, run.record.run_id)
    for schema, table in ((ExperimentFolds, folds), (ExperimentLadder, ladder)):
        run.lake.write_table(table_key(EXPERIMENTS, run.record.run_id, table_name(schema)), table)
    key = page_key(EXPERIMENTS, run.record.run_id, "ladder")
    run.lake.write(key, page.encode())
    return Compared(ladder, champion, finding(ladder, champion), page, key)


def _known(algorithms: Sequence[str]) -> list[str]:
    unknown = [name for name in algorithms if name not in CONTENDERS]
    if unknown:
        raise InputError(f"There is no algorithm {unknown[0]!r}; the algorithms are {', '.join(CONTENDERS)}.")
    return list(algorithms) or list(CONTENDERS)
