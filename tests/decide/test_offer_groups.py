"""Who is offered something, group by group."""

import polars as pl
import pytest
from support.rules import POLICY

from spanishgas.decide.guardrails import REFUSALS, WORDS
from spanishgas.decide.offer_groups import offer_groups
from spanishgas.tables.results import OfferGroups

NAMES = ["C1", "C2", "C3", "C4"]
SCORED = pl.LazyFrame({"customer_id": NAMES, "churn_prediction": [1, 1, 1, 0], "is_second_residence": [1, 0, None, 0]})
OFFERS = pl.LazyFrame(
    {
        "customer_id": NAMES,
        "action": ["offer_large", "no_offer", "offer_small", "no_offer"],
        "guardrail": [None, "negative_margin", None, "beyond_limits"],
        "offer_budget_eur_month": [2.0, 0.0, 1.0, 0.0],
        "expected_monthly_loss_eur": [8.0, 0.0, 4.0, 1.0],
        "segment": ["SME", "SME", "Residential", "Residential"],
        "province_code": ["08", "28", "28", "28"],
        "risk_tier": ["Critical", "Critical", "Medium", "Low"],
    }
)


@pytest.mark.parametrize(("code", "withheld"), [(code, int(code in REFUSALS)) for code in WORDS["en"]])
def test_an_offer_is_withheld_from_whom_none_may_be_made_to_not_from_whom_none_pays_or_fits(code, withheld):
    only = OFFERS.filter(customer_id="C4").with_columns(guardrail=pl.lit(code))
    assert offer_groups(SCORED, only, policy=POLICY).filter(grouping="all").collect()["withheld"].to_list() == [
        withheld
    ]


def test_every_group_has_its_flags_offers_and_euros_and_an_unknown_group_has_no_row():
    table = offer_groups(SCORED, OFFERS, policy=POLICY).collect()
    OfferGroups.validate(table)
    columns = ("customers", "at_risk", "flagged", "offers", "withheld", "offer_share", "offer_budget_eur_month")
    rows = {(row[0], row[1]): row[2:] for row in table.select("grouping", "group", *columns).rows()}
    assert rows["all", "all"] == (4, 3, 3, 2, 1, 0.5, 3.0)
    assert rows["segment", "SME"] == (2, 2, 2, 1, 1, 0.5, 2.0)
    assert rows["is_second_residence", "1"] == (1, 1, 1, 1, 0, 1.0, 2.0)
    assert rows["is_second_residence", "0"] == (2, 1, 1, 0, 1, 0.0, 0.0)
    assert {group for grouping, group in rows if grouping == "risk_tier"} == {"Critical", "Medium", "Low"}
    assert table.filter(grouping="province_code")["expected_monthly_loss_eur"].to_list() == [8.0, 5.0]
