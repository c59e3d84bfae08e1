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
    table = pl.LazyFrame({"feature": challenger.features, "mean_absolute_contribution_log_odds": sizes})
    size = pl.col("mean_absolute_contribution_log_odds")
    shares = table.with_columns(contribution_share=pl.when(size.sum() > 0).then(size / size.sum()).otherwise(0.0))
    return shares.select(FeatureImportance.column_names()).sort(-size, "feature")
