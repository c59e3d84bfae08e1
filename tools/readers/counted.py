"""Linear models over the words of texts and their neighbours: of intents, and a part of those of moods."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from spanishgas.texts.weights import BIAS, UNIT
from spanishgas.texts.words import features, words

INTENTS = {
    "cancellation": "Cancellation / Switch",
    "complaint": "Complaint / Escalation",
    "billing": "Billing / Payment",
    "price": "Pricing Offers",
    "information": "Account / Service Inquiry",
}
_SEEN = 3
"""What is seen in fewer texts is left out."""
_FREEDOM = 4.0


@dataclass(frozen=True)
class Counted:
    """What was counted in texts, and the model that was fitted on it."""

    names: list[str]
    model: LogisticRegression

    @classmethod
    def learn(cls, texts: Sequence[str], target: np.ndarray, weight: np.ndarray) -> "Counted":
        """Fit on texts."""
        found = [features(words(text)) for text in texts]
        seen = Counter(name for names in found for name in set(names))
        rows = {name: row for row, name in enumerate(sorted(name for name, count in seen.items() if count >= _SEEN))}
        at = [
            (text, rows[name], 1 / np.sqrt(1 + len(names)))
            for text, names in enumerate(found)
            for name in names
            if name in rows
        ]
        text, column, value = zip(*at, strict=True)
        matrix = csr_matrix((value, (text, column)), shape=(len(found), len(rows)))
        return cls([*rows], LogisticRegression(C=_FREEDOM, max_iter=500).fit(matrix, target, sample_weight=weight))


def with_intents(texts: pl.DataFrame) -> pl.DataFrame:
    """English texts of service with the name of their intent."""
    return texts.with_columns(pl.col("label").replace_strict(INTENTS).alias("intent"))


def fast_intents(sample: pl.DataFrame) -> pl.DataFrame:
    """The table of the model of intents."""
    names = sorted(sample["intent"].unique())
    target = np.array([names.index(each) for each in sample["intent"]])
    counted = Counted.learn(sample["text"].to_list(), target, np.ones(sample.height))
    rows = np.vstack([counted.model.coef_.T, counted.model.intercept_])
    return whole_numbers([*counted.names, BIAS], rows, names)


def whole_numbers(names: Sequence[str], rows: np.ndarray, classes: Sequence[str]) -> pl.DataFrame:
    """A table of weights in whole numbers, without what weighs nothing; only differences of classes count."""
    centred = np.rint(UNIT * (rows - rows.mean(axis=1, keepdims=True))).astype(np.int16)
    table = pl.DataFrame(centred, schema=list(classes)).insert_column(0, pl.Series("feature", names))
    weighs = pl.any_horizontal(pl.col(list(classes)).abs() >= UNIT // 20) | pl.col("feature").str.starts_with("[")
    return table.filter(weighs).sort("feature")
