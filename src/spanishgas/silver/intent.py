"""What a customer wanted, read from the agent's note (``config/intents.yaml``)."""

from typing import ClassVar

import polars as pl

from spanishgas.config.rule_book import RuleBook, Rules

CANCELLATION = "Cancellation / Switch"
COMPLAINT = "Complaint / Escalation"
BILLING = "Billing / Payment"
PRICING = "Pricing Offers"
UNCLASSIFIED = "Other / Unclassified"


class Intent(Rules):
    """One intent: the patterns that tell it, each at the start of a word, and how close it is to leaving."""

    name: str
    severity: int = 0
    english: tuple[str, ...]
    spanish: tuple[str, ...]


class Intents(RuleBook):
    """All intents, the most important first. Source: FEATURES, "Intent"."""

    file: ClassVar[str] = "intents.yaml"
    entry: ClassVar[str | None] = "intents"

    intents: tuple[Intent, ...]

    def of(self, text: pl.Expr) -> pl.Expr:
        """The first intent with a pattern in the text; ``Other / Unclassified`` if none or no text.

        English and Spanish get the same treatment; case and accents do not matter.
        """
        plain = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.replace_all("_", " ", literal=True)
        result = pl.lit(UNCLASSIFIED)
        for intent in reversed(self.intents):
            pattern = rf"(?i)\b(?:{'|'.join([*intent.english, *intent.spanish])})"
            result = pl.when(plain.str.contains(pattern)).then(pl.lit(intent.name)).otherwise(result)
        return result

    def severity(self, name: pl.Expr) -> pl.Expr:
        """How close an intent is to leaving: cancellation 3, complaint 2, pricing 1, else 0."""
        severities = {intent.name: intent.severity for intent in self.intents}
        return name.replace_strict(severities, default=0, return_dtype=pl.Int32)

    def names(self) -> tuple[str, ...]:
        """All intents, the most important first."""
        return (*(intent.name for intent in self.intents), UNCLASSIFIED)
