"""What each offer would do to each customer: probabilities, euros, and how sure they are."""

from math import log

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import expit, logit
from scipy.stats import norm
from support.offers import CALL, level_model, model_with, policy_with, responses_of

from spanishgas.decide.prospects import Prospects, draws_of_worth, incremental_margin_eur, prospects
from spanishgas.decide.responses import Responses
from spanishgas.model.artefact import Model
from spanishgas.policy import Policy

PROBABILITIES = st.floats(0.01, 0.99)
RELIEFS = st.floats(-2, 2)
FREE = policy_with(CALL, economics={"outreach_cost_eur": 0, "customer_value_months": 30, "discount_months": 0})
"""A call that costs nothing: what it returns is what it keeps."""


def _customers(*customers: tuple[float, float | None], cause: str = "price") -> pl.DataFrame:
    """Customers of a probability and a margin, who leave for one cause."""
    probability, margin = ([each[place] for each in customers] for place in (0, 1))
    types = {"churn_probability": pl.Float64, "avg_monthly_margin": pl.Float64, "main_cause": pl.String}
    columns = {"churn_probability": probability, "avg_monthly_margin": margin, "main_cause": [cause] * len(customers)}
    return pl.DataFrame(columns, schema=types)


def _seen(
    *customers: tuple[float, float | None],
    relief: float = 0.0,
    spread: float = 1e-9,
    policy: Policy = CALL,
    model: Model | None = None,
) -> Prospects:
    """What a call with this relief would do."""
    belief = responses_of({"call": {"price": relief}}, spread).belief()
    return prospects(_customers(*customers), model or level_model(), belief, policy)


def _after(probability: float, relief: float, spread: float = 1e-9) -> float:
    """Probability of leaving with the offer."""
    return float(_seen((probability, 8.0), relief=relief, spread=spread).probability_with_offer[0, 0])


@given(PROBABILITIES)
def test_an_offer_that_does_nothing_changes_no_probability_and_costs_what_it_costs(probability):
    seen = _seen((probability, 8.0))
    assert seen.probability[0] == pytest.approx(probability)
    assert seen.probability_with_offer[0, 0] == pytest.approx(probability)
    assert seen.discount_eur_month[0, 0] == 2.0
    assert seen.discount_eur[0, 0] == pytest.approx(12 * (1 - probability))
    assert seen.incremental_margin_eur[0, 0] == pytest.approx(-12 * (1 - probability) - 3)
    assert seen.cautious_margin_eur[0, 0] == pytest.approx(-12 * (1 - probability) - 3)


@given(PROBABILITIES, RELIEFS, RELIEFS)
def test_the_more_an_offer_takes_away_the_fewer_leave_and_the_more_it_returns(probability, relief, other):
    assume(abs(relief - other) > 1e-3)
    less, more = (_seen((probability, 8.0), relief=each, spread=0.3) for each in sorted((relief, other)))
    assert more.probability_with_offer[0, 0] < less.probability_with_offer[0, 0]
    assert more.incremental_margin_eur[0, 0] > less.incremental_margin_eur[0, 0]
    assert more.cautious_margin_eur[0, 0] > less.cautious_margin_eur[0, 0]


@given(PROBABILITIES, RELIEFS)
def test_a_response_that_is_sure_takes_its_log_odds_from_the_customers_own(probability, relief):
    assert _after(probability, relief) == pytest.approx(expit(logit(probability) - relief))


@given(PROBABILITIES, RELIEFS, st.floats(0.1, 1.5))
def test_an_unsure_response_draws_the_probability_towards_one_half(probability, relief, spread):
    sure, unsure = _after(probability, relief), _after(probability, relief, spread)
    assume(abs(sure - 0.5) > 1e-3)
    assert abs(unsure - 0.5) < abs(sure - 0.5)
    assert (unsure - 0.5) * (sure - 0.5) > 0


@pytest.mark.parametrize(("probability", "relief", "spread"), [(0.9, 0.5, 1.0), (0.2, -0.3, 0.5), (0.05, 1.0, 1.5)])
def test_the_probability_with_an_unsure_response_is_its_mean_over_what_the_response_may_be(probability, relief, spread):
    def weighed(each: float) -> float:
        return float(expit(logit(probability) - each) * norm.pdf(each, relief, spread))

    mean, _ = quad(weighed, relief - 10 * spread, relief + 10 * spread)
    assert _after(probability, relief, spread) == pytest.approx(mean, abs=1e-5)


def test_the_cautious_end_is_what_returns_where_the_response_is_at_its_quantile():
    # The quantile 0.1586553 of a normal distribution is one spread below its mean: log 9 - log 3 = log 3.
    policy = policy_with(CALL, guardrails={"cautious_quantile": norm.cdf(-1)})
    seen = _seen((0.75, 8.0), relief=log(9), spread=log(3), policy=policy)
    assert seen.cautious_margin_eur[0, 0] == pytest.approx(60 - 6 - 3)


