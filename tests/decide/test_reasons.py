import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError
from support.rules import EXPERIMENTS, REASON_TEXTS

from spanishgas.decide.reasons import ReasonTexts, with_reasons
from spanishgas.errors import InputError

TEXTS, SPANISH = REASON_TEXTS, ReasonTexts.of("es")


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_feature_of_the_ladder_for_trees_has_a_text_and_no_text_is_left_over(language):
    assert list(ReasonTexts.of(language).texts) == list(EXPERIMENTS.experiment("E9").features)


@pytest.mark.parametrize("feature", EXPERIMENTS.experiment("E9").features)
def test_spanish_tells_apart_what_english_does(feature):
    assert set(TEXTS.texts[feature]) <= set(SPANISH.texts[feature])


@pytest.mark.parametrize(
    ("feature", "value", "words"),
    [
        ("months_to_renewal", "2.3333333", "el contrato se renueva en 2,3 meses"),
        ("months_to_renewal", "-0.9667", "la fecha de renovación pasó hace 1,0 meses"),
        ("months_to_renewal", None, "no consta fecha de renovación"),
        ("elec_price_trend_12m", "-0.0206", "el precio de la luz bajó un 2,1 % en 12 meses"),
        ("customer_intent", "Complaint / Escalation", "el último contacto fue una queja"),
        ("tenure_months", "1", "es cliente desde hace 1 mes"),
        ("tenure_months", "11", "es cliente desde hace 11 meses"),
        ("price_update_count", "1", "los precios cambiaron 1 vez en 12 meses"),
        ("last_interaction_days_ago", "1", "el último contacto fue hace 1 día"),
        ("tenure_bucket", "2-5y", "es cliente desde hace entre 2 y 5 años"),
        ("sales_channel", "Web v1.2", "su canal de venta es Web v1.2"),
        ("gas_share_of_revenue", "0.125", "el gas es el 12 % de los ingresos"),
    ],
)
def test_a_reason_in_spanish_words(feature, value, words):
    assert SPANISH.words(feature, value) == words


RECOMMENDED = pl.DataFrame(
    {
        "reason_1_feature": ["months_to_renewal", "has_interaction"],
        "reason_1_value": ["2.0", "1"],
        "reason_2_feature": ["tenure_months", None],
        "reason_2_value": pl.Series([None, None], dtype=pl.String),
        "reason_3_feature": ["sentiment_label", None],
        "reason_3_value": ["negative", None],
        "lever": ["contract_renewed", None],
        "churn_probability": [0.614, 0.1],
        "churn_probability_with_lever": [0.176, None],
    }
)


@pytest.mark.parametrize(
    ("language", "reasons", "helps"),
    [
        (
            "en",
            "contract renews in 2.0 months; time as a customer is not known; mood of the last contact was negative",
            "contract renewed: 61% → 18%",
        ),
        (
            "es",
            "el contrato se renueva en 2,0 meses; no consta desde cuándo es cliente; "
            "el ánimo del último contacto fue malo",
            "contrato renovado: 61 % → 18 %",
        ),
    ],
)
def test_a_table_says_reasons_and_lever_in_words_of_the_language(language, reasons, helps):
    told = with_reasons(RECOMMENDED, language)
    assert told["reasons"].to_list() == [reasons, {"en": "was in touch", "es": "ha contactado"}[language]]
    assert told["what_would_help"].to_list() == [helps, None]


def test_reasons_to_stay_are_said_to_be_such():
    told = with_reasons(RECOMMENDED.with_columns(reason_1_contribution=pl.Series([1.5, -0.5])), "en")["reasons"]
    assert told.str.starts_with("stays: ").to_list() == [False, True]


