import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.gold_rows import gold_rows, small_model
from support.rules import FEATURE_SOURCES, REASON_FAMILIES

from spanishgas.decide.offers import GuardrailError, recommendations
from spanishgas.decide.scoring import expected_monthly_loss, scored_customers
from spanishgas.policy import Policy
from spanishgas.tables.results import Recommendations, RiskLevers, ScoredCustomers

POLICY = Policy.load()
NO_LEVERS = RiskLevers.create_empty().lazy()
SHARES = {"no_offer": 0.0, "offer_small": 0.05, "offer_medium": 0.15, "offer_large": 0.25}


def _scored(*customers: tuple[float, float | None], **changes: object) -> pl.LazyFrame:
    """Customers of a probability and a margin, named C1, C2, ..., scored as the step would."""
    filler = {
        "reason_1": "renewal",
        "reason_1_contribution": 1.0,
        "reason_1_feature": "months_to_renewal",
        "reason_1_value": "2.0",
        "segment": "SME",
        "portfolio_type": "SME_SingleFuel",
        "province_code": "28",
        "sales_channel": "Office",
        "main_cause": "renewal",
        "model_id": "E5-0",
    } | changes
    types = {name: column.dtype for name, column in ScoredCustomers.columns().items()}
    rows = [
        {**filler, "customer_id": f"C{n}", "churn_probability": p, "avg_monthly_margin": margin}
        for n, (p, margin) in enumerate(customers, start=1)
    ]
    return pl.LazyFrame([{name: row.get(name) for name in types} for row in rows], schema=types).with_columns(
        churn_prediction=pl.lit(0, pl.Int8),
        risk_tier=POLICY.risk_tier(pl.col("churn_probability")),
        expected_monthly_loss_eur=expected_monthly_loss(),
    )


def _one(probability: float, margin: float | None) -> dict[str, object]:
    return recommendations(_scored((probability, margin)), NO_LEVERS, policy=POLICY).collect().row(0, named=True)


@pytest.mark.parametrize(
    ("probability", "action", "timing", "budget"),
    [
        (0.39, "no_offer", "60-90 days", 0.0),
        (0.40, "offer_small", "30-60 days", 0.5),
        (0.60, "offer_medium", "immediate", 1.5),
        (0.80, "offer_large", "immediate", 2.5),
    ],
)
def test_action_timing_and_budget_are_those_of_the_tier(probability, action, timing, budget):
    row = _one(probability, 10.0)
    assert (row["action"], row["timing"], row["offer_budget_eur_month"]) == (action, timing, budget)
    assert row["guardrail"] is None


def test_the_expected_margin_impact_is_what_is_saved_minus_discount_and_outreach():
    # 0.8 x 10 EUR x 32 months saved, 2.5 EUR x 32 months of discount, 20 EUR of outreach.
    assert _one(0.8, 10.0)["expected_margin_impact_eur"] == pytest.approx(256 - 80 - 20)


@pytest.mark.parametrize(
    ("margin", "guardrail"), [(-0.01, "negative_margin"), (None, "unknown_margin"), (0.5, "negative_impact")]
)
def test_guardrail_1_withholds_an_offer_that_would_lose_money(margin, guardrail):
    row = _one(0.9, margin)
    assert (row["action"], row["guardrail"], row["timing"]) == ("no_offer", guardrail, "immediate")
    assert row["offer_budget_eur_month"] == row["expected_margin_impact_eur"] == 0.0


PROBABILITIES = st.floats(0, 1)
MARGINS = st.one_of(st.none(), st.floats(-1e4, 1e4))


@settings(max_examples=60)
@given(st.lists(st.tuples(PROBABILITIES, MARGINS), min_size=1, max_size=20))
def test_the_guardrails_hold_for_every_probability_and_margin(customers):
    result = recommendations(_scored(*customers), NO_LEVERS, policy=POLICY).collect()
    Recommendations.validate(result)
    assert sorted(result["priority_rank"]) == list(range(1, len(customers) + 1))
    for row in result.iter_rows(named=True):
        margin = row["avg_monthly_margin"]
        assert row["expected_margin_impact_eur"] >= 0
        assert row["offer_budget_eur_month"] <= SHARES[row["action"]] * max(margin or 0.0, 0.0)
        assert row["action"] == "no_offer" or margin >= 0
        assert row["reason_1"]
        assert row["reason_1_feature"]
        assert 0 <= row["churn_probability"] <= 1


HALVES = Policy.model_validate(
    {
        **POLICY.model_dump(by_alias=True),
        "risk_tiers": [
            {"name": "Low", "from": 0, "action": "no_offer", "timing": "later", "maximum_offer_share": 0},
            {"name": "High", "from": 0.5, "action": "call", "timing": "now", "maximum_offer_share": 0.25},
        ],
        "economics": {"outreach_cost_eur": 3, "customer_value_months": 30, "offer_months": 6, "save_rate": 0.5},
    }
)


def _by_halves(*customers: tuple[float, float | None], policy: Policy = HALVES) -> list[dict[str, object]]:
    scored = _scored(*customers).with_columns(risk_tier=policy.risk_tier(pl.col("churn_probability")))
    return recommendations(scored, NO_LEVERS, policy=policy).collect().rows(named=True)


def test_every_figure_of_the_economics_counts_once():
    # 0.75 x 0.5 x 8 EUR x 30 months saved; 2 EUR x 6 months for the 62.5 % who stay; 3 EUR of outreach.
    [row] = _by_halves((0.75, 8.0))
    assert row["offer_budget_eur_month"] == 2.0
    assert row["expected_margin_impact_eur"] == 90 - 7.5 - 3
    assert row["expected_monthly_loss_avoided_eur"] == 0.5 * 0.75 * 8
    assert (row["action"], row["timing"], row["guardrail"], row["risk_tier"]) == ("call", "now", None, "High")


