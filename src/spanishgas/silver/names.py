"""Words of the raw files said in the platform's names (``config/names.yaml``)."""

from collections.abc import Iterable
from typing import ClassVar, Literal

import polars as pl

from spanishgas.config.rule_book import RuleBook
from spanishgas.tables.findings import Finding, Severity
from spanishgas.tables.sources import raw_file_of

Vocabulary = Literal["sales_channel", "product"]
_EXAMPLES, _SHOWN = 3, 40


def spellings(words: Iterable[str]) -> list[str]:
    """Words without what retailers write differently: case, accents, and what stands between two words."""
    return pl.DataFrame({"word": list(words)}).select(_spelt(pl.col("word")))["word"].to_list()


def _spelt(word: pl.Expr) -> pl.Expr:
    plain = word.str.strip_chars().str.to_lowercase().str.normalize("NFKD").str.replace_all(r"\p{M}", "")
    return plain.str.replace_all(r"[\s_\-]+", " ")


class Names(RuleBook):
    """Our names, and the words by which raw files may say them (compared in lower case)."""

    file: ClassVar[str] = "names.yaml"

    sales_channel: dict[str, tuple[str, ...]]
    product: dict[str, tuple[str, ...]]
    ended_contract_status: tuple[str, ...]
    """Contract statuses that mean the contract is over."""
    running_contract_status: tuple[str, ...]
    """Contract statuses that mean that it is not, so that an unknown one is said."""

    def standard(self, column: str, vocabulary: Vocabulary) -> pl.Expr:
        """Our name for a raw word; a word the vocabulary does not know stays as it is, so that drift shows it.

        Args:
            column: the column with raw words; case, accents, blanks, dashes and underscores do not matter.
            vocabulary: the section of the names.
        """
        names: dict[str, tuple[str, ...]] = getattr(self, vocabulary)
        pairs = [(word, name) for name, words in names.items() for word in (name, *words)]
        known = dict(zip(spellings(word for word, _ in pairs), (name for _, name in pairs), strict=True))
        raw = pl.col(column).str.strip_chars()
        return _spelt(raw).replace_strict(known, default=raw, return_dtype=pl.String)

    def known(self, vocabulary: Vocabulary | Literal["contract_status"]) -> frozenset[str]:
        """All words of a vocabulary, as ``spellings`` has them."""
        if vocabulary == "contract_status":
            return frozenset(spellings((*self.ended_contract_status, *self.running_contract_status)))
        names: dict[str, tuple[str, ...]] = getattr(self, vocabulary)
        return frozenset(spellings(word for name, words in names.items() for word in (name, *words)))

    def unknown(
        self, rows: pl.LazyFrame, table: str, column: str, vocabulary: Vocabulary | Literal["contract_status"]
    ) -> list[Finding]:
        """Rows whose word no vocabulary knows: they are taken for a name of their own, and counted."""
        word, known = pl.col(column).str.strip_chars(), sorted(self.known(vocabulary))
        is_unknown = ~_spelt(word).is_in(known)
        counts = (
            rows.select(word).filter(is_unknown).group_by(column).len().sort("len", column, descending=[True, False])
        )
        words = counts.collect()
        if words.is_empty():
            return []
        count, total = int(words["len"].sum()), rows.select(pl.col(column).count()).collect().item()
        shown = ", ".join(f"{text[:_SHOWN]!r} ({n:,})" for text, n in words.head(_EXAMPLES).iter_rows())
        severity: Severity = "warning" if count * 2 > total else "info"
        text = f"{raw_file_of(table, column)}: {count:,} of {total:,} values of {column} are no known words: {shown}. "
        text += f"Known are {', '.join(known)}."
        return [Finding("silver", table, column, "unknown_words", float(count), None, severity, text)]
