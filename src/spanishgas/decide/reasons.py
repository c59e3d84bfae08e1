"""Reason codes in words: one template a feature, chosen by the customer's value."""

import re
from collections.abc import Mapping
from typing import Any, ClassVar

from pydantic import Field, field_validator

from spanishgas.config.rule_book import RuleBook

_ONE_OF_MANY = re.compile(r"(?<![\d.])1 (month|time|day)s\b")
MISSING, NEGATIVE, OTHERWISE = "missing", "negative", "otherwise"


class ReasonTexts(RuleBook):
    """Feature to texts. A text applies to an exact value, to ``missing`` or ``negative`` values, or ``otherwise``."""

    file: ClassVar[str] = "reasons.yaml"
    entry: ClassVar[str | None] = "texts"

    texts: dict[str, dict[str, str]] = Field(min_length=1)

    @field_validator("texts", mode="before")
    @classmethod
    def _by_case(cls, texts: Any) -> Any:
        """One text stands for all values; cases such as 0 and 1 are numbers in YAML. All else is refused next."""
        return {feature: _cases(entry) for feature, entry in texts.items()} if isinstance(texts, Mapping) else texts

    def words(self, feature: str, value: str | None) -> str:
        """What a feature's value says of a customer, such as "contract renews in 2.3 months".

        Args:
            feature: the reason code. One without texts is described by its own name and value.
            value: the value as text, as ``scored_customers`` holds it; null when it is missing.
        """
        cases = self.texts.get(feature, {})
        plain = feature.replace("_", " ")
        if value is None:
            return cases.get(MISSING, f"{plain} is not known")
        number = _number(value)
        exact = value if number is None else f"{number:.10g}"
        default = cases.get(OTHERWISE, f"{plain} is {{value}}")
        sign = cases.get(NEGATIVE, default) if number is not None and number < 0 else default
        shown = exact if number is None else number
        words = cases.get(exact, sign).format(value=shown, absolute=shown if number is None else abs(number))
        return _ONE_OF_MANY.sub(r"1 \1", words)


def _cases(entry: Any) -> Any:
    if isinstance(entry, str):
        return {OTHERWISE: entry}
    return {str(case): text for case, text in entry.items()} if isinstance(entry, Mapping) else entry


def _number(value: str) -> float | None:
    try:
        return float(value) + 0.0  # minus nought becomes nought, which is how a text names it
    except ValueError:
        return None
