"""The table that tells English from Spanish words: naive Bayes over the parts of words."""

import math
from collections import Counter
from collections.abc import Iterable

import polars as pl

from spanishgas.texts.language import parts
from spanishgas.texts.weights import UNIT
from spanishgas.texts.words import words

_SEEN, _TELLING = 4, 0.7
"""What is seen less often, or tells less (in logarithms), is left out."""


def language_table(english: Iterable[str], spanish: Iterable[str]) -> pl.DataFrame:
    """Parts of words and how much likelier each is in Spanish, in thousandths of a logarithm."""
    counts = [_counted(english), _counted(spanish)]
    totals = [each.total() for each in counts]
    rows: list[tuple[str, int]] = []
    for part in sorted(counts[0] | counts[1]):
        seen = [each[part] for each in counts]
        less, more = (
            math.log((n + 0.5) / (total + 0.5 * len(c))) for n, total, c in zip(seen, totals, counts, strict=True)
        )
        if sum(seen) >= _SEEN and abs(more - less) >= _TELLING:
            rows.append((part, round(UNIT * (more - less))))
    return pl.DataFrame(rows, schema={"feature": pl.String, "spanish": pl.Int16}, orient="row")


def _counted(texts: Iterable[str]) -> Counter[str]:
    found: Counter[str] = Counter()
    for text in texts:
        for word in words(text):
            if word[0].isalpha():
                found.update(set(parts(word)))
    return found