def test_the_probability_is_as_it_held_for_customers_of_such_a_margin():
    model = model_with({"0 to 10": log(3), "below 0": -log(3), "unknown": log(9)})
    seen = _seen((0.5, 8.0), (0.5, 12.0), (0.5, -1.0), (0.5, None), model=model)
    assert seen.probability == pytest.approx([0.75, 0.5, 0.25, 0.9])
    assert seen.probability_with_offer[:, 0] == pytest.approx([0.75, 0.5, 0.25, 0.9])


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_whoever_is_certain_to_leave_or_to_stay_is_moved_by_nothing(probability):
    seen = _seen((probability, 8.0), relief=2.0)
    assert seen.probability_with_offer[0, 0] == pytest.approx(probability, abs=1e-5)
    assert seen.incremental_margin_eur[0, 0] == pytest.approx(-12 * (1 - probability) - 3, abs=0.01)


def test_where_margin_or_response_is_not_known_neither_is_what_an_offer_returns():
    seen = _seen((0.5, None), (0.5, -8.0), relief=1.0)
    assert np.isnan(seen.incremental_margin_eur).tolist() == [[True], [False]]
    assert seen.discount_eur_month[1, 0] == 0.0  # no share of a margin that is lost
    nobody_knows = responses_of({"call": {"price": 1.0}}, source="none").belief()
    for belief, cause in ((nobody_knows, "price"), (responses_of({"call": {"price": 1.0}}).belief(), "moving")):
        seen = prospects(_customers((0.5, 8.0), cause=cause), level_model(), belief, CALL)
        assert seen.cell.tolist() == [[-1]]
        assert np.isnan([seen.incremental_margin_eur, seen.cautious_margin_eur, seen.probability_with_offer]).all()


def test_each_offer_and_cause_has_its_own_response():
    tiers = [tier.model_dump(by_alias=True) for tier in CALL.risk_tiers]
    letter = {"name": "Critical", "from": 0.9, "action": "letter", "timing": "now", "maximum_offer_share": 0.5}
    policy = policy_with(CALL, risk_tiers=[*tiers, letter])
    responses = responses_of({"letter": {"other": log(2), "price": log(3)}, "call": {"price": log(9)}}, spread=1e-9)
    table = pl.concat([_customers((0.75, 8.0), cause=cause) for cause in ("price", "other", "price")])
    seen = prospects(table, level_model(), responses.belief(), policy)
    assert seen.offers == ("call", "letter")
    assert seen.cell.tolist() == [[2, 1], [-1, 0], [2, 1]]
    assert seen.probability_with_offer[:2].ravel() == pytest.approx([0.25, 0.5, np.nan, 0.6], nan_ok=True)
    assert seen.discount_eur_month.tolist() == [[2.0, 4.0]] * 3


def test_the_share_that_an_offer_must_keep_by_hand():
    # Of 0.75 x (8 EUR x 30 months - 12 EUR) to win, 3 EUR are the contact and 12 EUR x 0.25 go to who stays anyway.
    shares = _seen((0.75, 8.0), (0.75, 0.0), (0.75, -8.0), (0.75, None)).break_even_share(CALL)
    assert shares[0, 0] == pytest.approx(6 / 171)
    assert shares[1:, 0].tolist() == [np.inf, np.inf, np.inf]


def test_a_discount_that_is_as_much_as_the_margin_never_pays():
    policy = policy_with(CALL, economics={**CALL.economics.model_dump(), "discount_months": 120})
    assert _seen((0.75, 8.0), policy=policy).break_even_share(policy).tolist() == [[np.inf]]


@given(PROBABILITIES, st.floats(0.01, 3), st.floats(0.1, 500), st.floats(0, 60))
def test_an_offer_pays_exactly_where_it_keeps_more_than_it_must(probability, relief, margin, discount_months):
    economics = {**CALL.economics.model_dump(), "discount_months": discount_months}
    policy = policy_with(CALL, economics=economics)
    seen = _seen((probability, margin), relief=relief, policy=policy)
    kept = 1 - seen.probability_with_offer[0, 0] / seen.probability[0]
    share = seen.break_even_share(policy)[0, 0]
    assume(abs(kept - share) > 1e-9)
    assert (seen.incremental_margin_eur[0, 0] > 0) == (kept > share)


def test_the_value_of_a_changed_probability_by_hand():
    before, after, margin, month = (np.array([each]) for each in (0.5, 0.4, 10.0, 1.0))
    # A tenth of 10 EUR x 30 months, 6 EUR to 60 %, 3 EUR for the contact.
    assert incremental_margin_eur(before, after, margin, month, CALL) == pytest.approx([30 - 3.6 - 3])


