import numpy as np
import polars as pl
import pytest

from spanishgas.campaigns.effects import FEWEST, difference, effects
from spanishgas.model.judged_groups import EVERYBODY
from spanishgas.policy import Economics

ECONOMICS = Economics(outreach_cost_eur=20, customer_value_months=32, discount_months=12)


def _members(left_called: list[int], left_control: list[int], **changes: object) -> pl.DataFrame:
    count = len(left_called) + len(left_control)
    columns = {
        "left": [bool(each) for each in left_called + left_control],
        "is_control": [False] * len(left_called) + [True] * len(left_control),
        "churn_probability": [0.5] * count,
        "avg_monthly_margin": [10.0] * count,
        "offer_budget_eur_month": [1.0] * count,
        "accepted": [None] * count,
        "reached": [None] * count,
        "expected_incremental_margin_eur": [2.0] * count,
        "why": ["plan"] * count,
        "offer": ["offer_small"] * count,
        "main_cause": ["price"] * count,
        "risk_tier": ["High"] * count,
    }
    return pl.DataFrame({**columns, **changes}, schema_overrides={"accepted": pl.Boolean, "reached": pl.Boolean})


def test_what_calling_changed_is_the_difference_of_means_by_hand():
    total = effects(_members([1, 0] * 10 + [0] * 20, [1, 0] * 20), ECONOMICS).row(0, named=True)
    assert (total["grouping"], total["contacts"], total["controls"]) == (EVERYBODY, 40, 40)
    assert (total["left_share_contacts"], total["left_share_controls"]) == (0.25, 0.5)
    assert total["kept_points"] == pytest.approx(25.0)
    # a quarter more stay: 0.25 x 320 EUR; three quarters take 12 EUR of discount; a contact costs 20 EUR
    assert total["incremental_margin_eur"] == pytest.approx(40 * (0.25 * 320 - 0.75 * 12 - 20))
    assert total["promised_margin_eur"] == pytest.approx(80.0)
    assert total["kept_points_low"] < 25 < total["kept_points_high"]


def test_who_declined_the_offer_costs_no_discount():
    accepted = [False] * 80
    total = effects(_members([0] * 40, [0] * 39 + [1], accepted=accepted), ECONOMICS).row(0, named=True)
    assert total["incremental_margin_eur"] == pytest.approx(40 * (320 / 40 - 20))
    unreached = effects(_members([0] * 40, [0] * 39 + [1], reached=accepted), ECONOMICS).row(0, named=True)
    assert unreached["incremental_margin_eur"] == total["incremental_margin_eur"]


def test_a_prediction_that_differs_between_the_groups_is_no_effect():
    risk = [0.2] * 200 + [0.6] * 200
    left = [1] * 40 + [0] * 160, [1] * 120 + [0] * 80
    total = effects(_members(*left, churn_probability=risk), ECONOMICS).row(0, named=True)
    assert total["kept_points"] == pytest.approx(0.0)


def test_groups_too_small_say_nothing():
    few = effects(_members([0] * 100, [1] * (FEWEST - 1)), ECONOMICS)
    assert few["kept_points"].null_count() == few["incremental_margin_eur"].null_count() == few.height


def test_every_group_is_there_and_the_groups_make_up_all():
    offers = ["offer_small", "offer_large"] * 40
    table = effects(_members([0] * 40, [1] * 40, offer=offers), ECONOMICS)
    assert table.filter(grouping="offer")["group"].to_list() == ["offer_large", "offer_small"]
    assert table.group_by("grouping").agg(pl.col("contacts").sum())["contacts"].unique().to_list() == [40]


def test_without_scatter_or_with_one_customer_there_is_no_interval():
    assert difference(np.ones(50), np.ones(50)) is None
    assert difference(np.ones(1), np.arange(50.0)) is None


def test_of_a_thousand_campaigns_without_effect_about_fifty_claim_one_and_intervals_cover_what_is():
    rng = np.random.default_rng(7)
    risk = rng.uniform(0.05, 0.9, 400)
    true = np.clip(risk + rng.normal(0, 0.2, 400), 0, 1)  # the model is wrong, as models are
    claims, covered = 0, 0
    for _ in range(1000):
        is_control = rng.permutation(400) < 100
        for kept in (0.0, 0.1):
            gone = rng.random(400) < true - np.where(is_control, 0, np.minimum(kept, true))
            stayed_more = risk - gone
            found = difference(stayed_more[~is_control], stayed_more[is_control])
            effect = np.minimum(kept, true)[~is_control].mean()
            if kept:
                covered += found.low <= effect <= found.high
            else:
                claims += found.low > 0 or found.high < 0
    assert claims <= 65
    assert covered >= 930
