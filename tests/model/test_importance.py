"""Which features move probabilities most."""

import pytest
from support.gold_rows import small_model, training_rows

from spanishgas.model.importance import feature_importance
from spanishgas.model.split import model_split

GOLD = training_rows(800).lazy()


def test_what_makes_customers_leave_comes_first_and_shares_are_of_the_whole():
    split = model_split(GOLD, seed=42, split_key="spanishgas")
    table = feature_importance(small_model(), GOLD, split).collect()
    assert set(table["feature"].head(2)) == {"months_to_renewal", "is_negative_sentiment"}
    assert set(table["feature"]) == set(small_model().features)
    assert table["contribution_share"].sum() == pytest.approx(1.0)
    assert table["mean_absolute_contribution_log_odds"].to_list() == sorted(
        table["mean_absolute_contribution_log_odds"], reverse=True
    )
