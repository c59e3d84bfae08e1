"""What each offer would do to each customer, in probabilities and euros: the economics of a decision."""

from dataclasses import dataclass, fields

import numpy as np
import polars as pl

from spanishgas.decide.plan import NOBODY
from spanishgas.decide.responses import Belief
from spanishgas.model.artefact import Model
from spanishgas.model.judged_groups import margin_band
from spanishgas.policy import Policy

DRAWS = 400
"""How often what offers may be worth is drawn."""
_SEED = 90
_NODES = 15
_SUREST = 1e-6


@dataclass(frozen=True)
class Prospects:
    """Of each customer (rows) and offer of the policy (columns), over the customer's value horizon."""

    offers: tuple[str, ...]
    margin_eur_month: np.ndarray
    """One a customer; not a number where it is unknown."""
    probability: np.ndarray
    """Of leaving without an offer, one a customer: the model's, as it held for customers of such a margin."""
    cell: np.ndarray
    """Number of the response among the belief's cells; -1 where nobody knows it."""
    probability_with_offer: np.ndarray
    incremental_margin_eur: np.ndarray
    """Expected; against doing nothing. Not a number where the margin or the response is unknown."""
    cautious_margin_eur: np.ndarray
    """The same where the response is what the policy calls the cautious end."""
    discount_eur_month: np.ndarray
    """The offer's largest monthly cost. Source: RULES, offer budget."""
    discount_eur: np.ndarray
    """Expected, to all who take it and stay, for the months it runs."""

    def of(self, rows: np.ndarray) -> "Prospects":
        """Those of some customers, by their rows."""
        _, *of_customers = fields(self)
        return Prospects(self.offers, *(getattr(self, each.name)[rows] for each in of_customers))

    def best_offer(self) -> np.ndarray:
        """Number of the offer that is expected to return most, though it be a loss; ``NOBODY`` where nobody knows."""
        known = np.where(np.isnan(self.incremental_margin_eur), -np.inf, self.incremental_margin_eur)
        return np.where(np.isfinite(known).any(axis=1), known.argmax(axis=1), NOBODY)

    def break_even_share(self, policy: Policy) -> np.ndarray:
        """Share of those who would leave that an offer must keep to pay for itself; infinite where none would do.

        From share x p x (margin x months - discount) = contact + discount x (1 - p).
        """
        economics, leaving = policy.economics, self.probability[:, None]
        discount = self.discount_eur_month * economics.discount_months
        won = leaving * (self.margin_eur_month[:, None] * economics.customer_value_months - discount)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = (economics.outreach_cost_eur + discount * (1 - leaving)) / won
        return np.where(won > 0, share, np.inf)


def prospects(customers: pl.DataFrame, model: Model, belief: Belief, policy: Policy) -> Prospects:
    """What each offer of the policy is expected to do to each customer.

    An offer takes the response's log-odds away from the customer's own, which is what a campaign with a control group
    measures; not a share of those who would leave, which overpays whoever leaves for certain.

    Args:
        customers: one row a customer with ``churn_probability``, ``avg_monthly_margin`` (EUR) and ``main_cause``.
        model: the one that scored them, which knows how it held by margin.
        belief: what offers do by cause.
        policy: offers, economics and the cautious end.
    """
    from scipy.special import expit, logit, ndtri

    offers, margin = tuple(policy.offers), customers["avg_monthly_margin"].cast(pl.Float64).to_numpy()
    cell = _cells(customers["main_cause"], offers, belief)
    mean, spread = (np.append(values, np.nan)[cell] for values in (np.array(belief.mean), belief.spread))
    stated = np.clip(customers["churn_probability"].to_numpy(), _SUREST, 1 - _SUREST)
    log_odds = logit(stated) + _margin_shifts(customers, model)
    probability = expit(log_odds)
    after = _mean_probability(log_odds[:, None] - mean, spread)
    cautious = expit(log_odds[:, None] - mean - spread * ndtri(policy.guardrails.cautious_quantile))
    discount_month = np.maximum(margin, 0)[:, None] * np.array(list(policy.offers.values()))
    value, cautious_value = (
        incremental_margin_eur(probability[:, None], with_offer, margin[:, None], discount_month, policy)
        for with_offer in (after, cautious)
    )
    discount = discount_month * policy.economics.discount_months * (1 - after)
    return Prospects(offers, margin, probability, cell, after, value, cautious_value, discount_month, discount)


def draws_of_worth(
    seen: Prospects, offer: np.ndarray, belief: Belief, policy: Policy, deviations: np.ndarray | None
) -> np.ndarray:
    """What offers made may be worth: one row a draw, one column a customer, EUR.

    What is drawn is the response, whose cells move together, and, apart from it, the probability, in which customers
    move together as the fits without a fold do. The mean stays what was said: a response is of stated probabilities, so
    their noise is in it already and widens the interval only.

    Args:
        seen: of those who get an offer.
        offer: the offer that each gets, as a column of ``seen``.
        belief: what offers do by cause.
        policy: offers and economics.
        deviations: of the customers' log-odds, one column a fit; see ``Model.log_odds_deviations``. None where the
            model does not say how sure it is.
    """
    from scipy.special import expit, logit

    rows = np.arange(len(offer))
    cell, discount_month = seen.cell[rows, offer], seen.discount_eur_month[rows, offer]
    log_odds = logit(np.clip(seen.probability, _SUREST, 1 - _SUREST))
    deviations = np.zeros((len(offer), 1)) if deviations is None else deviations
    noise = np.random.default_rng(_SEED).standard_normal((DRAWS, deviations.shape[1])) @ deviations.T

    def worth(before: np.ndarray, relief: np.ndarray) -> np.ndarray:
        return incremental_margin_eur(
            expit(before), expit(before - relief), seen.margin_eur_month, discount_month, policy
        )

    by_response = worth(log_odds, belief.draws(DRAWS, _SEED)[:, cell])
    by_probability = worth(log_odds + noise, np.array(belief.mean)[cell])
    return by_response + by_probability - by_probability.mean(axis=0)


def incremental_margin_eur(
    before: np.ndarray, after: np.ndarray, margin: np.ndarray, discount_month: np.ndarray, policy: Policy
) -> np.ndarray:
    """What is kept, less the discount to all who stay, less the contact. Source: RULES, economics known."""
    economics = policy.economics
    kept = (before - after) * margin * economics.customer_value_months
    return kept - discount_month * economics.discount_months * (1 - after) - economics.outreach_cost_eur


def _cells(causes: pl.Series, offers: tuple[str, ...], belief: Belief) -> np.ndarray:
    known = {
        cause: [-1 if (at := belief.position(offer, cause)) is None else at for offer in offers]
        for cause in causes.unique()
    }
    return np.array([known[cause] for cause in causes], dtype=np.int64).reshape(len(causes), len(offers))


def _margin_shifts(customers: pl.DataFrame, model: Model) -> np.ndarray:
    """What held for customers of such a margin, where the model was judged out of fold: log-odds, one a customer."""
    shifts = model.card.margin_shifts
    bands = customers.select(margin_band(pl.col("avg_monthly_margin"))).to_series()
    return np.array([shifts.get(band, 0.0) for band in bands])


def _mean_probability(log_odds: np.ndarray, spread: np.ndarray) -> np.ndarray:
    """Mean of the probability where its log-odds are normal, by Gauss-Hermite quadrature."""
    from scipy.special import expit

    nodes, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    total = np.zeros_like(log_odds)
    for node, weight in zip(nodes, weights / weights.sum(), strict=True):
        total += weight * expit(log_odds + spread * node)
    return total
