"""What the offers of a run promise together: a sum with its interval, and the sentence that says so."""

from math import log

import numpy as np
import polars as pl
import pytest
from support.offers import CALL, deviations, gold_of, level_model, policy_with, recommended, responses_of, scored
from support.rules import RESPONSES

from spanishgas.decide.promise import Promise, promise, promised
from spanishgas.decide.responses import Belief, Responses
from spanishgas.policy import Policy

PROBABILITIES = np.linspace(0.01, 0.9, 20).tolist()
CARELESS = policy_with(guardrails={"cautious_quantile": 0.5})
THIRD = responses_of({"call": {"price": log(3)}})


def _promised(
    customers: pl.DataFrame, policy: Policy, responses: Responses, learned: Belief | None = None
) -> tuple[pl.DataFrame, Promise]:
    """The recommendations, and what they promise."""
    gold, rules = gold_of(customers), {"policy": policy, "responses": responses}
    rows = recommended(customers, policy, responses, gold, learned_responses=learned)
    document = promise(
        rows.lazy(), customers.lazy(), deviations(gold), level_model(), learned_responses=learned, **rules
    )
    return rows, document


def _book(policy: Policy = CARELESS, **changes: object) -> pl.DataFrame:
    return scored(*[(probability, 300.0) for probability in PROBABILITIES], policy=policy, **changes)


def test_the_promise_is_the_sum_of_what_is_recommended():
    rows, document = _promised(_book(), CARELESS, RESPONSES)
    made = rows.filter(pl.col("action") != "no_offer")
    assert 0 < document.offers == made.height < rows.height
    assert document.incremental_margin_eur == pytest.approx(rows["expected_incremental_margin_eur"].sum())
    discount = made["offer_budget_eur_month"] * 12 * (1 - made["churn_probability_with_offer"])
    assert document.discount_eur == pytest.approx(discount.sum())
    assert document.contact_cost_eur == 20.0 * made.height
    kept = (made["churn_probability"] - made["churn_probability_with_offer"]).sum()
    assert document.kept_customers == pytest.approx(kept)
    assert document.horizon_months == CARELESS.economics.customer_value_months


def test_the_promise_lies_within_its_interval():
    _, document = _promised(_book(), CARELESS, RESPONSES)
    low, high = document.incremental_margin_low_eur, document.incremental_margin_high_eur
    assert low < document.incremental_margin_eur < high


def test_responses_are_wrong_together_so_that_many_offers_are_hardly_surer_than_one():
    rows, document = _promised(_book(), CARELESS, RESPONSES)
    widths = (rows["incremental_margin_high_eur"] - rows["incremental_margin_low_eur"]).to_numpy()
    width = document.incremental_margin_high_eur - document.incremental_margin_low_eur
    assert 2 * np.linalg.norm(widths) < width < widths.sum()


def test_the_promise_of_one_offer_is_that_of_its_recommendation():
    rows, document = _promised(scored((0.75, 8.0), policy=CALL), CALL, THIRD)
    row = rows.row(0, named=True)
    ends = ("incremental_margin_low_eur", "incremental_margin_high_eur")
    assert [getattr(document, name) for name in ends] == pytest.approx([row[name] for name in ends])
    assert document.incremental_margin_eur == pytest.approx(51)
    assert (document.offers, document.discount_eur, document.contact_cost_eur) == (1, pytest.approx(6), 3.0)
    assert document.kept_customers == pytest.approx(0.25)


def _with_sources(price: str, other: str) -> Responses:
    by = {
        "price": {"mean": 1.0, "spread": 0.1, "source": price},
        "other": {"mean": 1.0, "spread": 0.1, "source": other},
    }
    return Responses.model_validate({"shared_spread": 0, "cause_spread": 0, "reliefs": {"call": by}})


@pytest.mark.parametrize(
    ("price", "other", "word", "sources"),
    [
        ("assumption", "assumption", "assumed", ("assumption",)),
        ("C1", "assumption", "assumed", ("C1", "assumption")),
        ("C2", "C1", "measured", ("C1", "C2")),
        ("C1", "C1", "measured", ("C1",)),
        ("C1", "none", "measured", ("C1",)),
    ],
)
def test_a_promise_is_measured_only_where_campaigns_told_all_responses_that_it_hangs_on(price, other, word, sources):
    customers = scored((0.75, 80.0), (0.75, 80.0), policy=CALL, main_cause=["price", "other"])
    _, document = _promised(customers, CALL, _with_sources(price, other))
    assert (document.word, document.sources) == (word, sources)


