"""The words of a text, and what a linear model counts in them."""

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(
    r"[^\W\d_]+(?:'[^\W\d_]+)?"  # a word, "don't" being one
    r"|[!?]"
    r"|[:;=]-?[()DPp/|]"  # an emoticon
    r"|[\u2600-\u27BF\U0001F300-\U0001FAFF]"  # an emoji
)
NEGATIONS = frozenset([
    "no", "not", "never", "nor", "neither", "without", "nobody", "nothing", "hardly", "cannot", "ain't", "can't",
    "don't", "doesn't", "didn't", "won't", "isn't", "wasn't", "aren't", "couldn't", "wouldn't", "haven't", "hasn't",
    "dont", "doesnt", "didnt", "cant", "wont", "nunca", "jamas", "sin", "ni", "tampoco", "nada", "nadie",
])  # fmt: skip
_REACH = 3
"""Words after a negation that it turns."""
_SIGNS = frozenset("!?")


def plain(text: str) -> str:
    """A text without accents; what looks like an apostrophe is one."""
    letters = unicodedata.normalize("NFKD", text).replace("\u2019", "'")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """Words in small letters, emoticons and marks of a text, in their order."""
    return [word.lower() for word in _WORD.findall(plain(text))]


def features(words: list[str]) -> list[str]:
    """What is counted: the words, those that a negation turns marked by ``~``, and each with the one before it."""
    return [*_turned(words), *(f"{before} {word}" for before, word in zip(["^", *words], words, strict=False))]


def _turned(words: list[str]) -> Iterator[str]:
    reach = 0
    for word in words:
        if word in _SIGNS:
            reach = 0
            yield word
            continue
        yield f"~{word}" if reach > 0 else word
        reach = _REACH if word in NEGATIONS else reach - 1
