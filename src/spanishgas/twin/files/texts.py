"""What agents write about a contact: short notes and prose, a fifth of them in Spanish, by intent and mood."""

import re
from dataclasses import dataclass

import numpy as np

from spanishgas.twin.choices.contacts import INTENTS, MOODS
from spanishgas.twin.data import read_data

SPANISH_SHARE = 0.2
_SINGULAR = re.compile(r"\b1 (year|month|año|mes)e?s\b")


@dataclass(frozen=True)
class Topic:
    """What a text is about: intent and mood numbers, whole years of tenure and months to the renewal."""

    intent: int
    mood: int
    years: int
    months: int


def written(topic: Topic, rng: np.random.Generator) -> str:
    """One text for a contact, chosen among the wordings of its intent and mood."""
    language = "spanish" if rng.random() < SPANISH_SHARE else "english"
    wordings = texts(language, topic.intent, topic.mood)
    years, months = max(topic.years, 1), max(topic.months, 1)
    wording = wordings[int(rng.integers(len(wordings)))].format(years=years, months=months)
    return _SINGULAR.sub(r"1 \1", wording)


def texts(language: str, intent: int, mood: int) -> list[str]:
    """All wordings of an intent in a mood, in English or Spanish."""
    return read_data("interaction_texts.yaml")[language][INTENTS[intent]][MOODS[mood]]