def test_a_table_of_an_earlier_version_keeps_its_own_words():
    earlier = pl.DataFrame({"reason_1": ["has_interaction"], "reasons": ["was in touch"]})
    assert with_reasons(earlier, "es").equals(earlier)


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
        ("tenure_months", "1.2", "has been a customer for 1 month"),
        ("tenure_months", "39", "has been a customer for 39 months"),
        ("negative_margin_months", "1", "margin was negative in 1 month"),
        ("negative_margin_months", "11", "margin was negative in 11 months"),
        ("months_to_renewal", "1.0", "contract renews in 1.0 months"),
        ("active_months_count", "1", "consumed in 1 of 12 months"),
        ("avg_sentiment_score", "0.0", "was neither pleased nor annoyed when in touch"),
        ("avg_sentiment_score", "-0.4", "was rather annoyed when in touch (mood -0.40, of -1 to 1)"),
        ("intent_x_sentiment", "a|b", "intent x sentiment is a|b"),
        ("intent_x_sentiment", None, "intent x sentiment is not known"),
    ],
)
def test_a_reason_in_words(feature, value, words):
    assert TEXTS.words(feature, value) == words


OWN = ReasonTexts.model_validate(
    {
        "texts": {
            "mood": "mood is {value}",
            "trend": {0: "flat", -1: "down by one", "negative": "down {absolute:.1f}", "otherwise": "up {value:.1f}"},
            "signless": {"otherwise": "trend {value:.1f}, size {absolute:.1f}"},
            "share_of_gas": {"missing": "none", "0.25": "a quarter", "negative": "odd"},
            "channel": {"Web": "online"},
        }
    }
)


@pytest.mark.parametrize(
    ("feature", "value", "words"),
    [
        ("mood", "good", "mood is good"),
        ("mood", None, "mood is not known"),
        ("trend", "0", "flat"),
        ("trend", "0.00", "flat"),
        ("trend", "-1.0", "down by one"),
        ("trend", "-0.04", "down 0.0"),
        ("trend", "0.5", "up 0.5"),
        ("signless", "-2.5", "trend -2.5, size 2.5"),
        ("share_of_gas", "0.25", "a quarter"),
        ("share_of_gas", "0.5", "share of gas is 0.5"),
        ("share_of_gas", "0.0", "share of gas is 0.0"),
        ("share_of_gas", "-0.5", "odd"),
        ("share_of_gas", None, "none"),
        ("channel", "Web", "online"),
        ("channel", "Office", "channel is Office"),
        ("never_heard_of", "1", "never heard of is 1.0"),
        ("never_heard_of", None, "never heard of is not known"),
        ("channel", "inf", "channel is inf"),
        ("channel", "1.5", "channel is 1.5"),
        ("trend", "Web v1.2", "trend is Web v1.2"),
    ],
)
def test_a_text_is_chosen_by_exact_value_then_sign_then_otherwise(feature, value, words):
    assert OWN.words(feature, value) == words


@example(-0.0)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_below_nought_is_told_by_its_size_and_others_as_they_are(value):
    assert OWN.words("trend", repr(value)) == {0.0: "flat", -1.0: "down by one"}.get(
        float(f"{value:.10g}"), f"down {-value:.1f}" if value < 0 else f"up {value:.1f}"
    )


def test_a_book_of_one_text_is_a_book():
    assert ReasonTexts.model_validate({"texts": {"mood": "mood is {value}"}}).words("mood", "good") == "mood is good"


@pytest.mark.parametrize("texts", [{}, {"mood": {"negative": 1}}])
def test_texts_that_are_none_are_refused(texts):
    with pytest.raises(ValidationError):
        ReasonTexts.model_validate({"texts": texts})


def test_minus_nought_is_nought():
    assert OWN.words("trend", "-0.0") == "flat"


@pytest.mark.parametrize("content", ["mood: 3", "mood: [good, bad]", "- mood", "good"])
def test_a_file_whose_texts_are_none_is_refused_in_words(tmp_path, content):
    (tmp_path / "reasons.yaml").write_text(content, "utf-8")
    with pytest.raises(InputError, match="not valid"):
        ReasonTexts.load(tmp_path / "reasons.yaml")


@pytest.mark.parametrize("feature", EXPERIMENTS.experiment("E9").features)
@pytest.mark.parametrize("value", ["0", "1", "-1.5", "9999", None])
@pytest.mark.parametrize("texts", [TEXTS, SPANISH], ids=["en", "es"])
def test_every_text_can_be_filled_in(texts, feature, value):
    assert texts.words(feature, value)
