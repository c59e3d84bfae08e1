"""From raw features to a matrix: numbers stay, categories become codes, what is unknown is missing."""

from collections.abc import Iterable
from typing import Self

import polars as pl

from spanishgas.model.algorithms.base import Matrix
from spanishgas.model.errors import ModelInputError
from spanishgas.tables.document import Document


class Encoder(Document):
    """The order of the features, and the categories that were seen in training."""

    features: tuple[str, ...]
    categories: dict[str, tuple[str, ...]]

    @classmethod
    def fit(cls, frame: pl.DataFrame, features: tuple[str, ...]) -> Self:
        """Learn the categories of every feature that is not a number, in alphabetical order.

        Raises:
            ModelInputError: a feature is not a column of the frame.
        """
        require_columns(frame.columns, features, "Training")
        nominal = [name for name in features if not frame.schema[name].is_numeric()]
        return cls(features=features, categories={name: _categories(frame[name]) for name in nominal})

    @property
    def feature_types(self) -> tuple[str, ...]:
        """What each feature is: ``c`` category, ``q`` quantity."""
        return tuple("c" if name in self.categories else "q" for name in self.features)

    def matrix(self, frame: pl.DataFrame) -> Matrix:
        """Float32 matrix, one row a row of the frame; nulls and categories never seen in training are NaN.

        Raises:
            ModelInputError: a feature is not a column of the frame.
        """
        require_columns(frame.columns, self.features, "The model")
        values = frame.select(self._encoded(name) for name in self.features).to_numpy()
        return Matrix(values, self.features, self.feature_types)

    def _encoded(self, name: str) -> pl.Expr:
        if name not in self.categories:
            return pl.col(name).cast(pl.Float32).fill_null(float("nan"))
        codes = {category: float(code) for code, category in enumerate(self.categories[name])}
        code = pl.col(name).cast(pl.String).replace_strict(codes, default=None, return_dtype=pl.Float32)
        return code.fill_null(float("nan"))


def require_columns(present: Iterable[str], wanted: Iterable[str], who: str) -> None:
    """Refuse a table that lacks features. Raises ModelInputError naming all of them."""
    missing = sorted(set(wanted).difference(present))
    if missing:
        raise ModelInputError(f"{who} needs features which gold_master does not have: {', '.join(missing)}.")


def _categories(values: pl.Series) -> tuple[str, ...]:
    return tuple(values.drop_nulls().cast(pl.String).unique().sort())
