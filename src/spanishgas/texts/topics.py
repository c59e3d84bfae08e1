"""What a customer wants, by a small model: asked only where none of the rules of FEATURES matches."""

from typing import ClassVar

from spanishgas.config.rule_book import RuleBook
from spanishgas.texts.weights import Linear, packaged
from spanishgas.texts.words import features

SURE = 0.6
"""The model answers where it is at least so sure."""
_SHORTEST = 4
"""Letters from which on an entry stands for all words that begin with it."""


class ServiceWords(RuleBook):
    """Spanish words of service, said in the English that the model of intents has learned."""

    file: ClassVar[str] = "service_words.yaml"
    entry: ClassVar[str | None] = "words"

    words: dict[str, str]

    def in_english(self, words: list[str]) -> list[str]:
        """Words of a Spanish text, those that begin like one of ours said in English."""
        return [english for word in words for english in self._said(word)]

    def _said(self, word: str) -> list[str]:
        starts = (word, *(word[:end] for end in range(len(word) - 1, _SHORTEST - 1, -1)))
        return next((self.words[start].split() for start in starts if start in self.words), [word])


class Topics:
    """The intent of a text by its words."""

    def __init__(self) -> None:
        self._model, self._service_words = Linear(packaged("intents")), ServiceWords.load()

    def intent(self, words: list[str], spanish_share: float) -> str | None:
        """The name of an intent, or None where the model is not sure."""
        return surest(self._model.classes, self.probabilities(words, spanish_share)) if words else None

    def probabilities(self, words: list[str], spanish_share: float) -> list[float]:
        """How likely each class is; a text with Spanish words is said in English first."""
        said = self._service_words.in_english(words) if spanish_share > 0 else words
        return self._model.probabilities(features(said))


def surest(classes: tuple[str, ...], likely: list[float]) -> str | None:
    """The likeliest class where it is likely enough."""
    best = max(likely)
    return classes[likely.index(best)] if best >= SURE else None
