"""Brings tables that nobody here made through the training code, and compares with default LightGBM.

Writes a section of docs/model-benchmarks.md. Usage: make bench-tables, or python benchmarks/other_tables.py --only bar
"""

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import table_sources
from model_page import PAGE, kept, measured_by, said, write_section
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sklearn.metrics import average_precision_score
from table_sources import TABLES, Table, features_of, in_folds, read_table

from spanishgas.experiments.intervals import interval
from spanishgas.model.algorithms.xgboost_trees import XGBoostTrees
from spanishgas.model.encode import Encoder
from spanishgas.model.experiments import Experiments
from spanishgas.model.search import best_parameters
from spanishgas.model.split import FOLDS
from spanishgas.tables.base import LABEL

SEED = 1
MARGIN = 0.01
PACKAGES = Path(".cache/tables")


def measured(frame: pl.DataFrame, book: Experiments, threads: int, done: Callable[[], None]) -> dict[str, Any]:
    """Average precision of both in each outer fold, which neither fit nor search has seen."""
    frame = in_folds(frame, np.random.default_rng(SEED))
    found: dict[str, Any] = {"rows": frame.height, "share": float(frame[LABEL].mean()), "ours": [], "lightgbm": []}
    found |= {"features": len(features_of(frame)), "seconds": 0.0, "packaged": 0}
    for fold in range(FOLDS):
        train = in_folds(frame.filter(pl.col("fold") != fold), np.random.default_rng([SEED, fold]))
        test, start = frame.filter(pl.col("fold") == fold), time.process_time()
        scores, parameters = ours(train, test, book, threads)
        found["seconds"] += (time.process_time() - start) / FOLDS
        found["packaged"] += parameters == book.xgboost
        found["ours"].append(float(average_precision_score(test[LABEL], scores)))
        found["lightgbm"].append(float(average_precision_score(test[LABEL], lightgbm(train, test, threads))))
        done()
    return found


def ours(train: pl.DataFrame, test: pl.DataFrame, book: Experiments, threads: int) -> tuple[np.ndarray, Any]:
    """Log-odds of the rows that test, by encoder, search and trees of the rows that train; and the parameters."""
    features = features_of(train)
    found = best_parameters(train, features, None, experiments=book, seed=SEED, threads=threads).parameters
    encoder = Encoder.fit(train, features)
    matrix, churned = encoder.matrix(train), train[LABEL].to_numpy()
    fitted = XGBoostTrees().fit(matrix, churned, found.model_dump(), seed=SEED)
    return fitted.raw_score(encoder.matrix(test)), found


def lightgbm(train: pl.DataFrame, test: pl.DataFrame, threads: int) -> np.ndarray:
    """Probabilities by LightGBM as it comes, of the same encoded features; it knows which are categories."""
    from lightgbm import LGBMClassifier

    encoder = Encoder.fit(train, features_of(train))
    categories = [column for column, kind in enumerate(encoder.feature_types) if kind == "c"]
    trees = LGBMClassifier(n_jobs=threads, verbose=-1)
    trees.fit(encoder.matrix(train).values, train[LABEL].to_numpy(), categorical_feature=categories)
    return trees.booster_.predict(encoder.matrix(test).values)


def main() -> None:
    """Measure and write the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=[table.name for table in TABLES], help="Print these; write nothing."
    )
    parser.add_argument("--packages", type=Path, default=PACKAGES)
    parser.add_argument("--out", type=Path, default=PAGE)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    chosen = [table for table in TABLES if table.name in (options.only or [table.name])]
    book, console, lines = Experiments.load(), Console(), []
    columns = TextColumn("{task.description:<12}"), BarColumn(), TextColumn("{task.completed}/{task.total} folds")
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
        task = progress.add_task("", total=FOLDS * len(chosen))
        for number, table in enumerate(chosen, start=1):
            progress.update(task, description=table.name)
            frame = read_table(table, options.packages)
            found = kept(
                {"table": table.name, "package": table.package, "threads": options.threads},
                (table_sources, measured, ours, lightgbm),
                lambda frame=frame: measured(frame, book, options.threads, lambda: progress.advance(task)),
            )
            progress.update(task, completed=FOLDS * number)
            lines.append(_line(table, found))
            console.print(lines[-1], soft_wrap=True)
    if not options.only:
        write_section("tables", _section(lines, options.threads), options.out)
        console.print(f"Written to {options.out}")


def _line(table: Table, found: dict[str, Any]) -> str:
    one, other = np.array(found["ours"]), np.array(found["lightgbm"])
    difference = interval(one - other, FOLDS)
    holds = "yes" if difference.value >= -MARGIN else "**no**"
    return (
        f"| {table.name}: {table.said} | {table.package} | {table.licence} | {found['rows']:,} | {found['features']} | "
        f"{found['share']:.1%} | {one.mean():.3f} | {other.mean():.3f} | {said(difference)} | {holds} | "
        f"{found['packaged']} | {found['seconds']:.0f} |"
    )


def _section(lines: list[str], threads: int) -> str:
    return _SECTION.format(lines="\n".join(lines), by=measured_by("make bench-tables", threads), margin=MARGIN)


_SECTION = """## On tables that nobody here made

{by}

Each table goes through the training code: rows with the project's five folds, encoder, the packaged search, trees.
**Nested:** in each of five outer folds the search deals the other four into five folds of its own, so that neither
search nor fit has seen the rows that are judged. Beside it, in the same folds and of the same encoded features:
LightGBM's `LGBMClassifier()` as it comes, told which features are categories. Wanted: ours at least LightGBM's −
{margin}. "Share" is how often the outcome happened; "packaged" in how many of the five folds the search kept the
packaged parameters; seconds are those of one core, a training.

| table | package | licence | rows | features | share | ours | LightGBM | difference | holds | packaged | seconds |
|---|---|---|--:|--:|--:|--:|--:|--:|---|--:|--:|
{lines}

The packages are pinned with hashes in `benchmarks/tables.lock`, read where they are downloaded to, and not kept here.
"""

if __name__ == "__main__":
    main()
