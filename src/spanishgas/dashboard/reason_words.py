"""The sentences of reasons, read once for all readers."""

from functools import cache

from spanishgas.config.language import Language
from spanishgas.decide.reasons import ReasonTexts


@cache
def reason_texts(language: Language) -> ReasonTexts:
    """Those of a language."""
    return ReasonTexts.of(language)
