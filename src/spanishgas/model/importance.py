"""Which features move the challenger's probabilities most."""

import numpy as np
import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.training_rows import testing_rows
from spanishgas.tables.training import FeatureImportance


def feature_importance(challenger: Model, training_master: pl.LazyFrame, model_split: pl.LazyFrame) -> pl.LazyFrame:
    """Mean size of each feature's Shapley values on the test part: one row a feature, the largest first."""
    contributions = challenger.contributions(testing_rows(training_master, model_split))[:, :-1]
    sizes = np.abs(contributions).mean(axis=0)
    total = sizes.sum()  # by NumPy: a sum of Polars hangs in its last bit on the number of threads
    table = pl.LazyFrame(
        {
            "feature": challenger.features,
            "mean_absolute_contribution_log_odds": sizes,
            "contribution_share": sizes / total if total > 0 else np.zeros_like(sizes),
        }
    )
    largest_first = -pl.col("mean_absolute_contribution_log_odds")
    return table.select(FeatureImportance.column_names()).sort(largest_first, "feature")
