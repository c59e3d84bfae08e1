"""Who is offered what, what it is worth, and why somebody is offered nothing."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from math import log

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit, ndtri
from support.gold_rows import gold_rows, small_model
from support.offers import AS_OF, CALL, gold_of, level_model, policy_with, recommended, responses_of, scored
from support.rules import FEATURE_SOURCES, POLICY, REASON_FAMILIES, RESPONSES

from spanishgas.decide.guardrails import WORDS, GuardrailError
from spanishgas.decide.offers import recommendations
from spanishgas.decide.responses import Responses
from spanishgas.decide.scoring import scored_customers
from spanishgas.model.score_deviations import score_deviations
from spanishgas.policy import Policy
from spanishgas.tables.results import Recommendations, RiskLevers

TIER_RULE = policy_with(decision="tier_rule")
CARELESS = policy_with(guardrails={"cautious_quantile": 0.5})
THIRD = responses_of({"call": {"price": log(3)}})
"""A call makes the odds of leaving a third of what they were."""
WITHOUT_OFFER = {
    "action": "no_offer",
    "response_source": "none",
    "offer_budget_eur_month": 0.0,
    "expected_incremental_margin_eur": 0.0,
    "incremental_margin_low_eur": 0.0,
    "incremental_margin_high_eur": 0.0,
    "expected_monthly_loss_avoided_eur": 0.0,
    "churn_probability_with_offer": None,
    "break_even_share": None,
}


def _called(*customers: tuple[float, float | None], policy: Policy = CALL, **changes: object) -> list[dict]:
    """Recommendations where a call makes the odds of leaving a third."""
    return recommended(scored(*customers, policy=policy, **changes), policy, THIRD).rows(named=True)


def _limited(**limits: object) -> list[str | None]:
    """Guardrails of three customers whose calls are worth 17, 34 and 51 EUR and cost 2, 4 and 6 EUR of discount."""
    free = policy_with(CALL, limits=limits, economics={**CALL.economics.model_dump(), "outreach_cost_eur": 1.0})
    return [row["guardrail"] for row in _called((0.75, 8 / 3), (0.75, 16 / 3), (0.75, 8.0), policy=free)]


@pytest.mark.parametrize(
    ("probability", "action", "timing", "budget", "guardrail"),
    [
        (0.39, "no_offer", "60-90 days", 0.0, "low_risk"),
        (0.40, "offer_small", "30-60 days", 5.0, None),
        (0.60, "offer_medium", "immediate", 15.0, None),
        (0.80, "offer_large", "immediate", 25.0, None),
    ],
)
def test_by_the_tier_rule_action_timing_and_budget_are_those_of_the_tier(
    probability, action, timing, budget, guardrail
):
    responses = responses_of({offer: {"price": 1.0} for offer in POLICY.offers})
    row = recommended(scored((probability, 100.0)), TIER_RULE, responses).row(0, named=True)
    assert (row["action"], row["timing"], row["offer_budget_eur_month"]) == (action, timing, budget)
    assert row["guardrail"] == guardrail


def test_every_figure_of_the_economics_counts_once():
    # Odds 3 to 1 become 1 to 1: 0.25 x 8 EUR x 30 months are kept, 2 EUR x 6 months go to the half who stay, 3 EUR are
    # the contact.
    [row] = _called((0.75, 8.0))
    assert row["churn_probability_with_offer"] == pytest.approx(0.5)
    assert row["expected_incremental_margin_eur"] == pytest.approx(60 - 6 - 3)
    assert row["expected_monthly_loss_avoided_eur"] == pytest.approx(0.25 * 8)
    assert row["offer_budget_eur_month"] == 2.0
    assert (row["action"], row["timing"], row["guardrail"], row["risk_tier"]) == ("call", "now", None, "High")


def test_an_offer_breaks_even_where_those_whom_it_keeps_pay_for_the_contact_and_for_those_who_stay_anyway():
    # 3 EUR and 12 EUR for the quarter who stay anyway, of 240 EUR less 12 EUR for each of the three quarters.
    [row] = _called((0.75, 8.0))
    assert row["break_even_share"] == pytest.approx((3 + 12 / 4) / (0.75 * (240 - 12)))


def test_each_customer_gets_the_offer_that_returns_most_and_the_timing_of_the_tier():
    letter = {"name": "Middle", "from": 0.2, "action": "letter", "timing": "soon", "maximum_offer_share": 0}
    tiers = [tier.model_dump(by_alias=True) for tier in CALL.risk_tiers]
    policy = policy_with(
        CALL,
        risk_tiers=[tiers[0], letter, tiers[1]],
        economics={"outreach_cost_eur": 3, "customer_value_months": 30, "discount_months": 18},
    )
    responses = responses_of({"letter": {"price": log(1.5)}, "call": {"price": log(3)}})
    customers = scored((0.75, 8.0), (0.25, 8.0), (0.02, 8.0), policy=policy)
    rows = recommended(customers, policy, responses)
    assert rows["action"].to_list() == ["call", "letter", "no_offer"]
    assert rows["timing"].to_list() == ["now", "soon", "later"]
    # The call keeps 1/4, with 36 EUR to the half who stay; the letter 1/4 - 2/11, with nothing to anybody.
    expected = [60 - 18 - 3, (1 / 4 - 2 / 11) * 240 - 3, 0]
    assert rows["expected_incremental_margin_eur"].to_list() == pytest.approx(expected)


@pytest.mark.parametrize(
    ("consent", "do_not_contact", "guardrail"),
    [(1, 0, None), (None, None, None), (0, 0, "no_consent"), (1, 1, "do_not_contact"), (0, 1, "do_not_contact")],
)
@pytest.mark.parametrize("margin", [8.0, -8.0], ids=["earns", "loses"])
def test_who_must_not_or_does_not_want_to_be_contacted_gets_no_offer(consent, do_not_contact, guardrail, margin):
    customers = scored((0.75, margin), policy=CALL)
    gold = gold_of(customers, contact_consent=[consent], do_not_contact=[do_not_contact])
    [found] = recommended(customers, CALL, THIRD, gold)["guardrail"]
    assert found == (guardrail or (None if margin > 0 else "negative_margin"))


@pytest.mark.parametrize(
    ("days", "guardrail"), [(0, "rest_period"), (89, "rest_period"), (90, None)], ids=["today", "within", "after"]
)
def test_who_was_contacted_within_the_rest_period_gets_no_offer(days, guardrail):
    customers = scored((0.75, 8.0), (0.75, 8.0), policy=CALL)
    for is_control in (False, True):  # of a control group nobody is called until its horizon is over
        contacts = pl.LazyFrame(
            {
                "customer_id": ["C00002"],
                "contacted_on": [AS_OF - timedelta(days=days)],
                "is_control": [is_control],
                "asked_not_to_be_contacted": [False],
            }
        )
        rows = recommended(customers, CALL, THIRD, campaign_contacts=contacts)
        expected = "in_control" if is_control and guardrail else guardrail
        assert rows["guardrail"].to_list() == [None, expected]


def test_who_asked_in_a_call_not_to_be_contacted_gets_no_offer_however_long_ago():
    customers = scored((0.75, 8.0), (0.75, 8.0), policy=CALL)
    contacts = pl.LazyFrame(
        {
            "customer_id": ["C00002"],
            "contacted_on": [AS_OF - timedelta(days=900)],
            "is_control": [False],
            "asked_not_to_be_contacted": [True],
        }
    )
    rows = recommended(customers, CALL, THIRD, campaign_contacts=contacts)
    assert rows["guardrail"].to_list() == [None, "do_not_contact"]


@pytest.mark.parametrize(
    ("margin", "outreach", "guardrail"),
    [
        (-0.01, 0.0, "negative_margin"),
        (None, 0.0, "unknown_margin"),
        (0.0, 0.0, "negative_impact"),
        (0.4, 3.0, "negative_impact"),
        (0.4, 0.0, None),
    ],
)
def test_guardrail_1_makes_no_offer_that_loses_money_or_wins_nothing(margin, outreach, guardrail):
    economics = {**CALL.economics.model_dump(), "outreach_cost_eur": outreach}
    [row] = _called((0.75, margin), policy=policy_with(CALL, economics=economics))
    assert (row["guardrail"], row["timing"]) == (guardrail, "now")
    assert row["action"] == ("call" if guardrail is None else "no_offer")


def test_an_offer_that_pays_on_average_and_not_at_the_cautious_end_is_not_made():
    # At the lower quartile of what it may be, the relief of 0.5 is 0.5 - 0.6745 < 0: the call drives off.
    unsure, customers = responses_of({"call": {"price": 0.5}}, spread=1.0), scored((0.75, 8.0), policy=CALL)
    careless = policy_with(CALL, guardrails={"cautious_quantile": 0.5})
    assert recommended(customers, CALL, unsure)["guardrail"].to_list() == ["negative_impact"]
    [row] = recommended(customers, careless, unsure).rows(named=True)
    assert (row["guardrail"], row["expected_incremental_margin_eur"] > 0) == (None, True)


def test_an_offer_that_loses_nothing_at_the_cautious_end_is_made():
    # A relief of 0 there keeps nobody and costs nothing; on average an unsure one keeps some of those who mostly leave.
    free = {"outreach_cost_eur": 0, "customer_value_months": 30, "discount_months": 0}
    policy = policy_with(CALL, economics=free, guardrails={"cautious_quantile": 0.5})
    unsure = responses_of({"call": {"price": 0.0}}, spread=1.0)
    assert recommended(scored((0.75, 8.0), policy=policy), policy, unsure)["action"].to_list() == ["call"]


@pytest.mark.parametrize(
    ("cause", "guardrail"),
    [("price", None), ("other", None), ("moving", "no_response"), ("never heard of", "no_response")],
)
def test_a_cause_whose_response_nobody_knows_gets_no_offer(cause, guardrail):
    row = recommended(scored((0.75, 300.0), main_cause=cause), CARELESS).row(0, named=True)
    assert row["guardrail"] == guardrail
    assert row["response_source"] == ("assumption" if guardrail is None else "none")


def test_by_the_tier_rule_the_tiers_own_offer_must_have_a_response():
    responses = responses_of({"offer_small": {"price": 1.0}, "offer_medium": {"other": 1.0}})
    customers = scored((0.5, 100.0), (0.7, 100.0))
    assert recommended(customers, TIER_RULE, responses)["guardrail"].to_list() == [None, "no_response"]
    assert recommended(customers, POLICY, responses)["action"].to_list() == ["offer_small", "offer_small"]


@pytest.mark.parametrize(
    ("limits", "guardrails"),
    [
        ({}, [None, None, None]),
        ({"calls": 3}, [None, None, None]),
        ({"calls": 2}, ["beyond_limits", None, None]),
        ({"calls": 1}, ["beyond_limits", "beyond_limits", None]),
        ({"calls": 0}, ["beyond_limits", "beyond_limits", "beyond_limits"]),
        ({"budget_eur": 12.001}, [None, None, None]),
        ({"budget_eur": 11.999}, ["beyond_limits", None, None]),
        ({"budget_eur": 9.0}, [None, "beyond_limits", None]),
        ({"budget_eur": 12.001, "budget_pays_calls": True}, ["beyond_limits", None, None]),
        ({"budget_eur": 15.001, "budget_pays_calls": True}, [None, None, None]),
        ({"budget_eur": 9.0, "calls": 1}, ["beyond_limits", "beyond_limits", None]),
    ],
)
def test_within_calls_and_budget_those_get_an_offer_who_return_most(limits, guardrails):
    assert _limited(**limits) == guardrails


@pytest.mark.parametrize("margin", [-8.0, None, 8.0])
def test_where_the_tier_offers_nothing_the_risk_is_low_unless_something_is_against_any_offer(margin):
    tier_rule = policy_with(CALL, decision="tier_rule")
    against = {-8.0: "negative_margin", None: "unknown_margin", 8.0: "low_risk"}
    [row] = _called((0.25, margin), policy=tier_rule)
    assert (row["guardrail"], row["timing"]) == (against[margin], "later")
    [row] = _called((0.25, 8.0))
    assert row["action"] == "call"  # the tier does not count where offers are made by what they return


@pytest.mark.parametrize(
    ("customer", "limits"), [((0.75, None), {}), ((0.75, -8.0), {}), ((0.75, 0.05), {}), ((0.75, 8.0), {"calls": 0})]
)
def test_without_an_offer_nothing_is_spent_and_nothing_promised(customer, limits):
    [row] = _called(customer, policy=policy_with(CALL, limits=limits))
    assert {name: row[name] for name in WITHOUT_OFFER} == WITHOUT_OFFER
    assert row["guardrail"] in WORDS["en"]


def test_a_response_that_a_campaign_measured_is_named_by_it():
    measured = responses_of({"call": {"price": log(3)}}, source="C1")
    customers = scored((0.75, 8.0), (0.75, None), policy=CALL)
    assert recommended(customers, CALL, measured)["response_source"].to_list() == ["C1", "none"]


def test_what_campaigns_have_taught_takes_the_place_of_what_was_assumed():
    learned = responses_of({"call": {"price": log(9)}}, source="C1").belief()
    [row] = recommended(scored((0.75, 8.0), policy=CALL), CALL, THIRD, learned_responses=learned).rows(named=True)
    assert row["response_source"] == "C1"
    assert row["churn_probability_with_offer"] == pytest.approx(0.25)


def test_where_all_is_sure_the_interval_is_what_is_expected(monkeypatch):
    # A model of an earlier version kept no fits that would say how sure a probability is.
    monkeypatch.setattr(type(level_model()), "log_odds_deviations", lambda self, frame: None)
    [row] = _called((0.75, 8.0))
    assert row["incremental_margin_low_eur"] == pytest.approx(51, abs=0.01)
    assert row["incremental_margin_high_eur"] == pytest.approx(51, abs=0.01)


def test_an_unsure_probability_and_an_unsure_response_each_make_the_interval_wider(monkeypatch):
    def width(responses):
        row = recommended(scored((0.75, 8.0), policy=CALL), CALL, responses).row(0, named=True)
        return row["incremental_margin_high_eur"] - row["incremental_margin_low_eur"]

    sure, unsure = width(THIRD), width(responses_of({"call": {"price": log(3)}}, spread=0.4))
    monkeypatch.setattr(type(level_model()), "log_odds_deviations", lambda self, frame: None)
    assert width(THIRD) < sure < unsure


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_certainty_is_a_probability(probability):
    [row] = _called((probability, 10.0))
    assert (row["churn_probability"], row["guardrail"]) == (probability, "negative_impact")


@pytest.mark.parametrize(
    ("changes", "customers", "message"),
    [
        ({"reason_1": None}, 2, "2 customers with no reason code (guardrail 2), first C00001; nothing is sent."),
        ({}, 3, "1 customers with a probability outside 0..1 (guardrail 3), first C00003; nothing is sent."),
    ],
)
def test_a_guardrail_says_how_many_customers_broke_it_and_names_the_first(changes, customers, message):
    table = scored(*[(0.5, 1.0)] * customers, **changes)
    third = pl.when(pl.col("customer_id") == "C00003").then(None).otherwise("churn_probability")
    with pytest.raises(GuardrailError) as refused:
        recommended(table.with_columns(churn_probability=third))
    assert str(refused.value) == message


@pytest.mark.parametrize("probability", [-0.01, 1.01, float("nan")])
def test_guardrail_3_refuses_a_probability_outside_0_and_1(probability):
    with pytest.raises(GuardrailError, match=r"outside 0\.\.1 .* first C00001"):
        recommended(scored((probability, 10.0)))


def test_guardrail_2_refuses_a_customer_without_a_reason():
    with pytest.raises(GuardrailError, match="no reason code"):
        recommended(scored((0.1, 10.0), reason_1=None))


def test_priority_is_by_what_an_offer_returns_then_by_what_is_at_stake_then_by_probability_then_by_customer():
    rows = _called((0.2, -1.0), (0.9, 0.2), (0.5, 8.0), (0.4, -1.0), (0.9, 0.1), (0.4, -9.0), (0.5, 8.0), (0.75, 8.0))
    ranked = [row["customer_id"] for row in sorted(rows, key=lambda row: row["priority_rank"])]
    assert ranked == ["C00008", "C00003", "C00007", "C00002", "C00005", "C00004", "C00006", "C00001"]
    assert sorted(row["priority_rank"] for row in rows) == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_recommendation_names_the_lever_that_lowers_the_probability_most():
    levers = pl.DataFrame(
        {
            "customer_id": ["C00001", "C00001", "C00002"],
            "lever": ["contract_renewed", "mood_mended", "mood_mended"],
            "churn_probability": [0.9, 0.9, 0.5],
            "churn_probability_with_lever": [0.3, 0.2, 0.4],
        }
    )
    rows = recommended(scored((0.9, 1.0), (0.5, 1.0), (0.1, 1.0)), levers=levers.lazy())
    named = rows.select("customer_id", "lever", "churn_probability_with_lever").rows()
    assert named == [("C00001", "mood_mended", 0.2), ("C00002", "mood_mended", 0.4), ("C00003", None, None)]


def test_the_recommendations_of_a_scored_portfolio_keep_schema_order_and_determinism():
    rules = {"policy": CARELESS, "responses": RESPONSES, "as_of": AS_OF}
    gold, levers = gold_rows(300, seed=9).lazy(), RiskLevers.create_empty().lazy()
    sure = score_deviations(gold, small_model())
    table = scored_customers(
        gold,
        sure,
        small_model(),
        policy=CARELESS,
        feature_sources=FEATURE_SOURCES,
        reason_families=REASON_FAMILIES,
        score_without="",
    ).table.with_columns(pl.col("avg_monthly_margin") * 30)
    result = recommendations(table, sure, levers, gold, small_model(), **rules).collect()
    Recommendations.validate(result)
    assert result.columns == Recommendations.column_names()
    assert result["customer_id"].is_sorted()
    made = result.filter(pl.col("action") != "no_offer")
    assert made.height > 10
    ends = ("incremental_margin_low_eur", "expected_incremental_margin_eur", "incremental_margin_high_eur")
    assert made.select(pl.col(ends[0]) < pl.col(ends[1]), above=pl.col(ends[1]) < pl.col(ends[2])).to_numpy().all()
    shuffled = [rows.collect().sample(fraction=1, shuffle=True, seed=2).lazy() for rows in (table, sure, gold)]
    again = recommendations(*shuffled[:2], levers, shuffled[2], small_model(), **rules).collect()
    assert again.equals(result)


def test_without_customers_there_are_no_recommendations():
    rows = recommended(scored())
    Recommendations.validate(rows)
    assert rows.height == 0


def test_a_policy_that_offers_nothing_in_any_tier_offers_nobody_anything():
    nothing = policy_with(risk_tiers=[CALL.risk_tiers[0].model_dump(by_alias=True)])
    [row] = recommended(scored((0.75, 8.0), policy=nothing), nothing).rows(named=True)
    assert (row["action"], row["guardrail"]) == ("no_offer", "low_risk")


CAUSES = ("price", "competition", "renewal", "service", "moving", "other")
CUSTOMERS = st.tuples(
    st.floats(0, 1),
    st.one_of(st.none(), st.integers(-2_000, 20_000).map(lambda cents: cents / 100)),
    st.sampled_from(CAUSES),
    st.sampled_from([1, 1, 1, None, 0]),
    st.sampled_from([0, 0, 0, None, 1]),
)
BUDGETS = st.one_of(st.none(), st.integers(0, 500).map(float))
LIMITS = st.fixed_dictionaries(
    {
        "budget_eur": BUDGETS,
        "calls": st.one_of(st.none(), st.integers(0, 8)),
        "budget_pays_calls": st.booleans(),
    }
)
ECONOMICS = st.fixed_dictionaries(
    {
        "outreach_cost_eur": st.integers(0, 30).map(float),
        "customer_value_months": st.integers(1, 60).map(float),
        "discount_months": st.integers(0, 24).map(float),
    }
)
GUARDRAILS = st.fixed_dictionaries({"cautious_quantile": st.floats(0.01, 0.5)})


@st.composite
def policies(draw) -> Policy:
    shares = draw(st.lists(st.integers(0, 40).map(lambda share: share / 100), min_size=3, max_size=3))
    tiers = [tier.model_dump(by_alias=True) for tier in POLICY.risk_tiers]
    return policy_with(
        risk_tiers=[
            tiers[0],
            *({**tier, "maximum_offer_share": share} for tier, share in zip(tiers[1:], shares, strict=True)),
        ],
        decision=draw(st.sampled_from(["incremental", "tier_rule"])),
        economics=draw(ECONOMICS),
        limits=draw(LIMITS),
        guardrails=draw(GUARDRAILS),
    )


RELIEFS = st.fixed_dictionaries({cause: st.floats(-0.2, 1.5) for cause in CAUSES if cause != "moving"})
BELIEFS = st.one_of(
    st.just(RESPONSES),
    st.builds(
        responses_of,
        st.fixed_dictionaries(dict.fromkeys(POLICY.offers, RELIEFS)),
        spread=st.floats(0.01, 0.5),
        source=st.sampled_from(["assumption", "C1"]),
        shared=st.floats(0, 1),
        cause=st.floats(0, 0.5),
    ),
)


@dataclass(frozen=True)
class Case:
    """A book, what is believed, a policy, and what is recommended by them."""

    customers: list[tuple[float, float | None, str, int | None, int | None]]
    policy: Policy
    responses: Responses

    @property
    def table(self) -> pl.DataFrame:
        """The customers as scored."""
        causes = [each[2] for each in self.customers]
        return scored(*(each[:2] for each in self.customers), policy=self.policy, main_cause=causes)

    @property
    def gold(self) -> pl.LazyFrame:
        """What they said of being contacted."""
        consent, do_not_contact = ([each[place] for each in self.customers] for place in (3, 4))
        return gold_of(self.table, contact_consent=consent, do_not_contact=do_not_contact)

    @cached_property
    def rows(self) -> list[dict]:
        """Recommendations, in the order of the customers."""
        table = recommended(self.table, self.policy, self.responses, self.gold)
        return Recommendations.validate(table).rows(named=True)

    @property
    def made(self) -> list[dict]:
        """Those with an offer."""
        return [row for row in self.rows if row["action"] != "no_offer"]

    def cautious_relief(self, row: dict) -> float:
        """What the offer made takes off the log-odds at the policy's cautious end."""
        said = self.responses
        relief = said.reliefs[row["action"]][row["main_cause"]]
        spread = np.linalg.norm([relief.spread, relief.mean * said.shared_spread, said.cause_spread])
        return relief.mean + spread * ndtri(self.policy.guardrails.cautious_quantile)

    def worth(self, row: dict, relief: float) -> float:
        """What the offer made returns where it takes so much off the log-odds."""
        stated, economics = np.clip(row["churn_probability"], 1e-6, 1 - 1e-6), self.policy.economics
        after = expit(logit(stated) - relief)
        kept = (stated - after) * row["avg_monthly_margin"] * economics.customer_value_months
        discount = row["offer_budget_eur_month"] * economics.discount_months * (1 - after)
        return float(kept - discount - economics.outreach_cost_eur)


