"""The language of a text is found by its words."""

import pytest

from spanishgas.texts.language import Languages, named
from spanishgas.texts.words import words

LANGUAGES = Languages()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Son unos ladrones", "spanish"),
        ("me han cobrado dos veces", "spanish"),
        ("Baja.", "spanish"),
        ("I was charged twice", "english"),
        ("Cust called re: plan", "english"),
        ("Hola, necesito ayuda with my bill please", "mixed"),
        ("El cliente called about la factura", "mixed"),
        ("", "mixed"),
        ("12345", "mixed"),
    ],
)
def test_a_text_is_english_spanish_or_both(text, language):
    assert named(LANGUAGES.spanish_share(words(text))) == language


def test_a_text_without_a_telling_word_is_as_much_the_one_as_the_other():
    assert LANGUAGES.spanish_share(words("!!! 7")) == 0.5
