from spanishgas.features import TIERS, needs_sentiment, tier_columns
from spanishgas.tables.features import GoldMaster

BUSINESS = {
    "avg_monthly_margin",
    "total_margin_12m",
    "province_code",
    "product_bundle",
    "contact_consent",
    "do_not_contact",
    "language",
    "churned_within_horizon",
}


def test_gold_holds_every_feature_once_and_the_business_columns():
    features = [name for tier in TIERS for name in tier_columns(tier)]
    assert len(features) == len(set(features))
    assert set(GoldMaster.column_names()) == {"customer_id", *features, *BUSINESS}


def test_every_column_of_gold_has_unit_and_description():
    for name, column in GoldMaster.columns().items():
        assert column.description and column.metadata["unit"], name


def test_features_built_on_sentiment_are_the_tier_and_what_combines_it():
    built = {name for tier in TIERS for name in tier_columns(tier) if needs_sentiment(name)}
    assert built == {
        *tier_columns("2B"),
        "high_risk_x_negative_sentiment",
        "sentiment_x_renewal_bucket",
        "intent_x_sentiment",
        "province_avg_sentiment_score",
        "similar_use_avg_sentiment_score",
    }
