"""Words of the raw files said in the platform's names (``config/names.yaml``)."""

import polars as pl

from spanishgas.config import read_yaml


def standard_name(column: str, vocabulary: str) -> pl.Expr:
    """The platform's name for a raw word; a word the vocabulary does not know stays as it is, so that drift shows it.

    Args:
        column: the column with raw words; case and outer blanks do not matter.
        vocabulary: the section of ``names.yaml``, such as ``sales_channel`` or ``product``.
    """
    raw = pl.col(column).str.strip_chars()
    return raw.str.to_lowercase().replace_strict(_spellings(vocabulary), default=raw, return_dtype=pl.String)


def ended_contract_statuses() -> list[str]:
    """Contract statuses (lower case) that mean the contract is over."""
    statuses: list[str] = read_yaml("names.yaml")["ended_contract_status"]
    return statuses


def _spellings(vocabulary: str) -> dict[str, str]:
    names: dict[str, list[str]] = read_yaml("names.yaml")[vocabulary]
    return {word.lower(): name for name, words in names.items() for word in [name, *words]}
