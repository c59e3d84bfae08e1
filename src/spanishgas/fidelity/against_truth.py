"""How far the model that scored is from the probabilities that only the twin knows."""

from typing import Any

import polars as pl

from spanishgas.fidelity.rules import Ledger
from spanishgas.fidelity.tables import PipelineTables
from spanishgas.tables.base import LABEL, PROBABILITY

_TRUTH = "churn_probability_no_offer"
_SECTION = "model against the truth"
_LIKELY = 0.1
_SUREST = 1e-3
"""Whether somebody leaves with one in a thousand or one in a million decides nothing."""


def truth_rows(ledger: Ledger, tables: PipelineTables) -> None:
    """Of the customers of the test part, whom the model has not seen; shown only, for nothing of it was published."""
    from sklearn.metrics import average_precision_score

    test = tables.model_split.filter(part="test").select("customer_id")
    outcomes = tables.gold_master.select("customer_id", LABEL).drop_nulls()
    rows = (
        tables.scored_customers.join(test, on="customer_id", how="semi")
        .join(tables.truth.select("customer_id", _TRUTH, "reason"), on="customer_id")
        .join(outcomes, on="customer_id")
    )
    if rows[LABEL].n_unique() < 2:
        return
    said, true = (_log_odds(pl.col(name)) for name in (PROBABILITY, _TRUTH))
    error = rows.select(
        ((said - true) ** 2).mean().sqrt(), (pl.col("churn_standard_error_log_odds") ** 2).mean().sqrt()
    ).row(0)
    ledger.add_unpublished(_SECTION, "log-odds, root mean square distance", error[0])
    ledger.add_unpublished(_SECTION, "log-odds, root mean square error that is said", error[1])
    likely = rows.filter(pl.col(_TRUTH) > _LIKELY)
    if "main_cause" in likely.columns:  # runs of earlier versions say none
        right: Any = (likely["main_cause"] == likely["reason"]).mean()
        ledger.add_unpublished(_SECTION, f"main cause right, where the truth is above {_LIKELY}", right)
    for name, column in (("model", PROBABILITY), ("truth", _TRUTH)):
        reached = float(average_precision_score(rows[LABEL].to_numpy(), rows[column].to_numpy()))
        ledger.add_unpublished(_SECTION, f"PR-AUC of the {name}", reached)


def _log_odds(probability: pl.Expr) -> pl.Expr:
    sure = probability.clip(_SUREST, 1 - _SUREST)
    return (sure / (1 - sure)).log()
