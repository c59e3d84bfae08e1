"""Text in other encodings, and bytes that are no text."""

import random

from fuzz.draft import Draft, NotApplicableError, Note
from fuzz.registry import BYTES, mutation


def _is_text(draft: Draft) -> None:
    if draft.ending not in ("csv", "json"):
        raise NotApplicableError


@mutation("encodings", rank=BYTES, weight=4)
def another_encoding(draft: Draft, rng: random.Random) -> Note:
    _is_text(draft)
    name = rng.choice(
        ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp500", "utf-7"]
    )
    text = draft.data.decode("utf-8", "replace")
    try:
        draft.data = text.encode(name)
    except UnicodeEncodeError:
        draft.data = text.encode(name, "replace")
    is_same = name == "utf-8-sig" or (name in ("latin-1", "cp1252") and text.isascii())
    return Note(is_same=is_same, text=name)


@mutation("encodings", rank=BYTES, weight=3)
def bytes_within(draft: Draft, rng: random.Random) -> Note:
    _is_text(draft)
    data = draft.data
    what = rng.choice(
        [
            b"\0",
            b"\xff",
            b"\xc3",
            b"\xed\xa0\x80",
            b"\xf3",
            b"\x1a",
            b"\xef\xbb\xbf",
            b"\xc0\x80",
            b"\r",
            b"\x93",
            b"\xf4\x90\x80\x80",
            b'"',
        ]
    )
    at = rng.choice([0, len(data), rng.randrange(len(data) + 1)])
    draft.data = data[:at] + what + data[at:]
    return Note(
        is_same=at == 0 and what == b"\xef\xbb\xbf" and not data.startswith(what), text=f"{what!r} at byte {at}"
    )


@mutation("encodings", rank=BYTES, weight=2)
def letters_of_latin_1(draft: Draft, rng: random.Random) -> Note:
    _is_text(draft)
    old, new = rng.choice([(b"e", b"\xe9"), (b"o", b"\xf3"), (b"-", b"\x96"), (b"a", b"\xe1")])
    if old not in draft.data:
        raise NotApplicableError
    draft.data = draft.data.replace(old, new, rng.choice([1, 1_000_000]))
    return Note(text=f"{new!r} for {old!r}")


@mutation("encodings", rank=BYTES, weight=2)
def other_contents(draft: Draft, rng: random.Random) -> Note:
    contents = {
        "nothing": b"",
        "blanks": b"  \n \n",
        "a byte order mark": b"\xef\xbb\xbf",
        "one letter": b"x",
        "a zero": b"\0",
        "random": rng.randbytes(5_000),
        "a web page": b"<!DOCTYPE html><html><body>Login</body></html>\n",
        "XML": b'<?xml version="1.0"?><rows><row id="1"/></rows>',
        "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "an old workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
        "zeros": bytes(10_000),
        "a message": b"ERROR 403: access denied\n",
        "line feeds": b"\n" * 500,
        "a pointer of LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n",
        "commas": b",,,,\n" * 20,
    }
    case = rng.choice(list(contents))
    draft.data = contents[case]
    return Note(text=f"content: {case}")
