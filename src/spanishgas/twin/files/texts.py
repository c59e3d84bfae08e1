"""What is written about a contact: agents' notes and customers' own words, in English, Spanish or both."""

import re
from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from spanishgas.twin.choices.moods import INTENTS, MOODS
from spanishgas.twin.files.grammar import Cell
from spanishgas.twin.files.wordings import drawn, writing

_SINGULAR = re.compile(r"\b1 (year|month|año|mes)e?s\b")
_ACCENTS = str.maketrans("áéíóúü", "aeiouu", "¡¿")


@dataclass(frozen=True)
class Topic:
    """What a text is about: intent and mood numbers, whole years of tenure, and months to the renewal then agreed.

    A text says neither below 1: no contract that has run out "expires in 1 month", nobody who just came came years ago.
    """

    intent: int
    mood: int
    years: int
    months: int


def written(topic: Topic, rng: np.random.Generator) -> str:
    """One text for a contact: a language, a kind, a wording, its numbers, and the hand of the writer."""
    rules = writing()
    language = _dealt(rules.languages, rng)
    kind = _dealt(rules.kinds[language], rng)
    cell = Cell(language, kind, INTENTS[topic.intent], MOODS[topic.mood])
    wording = drawn(cell, rng).text
    while not _can_say(topic, wording):
        wording = drawn(cell, rng).text
    text = filled(wording, topic.years, topic.months)
    is_hasty = kind in rules.hasty.kinds and rng.random() < rules.hasty.share
    return hasty(text, language, rng) if is_hasty else text


def filled(wording: str, years: int, months: int) -> str:
    """The wording with its numbers."""
    return _SINGULAR.sub(r"1 \1", wording.format(years=years, months=months))


def _can_say(topic: Topic, wording: str) -> bool:
    """Whether every number that the wording asks for is at least 1."""
    return (topic.years > 0 or "{years}" not in wording) and (topic.months > 0 or "{months}" not in wording)


def hasty(text: str, language: str, rng: np.random.Generator) -> str:
    """As a customer in a hurry types it: small letters, slips, no accents."""
    rules = writing().hasty
    slips = rules.slips.get(language, {})

    def typed(word: re.Match[str]) -> str:
        is_slip = word[0] in slips and rng.random() < rules.misspelt
        return slips[word[0]] if is_slip else word[0]

    return re.sub(r"[\w']+", typed, text.lower()).translate(_ACCENTS)


def _dealt(shares: dict[str, float], rng: np.random.Generator) -> str:
    """A name with the probability of its share; the shares sum to 1."""
    steps = list(accumulate(shares.values()))
    return list(shares)[min(bisect(steps, rng.random()), len(steps) - 1)]
