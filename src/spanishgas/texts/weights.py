"""Weights of linear models over words, in whole numbers: no sum of them hangs on its order or on a machine.

The weights over embeddings (``mood_e5``, ``intents_e5``) are not: they are floats, which ``accurate.Head`` multiplies,
and machines may differ in the last bits of what it says.
"""

import math
from collections.abc import Mapping, Sequence
from importlib.resources import files

import polars as pl

UNIT = 1_000
"""Whole numbers in a table that make a weight of one."""
BIAS = "[bias]"


def packaged(name: str) -> pl.DataFrame:
    """A packaged table of weights."""
    return pl.read_parquet(files("spanishgas.texts.data").joinpath(f"{name}.parquet").read_bytes())


class Linear:
    """A multinomial linear model over features that are counted, and some that have a value.

    Its table has a row a feature (``[name]`` for one with a value) and a column a class. What is counted is divided by
    the square root of how much there is, so that a long text is no louder than a short one.
    """

    def __init__(self, table: pl.DataFrame) -> None:
        self.classes = tuple(name for name in table.columns if name != "feature")
        self._weights: dict[str, tuple[int, ...]] = {name: tuple(row) for name, *row in table.iter_rows()}
        self._bias = self._weights[BIAS]

    def probabilities(self, counted: Sequence[str], values: Mapping[str, float] | None = None) -> list[float]:
        """How likely each class is."""
        rows = [self._weights[name] for name in counted if name in self._weights]
        share = 1 / math.sqrt(1 + len(counted))
        sums = [bias + share * sum(row[at] for row in rows) for at, bias in enumerate(self._bias)]
        for name, value in (values or {}).items():
            sums = [total + value * weight for total, weight in zip(sums, self._weights[name], strict=True)]
        return softmax([total / UNIT for total in sums])


def softmax(sums: Sequence[float]) -> list[float]:
    """Sums of weights as probabilities."""
    top = max(sums)
    parts = [math.exp(each - top) for each in sums]
    total = math.fsum(parts)
    return [part / total for part in parts]
