"""What each offer would do to each customer, and what is against those that are not made."""

from math import log

import polars as pl
import pytest
from support.offers import CALL, gold_of, level_model, policy_with, recommended, responses_of, scored
from support.rules import POLICY, RESPONSES

from spanishgas.decide.customer_offers import WORSE, customer_offers
from spanishgas.decide.guardrails import NEGATIVE_IMPACT, NEGATIVE_MARGIN, NO_CONSENT, NO_RESPONSE, UNKNOWN_MARGIN
from spanishgas.decide.responses import Responses
from spanishgas.policy import Policy
from spanishgas.tables.results import CustomerOffers

THIRD = responses_of({"call": {"price": log(3)}})
"""A call makes the odds of leaving a third of what they were."""


def _offers(
    customers: pl.DataFrame, policy: Policy = POLICY, responses: Responses = RESPONSES, **said: list[int]
) -> pl.DataFrame:
    decided = recommended(customers, policy, responses, gold_of(customers, **said) if said else None)
    table = customer_offers(decided.lazy(), level_model(), policy=policy, responses=responses).collect()
    CustomerOffers.validate(table)
    return table


def test_an_offer_that_is_made_has_its_euros_and_no_objection() -> None:
    # Of 240 EUR a quarter is kept; a discount of 12 EUR goes to the half that stays, the contact is 3 EUR.
    row = _offers(scored((0.75, 8.0), policy=CALL), CALL, THIRD).row(0)
    assert row == ("C00001", "call", 2.0, pytest.approx(0.5), pytest.approx(51), None)


def test_each_customer_has_each_offer_of_the_policy_in_its_order() -> None:
    table = _offers(scored((0.9, 300.0), (0.1, 2.0)))
    assert table["action"].to_list() == 2 * list(POLICY.offers)
    assert table["customer_id"].to_list() == ["C00001"] * 3 + ["C00002"] * 3


def test_what_is_not_made_though_it_pays_returns_less_than_what_is() -> None:
    table = _offers(scored((0.9, 300.0)))
    made = table.filter(pl.col("objection").is_null())["expected_incremental_margin_eur"].item()
    others = table.filter(objection=WORSE)
    assert others.height == 2
    assert (others["expected_incremental_margin_eur"] < made).all()


@pytest.mark.parametrize(
    ("margin", "said", "objection"),
    [
        (8.0, {"contact_consent": [0]}, NO_CONSENT),
        (-8.0, {}, NEGATIVE_MARGIN),
        (None, {}, UNKNOWN_MARGIN),
    ],
)
def test_what_is_against_any_offer_is_against_each(margin: float | None, said: dict, objection: str) -> None:
    assert set(_offers(scored((0.75, margin)), **said)["objection"]) == {objection}


def test_an_offer_that_does_not_pay_or_that_nobody_knows_says_so() -> None:
    customers = scored((0.01, 8.0), (0.75, 8.0), policy=CALL, main_cause=["price", "moving"])
    table = _offers(customers, CALL, THIRD)
    assert table["objection"].to_list() == [NEGATIVE_IMPACT, NO_RESPONSE]
    assert table.row(1)[3:5] == (None, None)


def test_beyond_the_limits_the_customers_own_reason_stands() -> None:
    none = policy_with(CALL, limits={"calls": 0})
    assert _offers(scored((0.75, 8.0), policy=CALL), none, THIRD)["objection"].to_list() == ["beyond_limits"]


def test_without_customers_there_are_no_offers() -> None:
    assert _offers(scored((0.75, 8.0)).clear()).is_empty()
