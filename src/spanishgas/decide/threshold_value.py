"""What calling everybody from a threshold on is expected to be worth: the euros beside precision and recall."""

from datetime import date

import numpy as np
import polars as pl

from spanishgas.decide.guardrails import refused
from spanishgas.decide.offers import with_flags
from spanishgas.decide.plan import NOBODY
from spanishgas.decide.promise import INTERVAL_90
from spanishgas.decide.prospects import DRAWS, Prospects, draws_of_worth, prospects
from spanishgas.decide.responses import ASSUMPTION, Belief, Responses
from spanishgas.model.artefact import Model
from spanishgas.model.held_out import THRESHOLDS
from spanishgas.model.score_deviations import deviations_of
from spanishgas.policy import Policy
from spanishgas.tables.base import of_schema
from spanishgas.tables.results import ThresholdValueCurve

_AT_ONCE = 5_000
"""Customers whose draws are in memory together."""


def threshold_value_curve(
    scored_customers: pl.LazyFrame,
    score_deviations: pl.LazyFrame,
    gold_master: pl.LazyFrame,
    scoring_model: Model,
    learned_responses: Belief | None = None,
    campaign_contacts: pl.LazyFrame | None = None,
    *,
    policy: Policy,
    responses: Responses,
    as_of: date,
) -> pl.LazyFrame:
    """What it is worth to call all customers from a threshold on: one row a threshold 0.00, 0.01, … 1.00; EUR.

    Everybody to whom no guardrail refuses an offer gets the one that is expected to return most, though it be a loss
    and whatever limits, cautious end and decision of the policy say: the curve shows from where on calling pays. No
    euros are said where nobody knows what an offer does to any who may be called. Source: RULES, economics known.
    """
    scored = with_flags(scored_customers, gold_master, campaign_contacts, policy, as_of)
    may_be_called, belief = scored.filter(refused().is_null()), learned_responses or responses.belief()
    seen = prospects(may_be_called, scoring_model, belief, policy)
    is_called = seen.best_offer() != NOBODY
    called = may_be_called.filter(pl.Series(is_called, dtype=pl.Boolean))
    counts = {
        "threshold": THRESHOLDS,
        "customers": _from(_flagged_by(scored)),
        "callable": _from(_flagged_by(may_be_called)),
    }
    deviations = deviations_of(called, score_deviations)
    worth = _worth(_flagged_by(called), seen.of(is_called), belief, policy, deviations)
    return _without_what_nobody_knows(pl.DataFrame(counts | worth))


def _worth(
    at: np.ndarray, seen: Prospects, belief: Belief, policy: Policy, deviations: np.ndarray | None
) -> dict[str, np.ndarray]:
    """Calls and euros from each threshold on, of customers who all get the best offer."""
    offer, rows, calls = seen.best_offer(), np.arange(at.size), _from(at)
    low, high = np.quantile(_draws(at, seen, belief, policy, deviations), INTERVAL_90, axis=0)
    is_assumption = np.array([cell.source == ASSUMPTION for cell in belief.cells], dtype=np.bool_)
    return {
        "calls": calls,
        "contact_cost_eur": calls * policy.economics.outreach_cost_eur,
        "discount_eur": _from(at, seen.discount_eur[rows, offer]),
        "incremental_margin_eur": _from(at, seen.incremental_margin_eur[rows, offer]),
        "incremental_margin_low_eur": low,
        "incremental_margin_high_eur": high,
        "word": np.where(_from(at[is_assumption[seen.cell[rows, offer]]]) > 0, "assumed", "measured"),
    }


def _draws(
    at: np.ndarray, seen: Prospects, belief: Belief, policy: Policy, deviations: np.ndarray | None
) -> np.ndarray:
    """What all calls from each threshold on may be worth together: one row a draw, one column a threshold, EUR."""
    order, offer = np.argsort(at, kind="stable"), seen.best_offer()
    total = np.zeros((DRAWS, len(THRESHOLDS)))
    for start in range(0, order.size, _AT_ONCE):
        rows = order[start : start + _AT_ONCE]
        drawn = draws_of_worth(
            seen.of(rows), offer[rows], belief, policy, None if deviations is None else deviations[rows]
        )
        thresholds, first = np.unique(at[rows], return_index=True)
        total[:, thresholds] += np.add.reduceat(drawn, first, axis=1)
    return total[:, ::-1].cumsum(axis=1)[:, ::-1]


def _without_what_nobody_knows(curve: pl.DataFrame) -> pl.LazyFrame:
    """Without euros where nobody knows what an offer does to who may be called; without a word where nobody is."""
    is_called, is_refused = pl.col("calls") > 0, pl.col("callable") == 0
    euros = [name for name in curve.columns if name.endswith("_eur")]
    known = curve.lazy().with_columns(
        pl.when(is_called).then("word").alias("word"),
        *(pl.when(is_called | is_refused).then(name).alias(name) for name in euros),
    )
    return of_schema(known, ThresholdValueCurve)


def _flagged_by(customers: pl.DataFrame) -> np.ndarray:
    """Number of the highest threshold that each customer reaches."""
    return np.searchsorted(THRESHOLDS, customers["churn_probability"].to_numpy(), side="right") - 1


def _from(at: np.ndarray, amount: np.ndarray | None = None) -> np.ndarray:
    """How many customers, or how much of an amount, there are from each threshold on."""
    return np.bincount(at, amount, minlength=len(THRESHOLDS))[::-1].cumsum()[::-1]
