"""What retailers call the columns of the raw files, and their words for yes and no (``config/column_hints.yaml``)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from spanishgas.config.rule_book import RuleBook

Phrase = Annotated[str, Field(min_length=2)]


class ColumnHints(RuleBook):
    """Hints for guesses; no column is read because of them."""

    file: ClassVar[str] = "column_hints.yaml"

    common: frozenset[str]
    """Words that stand in many names and count half."""
    yes_no: dict[str, Literal[0, 1]]
    """Words of any 0/1 column, in lower case."""
    values: dict[str, dict[str, Literal[0, 1]]]
    """Words of one 0/1 column, in lower case."""
    columns: dict[str, dict[str, tuple[Phrase, ...]]]
    """What a column may be called, by raw file and canonical name."""

    def phrases(self, file: str, canonical: str) -> tuple[str, ...]:
        """What a column of a raw file may be called."""
        return self.columns.get(file, {}).get(canonical, ())

    def words(self, canonical: str) -> dict[str, Literal[0, 1]]:
        """The words for 0 and 1 in a column."""
        return {**self.yes_no, **self.values.get(canonical, {})}
