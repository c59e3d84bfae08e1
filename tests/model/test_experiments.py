import pytest
from support.rules import EXPERIMENTS

from spanishgas.errors import InputError
from spanishgas.tables.features import GoldMaster


@pytest.mark.parametrize("name", EXPERIMENTS.names())
def test_every_experiment_has_features_of_the_gold_table_each_once(name):
    features = EXPERIMENTS.experiment(name).features
    assert features
    assert len(set(features)) == len(features)
    assert set(features) <= set(GoldMaster.column_names())


@pytest.mark.parametrize("name", EXPERIMENTS.names())
def test_no_experiment_trains_on_key_label_or_business_columns(name):
    forbidden = {"customer_id", "churned_within_horizon", "avg_monthly_margin", "total_margin_12m"}
    assert not forbidden & set(EXPERIMENTS.experiment(name).features)


def test_the_fallback_without_texts_has_no_feature_built_on_sentiment():
    full, fallback = EXPERIMENTS.experiment("E5").features, EXPERIMENTS.experiment("E5_no_sentiment").features
    assert [name for name in full if "sentiment" not in name] == list(fallback)
    assert set(full) - set(fallback) > {"high_risk_x_negative_sentiment", "avg_sentiment_score"}


def test_an_unknown_experiment_is_refused_with_those_that_exist():
    with pytest.raises(InputError, match="E5_no_sentiment"):
        EXPERIMENTS.experiment("E99")


def test_the_tree_parameters_are_the_tuned_ones():
    assert EXPERIMENTS.xgboost.model_dump() == {
        "rounds": 200,
        "max_depth": 3,
        "learning_rate": 0.06,
        "subsample": 0.8,
        "colsample_bytree": 0.7,
        "min_child_weight": 1.0,  # from here on XGBoost's own defaults
        "reg_lambda": 1.0,
        "max_cat_to_onehot": 4,
    }