def test_a_response_that_no_offer_hangs_on_decides_no_word():
    customers = scored((0.75, 80.0), (0.75, -80.0), policy=CALL, main_cause=["price", "other"])
    _, document = _promised(customers, CALL, _with_sources("C1", "assumption"))
    assert (document.word, document.sources) == ("measured", ("C1",))


def test_what_campaigns_have_taught_takes_the_place_of_what_was_assumed():
    learned = responses_of({"call": {"price": log(9)}}, source="C1").belief()
    _, document = _promised(scored((0.75, 8.0), policy=CALL), CALL, THIRD, learned)
    assert (document.word, document.kept_customers) == ("measured", pytest.approx(0.5))


def test_without_an_offer_nothing_is_promised_and_that_is_said():
    _, document = _promised(scored((0.75, None), (0.75, 0.1), policy=CALL), CALL, THIRD)
    assert (document.offers, document.word, document.sources) == (0, "assumed", ())
    amounts = document.model_dump(
        include={name for name in Promise.model_fields if name.endswith(("eur", "customers"))}
    )
    assert set(amounts.values()) == {0.0}
    assert document.sentence().startswith("no offer is made")
    assert "no euros are promised" in document.sentence()


def test_where_the_limits_leave_no_call_the_sentence_does_not_say_that_no_offer_pays():
    _, document = _promised(scored((0.75, 8.0), policy=CALL), policy_with(CALL, limits={"calls": 0}), THIRD)
    assert document.offers == 0
    assert "no offer pays" not in document.sentence()


def test_the_sentence_has_the_word_the_euros_their_interval_and_what_they_cost():
    said = Promise(
        offers=1_234,
        word="measured",
        sources=("C1",),
        horizon_months=32,
        incremental_margin_eur=56_789.4,
        incremental_margin_low_eur=-1_234.4,
        incremental_margin_high_eur=98_765.4,
        discount_eur=4_321.4,
        contact_cost_eur=24_680,
        kept_customers=78.94,
    ).sentence()
    assert said == (
        "measured: 56,789 EUR beyond doing nothing (90 %: -1,234 to 98,765) over 32 months, "
        "78.9 customers kept by 1,234 calls (24,680 EUR) and discounts of 4,321 EUR"
    )


def test_what_each_offer_promises_comes_in_the_order_of_the_customers():
    customers = scored((0.75, 8.0), (0.5, 8.0), policy=CALL)
    made = customers.with_columns(action=pl.lit("call"))
    rows = promised(made, deviations(gold_of(customers)).reverse(), level_model(), THIRD.belief(), CALL)
    assert rows["customer_id"].to_list() == ["C00001", "C00002"]
    assert rows["churn_probability_with_offer"].to_list() == pytest.approx([0.5, 0.25])
    # Of the second a quarter of 240 EUR is kept; 12 EUR go to three quarters.
    assert rows["expected_incremental_margin_eur"].to_list() == pytest.approx([51, 60 - 9 - 3])
    assert rows["expected_monthly_loss_avoided_eur"].to_list() == pytest.approx([2, 2])
    assert rows["response_source"].to_list() == ["assumption", "assumption"]


def test_the_interval_of_each_offer_is_that_of_its_own_customer():
    customers = scored(*[(0.75, 8.0)] * 5, policy=CALL)
    made, ends = (
        customers.with_columns(action=pl.lit("call")),
        ("incremental_margin_low_eur", "incremental_margin_high_eur"),
    )
    sure, others = deviations(gold_of(customers)), (level_model(), THIRD.belief(), CALL)
    together = promised(made, sure.reverse(), *others).select(ends)
    alone = [promised(row, sure, *others).select(ends) for row in made.iter_slices(1)]
    assert together.to_numpy() == pytest.approx(pl.concat(alone).to_numpy())
    assert together[ends[0]].n_unique() > 1  # of some the model is surer than of others


def test_a_model_of_an_earlier_version_leaves_only_the_responses_unsure(monkeypatch):
    _, unsure = _promised(scored((0.75, 8.0), policy=CALL), CALL, THIRD)
    monkeypatch.setattr(type(level_model()), "log_odds_deviations", lambda self, frame: None)
    _, document = _promised(scored((0.75, 8.0), policy=CALL), CALL, THIRD)
    ends = [document.incremental_margin_low_eur, document.incremental_margin_high_eur]
    assert ends == pytest.approx([51, 51], abs=0.01)
    assert unsure.incremental_margin_low_eur < 50
    assert unsure.incremental_margin_high_eur > 52
