"""Which raw column each feature lives on, and what it says where that is empty (``config/feature_sources.yaml``)."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from pydantic import Field

from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.errors import InputError

Share = Annotated[float, Field(ge=0, le=1)]
Fill = str | int


class LossLimits(Rules):
    """How much of a column may be lost before it is remarked on, and before the champion does not score."""

    error_above: Share
    warning_above: Share
    minimum_jump: Share
    minimum_share: Share
    chance: float = Field(gt=0, lt=1)


class FeatureSources(RuleBook):
    """By raw file and column the features that say nothing without it, each with its words for "empty"."""

    file: ClassVar[str] = "feature_sources.yaml"

    limits: LossLimits
    sources: dict[str, dict[str, dict[str, Fill | tuple[Fill, ...] | None]]]

    def columns(self) -> Iterator[tuple[str, str, dict[str, tuple[Fill, ...]]]]:
        """Raw file, raw column and its features with their fills; null is empty in any case."""
        for file, columns in self.sources.items():
            for column, features in columns.items():
                yield file, column, {feature: _fills(fill) for feature, fill in features.items()}

    def waived(self, names: str) -> frozenset[str]:
        """The files, columns and features that the setting ``score_without`` names.

        Raises:
            InputError: a name is none of them.
        """
        known = {name for file, column, features in self.columns() for name in (file, column, *features)}
        wanted = frozenset(name.strip() for name in names.split(",") if name.strip())
        if unknown := sorted(wanted - known):
            raise InputError(
                f"score_without: no feature lives on {', '.join(unknown)}. Name a raw column or a feature, such as "
                "sales_channel."
            )
        return wanted


def _fills(fill: Fill | tuple[Fill, ...] | None) -> tuple[Fill, ...]:
    return () if fill is None else fill if isinstance(fill, tuple) else (fill,)