CASES = st.builds(Case, st.lists(CUSTOMERS, min_size=1, max_size=12), policies(), BELIEFS)


@settings(max_examples=60)
@given(CASES)
def test_calls_and_budget_are_never_exceeded(case):
    limits, economics, made = case.policy.limits, case.policy.economics, case.made
    spent = economics.outreach_cost_eur * len(made) if limits.budget_pays_calls else 0.0
    for row in made:
        stay = 1 - row["churn_probability_with_offer"]
        spent += row["offer_budget_eur_month"] * economics.discount_months * stay
    assert limits.calls is None or len(made) <= limits.calls
    assert limits.budget_eur is None or spent <= limits.budget_eur + 1e-6


@settings(max_examples=60)
@given(CASES)
def test_nobody_who_is_refused_gets_an_offer_and_nobody_with_an_offer_has_a_guardrail(case):
    for row, (_, margin, cause, consent, do_not_contact) in zip(case.rows, case.customers, strict=True):
        if row["action"] == "no_offer":
            assert row["guardrail"] in WORDS["en"]
            assert {name: row[name] for name in WITHOUT_OFFER} == WITHOUT_OFFER
        else:
            assert row["guardrail"] is None
            assert (consent != 0, do_not_contact != 1, cause != "moving") == (True, True, True)
            assert margin is not None
            assert margin >= 0
    assert sorted(row["priority_rank"] for row in case.rows) == list(range(1, len(case.rows) + 1))


