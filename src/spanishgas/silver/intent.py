"""What a customer wanted, read from the agent's note (``config/intents.yaml``)."""

import polars as pl

from spanishgas.config import read_yaml

CANCELLATION = "Cancellation / Switch"
COMPLAINT = "Complaint / Escalation"
BILLING = "Billing / Payment"
PRICING = "Pricing Offers"
UNCLASSIFIED = "Other / Unclassified"


def intent_of(text: pl.Expr) -> pl.Expr:
    """The first intent, in order of priority, with a pattern in the text; ``Other / Unclassified`` if none or no text.

    English and Spanish get the same treatment; case and accents do not matter. Source: FEATURES, "Intent".
    """
    plain = text.str.normalize("NFKD").str.replace_all(r"\p{M}", "").str.replace_all("_", " ", literal=True)
    result = pl.lit(UNCLASSIFIED)
    for name, pattern in reversed(_patterns().items()):
        result = pl.when(plain.str.contains(pattern)).then(pl.lit(name)).otherwise(result)
    return result


def severity_of(intent: pl.Expr) -> pl.Expr:
    """How close an intent is to leaving: cancellation 3, complaint 2, pricing 1, else 0."""
    severities = {str(entry["name"]): int(entry.get("severity", 0)) for entry in read_yaml("intents.yaml")}
    return intent.replace_strict(severities, default=0, return_dtype=pl.Int32)


def intent_names() -> list[str]:
    """All intents, the most important first."""
    return [*_patterns(), UNCLASSIFIED]


def _patterns() -> dict[str, str]:
    """One regular expression an intent: any of its words, at the start of a word."""
    return {
        str(entry["name"]): rf"(?i)\b(?:{'|'.join([*entry['english'], *entry['spanish']])})"
        for entry in read_yaml("intents.yaml")
    }
