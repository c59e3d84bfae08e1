"""Reasons in words, English or Spanish, for whoever reads: one template a feature, chosen by the customer's value."""

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any, ClassVar, Self

import polars as pl
from pydantic import Field, field_validator

from spanishgas.config.language import Language
from spanishgas.config.rule_book import RuleBook, read_yaml
from spanishgas.decide.guardrails import WORDS
from spanishgas.decide.levers import Levers
from spanishgas.model.reason_families import REASONS

MISSING, NEGATIVE, OTHERWISE = "missing", "negative", "otherwise"
_NUMBERS = {
    "en": {r"(?<![\d.])1 (month|time|day)s\b": r"1 \1"},
    "es": {
        r"(?<![\d.])1 (mes|vec|día)e?s\b": lambda many: {"vec": "1 vez"}.get(many[1], f"1 {many[1]}"),
        r"(?<=\d)\.(?=\d)": ",",
        r"(?<=\d)%": " %",
    },
}
"""How a text with its numbers becomes that of a language: one of many, and in Spanish the comma of decimals."""
_WITHOUT_TEXTS = {"en": ("{} is {{value}}", "{} is not known"), "es": ("{}: {{value}}", "{}: no consta")}
"""What is said of a feature without texts: its value, and that there is none."""
_STAYS = {"en": "stays: ", "es": "se queda: "}
"""Before reasons that lower a risk, which are those of whom is likelier to stay than most."""


class ReasonTexts(RuleBook):
    """Feature to texts. A text applies to an exact value, to ``missing`` or ``negative`` values, or ``otherwise``."""

    file: ClassVar[str] = "reasons_en.yaml"
    entry: ClassVar[str | None] = "texts"

    texts: dict[str, dict[str, str]] = Field(min_length=1)
    language: Language = "en"

    @classmethod
    def of(cls, language: Language) -> Self:
        """The packaged texts of a language."""
        return cls.model_validate({"texts": read_yaml(f"reasons_{language}.yaml"), "language": language})

    @field_validator("texts", mode="before")
    @classmethod
    def _by_case(cls, texts: Any) -> Any:
        """One text stands for all values; cases such as 0 and 1 are numbers in YAML. All else is refused next."""
        return {feature: _cases(entry) for feature, entry in texts.items()} if isinstance(texts, Mapping) else texts

    def words(self, feature: str, value: str | None) -> str:
        """What a feature's value says of a customer, such as "contract renews in 2.3 months".

        Args:
            feature: the feature that tells a reason. One without texts is described by its own name and value.
            value: the value as text, as ``scored_customers`` holds it; null when it is missing.
        """
        cases = self.texts.get(feature, {})
        plain = feature.replace("_", " ")
        known, unknown = _WITHOUT_TEXTS[self.language]
        if value is None:
            return cases.get(MISSING, unknown.format(plain))
        number = _number(value)
        if number is None:
            return _of_words(cases.get(value, cases.get(OTHERWISE, "")), known.format(plain), value)
        default = cases.get(OTHERWISE, known.format(plain))
        sign = cases.get(NEGATIVE, default) if number < 0 else default
        words = cases.get(f"{number:.10g}", sign).format(value=number, absolute=abs(number))
        for pattern, replacement in _NUMBERS[self.language].items():
            words = re.sub(pattern, replacement, words)
        return words


def with_reasons(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """The table with a further column ``reasons``: those of each row in words, the gravest first, parted by "; ".

    Where it names a lever or a guardrail, that is said in words too, in ``what_would_help`` and ``why_no_offer``. It
    stays as it is where it has no reasons, and where a run of an earlier version has written its words itself.
    """
    if "reason_1_feature" not in table.columns:
        return table
    texts = ReasonTexts.of(language)
    pairs = [(table[f"reason_{rank}_feature"], table[f"reason_{rank}_value"]) for rank in range(1, REASONS + 1)]
    told = [[texts.words(*pair) if pair[0] else None for pair in zip(*columns, strict=True)] for columns in pairs]
    words = ["; ".join(filter(None, row)) for row in zip(*told, strict=True)]
    if (contribution := "reason_1_contribution") in table.columns:
        words = [
            _STAYS[language] + text if push < 0 else text for push, text in zip(table[contribution], words, strict=True)
        ]
    told_table = table.with_columns(pl.Series("reasons", words, dtype=pl.String))
    if "guardrail" in table.columns:
        told_table = told_table.with_columns(why_no_offer=pl.col("guardrail").replace(WORDS[language]))
    return _with_lever(told_table, language) if "lever" in table.columns else told_table


def _with_lever(table: pl.DataFrame, language: Language) -> pl.DataFrame:
    """Such as "contract renewed: 61% → 18%"."""
    names = {code: getattr(lever, language) for code, lever in Levers.load().levers.items()}
    percent = {"en": "%", "es": " %"}[language]
    before, after = (
        (pl.col(name) * 100).round().cast(pl.Int64).cast(pl.String) + percent
        for name in ("churn_probability", "churn_probability_with_lever")
    )
    named = pl.col("lever").replace(names)
    return table.with_columns(what_would_help=pl.concat_str(named, pl.lit(": "), before, pl.lit(" → "), after))


def _cases(entry: Any) -> Any:
    if isinstance(entry, str):
        return {OTHERWISE: entry}
    return {str(case): text for case, text in entry.items()} if isinstance(entry, Mapping) else entry


def _number(value: str) -> float | None:
    try:
        number = float(value) + 0.0  # minus nought becomes nought, which is how a text names it
    except ValueError:
        return None
    return number if isfinite(number) else None  # a retailer may call something "inf"


def _of_words(text: str, plain: str, value: str) -> str:
    """A text with a value that is no number; told plainly where the text is for numbers, or there is none."""
    try:
        return (text or plain).format(value=value, absolute=value)
    except ValueError:
        return plain.format(value=value)
