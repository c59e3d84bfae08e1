"""The best plan within a budget and calls, against plans found in other ways."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from spanishgas.decide.plan import NOBODY, Limits, Plan, best_plan, value_curve

OFFERS = 3
VALUES = st.one_of(st.floats(-50, 200), st.integers(-3, 6).map(float), st.just(float("nan")))
COSTS = st.one_of(st.just(0), st.integers(1, 800), st.sampled_from([8, 16, 24])).map(lambda eighths: eighths / 8)
"""Sums of eighths are exact, whatever their order: a budget that is just reached is reached in every way of adding."""
CUSTOMERS = st.tuples(*[VALUES] * OFFERS, *[COSTS] * OFFERS)
LIMITS = st.builds(
    Limits,
    st.one_of(st.none(), st.integers(0, 1_600).map(lambda eighths: eighths / 8), st.integers(0, 8).map(float)),
    st.one_of(st.none(), st.integers(0, 6)),
)


def _tables(customers: list[tuple[float, ...]]) -> tuple[np.ndarray, np.ndarray]:
    """Value and cost of each customer and offer."""
    both = np.array(customers, dtype=float).reshape(-1, 2 * OFFERS)
    return both[:, :OFFERS], both[:, OFFERS:]


def _random(seed: int, customers: int, *, are_whole: bool = False) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    value, cost = rng.normal(20, 30, (customers, OFFERS)), rng.uniform(0, 40, (customers, OFFERS))
    return (value.round(), cost.round()) if are_whole else (value, cost)


def _spent(plan: Plan, cost: np.ndarray) -> tuple[float, int]:
    """Euros and calls of a plan."""
    rows = np.flatnonzero(plan.offer != NOBODY)
    return float(cost[rows, plan.offer[rows]].sum()), rows.size


def _keeps(plan: Plan, cost: np.ndarray, limits: Limits) -> bool:
    euros, calls = _spent(plan, cost)
    within = limits.budget_eur is None or euros <= limits.budget_eur + 1e-9
    return within and (limits.calls is None or calls <= limits.calls)


def _by_trying_all(value: np.ndarray, cost: np.ndarray, limits: Limits) -> float:
    """Value of the best of all plans there are."""
    with_none = [np.column_stack([np.zeros(len(table)), table]) for table in (np.where(value > 0, value, -1e9), cost)]
    plans = np.array(list(product(range(OFFERS + 1), repeat=len(value))), dtype=int).reshape(-1, len(value))
    worth, spent = (table[np.arange(len(value)), plans].sum(axis=1) for table in with_none)
    is_open = np.count_nonzero(plans, axis=1) <= (len(value) if limits.calls is None else limits.calls)
    if limits.budget_eur is not None:
        is_open &= spent <= limits.budget_eur
    return float(worth[is_open].max())


def _by_whole_numbers(value: np.ndarray, cost: np.ndarray, limits: Limits) -> float:
    """Value of the best plan by mixed-integer programming."""
    worth, count = np.maximum(value, 0).ravel(), value.size
    one_each = sparse.kron(sparse.eye(len(value)), np.ones((1, OFFERS)))
    rules = [LinearConstraint(one_each, -np.inf, 1)]
    for weight, most in ((cost.ravel(), limits.budget_eur), (np.ones(count), limits.calls)):
        rules += [] if most is None else [LinearConstraint(weight[None], -np.inf, most)]
    bounds, exact = Bounds(0, (worth > 0).astype(float)), {"mip_rel_gap": 0}
    found = milp(-worth, constraints=rules, integrality=np.ones(count), bounds=bounds, options=exact)
    assert found.status == 0
    return -found.fun


@settings(max_examples=200)
@given(st.lists(CUSTOMERS, min_size=1, max_size=6), LIMITS)
def test_no_plan_of_a_few_customers_is_better_nor_beyond_the_bound(customers, limits):
    value, cost = _tables(customers)
    plan, best = best_plan(value, cost, limits), _by_trying_all(value, cost, limits)
    assert _keeps(plan, cost, limits)
    assert plan.value_eur == pytest.approx(best, abs=1e-6)
    assert plan.bound_eur >= best - 1e-9


@pytest.mark.parametrize("seed", range(30))
def test_the_plan_is_the_one_that_mixed_integer_programming_finds(seed):
    rng = np.random.default_rng(seed)
    value, cost = _random(seed, int(rng.integers(20, 61)), are_whole=seed % 3 == 0)
    budget, calls = float(rng.uniform(0.02, 0.6) * cost.max(axis=1).sum()), int(rng.integers(1, len(value)))
    limits = (Limits(budget, calls), Limits(budget), Limits(calls=calls))[seed % 5 % 3]
    plan, best = best_plan(value, cost, limits), _by_whole_numbers(value, cost, limits)
    assert _keeps(plan, cost, limits)
    assert plan.value_eur == pytest.approx(best, abs=1e-6)
    assert plan.bound_eur >= best - 1e-6


@pytest.mark.parametrize("seed", [4, 9, 49])
def test_where_every_offer_returns_as_much_of_its_cost_little_is_lost_and_the_bound_says_how_little(seed):
    rng = np.random.default_rng(seed)
    cost = rng.uniform(5, 40, (50, OFFERS))
    value, limits = cost + rng.normal(10, 1, cost.shape), Limits(700.0, 25)
    plan, best = best_plan(value, cost, limits), _by_whole_numbers(value, cost, limits)
    assert _keeps(plan, cost, limits)
    assert 0.999 * best <= plan.value_eur <= best + 1e-6
    assert best - 1e-6 <= plan.bound_eur < 1.002 * plan.value_eur


@given(st.lists(CUSTOMERS, min_size=1, max_size=20))
def test_without_limits_everybody_gets_the_offer_that_is_worth_most_and_nothing_has_a_price(customers):
    value, cost = _tables(customers)
    plan, best = best_plan(value, cost, Limits()), np.nan_to_num(value, nan=-1.0).max(axis=1)
    assert (plan.euro_price, plan.call_price_eur) == (0.0, 0.0)
    assert ((plan.offer == NOBODY) == (best <= 0)).all()
    chosen = np.flatnonzero(plan.offer != NOBODY)
    assert (value[chosen, plan.offer[chosen]] == best[chosen]).all()
    assert plan.value_eur == pytest.approx(best[best > 0].sum())
    assert plan.bound_eur == pytest.approx(plan.value_eur)


@given(st.lists(CUSTOMERS, max_size=20), LIMITS)
def test_what_is_worth_nothing_or_not_known_is_never_chosen(customers, limits):
    value, cost = _tables(customers)
    plan = best_plan(value, cost, limits)
    chosen = np.flatnonzero(plan.offer != NOBODY)
    assert (value[chosen, plan.offer[chosen]] > 0).all()


def test_a_cost_that_is_not_known_does_not_matter_where_the_offer_is_not_made():
    plan = best_plan(np.array([[np.nan, 5.0, -1.0]]), np.array([[np.nan, 1.0, np.nan]]), Limits(1.0, 1))
    assert (plan.offer.tolist(), plan.value_eur) == ([1], 5.0)


@pytest.mark.parametrize("limits", [Limits(), Limits(10.0, 3), Limits(0.0, 0)])
@pytest.mark.parametrize("customers", [[], [(-1.0, 0.0, float("nan"), 1.0, 1.0, 1.0)]], ids=["nobody", "nothing"])
def test_where_nothing_can_be_offered_the_plan_is_empty(customers, limits):
    plan = best_plan(*_tables(customers), limits)
    assert plan.offer.tolist() == [NOBODY] * len(customers)
    assert (plan.value_eur, plan.bound_eur, plan.euro_price, plan.call_price_eur) == (0.0, 0.0, 0.0, 0.0)


def test_without_calls_nobody_is_called_and_one_call_would_return_the_best_offer():
    value, cost = _random(seed=1, customers=50)
    plan = best_plan(value, cost, Limits(calls=0))
    assert (plan.offer == NOBODY).all()
    assert plan.call_price_eur == value.max()


def test_without_a_budget_only_offers_that_cost_nothing_are_made():
    value, cost = np.array([[5.0, 9.0, 1.0], [7.0, 8.0, 2.0], [1.0, 2.0, 3.0]]), np.ones((3, OFFERS))
    cost[0, 0] = cost[1, 2] = 0.0
    plan = best_plan(value, cost, Limits(budget_eur=0.0))
    assert (plan.offer.tolist(), plan.value_eur) == ([0, 2, NOBODY], 7.0)


def test_a_limit_that_is_just_reached_does_not_bind():
    value, cost = np.array([[5.0], [7.0]]), np.array([[2.0], [3.0]])
    plan = best_plan(value, cost, Limits(5.0, 2))
    assert (plan.offer.tolist(), plan.euro_price, plan.call_price_eur) == ([0, 0], 0.0, 0.0)


def test_the_prices_are_what_the_best_of_those_left_out_would_return():
    value, cost = np.array([[6.0], [9.0], [4.0]]), np.array([[2.0], [2.0], [2.0]])
    assert best_plan(value, cost, Limits(calls=1)).call_price_eur == 6.0
    assert best_plan(value, cost, Limits(budget_eur=4.0)).euro_price == pytest.approx(2.0)  # 4 EUR for 2 EUR


# A plan's bound is an upper limit of the value at its own prices for any limits: V(b + d) <= bound(b) + price(b) d, and
# V(b) <= bound(b + d) - price(b + d) d. So the difference quotient lies between the two prices but for gap / d, where
# the gap is what the bound leaves open; on a large case it is next to nothing, and so the prices are near each other.
LARGE = _random(seed=3, customers=2_000)


def _between(fewer: tuple[float, float, float], more: tuple[float, float, float], step: float) -> None:
    """The difference quotient of two plans lies between their prices: each is (value, bound, price)."""
    quotient, gap = (more[0] - fewer[0]) / step, max(plan[1] - plan[0] for plan in (fewer, more))
    assert gap < 1e-4 * fewer[0]
    assert more[2] - gap / step <= quotient <= fewer[2] + gap / step
    assert fewer[2] == pytest.approx(more[2], rel=0.05)
    assert more[2] > 0.1


@pytest.mark.parametrize("calls", [None, 700])
@pytest.mark.parametrize("budget", [2_000.0, 6_000.0])
def test_the_price_of_a_euro_is_what_one_more_euro_returns(budget, calls):
    plans = [best_plan(*LARGE, Limits(eur, calls)) for eur in (budget, 1.02 * budget)]
    _between(*((plan.value_eur, plan.bound_eur, plan.euro_price) for plan in plans), step=0.02 * budget)


@pytest.mark.parametrize("budget", [None, 4_000.0])
@pytest.mark.parametrize("calls", [300, 500])
def test_the_price_of_a_call_is_what_one_more_call_returns(calls, budget):
    plans = [best_plan(*LARGE, Limits(budget, count)) for count in (calls, calls + 10)]
    _between(*((plan.value_eur, plan.bound_eur, plan.call_price_eur) for plan in plans), step=10)


@pytest.mark.parametrize("calls", [None, 25])
def test_the_curve_rises_with_the_budget_and_each_of_its_points_is_the_best_plan_for_it(calls):
    value, cost = _random(seed=5, customers=60)
    curve = value_curve(value, cost, calls, points=25)
    assert curve.shape == (25, 4)
    assert (np.diff(curve[:, 0]) >= 0).all()
    assert (np.diff(curve[:, 1]) >= 0).all()
    assert (np.diff(curve[:, 3]) < 0).all()
    for budget, worth, called, _ in curve:
        plan = best_plan(value, cost, Limits(budget + 1e-9, calls))
        assert plan.value_eur == pytest.approx(worth, abs=1e-6)
        assert called <= (60 if calls is None else calls)
    assert curve[0].tolist()[:3] == [0.0, 0.0, 0]
    assert curve[-2, 3] == pytest.approx(1e-3 * curve[0, 3])  # budgets that nearly suffice are shown too
    assert curve[-1, [1, 3]].tolist() == [pytest.approx(best_plan(value, cost, Limits(calls=calls)).value_eur), 0.0]


def test_the_curve_of_offers_that_cost_nothing_begins_with_them():
    curve = value_curve(np.array([[3.0, 4.0], [2.0, -1.0]]), np.array([[0.0, 1.0], [0.0, 1.0]]), None, points=5)
    assert curve[0].tolist()[:3] == [0.0, 5.0, 2]
    assert curve[-1].tolist() == [1.0, 6.0, 2, 0.0]


def test_where_nothing_can_be_offered_the_curve_is_one_point():
    assert value_curve(np.full((2, OFFERS), np.nan), np.ones((2, OFFERS)), 5).tolist() == [[0.0, 0.0, 0.0, 0.0]]


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(1, 40), st.floats(0, 0.6), st.one_of(st.none(), st.integers(0, 20)))
def test_the_order_of_customers_decides_nothing_where_no_two_plans_are_worth_the_same(seed, customers, share, calls):
    value, cost = _random(seed, customers)
    limits = Limits(share * float(cost.max(axis=1).sum()), calls)
    order = np.random.default_rng(seed).permutation(customers)
    plan, other = best_plan(value, cost, limits), best_plan(value[order], cost[order], limits)
    assert other.offer.tolist() == plan.offer[order].tolist()
    assert other.value_eur == pytest.approx(plan.value_eur)
