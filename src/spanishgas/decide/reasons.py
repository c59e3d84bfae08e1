"""Reason codes in words: one template a feature, chosen by the customer's value."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self

import yaml

MISSING, NEGATIVE, OTHERWISE = "missing", "negative", "otherwise"


@dataclass(frozen=True)
class ReasonTexts:
    """Feature to texts. A text applies to an exact value, to ``missing`` or ``negative`` values, or ``otherwise``."""

    texts: Mapping[str, Mapping[str, str]]

    @classmethod
    def load(cls) -> Self:
        """The packaged English texts, ``config/reasons.yaml``."""
        content = yaml.safe_load((files("spanishgas") / "config" / "reasons.yaml").read_text(encoding="utf-8"))
        return cls({feature: _by_case(entry) for feature, entry in content.items()})

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
        return cases.get(exact, sign).format(value=shown, absolute=shown if number is None else abs(number))


def _by_case(entry: str | Mapping[Any, str]) -> dict[str, str]:
    return {OTHERWISE: entry} if isinstance(entry, str) else {str(case): text for case, text in entry.items()}


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None
