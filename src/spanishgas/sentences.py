"""Sentences in the language of whoever reads them: English, as they stand in the code, until somebody speaks another.

Who speaks brings the texts (`dashboard/language.py` has the Spanish ones); who only says something needs no catalogue.
"""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from gettext import NullTranslations

from spanishgas.config.language import Language


@dataclass(frozen=True)
class Voice:
    """A language and its texts."""

    language: Language
    texts: NullTranslations


_MARKS = {"es": str.maketrans({",": ".", ".": ",", "%": "\N{NO-BREAK SPACE}%"})}
ENGLISH = Voice("en", NullTranslations())
_voice: ContextVar[Voice] = ContextVar("voice", default=ENGLISH)


def say_in(voice: Voice) -> None:
    """Say everything that follows in this thread of work in a language."""
    _voice.set(voice)


@contextmanager
def saying_in(voice: Voice) -> Generator[None]:
    """The same for a while."""
    before = _voice.set(voice)
    try:
        yield
    finally:
        _voice.reset(before)


def spoken() -> Language:
    """The language that is spoken now."""
    return _voice.get().language


def _(text: str) -> str:
    """A sentence in the language that is spoken."""
    return _voice.get().texts.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """A sentence about one or many."""
    return _voice.get().texts.ngettext(one, many, count)


def pgettext(kind: str, code: str) -> str:
    """A code in words, or as it is."""
    return _voice.get().texts.pgettext(kind, code)


def written(number: str) -> str:
    """A number as Python's format writes it, such as 1,234.5 or 12.3%, with the marks of the language: 1.234,5."""
    marks = _MARKS.get(spoken())
    return number.translate(marks) if marks else number
