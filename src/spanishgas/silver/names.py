"""Words of the raw files said in the platform's names (``config/names.yaml``)."""

from typing import ClassVar, Literal

import polars as pl

from spanishgas.config.rule_book import RuleBook

Vocabulary = Literal["sales_channel", "product"]


class Names(RuleBook):
    """Our names, and the words by which raw files may say them (compared in lower case)."""

    file: ClassVar[str] = "names.yaml"

    sales_channel: dict[str, tuple[str, ...]]
    product: dict[str, tuple[str, ...]]
    ended_contract_status: tuple[str, ...]
    """Contract statuses that mean the contract is over."""

    def standard(self, column: str, vocabulary: Vocabulary) -> pl.Expr:
        """Our name for a raw word; a word the vocabulary does not know stays as it is, so that drift shows it.

        Args:
            column: the column with raw words; case and outer blanks do not matter.
            vocabulary: the section of the names.
        """
        names: dict[str, tuple[str, ...]] = getattr(self, vocabulary)
        spellings = {word.lower(): name for name, words in names.items() for word in (name, *words)}
        raw = pl.col(column).str.strip_chars()
        return raw.str.to_lowercase().replace_strict(spellings, default=raw, return_dtype=pl.String)