@pytest.mark.parametrize(
    ("margin", "outreach", "guardrail"),
    [(0.0, 0.0, None), (0.0, 0.01, "negative_impact"), (-1e-9, 0.0, "negative_margin"), (None, 0.0, "unknown_margin")],
)
def test_an_offer_that_costs_nothing_and_wins_nothing_is_no_loss(margin, outreach, guardrail):
    economics = HALVES.economics.model_copy(update={"outreach_cost_eur": outreach})
    [row] = _by_halves((0.75, margin), policy=HALVES.model_copy(update={"economics": economics}))
    assert row["guardrail"] == guardrail
    assert row["action"] == ("call" if guardrail is None else "no_offer")


@pytest.mark.parametrize("margin", [-5.0, None, 10.0])
def test_where_the_tier_offers_nothing_no_guardrail_withholds_anything(margin):
    [row] = _by_halves((0.25, margin))
    assert (row["action"], row["guardrail"], row["timing"]) == ("no_offer", None, "later")
    amounts = ("offer_budget_eur_month", "expected_margin_impact_eur", "expected_monthly_loss_avoided_eur")
    assert [row[name] for name in amounts] == [0.0, 0.0, 0.0]


def test_a_withheld_offer_avoids_no_loss():
    [row] = _by_halves((0.75, 0.05))
    assert (row["guardrail"], row["expected_monthly_loss_avoided_eur"]) == ("negative_impact", 0.0)
    assert row["expected_monthly_loss_eur"] == 0.75 * 0.05


def test_with_nothing_at_stake_the_likelier_to_leave_come_first():
    rows = _by_halves((0.2, -1.0), (0.4, -1.0), (0.3, None), (0.4, -9.0))
    assert {row["customer_id"]: row["priority_rank"] for row in rows} == {"C2": 1, "C4": 2, "C3": 3, "C1": 4}


@pytest.mark.parametrize("probability", [0.0, 1.0])
def test_certainty_is_a_probability(probability):
    [row] = _by_halves((probability, 10.0))
    assert row["churn_probability"] == probability


@pytest.mark.parametrize(
    ("changes", "customers", "message"),
    [
        ({"reason_1": None}, 2, "2 customers with no reason code (guardrail 2), first C1; nothing is sent."),
        ({}, 3, "1 customers with a probability outside 0..1 (guardrail 3), first C3; nothing is sent."),
    ],
)
def test_a_guardrail_says_how_many_customers_broke_it_and_names_the_first(changes, customers, message):
    scored = _scored(*[(0.5, 1.0)] * customers, **changes)
    third = pl.when(pl.col("customer_id") == "C3").then(None).otherwise("churn_probability")
    with pytest.raises(GuardrailError) as refused:
        recommendations(scored.with_columns(churn_probability=third), NO_LEVERS, policy=POLICY)
    assert str(refused.value) == message


@pytest.mark.parametrize("probability", [-0.01, 1.01, float("nan")])
def test_guardrail_3_refuses_a_probability_outside_0_and_1(probability):
    with pytest.raises(GuardrailError, match=r"outside 0\.\.1 .* first C1"):
        recommendations(_scored((probability, 10.0)), NO_LEVERS, policy=POLICY)


def test_guardrail_2_refuses_a_customer_without_a_reason():
    with pytest.raises(GuardrailError, match="no reason code"):
        recommendations(_scored((0.1, 10.0), reason_1=None), NO_LEVERS, policy=POLICY)


def test_priority_is_by_loss_avoided_then_by_what_is_at_stake_then_by_customer():
    scored = _scored((0.3, 90.0), (0.9, 10.0), (0.5, 40.0), (0.9, 10.0), (0.9, -5.0))
    ranked = recommendations(scored, NO_LEVERS, policy=POLICY).sort("priority_rank").collect()
    assert ranked["customer_id"].to_list() == ["C3", "C2", "C4", "C1", "C5"]


def test_a_recommendation_names_the_lever_that_lowers_the_probability_most():
    levers = pl.DataFrame(
        {
            "customer_id": ["C1", "C1", "C2"],
            "lever": ["contract_renewed", "mood_mended", "mood_mended"],
            "churn_probability": [0.9, 0.9, 0.5],
            "churn_probability_with_lever": [0.3, 0.2, 0.4],
        }
    )
    rows = recommendations(_scored((0.9, 1.0), (0.5, 1.0), (0.1, 1.0)), levers.lazy(), policy=POLICY).collect()
    named = rows.select("customer_id", "lever", "churn_probability_with_lever").rows()
    assert named == [("C1", "mood_mended", 0.2), ("C2", "mood_mended", 0.4), ("C3", None, None)]


def test_the_recommendations_of_a_scored_portfolio_keep_schema_order_and_determinism():
    gold = gold_rows(300, seed=9).lazy()
    scored = scored_customers(
        gold,
        small_model(),
        policy=POLICY,
        feature_sources=FEATURE_SOURCES,
        reason_families=REASON_FAMILIES,
        score_without="",
    ).table.collect()
    result = recommendations(scored.lazy(), NO_LEVERS, policy=POLICY).collect()
    Recommendations.validate(result)
    assert result.columns == Recommendations.column_names()
    assert result["customer_id"].is_sorted()
    shuffled = scored.sample(fraction=1, shuffle=True, seed=2)
    assert recommendations(shuffled.lazy(), NO_LEVERS, policy=POLICY).collect().equals(result)
