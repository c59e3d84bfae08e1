"""Makes the tables in ``src/spanishgas/texts/data``: lexicon, language, moods and intents of both qualities.

    PYTHONPATH=tools .venv/bin/python -m readers.train LABELLED PACKAGES

LABELLED holds the labelled texts (gzip CSV), PACKAGES what npm and pip fetched (docs/decisions/texts.md).
Everything is learned from English texts; Spanish words get their weights by lying where English ones lie in a
multilingual embedding, and Spanish lexicons speak on VADER's scale.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.linear_model import LogisticRegression
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from readers.counted import Counted, fast_intents, whole_numbers, with_intents
from readers.languages import language_table
from readers.samples import Sample, WordVectors, english, vocabulary
from readers.sources import MOODS, Sources
from readers.teacher import embeddings
from spanishgas.texts.fast import lexical
from spanishgas.texts.vader import LinearAnalyzer
from spanishgas.texts.weights import BIAS

DATA = Path(str(files("spanishgas.texts.data")))
VALUES = ("[compound]", "[good]", "[bad]")
_WORDS, _LEXICONS, EMBEDDING, _INTENTS = 0.3, 4.0, 1.0, 30.0
"""How freely each part may fit: the inverse of its penalty."""


def main() -> None:
    """Make every table."""
    labelled, packages = (Path(each) for each in sys.argv[1:3])
    make_tables(Sources(labelled, packages), packages.parent)


def make_tables(sources: Sources, cache: Path) -> None:
    """Learn all tables and write them."""
    moods, spanish = sources.spanish_words(), sources.moods("es")["text"].to_list()
    _write("spanish_words", pl.DataFrame(sorted(moods.items()), schema=["word", "mood"], orient="row"))
    service = sources.intents()["text"].to_list()
    told = [[*sources.moods("en")["text"], *service], [*spanish, *sources.frequent_words("es", 5_000)]]
    _write("language", language_table(*told))
    sample = english(sources)
    listed = vocabulary(sources, "en", sample.texts, list(_english_lexicon()))
    english_words = WordVectors.of(listed, sample.texts, cache)
    spanish_words = WordVectors.of(vocabulary(sources, "es", spanish, list(moods)), spanish, cache)
    model = FastModel.learn(sample, english_words)
    _write("mood_english", model.english(english_words))
    _write("mood_spanish", model.spanish(spanish_words))
    middles = Middles.of(sample.texts, spanish, cache)
    vectors = embeddings(sample.texts, cache)
    head = fitted(vectors - middles.english, sample.mood, sample.weight, EMBEDDING)
    _write("mood_e5", middles.table(head, MOODS))
    _write("intents", fast_intents(with_intents(sources.intents())))
    drawn = with_intents(sources.some_intents())
    vectors = embeddings(drawn["text"].to_list(), cache)
    names = sorted(drawn["intent"].unique())
    intent = np.array([names.index(each) for each in drawn["intent"]])
    head = fitted(vectors - middles.english, intent, np.ones(len(intent)), _INTENTS)
    _write("intents_e5", middles.table(head, names))


def _english_lexicon() -> dict[str, float]:
    return SentimentIntensityAnalyzer().lexicon


def lexical_values(texts: Sequence[str]) -> np.ndarray:
    """What VADER says of English texts, a row each."""
    analyzer = LinearAnalyzer()
    return np.array([[*lexical(analyzer.polarity_scores(text)).values()] for text in texts])


def fitted(rows: np.ndarray, target: np.ndarray, weight: np.ndarray, freedom: float) -> LogisticRegression:
    """A multinomial logistic regression of rows that count differently."""
    return LogisticRegression(C=freedom, max_iter=500).fit(rows, target, sample_weight=weight)


@dataclass(frozen=True)
class FastModel:
    """Three opinions, whose logarithms are averaged, so that they are one linear model.

    Of the words by where they lie in the embedding, which speaks of Spanish words as well; of the lexicons; and of the
    very words of the texts with their neighbours, which speaks of English only.
    """

    words: LogisticRegression
    lexicons: LogisticRegression
    counted: Counted

    @classmethod
    def learn(cls, sample: Sample, vectors: WordVectors) -> "FastModel":
        """Fit all on the same texts."""
        sums = np.array([vectors.sums(text) for text in sample.texts])
        return cls(
            fitted(sums, sample.mood, sample.weight, _WORDS),
            fitted(lexical_values(sample.texts), sample.mood, sample.weight, _LEXICONS),
            Counted.learn(sample.texts, sample.mood, sample.weight),
        )

    def english(self, vectors: WordVectors) -> pl.DataFrame:
        """Weights by all three."""
        return _added_up([*self._common(vectors), (self.counted.names, self.counted.model.coef_.T)], self._biases())

    def spanish(self, vectors: WordVectors) -> pl.DataFrame:
        """Weights by the two that speak of Spanish."""
        return _added_up(self._common(vectors), self._biases()[:2])

    def _common(self, vectors: WordVectors) -> list[tuple[list[str], np.ndarray]]:
        plain, turned = np.split(self.words.coef_.T, 2)
        names = [*vectors.rows, *(f"~{word}" for word in vectors.rows)]
        rows = np.vstack([vectors.vectors @ plain, vectors.vectors @ turned])
        return [(names, rows), (list(VALUES), self.lexicons.coef_.T)]

    def _biases(self) -> list[np.ndarray]:
        return [self.words.intercept_, self.lexicons.intercept_, self.counted.model.intercept_]


def _added_up(parts: list[tuple[list[str], np.ndarray]], biases: list[np.ndarray]) -> pl.DataFrame:
    """The mean of some opinions as one table: a feature that several weigh has the sum of its weights."""
    sums: dict[str, np.ndarray] = {BIAS: np.sum(biases, axis=0)}
    for names, rows in parts:
        for name, row in zip(names, rows, strict=True):
            sums[name] = sums.get(name, 0) + row
    return whole_numbers(list(sums), np.array(list(sums.values())) / len(biases), MOODS)


@dataclass(frozen=True)
class Middles:
    """The middles of English and of Spanish texts in the embedding."""

    english: np.ndarray
    spanish: np.ndarray

    @classmethod
    def of(cls, english: Sequence[str], spanish: Sequence[str], cache: Path) -> "Middles":
        """The means of some texts of each."""
        return cls(*(embeddings(texts, cache).mean(axis=0) for texts in (english, spanish)))

    def table(self, head: LogisticRegression, classes: Sequence[str]) -> pl.DataFrame:
        """Weights a row a dimension, the bias last, with the middles beside them."""
        rows = np.vstack([head.coef_.T, head.intercept_])
        places = {"english": [*self.english, 0.0], "spanish": [*self.spanish, 0.0]}
        return pl.DataFrame(rows, schema=list(classes)).with_columns(
            pl.Series(name, values, dtype=pl.Float64) for name, values in places.items()
        )


def _write(name: str, table: pl.DataFrame) -> None:
    table.write_parquet(DATA / f"{name}.parquet", compression="zstd")
    print(f"{name}: {table.height:,} rows, {(DATA / f'{name}.parquet').stat().st_size:,} bytes", flush=True)


if __name__ == "__main__":
    main()
