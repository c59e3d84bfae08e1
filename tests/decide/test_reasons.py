import pytest
from support.rules import EXPERIMENTS, REASON_TEXTS

TEXTS = REASON_TEXTS


def test_every_feature_of_the_champion_has_a_text_and_no_text_is_left_over():
    assert list(TEXTS.texts) == list(EXPERIMENTS.experiment("E5").features)


@pytest.mark.parametrize(
    ("feature", "value", "words"),
    [
        ("months_to_renewal", "2.3333333", "contract renews in 2.3 months"),
        ("months_to_renewal", "-0.9667", "the renewal date passed 1.0 months ago"),
        ("months_to_renewal", None, "no renewal date is known"),
        ("renewal_bucket", "0-3m", "renewal is 0-3m away"),
        ("renewal_bucket", "expired", "renewal date has passed"),
        ("is_dual_fuel", "1", "takes electricity and gas"),
        ("total_gas_m3_12m", "0.0", "used no gas in 12 months"),
        ("last_interaction_days_ago", "9999", "was never in touch"),
        ("months_since_last_change", "9999.0", "never changed product"),
        ("elec_price_trend_12m", "-0.0206", "electricity price fell by 2.1% in 12 months"),
        ("customer_intent", "Contract Renewal", "last contact was about Contract Renewal"),
        ("intent_x_sentiment", "a|b", "intent x sentiment is a|b"),
        ("intent_x_sentiment", None, "intent x sentiment is not known"),
    ],
)
def test_a_reason_in_words(feature, value, words):
    assert TEXTS.words(feature, value) == words


@pytest.mark.parametrize("feature", EXPERIMENTS.experiment("E5").features)
@pytest.mark.parametrize("value", ["0", "1", "-1.5", "9999", None])
def test_every_text_can_be_filled_in(feature, value):
    assert TEXTS.words(feature, value)
