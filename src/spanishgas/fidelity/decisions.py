"""What decisions promise and what they are worth by the twin's truth: the plan, perfect knowledge, and baselines."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from spanishgas.decide.baselines import baselines
from spanishgas.decide.offers import cost_eur, decided
from spanishgas.decide.plan import NOBODY, Limits, best_plan
from spanishgas.decide.promise import Promise, promise_of
from spanishgas.decide.prospects import incremental_margin_eur, prospects
from spanishgas.decide.responses import Belief
from spanishgas.model.artefact import Model
from spanishgas.model.reason_families import OTHER_CAUSE
from spanishgas.policy import Policy

DISCOUNT_MONTHS = (3, 12, 32)
_ELIGIBLE = 0.05
_TRUTH = "churn_probability_no_offer"


def decision_rows(
    scored: pl.DataFrame,
    score_deviations: pl.LazyFrame,
    truth: pl.DataFrame,
    model: Model,
    belief: Belief,
    policy: Policy,
    months: Sequence[float] = DISCOUNT_MONTHS,
) -> pl.DataFrame:
    """One row a length of the discount and a plan: calls, discounts, what is promised, and what is true; EUR.

    - plan: what the policy decides with this belief.
    - A, perfect knowledge: each customer's true probability under every offer, same limits, same optimiser.
    - B, true responses: the truth's relief by guessed cause and offer, on the model's probability: what there is to
      learn from campaigns, however many.
    - the baselines: see ``decide.baselines``.

    Args:
        scored: the run's scored customers; see ``decide.offers.with_flags``.
        score_deviations: how sure the model is of them.
        truth: true probabilities by offer, by customer.
        model: the one that scored.
        belief: what offers are believed to do.
        policy: offers, economics, limits and guardrails.
        months: for how long discounts are paid.
    """
    rows = scored.join(truth.select("customer_id", *_truths(policy)), on="customer_id").sort("customer_id")
    found: list[dict[str, Any]] = []
    for length in months:
        economics = policy.economics.model_copy(update={"discount_months": length})
        found += _of_length(rows, score_deviations, model, belief, policy.model_copy(update={"economics": economics}))
    return pl.DataFrame(found)


def true_belief(rows: pl.DataFrame, policy: Policy) -> Belief:
    """The truth's relief by guessed cause and offer, in log-odds of the model's probability: all there is to learn."""
    cells: list[tuple[str, str, str]] = []
    mean: list[float] = []
    eligible = rows.filter(pl.col("churn_probability") > _ELIGIBLE, pl.col("avg_monthly_margin") > 0)
    for offer in policy.offers:
        for cause in (*sorted(eligible["main_cause"].unique()), OTHER_CAUSE):
            of_cause = eligible if cause == OTHER_CAUSE else eligible.filter(pl.col("main_cause") == cause)
            cells.append((offer, cause, "truth"))
            mean.append(_relief(of_cause, f"churn_probability_{offer}"))
    unique = dict(zip(cells, mean, strict=True))
    return Belief.of(list(unique), np.array(list(unique.values())), np.zeros((len(unique), len(unique))))


def _of_length(
    rows: pl.DataFrame, score_deviations: pl.LazyFrame, model: Model, belief: Belief, policy: Policy
) -> Iterator[dict[str, Any]]:
    margin = rows["avg_monthly_margin"].fill_null(float("nan")).to_numpy()
    true_with = np.column_stack([rows[name].to_numpy() for name in _truths(policy)[1:]])
    seen = prospects(rows, model, belief, policy)
    true_value = incremental_margin_eur(
        rows[_TRUTH].to_numpy()[:, None], true_with, margin[:, None], seen.discount_eur_month, policy
    )
    true_discount = seen.discount_eur_month * policy.economics.discount_months * (1 - true_with)
    limits = Limits.of(policy)

    def row(name: str, offer: np.ndarray, said: Promise | None = None) -> dict[str, Any]:
        at = np.flatnonzero(offer != NOBODY)
        return {
            "discount_months": float(policy.economics.discount_months),
            "plan": name,
            "calls": at.size,
            "discount_eur": float(true_discount[at, offer[at]].sum()),
            "promised_eur": said and said.incremental_margin_eur,
            "promised_low_eur": said and said.incremental_margin_low_eur,
            "promised_high_eur": said and said.incremental_margin_high_eur,
            "true_eur": float(true_value[at, offer[at]].sum()),
        }

    plan = decided(rows, seen, policy)
    made = plan.customers.filter(pl.col("action").is_not_null())
    yield row("plan", plan.plan.offer, promise_of(made, score_deviations, model, belief, policy))
    best = best_plan(np.where(margin[:, None] > 0, true_value, np.nan), true_discount, limits).offer
    yield row("A, perfect knowledge", best)
    known = prospects(rows, model, true_belief(rows, policy), policy)
    yield row("B, true responses", decided(rows, known, policy).plan.offer)
    for name, offer in baselines(rows, seen, policy, cost_eur(seen, policy)).items():
        yield row(name, offer)


def _truths(policy: Policy) -> list[str]:
    return [_TRUTH, *(f"churn_probability_{offer}" for offer in policy.offers)]


def _relief(rows: pl.DataFrame, with_offer: str) -> float:
    """Log-odds between two shifts of the model's probabilities: to the truth's mean without the offer, and with it."""
    from scipy.optimize import brentq
    from scipy.special import expit, logit

    said = logit(np.clip(rows["churn_probability"].to_numpy(), 1e-6, 1 - 1e-6))

    def shift(total: float) -> float:
        found: Any = brentq(lambda down: float(expit(said - down).sum()) - total, -15, 15)
        return float(found)

    return shift(float(rows[with_offer].sum())) - shift(float(rows[_TRUTH].sum())) if rows.height else 0.0
