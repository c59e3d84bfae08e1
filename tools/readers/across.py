"""Both qualities trained on one of the English sources and tried on the other, and intents likewise.

PYTHONPATH=tools .venv/bin/python -m readers.across LABELLED PACKAGES
"""

import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.metrics import f1_score

from readers.counted import INTENTS, fast_intents, with_intents
from readers.evaluate import measure
from readers.samples import WordVectors, english, vocabulary
from readers.sources import MOODS, Sources
from readers.teacher import embeddings
from readers.train import EMBEDDING, FastModel, fitted
from spanishgas.silver.intent import UNCLASSIFIED, Intents
from spanishgas.texts.fast import lexical
from spanishgas.texts.reading import Moods, Reading, mean
from spanishgas.texts.topics import surest
from spanishgas.texts.vader import LinearAnalyzer
from spanishgas.texts.weights import Linear
from spanishgas.texts.words import features, words


class Given:
    """A reader whose answers are known already."""

    def __init__(self, moods: Sequence[Moods]) -> None:
        self._moods = moods

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The answers, in order."""
        return [Reading(each.score(), None, "english") for each in self._moods[: len(texts)]]


def main() -> None:
    """Print what is measured."""
    labelled, packages = (Path(each) for each in sys.argv[1:3])
    sources = Sources(labelled, packages)
    moods_across(sources, packages.parent)
    intents_across(sources)


def moods_across(sources: Sources, cache: Path) -> None:
    """Moods: words seen in the source that is tried get no weight by it, and no vector but from the lists of words."""
    sample = english(sources)
    lexicon = list(LinearAnalyzer().lexicon)
    for trained, tried in (("vader-amazon", "vader-tweets"), ("vader-tweets", "vader-amazon")):
        known, new = sample.of(np.isin(sample.source, [trained, "service"])), sample.of(sample.source == tried)
        vectors = WordVectors.of(vocabulary(sources, "en", known.texts, lexicon), known.texts, cache)
        fast = _read_fast(Linear(FastModel.learn(known, vectors).english(vectors)), new.texts)
        rows, other = embeddings(known.texts, cache), embeddings(new.texts, cache)
        head = fitted(rows - rows.mean(axis=0), known.mood, known.weight, EMBEDDING)
        asked = [Moods(*each) for each in head.predict_proba(other - rows.mean(axis=0))]
        table = pl.DataFrame({"text": new.texts, "label": [MOODS[mood] for mood in new.mood]})
        both = [mean(each, [1, 1]) for each in zip(fast, asked, strict=True)]
        for name, moods in (("fast", fast), ("embedding alone", asked), ("accurate", both)):
            found = measure(Given(moods), table)
            print(
                f"{trained} → {tried}, {name}: two {found.two_classes:.3f}, three {found.three_classes:.3f}", flush=True
            )


def _read_fast(model: Linear, texts: Sequence[str]) -> list[Moods]:
    analyzer = LinearAnalyzer()
    return [
        Moods(*model.probabilities(features(words(text)), lexical(analyzer.polarity_scores(text)))) for text in texts
    ]


def intents_across(sources: Sources) -> None:
    """Intents: the rules alone, and with the model where none matches."""
    texts = with_intents(sources.intents())
    is_banking = pl.col("source").str.starts_with("banking77")
    for name, trained, tried in (
        ("banking77 → nlu++", texts.filter(is_banking), texts.filter(~is_banking)),
        ("nlu++ → banking77", texts.filter(~is_banking), texts.filter(is_banking)),
    ):
        ruled = tried.with_columns(Intents.load().of(pl.col("text")).alias("rule"))
        model = Linear(fast_intents(trained))
        read = [surest(model.classes, model.probabilities(features(words(text)))) for text in tried["text"]]
        both = ruled.with_columns(pl.Series("read", read)).with_columns(
            pl.when(pl.col("rule") != UNCLASSIFIED).then("rule").otherwise(pl.coalesce("read", "rule")).alias("both")
        )
        scores = [_macro(both["intent"], both[column]) for column in ("rule", "both")]
        silent = (both["rule"] == UNCLASSIFIED).mean()
        right = both.filter(pl.col("rule") == UNCLASSIFIED, pl.col("read").is_not_null())
        exact = (right["intent"] == right["read"]).mean()
        print(f"{name}: no rule for {silent:.0%}; macro-F1 of rules {scores[0]:.3f}, with the model {scores[1]:.3f}; ")
        print(f"  answers where no rule does: {right.height:,} of {tried.height:,}, right {exact:.0%}", flush=True)


def _macro(label: pl.Series, read: pl.Series) -> float:
    return float(
        f1_score(label.to_list(), read.to_list(), labels=sorted(INTENTS.values()), average="macro", zero_division=0)
    )


if __name__ == "__main__":
    main()
