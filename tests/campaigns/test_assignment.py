import numpy as np
import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from support.offers import level_model, policy_with, scored
from support.rules import POLICY

from spanishgas.campaigns.assignment import assigned
from spanishgas.decide.prospects import prospects
from spanishgas.decide.responses import Responses

BELIEF = Responses.load().belief()
CUSTOMERS = [(0.1 + 0.02 * number, 20.0 + 5 * (number % 7)) for number in range(40)]
CAUSES = ["price", "renewal", "service", "competition"] * 10


def _assigned(*, control: float = 0.25, explore: float = 0.5, calls: int = 20, budget: float | None = None, **how):
    policy = policy_with(
        limits={"calls": calls, "budget_eur": budget}, economics=POLICY.economics.model_dump() | {"discount_months": 3}
    )
    rows = scored(*CUSTOMERS, main_cause=CAUSES, **how.pop("changes", {})).with_columns(
        is_resting=pl.lit(value=False), is_in_control=pl.lit(value=False)
    )
    rows = rows.with_columns(contact_consent=pl.lit(1), do_not_contact=pl.lit(0))
    seen = prospects(rows, level_model(), BELIEF, policy)
    names = {"campaign_id": "spring", "key": "secret"} | how
    return assigned(rows, seen, policy, control=control, explore=explore, **names), rows, seen


@settings(deadline=None, max_examples=40)
@example(0.7999999999999999, 0.0, 4, None, "")
@given(
    st.floats(0, 0.8), st.floats(0, 1), st.integers(0, 40), st.one_of(st.none(), st.floats(0, 200)), st.text(max_size=8)
)
def test_those_who_are_called_keep_calls_and_budget_whatever_is_asked_for(control, explore, calls, budget, campaign_id):
    members, rows, seen = _assigned(
        control=control, explore=explore, calls=calls, budget=budget, campaign_id=campaign_id
    )
    called = members.filter(~pl.col("is_control"))
    assert called.height <= calls
    at = {customer: number for number, customer in enumerate(rows["customer_id"])}
    spent = sum(seen.discount_eur[at[each], seen.offers.index(offer)] for each, offer in called[:, :2].iter_rows())
    assert budget is None or spent <= budget + 1e-9
    assert members["customer_id"].is_unique().all()
    assert members["is_control"].sum() >= int(control * members.height + 1e-9)


def test_who_is_control_hangs_on_customer_campaign_and_key_alone():
    members, _, _ = _assigned()
    again, _, _ = _assigned()
    other, _, _ = _assigned(campaign_id="summer")
    keyed, _, _ = _assigned(key="another")
    assert again.equals(members)
    assert not other["is_control"].equals(members["is_control"])
    assert not keyed["is_control"].equals(members["is_control"])


def test_exploration_takes_those_whom_the_plan_leaves_alone_with_every_offer():
    members, _, _ = _assigned(control=0.0, explore=1.0, calls=40)
    assert members["why"].unique().to_list() == ["explore"]
    assert members["offer"].n_unique() == 3
    assert np.allclose(members["offer_propensity"], 1 / 3)


def test_without_exploration_only_what_pays_is_in_a_campaign():
    members, rows, seen = _assigned(explore=0.0, control=0.0)
    numbers = rows.with_row_index().filter(pl.col("customer_id").is_in(members["customer_id"].implode()))["index"]
    assert members["why"].unique().to_list() == ["plan"]
    assert (seen.cautious_margin_eur[numbers.to_numpy()].max(axis=1) >= 0).all()
