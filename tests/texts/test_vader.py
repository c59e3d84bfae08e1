"""VADER's rules, with its lexicon and a Spanish one."""

from math import sqrt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.rules import LEXICON
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from spanishgas.texts.language import ENGLISH, SPANISH
from spanishgas.texts.vader import LinearAnalyzer, Vader
from spanishgas.texts.weights import packaged
from spanishgas.texts.words import plain

VADER = Vader(LEXICON)


def compound(text, language=SPANISH):
    return VADER.scores(text, language)["compound"]


@pytest.mark.parametrize(
    ("text", "language", "sign"),
    [
        ("The customer is very happy with the service.", ENGLISH, 1),
        ("The customer is frustrated and upset.", ENGLISH, -1),
        ("Cust called re: plan.", ENGLISH, 0),
        ("El cliente está muy satisfecho y agradece la ayuda", SPANISH, 1),
        ("El cliente no está satisfecho con el servicio", SPANISH, -1),
        ("El cliente está muy enfadado por los retrasos", SPANISH, -1),
        ("Nunca ha tenido problemas", SPANISH, 1),
        ("Consulta por la renovación, sin problemas", SPANISH, 1),
        ("El cliente llamó y no ha habido respuesta", SPANISH, 0),
        ("sin incidencias", SPANISH, 1),
        ("", SPANISH, 0),
    ],
)
def test_mood_is_told_by_the_words_of_the_language(text, language, sign):
    score = compound(text, language)
    assert (score >= 0.05) - (score <= -0.05) == sign


def test_a_booster_strengthens_a_spanish_mood():
    assert compound("El cliente está muy enfadado") < compound("El cliente está enfadado")


def test_accents_do_not_count():
    assert compound("fatal atencion, PESIMO") == compound("fatal atención, PÉSIMO") < 0


@pytest.mark.parametrize(("word", "mood"), [*(LEXICON.positive | LEXICON.negative).items()])
def test_every_word_of_ours_keeps_its_mood_in_a_spanish_text(word: str, mood: float) -> None:
    assert compound(word) == pytest.approx(mood / sqrt(mood**2 + 15), abs=1e-4)


def test_of_words_in_the_package_that_differ_by_accents_alone_the_worse_mood_counts() -> None:
    package = packaged("spanish_words")
    twice = package.with_columns(pl.col("word").map_elements(plain, pl.String)).filter(pl.col("word").is_duplicated())
    worst = twice.group_by("word").agg(pl.col("mood").min()).filter(pl.col("word") != "cortes")
    assert sorted(worst["word"]) == ["cabron", "critica", "grito", "gusto", "perdida"]
    for word, mood in worst.iter_rows():
        assert compound(word) == pytest.approx(mood / sqrt(mood**2 + 15), abs=1e-4)


def test_the_spanish_lexicon_leaves_english_valences_alone():
    assert compound("a terrible error of the team", ENGLISH) == pytest.approx(-0.6908, abs=0.01)


def test_the_lexicon_is_on_vaders_scale_and_on_the_right_side():
    assert all(0 < value <= 4 for value in LEXICON.positive.values())
    assert all(-4 <= value < 0 for value in LEXICON.negative.values())
    assert all(word == word.lower() for word in [*LEXICON.positive, *LEXICON.negative])


LINEAR, PLAIN = LinearAnalyzer(), SentimentIntensityAnalyzer()
WORDS = [*PLAIN.lexicon][::40] + 9 * [
    "no", "or", "nor", "never", "so", "this", "without", "doubt", "least", "at", "very", "kind", "of", "but", "BUT",
    "not", "VERY", "the", "shit", "bad", "ass", "bomb", "cut", "mustard", "hand", "to", "mouth", "GREAT", "😀", "!",
]  # fmt: skip


@given(st.lists(st.sampled_from(WORDS), max_size=14))
def test_the_linear_analyzer_gives_what_vader_gives(words):
    text = " ".join(words)
    assert LINEAR.polarity_scores(text) == PLAIN.polarity_scores(text)
