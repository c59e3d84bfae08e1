"""Who is offered what within a budget and a number of calls: two prices, one a euro and one a call, found by bisection.

At a price for every euro of discount each customer takes the offer that is worth most after paying it, and the calls go
to those who are worth most: that is the best plan for what it spends (Lagrange). Near the limit a few customers are
undecided; they are settled together. No plan within the limits is worth more than ``Plan.bound_eur``.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from spanishgas.policy import Policy

NOBODY = -1
_MOST_UNDECIDED, _MOST_CHOICES, _ROUNDING = 60, 5_000, 1e-9
_HALVINGS = 60


@dataclass(frozen=True)
class Limits:
    """What a plan may spend; None where nothing limits it."""

    budget_eur: float | None = None
    calls: int | None = None

    @classmethod
    def of(cls, policy: Policy) -> Self:
        """Those of a policy."""
        return cls(policy.limits.budget_eur, policy.limits.calls)


@dataclass(frozen=True)
class Plan:
    """Who gets which offer, and what the limits cost."""

    offer: np.ndarray
    """One a customer: the number of the offer, or ``NOBODY``."""
    value_eur: float
    bound_eur: float
    """No plan within the limits is worth more."""
    euro_price: float
    """What one more euro of budget returns."""
    call_price_eur: float
    """What one more call returns."""


def best_plan(value_eur: np.ndarray, cost_eur: np.ndarray, limits: Limits) -> Plan:
    """At most one offer a customer, so that the value is greatest and the limits are kept.

    Args:
        value_eur: of each customer (rows) and offer (columns); not a number, or below 0, where it is not to be made.
        cost_eur: what each takes from the budget, 0 or more.
        limits: budget and calls.
    """
    candidates, market = _market(value_eur, cost_eur, limits)
    if not candidates.size:
        return Plan(np.full(len(value_eur), NOBODY), 0.0, 0.0, 0.0, 0.0)
    price = market.euro_price()
    chosen, call_price = market.demand(price)
    bound = market.bound(price, call_price)
    chosen = _settled(market, chosen, price, call_price)
    offer = np.full(len(value_eur), NOBODY)
    offer[candidates] = chosen
    return Plan(offer, market.value_of(chosen), bound, price, call_price)


def value_curve(value_eur: np.ndarray, cost_eur: np.ndarray, calls: int | None, points: int = 40) -> np.ndarray:
    """What every budget would return: rows of (budget, value, calls, euro price), the smallest budget first.

    Each point is the best plan of a price a euro; from the price at which a single offer is worth it down to none.
    """
    candidates, market = _market(value_eur, cost_eur, Limits(calls=calls))
    if not candidates.size:
        return np.zeros((1, 4))
    highest = market.highest_price()
    prices = [0.0, *(highest * np.geomspace(1e-3, 1, points - 1)).tolist()]
    found = []
    for price in sorted(prices, reverse=True):
        chosen, _ = market.demand(price)
        found.append((market.cost_of(chosen), market.value_of(chosen), np.count_nonzero(chosen != NOBODY), price))
    return np.array(found)


@dataclass(frozen=True)
class _Market:
    """Customers of whom at least one offer is worth something."""

    value: np.ndarray
    cost: np.ndarray
    limits: Limits

    def demand(self, euro_price: float) -> tuple[np.ndarray, float]:
        """The best plan where a euro costs this and calls are limited, and what a call costs then."""
        left = self.value - euro_price * self.cost
        best = left.argmax(axis=1)
        worth = left[np.arange(len(best)), best]
        chosen = np.where(worth > 0, best, NOBODY)
        calls = self.limits.calls
        if calls is None or np.count_nonzero(worth > 0) <= calls:
            return chosen, 0.0
        last = np.partition(worth, -calls)[-calls] if calls else np.inf
        is_called = worth > last
        is_called[np.flatnonzero(worth == last)[: calls - np.count_nonzero(is_called)]] = True
        return np.where(is_called, chosen, NOBODY), max(float(worth[~is_called].max()), 0.0)

    def highest_price(self) -> float:
        """A price a euro at which nobody is offered anything that costs."""
        is_costly = (self.cost > 0) & (self.value > 0)
        return 1.0 + float((self.value[is_costly] / self.cost[is_costly]).max()) if is_costly.any() else 0.0

    def euro_price(self) -> float:
        """The lowest price a euro at which the budget is kept."""
        budget = self.limits.budget_eur
        if budget is None or self.cost_of(self.demand(0.0)[0]) <= budget:
            return 0.0
        low, high = 0.0, self.highest_price()
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            if self.cost_of(self.demand(middle)[0]) > budget:
                low = middle
            else:
                high = middle
        return high

    def cost_of(self, chosen: np.ndarray) -> float:
        """EUR of budget."""
        return self._sum(self.cost, chosen)

    def value_of(self, chosen: np.ndarray) -> float:
        """EUR."""
        return self._sum(self.value, chosen)

    def bound(self, euro_price: float, call_price: float) -> float:
        """Value that no plan within the limits exceeds, by weak duality: it holds for any prices."""
        left = (self.value - euro_price * self.cost - call_price).max(axis=1)
        paid = euro_price * (self.limits.budget_eur or 0.0) + call_price * (self.limits.calls or 0)
        return float(np.maximum(left, 0).sum()) + paid

    @staticmethod
    def _sum(amount: np.ndarray, chosen: np.ndarray) -> float:
        rows = np.flatnonzero(chosen != NOBODY)
        return float(amount[rows, chosen[rows]].sum())


def _market(value_eur: np.ndarray, cost_eur: np.ndarray, limits: Limits) -> tuple[np.ndarray, _Market]:
    """The customers of whom an offer is worth something, by their rows, and their market."""
    worth = np.where(value_eur > 0, value_eur, -np.inf)
    candidates = np.flatnonzero((worth > 0).any(axis=1))
    return candidates, _Market(worth[candidates], np.where(worth > 0, cost_eur, 0.0)[candidates], limits)


def _settled(market: _Market, chosen: np.ndarray, euro_price: float, call_price: float) -> np.ndarray:
    """The plan with those whom the prices leave undecided chosen anew, together: whoever could make it better."""
    gap = market.bound(euro_price, call_price) - market.value_of(chosen)
    left = market.value - euro_price * market.cost - call_price
    ways = np.sort(np.column_stack([np.zeros(len(left)), left]), axis=1)  # no offer is one too
    switch = ways[:, -1] - ways[:, -2]
    undecided = np.argsort(switch, kind="stable")[:_MOST_UNDECIDED]
    undecided = undecided[switch[undecided] <= gap]
    others = chosen.copy()
    others[undecided] = NOBODY
    others[undecided] = _exact(market, undecided, others, (euro_price, call_price), gap)
    return others if market.value_of(others) > market.value_of(chosen) else chosen


def _exact(
    market: _Market, undecided: np.ndarray, others: np.ndarray, prices: tuple[float, float], gap: float
) -> np.ndarray:
    """The best choice of the undecided with what the others leave of the limits, customer by customer.

    A choice so far is given up where another one costs no more, takes as many calls and is worth as much, where at
    these prices it has lost more than the plan can win, and, of too many, where it has lost most.
    """
    euro_price, call_price = prices
    limits = market.limits
    budget = np.inf if limits.budget_eur is None else limits.budget_eur - market.cost_of(others)
    calls = np.inf if limits.calls is None else limits.calls - np.count_nonzero(others != NOBODY)
    value, cost, offers, most = np.zeros(1), np.zeros(1), np.full((1, len(undecided)), NOBODY), 0.0
    for place, customer in enumerate(undecided):
        parts = [(value, cost, offers)]
        for offer in np.flatnonzero(np.isfinite(market.value[customer])):
            with_offer = offers.copy()
            with_offer[:, place] = offer
            parts.append((value + market.value[customer, offer], cost + market.cost[customer, offer], with_offer))
        value, cost, offers = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        called = np.count_nonzero(offers != NOBODY, axis=1)
        most += max(float((market.value[customer] - euro_price * market.cost[customer]).max()) - call_price, 0.0)
        lost = most - (value - euro_price * cost - call_price * called)
        kept = np.flatnonzero((cost <= budget) & (called <= calls) & (lost <= gap + _ROUNDING))
        kept = kept[_undominated(value[kept], cost[kept], called[kept])]
        if kept.size > _MOST_CHOICES:
            kept = kept[np.argsort(lost[kept], kind="stable")[:_MOST_CHOICES]]
        value, cost, offers = value[kept], cost[kept], offers[kept]
    return offers[value.argmax()] if value.size else np.full(len(undecided), NOBODY)


def _undominated(value: np.ndarray, cost: np.ndarray, called: np.ndarray) -> np.ndarray:
    """Those that are worth more than all that cost no more and take as many calls."""
    order = np.lexsort((-value, cost, called))
    best_before = np.full(order.size, -np.inf)
    for count in np.unique(called):
        of_count = np.flatnonzero(called[order] == count)
        best_before[of_count[1:]] = np.maximum.accumulate(value[order[of_count]])[:-1]
    return order[value[order] > best_before]
