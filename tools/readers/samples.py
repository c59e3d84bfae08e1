"""What is learned from: labelled texts as arrays, and how the words of a language lie in the embedding."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from readers.sources import MOODS, Sources
from readers.teacher import embeddings
from spanishgas.texts.words import NEGATIONS, features, words

FREQUENT = {"en": 11_000, "es": 14_000}
"""Words of each language that get a weight, besides those of the lexicons and those that stand twice in the texts."""
WEIGHT_OF_SERVICE = 0.3
"""What a text of service counts: information as neutral, a complaint as negative; nobody labelled its mood."""
_SCALE = 3.5
"""Brings the parts of an embedding near one, so that one penalty fits all parts of a model."""


@dataclass(frozen=True)
class Sample:
    """Texts, the number of each one's mood, what each counts, and where it is from."""

    texts: list[str]
    mood: np.ndarray
    weight: np.ndarray
    source: np.ndarray

    def of(self, keep: np.ndarray) -> "Sample":
        """The rows where ``keep`` is true."""
        texts = [text for text, is_kept in zip(self.texts, keep, strict=True) if is_kept]
        return Sample(texts, self.mood[keep], self.weight[keep], self.source[keep])


def english(sources: Sources) -> Sample:
    """English reviews and tweets by their label, and texts of service by what they are about."""
    rated, served = sources.moods("en"), service(sources)
    texts = pl.concat([rated.select("text", "label", "source"), served.select("text", "label", "source")])
    weight = np.r_[np.ones(rated.height), np.full(served.height, WEIGHT_OF_SERVICE)]
    mood = np.array([MOODS.index(label) for label in texts["label"]])
    return Sample(texts["text"].to_list(), mood, weight, texts["source"].to_numpy())


def service(sources: Sources) -> pl.DataFrame:
    """A share of the texts of service, with a mood for what they are about."""
    moods = {"information": "neutral", "complaint": "negative"}
    told = sources.some_intents().filter(pl.col("label").is_in(list(moods)))
    return told.with_columns(pl.col("label").replace_strict(moods), source=pl.lit("service"))


@dataclass(frozen=True)
class WordVectors:
    """Words of a language and where each lies in the embedding, from the middle of the words in running text."""

    rows: dict[str, int]
    vectors: np.ndarray

    @classmethod
    def of(cls, listed: Sequence[str], running: Sequence[str], folder: Path) -> "WordVectors":
        """The vectors of words as they are written; of those that differ by accents alone the first counts.

        ``running`` are texts of the language: their mean word is taken from each, so that a longer text says no more
        of its mood in one language than in the other.
        """
        first = {written[0]: word for word in reversed(listed) if len(written := words(word)) == 1}
        rows = {word: row for row, word in enumerate(first)}
        found = embeddings(list(first.values()), folder)
        middle = np.mean([found[rows[word]] for text in running for word in words(text) if word in rows], axis=0)
        return cls(rows, (found - middle) * _SCALE)

    def sums(self, text: str) -> np.ndarray:
        """The words of a text added up, those behind a negation apart, as the linear model will add their weights."""
        counted = features(words(text))
        total = np.zeros(2 * self.vectors.shape[1], np.float32)
        for name in counted:
            if (row := self.rows.get(name.removeprefix("~"))) is not None:
                half = slice(self.vectors.shape[1], None) if name.startswith("~") else slice(self.vectors.shape[1])
                total[half] += self.vectors[row]
        return total / np.sqrt(1 + len(counted))


def vocabulary(sources: Sources, language: str, texts: Sequence[str], moods: Sequence[str]) -> list[str]:
    """Words that get a weight: of the lexicon, of the texts, and frequent ones."""
    seen = Counter(word for text in texts for word in words(text) if word[0].isalpha())
    often = sorted(word for word, count in seen.items() if count > 1)
    frequent = sources.frequent_words(language, FREQUENT[language])
    return list(dict.fromkeys([*frequent, *(word for word in moods if " " not in word), *often, *sorted(NEGATIONS)]))
