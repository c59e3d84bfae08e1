"""The column registry: which raw files there are, and under which names their columns may come."""

from typing import ClassVar

from pydantic import Field

from spanishgas.config.rule_book import RuleBook, Rules


class RawColumn(Rules):
    """What a raw column may be called, and whether it must be there."""

    required: bool = False
    spare: bool = False
    """No feature is null without it, so its absence is not worth a word."""
    aliases: tuple[str, ...] = ()
    values: dict[str, int] = Field(default_factory=dict[str, int])
    """Words that stand for a value."""


class RawDataset(Rules):
    """One of the seven raw files."""

    file: str
    """What its name begins with."""
    optional: bool = False
    several: bool = False
    """It may come in several files, too big to be read whole: they are scanned in place."""
    columns: dict[str, RawColumn]
    layouts: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    """Columns that each layout must have, where there is more than one."""

    def accepted(self, canonical: str) -> tuple[str, ...]:
        """All names under which a column is understood."""
        return (canonical, *self.columns[canonical].aliases)

    def required(self) -> dict[str, tuple[str, ...]]:
        """The required columns by layout; a file with one layout has it under no name."""
        return self.layouts or {"": tuple(name for name, column in self.columns.items() if column.required)}


class ColumnRegistry(RuleBook):
    """The raw files by the bronze table they become. Source: DATA."""

    file: ClassVar[str] = "columns.yaml"
    entry: ClassVar[str | None] = "datasets"

    datasets: dict[str, RawDataset]
