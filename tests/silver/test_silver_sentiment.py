import sys
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.rules import LEXICON
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from spanishgas.errors import InputError
from spanishgas.silver.sentiment import VaderSentiment, _LinearAnalyzer, label_value, load_sentiment_model

VADER = VaderSentiment(LEXICON)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("The customer is very happy with the service.", 1),
        ("The customer is frustrated and upset.", -1),
        ("Cust called re: plan.", 0),
        ("El cliente está muy satisfecho y agradece la ayuda", 1),
        ("El cliente no está satisfecho con el servicio", -1),
        ("El cliente está muy enfadado por los retrasos", -1),
        ("Nunca ha tenido problemas", 1),
        ("Consulta por la renovación, sin problemas", 1),
        ("El cliente llamó y no ha habido respuesta", 0),
        ("sin incidencias", 1),
        ("", 0),
    ],
)
def test_mood_is_read_in_english_and_spanish(text, sign):
    (score,) = VADER.scores([text])
    assert -1 <= score <= 1
    assert (score >= 0.05) - (score <= -0.05) == sign


def test_a_booster_strengthens_a_spanish_mood():
    plain, boosted = VADER.scores(["El cliente está enfadado", "El cliente está muy enfadado"])
    assert boosted < plain


def test_the_spanish_lexicon_leaves_english_valences_alone():
    assert VADER.scores(["a terrible error of the team"]) == pytest.approx([-0.6908], abs=0.01)


def test_the_lexicon_is_on_vaders_scale_and_on_the_right_side():
    assert all(0 < value <= 4 for value in LEXICON.positive.values())
    assert all(-4 <= value < 0 for value in LEXICON.negative.values())
    assert all(word == word.lower() for word in [*LEXICON.positive, *LEXICON.negative])


@pytest.mark.parametrize(
    ("label", "value"),
    [("NEGATIVE", -1), ("neu", 0), ("Positive", 1), ("1 star", -1), ("3 stars", 0), ("5 stars", 1)],
)
def test_labels_of_classifiers_have_a_value(label, value):
    assert label_value(label) == value


def test_an_unknown_label_says_which_are_understood():
    with pytest.raises(InputError, match=r"LABEL_0.*negative, neutral, positive"):
        label_value("LABEL_0")


def test_a_folder_that_holds_no_model_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"holds no config\.json"):
        load_sentiment_model(str(tmp_path), LEXICON)


def test_without_the_extra_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(InputError, match=r"spanishgas\[transformers\]"):
        load_sentiment_model(str(tmp_path), LEXICON)


def test_a_local_model_is_loaded_from_safetensors_without_network_and_scored_by_expected_value(tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text("{}")
    asked = {}

    def loader(name):
        def from_pretrained(folder, **options):
            asked[name] = (folder, options)
            return name

        return SimpleNamespace(from_pretrained=from_pretrained)

    def classify(texts, **options):
        return [[{"label": "negative", "score": 0.2}, {"label": "positive", "score": 0.7}] for _ in texts]

    fake = SimpleNamespace(
        AutoModelForSequenceClassification=loader("model"),
        AutoTokenizer=loader("tokenizer"),
        pipeline=lambda task, **options: classify,
    )
    monkeypatch.setitem(sys.modules, "transformers", fake)
    model = load_sentiment_model(str(tmp_path), LEXICON)
    assert asked["model"] == (
        str(tmp_path),
        {"local_files_only": True, "use_safetensors": True, "trust_remote_code": False},
    )
    assert asked["tokenizer"][1]["local_files_only"]
    assert model.scores(["a", "b"]) == pytest.approx([0.5, 0.5])
    assert model.scores([]) == []


LINEAR, PLAIN = _LinearAnalyzer(), SentimentIntensityAnalyzer()
WORDS = [*PLAIN.lexicon][::40] + 9 * [
    "no", "or", "nor", "never", "so", "this", "without", "doubt", "least", "at", "very", "kind", "of", "but", "BUT",
    "not", "VERY", "the", "shit", "bad", "ass", "bomb", "cut", "mustard", "hand", "to", "mouth", "GREAT", "😀", "!",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_the_linear_analyzer_gives_what_vader_gives(words):
    text = " ".join(words)
    assert LINEAR.polarity_scores(text) == PLAIN.polarity_scores(text)
