"""What calling everybody from a threshold on is worth: sums of the best offers, and no euros that nobody knows."""

from datetime import timedelta
from math import log

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.offers import AS_OF, CALL, deviations, gold_of, level_model, policy_with, responses_of, scored
from support.rules import POLICY, RESPONSES

from spanishgas.decide import threshold_value
from spanishgas.decide.promise import promise_of
from spanishgas.decide.prospects import prospects
from spanishgas.decide.responses import Belief, Responses
from spanishgas.decide.threshold_value import threshold_value_curve
from spanishgas.policy import Policy
from spanishgas.tables.results import ThresholdValueCurve

THIRD = responses_of({"call": {"price": log(3)}})
"""A call makes the odds of leaving a third of what they were."""
EUROS = [name for name in ThresholdValueCurve.column_names() if name.endswith("_eur")]
COUNTS = ["customers", "callable", "calls"]
BOOK = st.lists(
    st.tuples(
        st.floats(0.001, 0.999),
        st.one_of(st.none(), st.floats(-20, 300)),
        st.sampled_from(["price", "renewal", "service", "moving", "other"]),
    ),
    min_size=1,
    max_size=15,
)


def _curve(
    customers: pl.DataFrame,
    policy: Policy = CALL,
    responses: Responses = THIRD,
    gold: pl.LazyFrame | None = None,
    learned: Belief | None = None,
    contacts: pl.LazyFrame | None = None,
) -> pl.DataFrame:
    rules = {"policy": policy, "responses": responses, "as_of": AS_OF}
    features = gold_of(customers) if gold is None else gold
    table = threshold_value_curve(
        customers.lazy(), deviations(features), features, level_model(), learned, contacts, **rules
    ).collect()
    ThresholdValueCurve.validate(table)
    return table


def _row(table: pl.DataFrame, threshold: float) -> dict:
    return table.row(by_predicate=pl.col("threshold") == threshold, named=True)


def test_at_each_threshold_are_the_calls_from_there_on_and_what_they_are_worth():
    # Of 240 EUR each a quarter is kept; discounts of 12 EUR go to a half and to three quarters, a contact is 3 EUR.
    table = _curve(scored((0.75, 8.0), (0.5, 8.0), policy=CALL))
    assert table["threshold"].to_list() == [number / 100 for number in range(101)]
    columns = [*COUNTS, "contact_cost_eur", "discount_eur", "incremental_margin_eur"]
    found = {at: [_row(table, at)[name] for name in columns] for at in (0.0, 0.5, 0.51, 0.75, 0.76, 1.0)}
    assert found[0.0] == found[0.5] == [2, 2, 2, 6.0, pytest.approx(6 + 9), pytest.approx(51 + 48)]
    assert found[0.51] == found[0.75] == [1, 1, 1, 3.0, pytest.approx(6), pytest.approx(51)]
    assert found[0.76] == found[1.0] == [0, 0, 0, 0.0, 0.0, 0.0]
    assert [_row(table, at)["word"] for at in (0.5, 0.75, 0.76)] == ["assumed", "assumed", None]


def test_calls_that_lose_are_made_too_so_that_the_curve_falls_where_calling_stops_to_pay():
    # At odds of 1 to 99 the call keeps 2 in 300, EUR 1.6, and costs EUR 3 and the discount.
    table = _curve(scored((0.75, 8.0), (0.01, 8.0), policy=CALL))
    loses = (0.01 - 1 / 298) * 240 - 12 * (1 - 1 / 298) - 3
    assert _row(table, 0.01)["incremental_margin_eur"] == pytest.approx(51 + loses)
    assert _row(table, 0.02)["incremental_margin_eur"] == pytest.approx(51)


def test_limits_and_the_tier_rule_bound_nobodys_call():
    customers = scored((0.75, 8.0), (0.25, 8.0), policy=CALL)
    bound = policy_with(CALL, limits={"calls": 0, "budget_eur": 0}, decision="tier_rule")
    assert _curve(customers, bound).equals(_curve(customers))


def test_whom_guardrails_refuse_is_at_risk_and_not_called():
    customers = scored(*[(0.75, 8.0)] * 4, (0.75, None), (0.75, -8.0), (0.75, 8.0), policy=CALL)
    gold = gold_of(customers, contact_consent=[1, 0, 1, 1, 1, 1, 1], do_not_contact=[0, 0, 1, 0, 0, 0, 0])
    contacts = pl.LazyFrame(
        {
            "customer_id": ["C00001", "C00004", "C00007"],
            "contacted_on": [AS_OF - timedelta(days=90), AS_OF - timedelta(days=89), AS_OF - timedelta(days=89)],
            "is_control": [False, False, True],
            "asked_not_to_be_contacted": [False] * 3,
        }
    )
    row = _row(_curve(customers, gold=gold, contacts=contacts), 0.75)
    assert [row[name] for name in COUNTS] == [7, 1, 1]
    assert row["incremental_margin_eur"] == pytest.approx(51)