@settings(max_examples=60)
@given(CASES)
def test_every_offer_pays_on_average_and_at_the_cautious_end(case):
    for row in case.made:
        assert row["expected_incremental_margin_eur"] > 0
        assert case.worth(row, case.cautious_relief(row)) >= -1e-6
        assert row["incremental_margin_low_eur"] <= row["incremental_margin_high_eur"]
        assert row["offer_budget_eur_month"] == case.policy.offers[row["action"]] * row["avg_monthly_margin"]
        before = max(row["churn_probability"], 1e-6)  # nobody is surer than that
        kept = (before - row["churn_probability_with_offer"]) / before
        assert kept >= row["break_even_share"] - 1e-6


@settings(max_examples=60)
@given(CASES)
def test_without_limits_nobody_is_beyond_them_and_by_the_tier_rule_no_offer_is_another_tiers(case):
    is_free = case.policy.limits.calls is None and case.policy.limits.budget_eur is None
    assert not is_free or "beyond_limits" not in [row["guardrail"] for row in case.rows]
    of_tier = {tier.name: tier.action for tier in case.policy.risk_tiers}
    for row in case.made:
        assert case.policy.decision == "incremental" or row["action"] == of_tier[row["risk_tier"]]


@settings(max_examples=40)
@given(CASES, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(case, random):
    order = random.sample(range(len(case.customers)), len(case.customers))
    other = recommended(case.table[order], case.policy, case.responses, case.gold.reverse())
    assert other.rows(named=True) == case.rows
