"""Texts in the reader's language: gettext catalogues, compiled in memory from the ``.po`` files beside this module.

Sentences are written in English where they are said (``dashboard.po`` has them in Spanish), and what tables and columns
are stands in the schemas (``tables.po``). Codes (a tier, an offer, a province) are looked up by their kind in
``codes.po``, and findings by their check in ``findings.po``.
"""

import re
from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from spanishgas.config.language import Language
from spanishgas.sentences import Voice, _, ngettext, say_in, saying_in, spoken

__all__ = [
    "LANGUAGES",
    "_",
    "catalogue",
    "first_up",
    "ngettext",
    "original",
    "plain",
    "po_files",
    "speak",
    "speaking",
    "spoken",
    "word",
]

LANGUAGES: dict[Language, str] = {"en": "English", "es": "Español"}
LOCALE = Path(__file__).parent / "locale"
_MARKS = re.compile(r"([!-/:-@\[-`{-~])")
_SPACES = re.compile("[^\\S\N{NO-BREAK SPACE}]+")


def po_files(language: Language) -> list[Path]:
    """The catalogues of a language: words of codes, and, where it is not English, all that is English in the code."""
    return sorted((LOCALE / language / "LC_MESSAGES").glob("*.po"))


@cache
def catalogue(language: Language) -> GNUTranslations:
    """The texts of a language."""
    texts = Catalog(locale=language)
    for file in po_files(language):
        with file.open("rb") as written:
            part = read_po(written, locale=language)
        for message in part:
            texts[message.id] = message
    compiled = BytesIO()
    write_mo(compiled, texts)
    compiled.seek(0)
    return GNUTranslations(compiled)


def speak(language: Language) -> None:
    """Say everything that follows in this script run in a language."""
    say_in(Voice(language, catalogue(language)))


@contextmanager
def speaking(language: Language) -> Generator[None]:
    """Say something in a language, and go on in the one before."""
    with saying_in(Voice(language, catalogue(language))):
        yield


def word(kind: str, code: str | None) -> str:
    """A code in words; one that is the retailer's own stands as it is, none is a dash."""
    return "–" if code is None else catalogue(spoken()).pgettext(kind, code)


def original(text: str) -> str:
    """What runs and the system say in English, whatever is spoken: in another language a quotation that says so."""
    return text if spoken() == "en" or not text else _("In English in the original: “{words}”").format(words=text)


def first_up(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def plain(text: str) -> str:
    """Text of the data where Markdown is read: every mark is escaped, so that it stays text."""
    return _MARKS.sub(r"\\\1", _SPACES.sub(" ", text).strip())
