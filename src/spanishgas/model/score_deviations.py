"""How sure the promoted model is of each customer: by how much fits without a fold of the customers say otherwise."""

import numpy as np
import polars as pl

from spanishgas.model.artefact import Model
from spanishgas.model.errors import ModelInputError
from spanishgas.tables.base import of_schema
from spanishgas.tables.results import ScoreDeviations


def score_deviations(gold_master: pl.LazyFrame, scoring_model: Model) -> pl.LazyFrame:
    """One row a customer and fit, sorted by both: log-odds; see ``Model.log_odds_deviations``.

    Without rows for models of an earlier version, which kept no such fits.

    Raises:
        ModelInputError: gold_master lacks a feature of the model.
    """
    rows = gold_master.sort("customer_id").collect()
    deviations = scoring_model.log_odds_deviations(rows)
    if deviations is None:
        deviations = np.zeros((rows.height, 0))
    fits = deviations.shape[1]
    table = pl.LazyFrame(
        {
            "customer_id": rows["customer_id"].gather(np.repeat(np.arange(rows.height), fits)),
            "fit": np.tile(np.arange(fits), rows.height),
            "deviation_log_odds": deviations.ravel(),
        }
    )
    return of_schema(table, ScoreDeviations)


def deviations_of(customers: pl.DataFrame, score_deviations: pl.LazyFrame) -> np.ndarray | None:
    """Those of some customers, who are sorted: one row a customer, one column a fit; None where the model has none.

    Raises:
        ModelInputError: some of the customers have none.
    """
    ids = customers.lazy().select("customer_id")
    found = score_deviations.join(ids, on="customer_id", how="semi").sort("customer_id", "fit").collect()
    if found.is_empty():
        return None
    if found["customer_id"].n_unique() != customers.height:
        raise ModelInputError("score_deviations lacks customers who are scored: run the score stage again.")
    return found["deviation_log_odds"].to_numpy().reshape(customers.height, -1)