def _draws(
    *customers: tuple[float, float | None],
    deviations: list[list[float]] | np.ndarray,
    responses: Responses | None = None,
    policy: Policy = CALL,
) -> tuple[Prospects, np.ndarray]:
    """What calls to these customers may be worth, and what is expected of them."""
    belief = (responses or responses_of({"call": {"price": log(3)}})).belief()
    seen = prospects(_customers(*customers), level_model(), belief, policy)
    offer = np.zeros(len(customers), dtype=np.int64)
    return seen, draws_of_worth(seen, offer, belief, policy, np.array(deviations))


def test_where_little_is_unsure_what_is_drawn_is_near_what_is_expected():
    responses = responses_of({"call": {"price": log(3)}}, spread=0.05)
    seen, drawn = _draws((0.75, 8.0), (0.2, 30.0), deviations=[[0.03, 0.04], [0.0, 0.05]], responses=responses)
    expected, spread = seen.incremental_margin_eur[:, 0], drawn.std(axis=0)
    assert (np.abs(drawn.mean(axis=0) - expected) < 4 * spread / np.sqrt(len(drawn))).all()
    assert (spread < 0.1 * expected).all()


def test_where_all_is_sure_every_draw_is_what_is_expected():
    seen, drawn = _draws((0.75, 8.0), (0.2, 30.0), deviations=[[0.0], [0.0]])
    assert drawn == pytest.approx(np.tile(seen.incremental_margin_eur[:, 0], (len(drawn), 1)), abs=1e-3)


def test_responses_that_are_wrong_together_make_the_sum_of_many_offers_as_unsure_as_one():
    def spread(**how: float) -> float:
        responses = responses_of({"call": {"price": 1.0}}, **{"spread": 1e-6} | how)
        _, drawn = _draws(*[(0.75, 8.0)] * 10, deviations=[[0.0]] * 10, responses=responses)
        return float(drawn.sum(axis=1).std() / drawn[:, 0].std())

    assert spread(shared=0.5) == pytest.approx(10)
    assert spread(cause=0.5) == pytest.approx(10)


@given(st.floats(0, 0.5), st.floats(0.1, 0.5))
def test_the_interval_widens_with_what_all_responses_share(shared, more):
    def width(each: float) -> float:
        responses = responses_of({"call": {"price": 1.0}}, spread=0.1, shared=each)
        _, drawn = _draws((0.75, 8.0), (0.5, 8.0), deviations=[[0.0], [0.0]], responses=responses)
        low, high = np.quantile(drawn.sum(axis=1), (0.05, 0.95))
        return float(high - low)

    assert width(shared + more) > width(shared)


@pytest.mark.parametrize(
    ("probability", "error"), [(0.999, 2.0), (0.001, 2.0), (0.999, 3.0)], ids=lambda value: f"{value:g}"
)
def test_a_probability_near_certainty_stays_on_average_what_was_said(probability, error):
    responses = responses_of({"call": {"price": 40.0}})
    _, drawn = _draws((probability, 100 / 30), deviations=[[error]], responses=responses, policy=FREE)
    leaving = min(probability, 1 - probability)
    assert abs(drawn.mean() / 100 - probability) < leaving


def test_the_mean_of_the_draws_is_what_is_promised_also_where_probabilities_are_unsure():
    customers = [(probability, 30.0) for probability in np.linspace(0.3, 0.8, 200)]
    deviations = np.random.default_rng(0).normal(0, 0.6 / np.sqrt(5), (200, 5))
    responses = responses_of({"call": {"price": 0.5}}, spread=0.03)
    seen, drawn = _draws(*customers, deviations=deviations, responses=responses)
    assert drawn.sum(axis=1).mean() == pytest.approx(seen.incremental_margin_eur.sum(), rel=0.03)


def test_customers_move_together_as_the_fits_do():
    def spread(*deviations: list[float]) -> float:
        responses = responses_of({"call": {"price": 40.0}})
        _, drawn = _draws((0.5, 8.0), (0.5, 8.0), deviations=list(deviations), responses=responses)
        return float(drawn.sum(axis=1).std() / drawn[:, 0].std())

    assert spread([0.3, 0.0], [0.3, 0.0]) == pytest.approx(2)
    assert spread([0.3, 0.0], [0.0, 0.3]) == pytest.approx(2**0.5, rel=0.1)
    assert spread([0.3, 0.0], [-0.3, 0.0]) < 0.01


def test_nobody_has_no_prospects():
    seen, drawn = _draws(deviations=np.zeros((0, 5)))
    assert seen.incremental_margin_eur.shape == (0, 1)
    assert drawn.shape[1] == 0
