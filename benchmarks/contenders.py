"""The champion beside plain boosters in the same folds of a twin, and beside a fit to the twin's true log-odds.

Makes the twins that are missing, and writes a section of docs/model-benchmarks.md. Usage: make bench-twin, or
python benchmarks/contenders.py --seeds 1 --only champion "LightGBM, tuned"
"""

import argparse
import subprocess
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import boosters
import numpy as np
import polars as pl
from model_page import PAGE, kept, measured_by, said, write_section
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sklearn.metrics import average_precision_score

from spanishgas.errors import InputError
from spanishgas.experiments.intervals import interval
from spanishgas.lake import Lake
from spanishgas.model.encode import Encoder
from spanishgas.model.experiments import Experiments
from spanishgas.model.split import FOLDS, row_folds
from spanishgas.model.training_rows import training_rows
from spanishgas.run.reader import Run
from spanishgas.run.store import list_records
from spanishgas.tables.base import LABEL

CHAMPION, TRUTH = "champion", "fit to the true log-odds"
MARGIN = 0.025
TRUTH_FILE = "truth/churn_probability.parquet"


class Twin:
    """The training part of a twin's run, encoded, with folds and the truth."""

    def __init__(self, run: Run, seed: int, threads: int) -> None:
        self.seed, self.threads, self.book = seed, threads, Experiments.load()
        self.features = self.book.experiment(run.record.settings.experiment).features
        self.rows = training_rows(run.scan("training_master"), run.scan("model_split"), self.features)
        self._truth = run.lake.scan(TRUTH_FILE)

    @cached_property
    def data(self) -> boosters.Data:
        """What a contender may see. The folds that judge are dealt anew: no search has chosen by them."""
        return boosters.Data(
            rows=self.rows,
            features=self.features,
            matrix=Encoder.fit(self.rows, self.features).matrix(self.rows),
            churned=self.rows[LABEL].to_numpy(),
            searched=self.rows["fold"].to_numpy(),
            fold=row_folds(self.rows.drop("fold"), np.random.default_rng([self.seed, 0])),
            log_odds=self._log_odds(),
            book=self.book,
            seed=self.seed,
            threads=self.threads,
        )

    def _log_odds(self) -> np.ndarray:
        keys, odds = ["customer_id", "label_date"], pl.col("churn_probability_no_offer")
        truth = self._truth.select(
            "customer_id", pl.col("as_of").alias("label_date"), (odds / (1 - odds)).log().alias("log_odds")
        )
        found = self.rows.select(keys).join(truth.collect(), on=keys, how="left", maintain_order="left")["log_odds"]
        if found.null_count():
            raise InputError(f"{TRUTH_FILE} does not tell of every customer that trains.")
        return found.to_numpy()


def trained(folder: Path, seed: int) -> Run:
    """The latest run of a twin that has a training part; twin and run are made where they are missing."""
    folder.mkdir(parents=True, exist_ok=True)
    lake = Lake.create(folder / f"twin-{seed}")
    if not (folder / f"twin-{seed}" / "raw" / "churn_label.csv").exists():
        _spanishgas("simulate", "--lake", lake.root, "--seed", str(seed))
    if not _runs(lake):
        _spanishgas("run", "--lake", lake.root)
    return _runs(lake)[0]


def _runs(lake: Lake) -> list[Run]:
    return [Run(lake, record) for record in list_records(lake)[0] if record.step("model_split")]


def _spanishgas(*arguments: str) -> None:
    """A run that misses its gate ends with 3, and has trained all the same."""
    ended = subprocess.run([sys.executable, "-m", "spanishgas", *arguments], check=False, stdout=subprocess.DEVNULL)
    if ended.returncode not in (0, 3):
        raise SystemExit(f"spanishgas {' '.join(arguments)} failed")


def pr_auc(data: boosters.Data, scored: np.ndarray) -> list[float]:
    """Average precision, fold by fold."""
    return [
        float(average_precision_score(data.churned[data.fold == fold], scored[data.fold == fold]))
        for fold in range(FOLDS)
    ]


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4, 5])
    parser.add_argument("--only", nargs="+", choices=list(boosters.CONTENDERS), help="Print these; write nothing.")
    parser.add_argument("--folder", type=Path, default=Path(".cache/twins"), help="Where the lakes are, or go.")
    parser.add_argument("--measured", action="store_true", help="Measure nothing; write what was measured before.")
    parser.add_argument("--out", type=Path, default=PAGE)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    names = [name for name in boosters.CONTENDERS if name in (options.only or [name])]
    console, lines = Console(), []
    columns = TextColumn("{task.description:<38}"), BarColumn(), TextColumn("{task.completed}/{task.total}")
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("", total=len(options.seeds) * len(names))
        for seed in options.seeds:
            progress.update(task, description=f"seed {seed} · the twin and its run")
            twin = Twin(trained(options.folder, seed), seed, options.threads)
            found: dict[str, list[float]] = {}
            for name in names:
                progress.update(task, description=f"seed {seed} · {name}")
                found[name] = _reached(twin, name, options.measured)
                progress.advance(task)
            lines += [_line(seed, name, found) for name in names]
            console.print("\n".join(lines[-len(names) :]), soft_wrap=True)
    if not options.only:
        write_section("twin", _section(lines, options), options.out)
        console.print(f"Written to {options.out}")


def _reached(twin: Twin, name: str, only_kept: bool) -> list[float]:
    contender: Callable[[boosters.Data], np.ndarray] = boosters.CONTENDERS[name]
    of = {"contender": name, "rows": hash_of(twin.rows), "seed": twin.seed, "threads": twin.threads}
    measure = None if only_kept else lambda: {"folds": pr_auc(twin.data, contender(twin.data))}
    return kept(of, (boosters, Twin), measure).get("folds", [])


def hash_of(rows: pl.DataFrame) -> str:
    """What tells these rows from others."""
    return f"{rows.hash_rows(seed=0).sum()}:{rows.shape}"


def _line(seed: int, name: str, found: dict[str, list[float]]) -> str:
    if not found[name]:
        return f"| {seed} | {name} | not measured | | |"
    reached = np.array(found[name])
    if name == CHAMPION or not found.get(CHAMPION):
        return f"| {seed} | {name} | {reached.mean():.3f} | | |"
    ahead = interval(np.array(found[CHAMPION]) - reached, FOLDS)
    holds = ahead.value >= -MARGIN if name == TRUTH else ahead.high >= 0
    return f"| {seed} | {name} | {reached.mean():.3f} | {said(ahead)} | {'yes' if holds else '**no**'} |"


def _section(lines: list[str], options: argparse.Namespace) -> str:
    by, trials = measured_by("make bench-twin", options.threads), Experiments.load().search.trials
    return _SECTION.format(lines="\n".join(lines), by=by, margin=MARGIN, trials=trials)


_SECTION = """## On the twin

{by}

Twins of 20,099 customers; the training part of each run's split, the features of the champion's experiment, five folds
that are dealt anew after all searches. The champion and its search are those of every training. "Tuned" ones draw
{trials} trials by TPE on the same two folds, by log-loss with early stopping; "defaults" are the library's, with its
own handling of categories. Wanted: beside boosters no interval wholly below 0; and on average at most {margin} less
than trees fitted, out of fold, to the log-odds that only the twin knows, of the same features.

| seed | contender | PR-AUC | champion minus it | holds |
|--:|---|--:|--:|---|
{lines}
"""

if __name__ == "__main__":
    main()
