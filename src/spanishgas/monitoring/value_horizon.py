"""How long customers who were at risk, and stayed, go on staying: what the policy's value horizon is held against."""

from datetime import date
from typing import ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from spanishgas.config.rule_book import RuleBook
from spanishgas.monitoring.followed import Followed
from spanishgas.policy import Policy
from spanishgas.silver.departures import HORIZON_DAYS
from spanishgas.tables.document import Document

_INTERVAL_90 = (0.05, 0.95)
_DRAWS = 1_000


class StayRules(RuleBook):
    """From when on it counts as measured how long customers stay, and how far that reaches."""

    file: ClassVar[str] = "stay_rules.yaml"

    longest_months: int = Field(gt=0)
    fewest_months: int = Field(gt=0)
    fewest_customers: int = Field(gt=0)
    fewest_departures: int = Field(ge=0)


class MeasuredStay(Document):
    """Expected months, with the ends of their 90 % interval."""

    months: float
    low_months: float
    high_months: float


class ValueHorizon(Document):
    """How long customers stayed who were at risk and did not leave within the horizon: months of 30 days after it."""

    customers: tuple[int, ...]
    """Who was there at the beginning of each month that was seen."""
    departures: tuple[int, ...]
    """Of them those who left within it."""
    longest_months: int
    assumed_months: float
    """What the policy says."""
    stay: MeasuredStay | None
    """Of the longest months; null where too little was seen."""
    missing: str
    """What is not there yet, where nothing is measured."""

    def sentence(self) -> str:
        """What is measured beside what is assumed, or why it is not; empty where nobody has been followed yet."""
        if self.stay is None:
            return f"not yet measured: {self.missing}" if self.customers else ""
        return (
            f"kept customers stay {self.stay.months:.1f} of {self.longest_months} months (90 %: "
            f"{self.stay.low_months:.1f} to {self.stay.high_months:.1f}), measured over {len(self.customers)} months "
            f"on {self.customers[0]:,} customers; the policy assumes {self.assumed_months:g} "
            "(policy.yaml: economics, customer_value_months)"
        )


def value_horizon(
    silver_customers: pl.LazyFrame,
    published_scores: pl.LazyFrame,
    *,
    policy: Policy,
    stay_rules: StayRules,
    as_of: date,
    seed: int,
) -> ValueHorizon:
    """How long customers stay whom a published run flagged or put above the lowest tier, once its horizon is over.

    The product of the shares who stayed each month; a departure counts half of its month, and months that nobody has
    seen yet are like the later half of those seen. The interval is a bootstrap of the customers. No policy is changed
    by it. Source: Kaplan and Meier, "Nonparametric estimation from incomplete observations", JASA 1958.
    """
    at_risk = (pl.col("churn_prediction") == 1) | policy.is_at_risk()
    listed = published_scores.select("customer_id", "as_of", is_at_risk=at_risk.fill_null(value=False)).collect()
    followed = Followed.of(listed, silver_customers.select("customer_id", "left_on").collect(), as_of)
    customers, _ = followed.by_month(stay_rules.longest_months, followed.customers)
    seen = int(np.count_nonzero(customers >= stay_rules.fewest_customers))
    customers, departures = followed.by_month(seen, followed.customers)
    missing = _missing(departures, stay_rules)
    return ValueHorizon(
        customers=tuple(customers.tolist()),
        departures=tuple(departures.tolist()),
        longest_months=stay_rules.longest_months,
        assumed_months=policy.economics.customer_value_months,
        stay=None if missing else _stay(followed, seen, stay_rules.longest_months, seed),
        missing=missing,
    )


def _missing(departures: np.ndarray, rules: StayRules) -> str:
    """What must have been seen before anything is measured."""
    if departures.size < rules.fewest_months:
        return (
            f"of {rules.fewest_customers} or more customers at risk, {departures.size} of the {rules.fewest_months} "
            f"months that are needed after their {HORIZON_DAYS} days have been seen; scores of past runs must stay so "
            "long (keep_scores_days)"
        )
    later = int(departures[departures.size // 2 :].sum())
    if later < rules.fewest_departures:
        return f"departures in the later half of the months seen: {later}, and {rules.fewest_departures} are needed"
    return ""


def _stay(followed: Followed, seen: int, longest: int, seed: int) -> MeasuredStay:
    count = followed.customers.sum()
    drawn = np.random.default_rng(seed).multinomial(count, followed.customers / count, size=_DRAWS)
    low, high = np.quantile(_expected_months(*followed.by_month(seen, drawn), longest), _INTERVAL_90)
    expected = _expected_months(*followed.by_month(seen, followed.customers), longest)
    return MeasuredStay(months=float(expected), low_months=float(low), high_months=float(high))


def _expected_months(customers: np.ndarray, departures: np.ndarray, longest: int) -> np.ndarray:
    """Mean months, the longest at most, by who was there and who left in each month; the last axis are months."""
    seen = customers.shape[-1]
    later = slice(seen // 2, None)
    beyond = departures[..., later].sum(axis=-1) / np.maximum(customers[..., later].sum(axis=-1), 1)
    leaving = departures / np.maximum(customers, 1)
    leaving = np.concatenate([leaving, np.repeat(beyond[..., None], longest - seen, axis=-1)], axis=-1)
    staying = np.cumprod(1 - leaving, axis=-1)
    return 0.5 + staying.sum(axis=-1) - staying[..., -1] / 2