def test_where_nobody_may_be_called_nothing_is_spent_and_nothing_won():
    row = _row(_curve(scored((0.75, -8.0), policy=CALL)), 0.5)
    assert [row[name] for name in COUNTS] == [1, 0, 0]
    assert {name: row[name] for name in EUROS} == dict.fromkeys(EUROS, 0.0)
    assert row["word"] is None


def test_where_nobody_knows_what_an_offer_does_no_euros_are_said():
    unknown = responses_of({"call": {"price": log(3)}}, source="none")
    table = _curve(scored((0.75, 8.0), policy=CALL), responses=unknown)
    assert table["calls"].sum() == 0
    assert table["callable"].to_list() == [1] * 76 + [0] * 25
    for name in (*EUROS, "word"):
        assert table[name].head(76).null_count() == 76
    assert table[EUROS].tail(25).null_count().sum_horizontal().item() == 0


def test_who_leaves_for_a_cause_that_no_response_is_known_of_is_not_called_and_takes_nothing_from_others():
    table = _curve(scored((0.75, 8.0), (0.75, 8.0), (0.9, 8.0), policy=CALL, main_cause=["price", "moving", "moving"]))
    assert [_row(table, 0.75)[name] for name in COUNTS] == [3, 3, 1]
    assert _row(table, 0.75)["incremental_margin_eur"] == pytest.approx(51)
    assert (_row(table, 0.8)["calls"], _row(table, 0.8)["incremental_margin_eur"]) == (0, None)


@pytest.mark.parametrize(
    ("price", "other", "words"),
    [
        ("C1", "assumption", ["assumed", "measured"]),
        ("assumption", "C1", ["assumed", "assumed"]),
        ("C1", "C2", ["measured", "measured"]),
    ],
)
def test_euros_are_measured_from_where_on_no_response_is_an_assumption(price, other, words):
    customers = scored((0.75, 8.0), (0.5, 8.0), policy=CALL, main_cause=["price", "other"])
    by = {
        cause: {"mean": 1.0, "spread": 0.1, "source": source}
        for cause, source in {"price": price, "other": other}.items()
    }
    told = Responses.model_validate({"shared_spread": 0, "cause_spread": 0, "reliefs": {"call": by}})
    table = _curve(customers, responses=told)
    assert [_row(table, at)["word"] for at in (0.5, 0.75)] == words
    assert _curve(customers, learned=told.belief()).equals(table)


def test_the_interval_is_that_of_a_promise_of_the_same_calls(monkeypatch):
    monkeypatch.setattr(threshold_value, "_AT_ONCE", 3)  # blocks of which one ends within a threshold
    customers = scored(*[(probability, 300.0) for probability in [0.2, 0.35, 0.35, 0.35, 0.36, 0.6, 0.85, 0.9]])
    table, sure = _curve(customers, POLICY, RESPONSES), deviations(gold_of(customers))
    belief = RESPONSES.belief()
    seen = prospects(customers, level_model(), belief, POLICY)
    made = customers.with_columns(action=pl.Series([seen.offers[offer] for offer in seen.best_offer()]))
    for at in (0.0, 0.35, 0.8):
        said = promise_of(made.filter(pl.col("churn_probability") >= at), sure, level_model(), belief, POLICY)
        row = _row(table, at)
        assert row["calls"] == said.offers > 0
        for name in ("contact_cost_eur", "discount_eur", *(name for name in EUROS if "margin" in name)):
            assert row[name] == pytest.approx(getattr(said, name))


@settings(max_examples=40)
@given(BOOK)
def test_calls_grow_as_the_threshold_falls_and_the_euros_are_the_sum_of_the_best_offers(book):
    customers = scored(*[(probability, margin) for probability, margin, _ in book], main_cause=[c for _, _, c in book])
    table = _curve(customers, POLICY, RESPONSES)
    for name in COUNTS:
        assert (table[name].diff().drop_nulls() <= 0).all()
    assert (table["callable"] <= table["customers"]).all()
    assert (table["calls"] <= table["callable"]).all()
    best = np.nanmax(
        np.nan_to_num(prospects(customers, level_model(), RESPONSES.belief(), POLICY).incremental_margin_eur, nan=-1e9),
        axis=1,
    )
    is_called = (best > -1e9) & (customers["avg_monthly_margin"].fill_null(-1) >= 0).to_numpy()
    for row in table.rows(named=True):
        of_row = is_called & (customers["churn_probability"] >= row["threshold"]).to_numpy()
        assert row["calls"] == of_row.sum()
        if row["calls"]:
            assert row["incremental_margin_eur"] == pytest.approx(best[of_row].sum(), abs=1e-6)
            assert row["incremental_margin_low_eur"] <= row["incremental_margin_high_eur"]


def test_the_order_of_rows_changes_nothing():
    customers = scored((0.75, 8.0), (0.5, 80.0), (0.9, 20.0), policy=CALL)
    other = _curve(customers.reverse(), gold=gold_of(customers).reverse())
    assert other.equals(_curve(customers))
