"""Intents by a small model, where no rule matches."""

import pytest

from spanishgas.texts.language import Languages
from spanishgas.texts.topics import Topics, surest
from spanishgas.texts.words import words

TOPICS, LANGUAGES = Topics(), Languages()


def intent(text):
    found = words(text)
    return TOPICS.intent(found, LANGUAGES.spanish_share(found))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("My card was declined", "Complaint / Escalation"),
        ("Why did my transfer fail?", "Complaint / Escalation"),
        ("How do I change my address?", "Account / Service Inquiry"),
        ("¿Cómo puedo cambiar mi contraseña?", "Account / Service Inquiry"),
        ("", None),
        ("zzz", None),
    ],
)
def test_an_intent_is_told_where_the_model_is_sure(text, name):
    assert intent(text) == name


def test_an_answer_that_is_not_sure_is_none():
    assert surest(("a", "b"), [0.59, 0.41]) is None
    assert surest(("a", "b"), [0.6, 0.4]) == "a"
