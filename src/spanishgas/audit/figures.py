"""What the model reaches without the features that are too good to be true."""

from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl

from spanishgas.model.algorithms.base import Matrix, Scorer
from spanishgas.model.algorithms.registry import load_algorithm
from spanishgas.model.artefact import Model
from spanishgas.model.encode import Encoder
from spanishgas.model.out_of_fold import fold_scores
from spanishgas.model.training_rows import training_rows
from spanishgas.tables.audit import LeakageFigures
from spanishgas.tables.base import LABEL, PROBABILITY, dtypes
from spanishgas.tables.findings import Audited, Finding

_Row = tuple[str, int, float | None, float | None]


def leakage_figures(
    training_master: pl.LazyFrame,
    model_split: pl.LazyFrame,
    challenger: Model,
    single_features: pl.LazyFrame,
    *,
    seed: int,
    threads: int,
) -> Audited:
    """Out-of-fold PR-AUC and ROC-AUC of the challenger with all features and without the too good ones.

    One row a set of features, with the challenger's algorithm and parameters; without a feature that is too good there
    is one row, and nothing is fitted. Both are judged on rows that are out of fold in the challenger's reference: all
    that trained, but for a day that was looked ahead to.
    """
    card = challenger.card
    suspects = single_features.filter(is_too_good=1).collect()
    kept = tuple(name for name in card.features if name not in set(suspects["feature"]))
    rows = training_rows(training_master, model_split, card.features)
    ahead = pl.lit(card.calibration_label_date, pl.Date)
    alike = rows.select(pl.col("label_date").ne_missing(ahead)).to_series().to_numpy()
    said = challenger.reference[PROBABILITY].to_numpy()  # in the order of training_rows
    found: list[_Row] = [("all", len(card.features), *_ranked(rows[LABEL].to_numpy()[alike], said[alike]))]
    findings: list[Finding] = []
    if suspects.height:
        fit = partial(load_algorithm(card.algorithm).fit, parameters=card.parameters, seed=seed)
        pr_auc, roc_auc = _reached(rows, alike, kept, fit, threads) if kept else (None, None)
        found.append(("without_too_good", len(kept), pr_auc, roc_auc))
        findings.append(_finding(suspects, found))
    schema = dtypes(LeakageFigures)
    return Audited(pl.LazyFrame(found, schema=schema, orient="row"), findings)


def _reached(
    rows: pl.DataFrame,
    alike: np.ndarray,
    features: tuple[str, ...],
    fit: Callable[[Matrix, np.ndarray], Scorer],
    threads: int,
) -> tuple[float, float]:
    churned = rows[LABEL].to_numpy()
    matrix = Encoder.fit(rows, features).matrix(rows)
    score, _ = fold_scores(fit, matrix, churned, rows["fold"].to_numpy(), threads=threads)
    return _ranked(churned[alike], score[alike])


def _ranked(churned: np.ndarray, score: np.ndarray) -> tuple[float, float]:
    from sklearn.metrics import average_precision_score, roc_auc_score

    return float(average_precision_score(churned, score)), float(roc_auc_score(churned, score))


def _finding(suspects: pl.DataFrame, rows: list[_Row]) -> Finding:
    named = "; ".join(
        f"{row['feature']} = {row['highest_bin']} ({row['highest_bin_churn_rate']:.1%} of "
        f"{row['highest_bin_rows']:,} rows churned)"
        for row in suspects.rows(named=True)
    )
    figures = [f"PR-AUC {_shown(pr_auc)} and ROC-AUC {_shown(roc_auc)}" for _, _, pr_auc, roc_auc in rows]
    text = (
        f"Too good to be true? {suspects.height} features tell churn almost alone: {named}. Was it written down before "
        f"the customer left? With all features the model reaches out of fold {figures[0]}, without these {figures[1]}."
    )
    return Finding("training", "single_features", "*", "too_good", float(suspects.height), None, "warning", text)


def _shown(figure: float | None) -> str:
    return "nothing" if figure is None else f"{figure:.3f}"
