"""How an id may be written in bytes and in texts: encodings, escapes, doubled quotes, accents, letters nobody sees.

Two uses, and the first must never say no where the second says yes: a cheap question of bytes, which ignores all that
readers may undo before they see an id, and a pattern that finds an id in a text.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_SHORT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SMALL = bytes(range(256)).lower()
_DROPPED = bytes([*range(0x21), 0x22, 0x5C, 0x7F])
"""Of ASCII: control characters, the blank, the double quote and the backslash."""
_LETTERS = (*range(0x20000), *range(0xE0000, 0xE0200))
"""Where Unicode has blanks and what nobody sees; between lie ideographs and free space."""
_NAME_ENDS = r"(?<![^\W_])", r"(?![^\W_])"
_WORD_ENDS = r"(?<!\w)(?<!\w[-./])", r"(?![\w\u0300-\u036f])(?![-./]\w)"


def decodings(content: bytes) -> Iterator[str]:
    """All texts that bytes may be read as: in UTF-8, else in cp1252, with zero bytes in UTF-16; and unescaped."""
    for text in _decoded(content):
        yield text
        if "\\" in text:
            yield unescaped(text)
        if "&" in text:
            yield html.unescape(text)


def _decoded(content: bytes) -> Iterator[str]:
    try:
        yield content.decode("utf-8")
    except UnicodeDecodeError:
        yield content.decode("utf-8", "ignore")
        yield content.decode("cp1252", "ignore")
    if b"\0" in content:
        yield content.decode("utf-16-le", "ignore")
        yield content.decode("utf-16-be", "ignore")


def unescaped(text: str) -> str:
    """A text with what the escapes of JSON stand for."""
    plain = _ESCAPE.sub(_meant, text)
    return plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")  # pairs become one letter


def _meant(escape: re.Match[str]) -> str:
    word = escape[1]
    return chr(int(word[1:], 16)) if len(word) > 1 else _SHORT.get(word, word)


def is_plain_ascii(content: bytes) -> bool:
    """Whether bytes can be read in one way only."""
    return content.isascii() and b"\\" not in content and b"&" not in content


def squeezed_ascii(content: bytes) -> bytes:
    """What ``squeezed`` makes of plain ASCII, at the speed of memory."""
    return content.translate(_SMALL, _DROPPED)


def squeezed(text: str) -> str:
    """A text without case, blanks, quotes, backslashes and what nobody sees, accents apart from their letters."""
    return unicodedata.normalize("NFD", text).casefold().translate(_dropped())


@cache
def unseen() -> str:
    """Control characters and those without a shape, as ``bronze.ids`` leaves them out of ids."""
    return "".join(c for c in map(chr, _LETTERS) if unicodedata.category(c) in ("Cc", "Cf"))


@cache
def _dropped() -> dict[int, None]:
    blanks = {c for c in map(chr, _LETTERS) if c.isspace()}
    return dict.fromkeys(map(ord, {*unseen(), *blanks, '"', "\\"}))


def word_pattern(each: str, *, exact: bool = False, in_name: bool = False) -> str:
    """A pattern that finds an id which stands by itself, however it is written; ``exact``: in its own case alone.

    C1 does not stand by itself in C10, C1-2 or XC1, and does in "(C1)." and in "c1"; ``in_name`` of a file also in
    C1-2, C1_notes and C1.csv.
    """
    body = _body(each, f"[{re.escape(unseen())}]*", exact=exact)
    before, after = _NAME_ENDS if in_name else _WORD_ENDS
    return (before if _is_word(each[0]) else "") + body + (after if _is_word(each[-1]) else "")


def polars_pattern(each: str) -> str:
    """A pattern for Polars, which knows no surroundings: of all texts in which the other one finds an id, and more."""
    return _body(each, r"[\p{Cc}\p{Cf}]*", exact=False)


def _body(each: str, gap: str, *, exact: bool) -> str:
    return f"(?{'-i' if exact else 'i'}:{gap.join(_letter(letter, exact=exact) for letter in each)})"


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _letter(letter: str, *, exact: bool) -> str:
    """All ways of writing a letter: either case, accents apart, and each of these as JSON, or CSV, writes it."""
    if letter.isspace():
        return r"\s+"
    cases = {letter} if exact else {letter, letter.lower(), letter.upper()}
    plain = cases | {unicodedata.normalize("NFD", each) for each in cases}
    escaped = {json.dumps(each)[1:-1] for each in plain}
    digits = {each.upper().replace("\\U", "\\u") for each in escaped if each.startswith("\\u")}
    written = plain | escaped | digits | _MORE.get(letter, set())
    return f"(?:{'|'.join(re.escape(each) for each in sorted(written, key=len, reverse=True))})"


_MORE = {'"': {'""', '\\"\\"'}, "/": {"\\/"}}
