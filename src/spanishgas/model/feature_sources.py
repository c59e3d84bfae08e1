"""Which raw column each feature lives on, and what it says where that is empty (``config/feature_sources.yaml``)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.errors import InputError
from spanishgas.features import KEY

Share = Annotated[float, Field(ge=0, le=1)]
Fill = str | int


class LossLimits(Rules):
    """How much of a column may be lost before it is remarked on, and before the champion does not score."""

    error_above: Share
    warning_above: Share
    minimum_jump: Share
    minimum_share: Share
    chance: float = Field(gt=0, lt=1)


@dataclass(frozen=True)
class SourceColumn:
    """A raw column and the features that live on it."""

    file: str
    column: str
    fills: dict[str, tuple[Fill, ...]]
    """Each feature with what it says where the column is empty; null is empty in any case."""
    is_event: bool
    among: str | None

    @property
    def waiver(self) -> str:
        """The name by which a run is asked to score without it: a file whose rows are missing goes by its own."""
        return self.file if self.column == KEY else self.column


class FeatureSources(RuleBook):
    """By raw file and column the features that say nothing without it, each with its words for "empty"."""

    file: ClassVar[str] = "feature_sources.yaml"

    limits: LossLimits
    events: tuple[str, ...]
    """Columns (``file.column``) of which an earlier day has less: only their complete absence is an error."""
    among: dict[str, str]
    """Columns (``file.column``) that say something only of the customers whose flag (a feature) is 1."""
    sources: dict[str, dict[str, dict[str, Fill | tuple[Fill, ...] | None]]]

    def columns(self) -> Iterator[SourceColumn]:
        """Every raw column that a feature lives on."""
        for file, columns in self.sources.items():
            for column, features in columns.items():
                name = f"{file}.{column}"
                fills = {feature: _fills(fill) for feature, fill in features.items()}
                yield SourceColumn(file, column, fills, name in self.events, self.among.get(name))

    def waived(self, names: str) -> frozenset[str]:
        """The files, columns and features that the setting ``score_without`` names.

        Raises:
            InputError: a name is none of them.
        """
        known = {name for source in self.columns() for name in (source.file, source.column, *source.fills)}
        wanted = frozenset(name.strip() for name in names.split(",") if name.strip())
        if unknown := sorted(wanted - known):
            raise InputError(
                f"score_without: no feature lives on {', '.join(unknown)}. Name a raw column or a feature, such as "
                "sales_channel."
            )
        return wanted


def _fills(fill: Fill | tuple[Fill, ...] | None) -> tuple[Fill, ...]:
    return () if fill is None else fill if isinstance(fill, tuple) else (fill,)
