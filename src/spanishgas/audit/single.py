"""What each feature reaches alone, and whether it is too good to be true."""

import numpy as np
import polars as pl

from spanishgas.audit.bins import MISSING, bins_of
from spanishgas.model.experiments import AuditRules, Experiments
from spanishgas.model.training_rows import training_rows
from spanishgas.tables.audit import SingleFeatures
from spanishgas.tables.base import LABEL, dtypes

ANY_VALUE = "(any value)"


def single_features(
    training_master: pl.LazyFrame, model_split: pl.LazyFrame, *, experiment: str, experiments: Experiments
) -> pl.LazyFrame:
    """The PR-AUC of each feature alone on the training part, and its bin with the highest churn rate.

    One row a feature of the experiment. A row's score is the churn rate of its bin in the other folds, so that nothing
    is told by its own outcome. A feature is too good to be true where a bin that is large enough (``AuditRules``) is
    nearly all churn; that a value is missing is a bin, and where some are missing so is that there is any.
    """
    features = experiments.experiment(experiment).features
    rows = training_rows(training_master, model_split, features)
    found = [{"feature": name, **_alone(rows, name, experiments.audit)} for name in features]
    schema = dtypes(SingleFeatures)
    return pl.DataFrame(found, schema=schema).lazy()


def _alone(rows: pl.DataFrame, name: str, rules: AuditRules) -> dict[str, float | int | str | None]:
    from sklearn.metrics import average_precision_score

    binned = rows.select(LABEL, "fold", bin=bins_of(rows[name], rules.bins))
    score, churned = _score(binned), rows[LABEL].to_numpy()
    limit = max(rules.minimum_rows, rules.minimum_share * rows.height)
    worst = _rates(binned).filter(pl.col("rows") >= limit).sort("rate", "bin", descending=[True, False]).head(1)
    label, size, rate = worst.row(0) if worst.height else (None, None, None)
    return {
        "pr_auc": float(average_precision_score(churned, score)),
        "base_rate": float(churned.mean()),
        "missing_rows": rows[name].null_count(),
        "highest_bin": label,
        "highest_bin_rows": size,
        "highest_bin_churn_rate": rate,
        "is_too_good": int(rate is not None and rate >= rules.maximum_churn_rate),
    }


def _score(binned: pl.DataFrame) -> np.ndarray:
    """The churn rate of each row's bin in the other folds; of all their rows where they have none of the bin."""
    left, rows = pl.col(LABEL).cast(pl.Int64).sum(), pl.len().cast(pl.Int64)
    others = [left.over(*by) - left.over(*by, "fold") for by in (["bin"], [pl.lit(0)])]
    sizes = [rows.over(*by) - rows.over(*by, "fold") for by in (["bin"], [pl.lit(0)])]
    rate = pl.when(sizes[0] > 0).then(others[0] / sizes[0]).otherwise(others[1] / sizes[1])
    return binned.select(rate.alias("score"))["score"].to_numpy()


def _rates(binned: pl.DataFrame) -> pl.DataFrame:
    """Rows and churn rate of every bin, and of all rows with any value where some have none."""
    rows, rate = pl.len().cast(pl.Int64).alias("rows"), pl.col(LABEL).mean().alias("rate")
    rates = binned.group_by("bin").agg(rows, rate)
    valued = binned.filter(pl.col("bin") != MISSING)
    if valued.height in (0, binned.height):
        return rates
    return pl.concat([rates, valued.select(pl.lit(ANY_VALUE).alias("bin"), rows, rate)])
