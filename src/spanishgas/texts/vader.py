"""VADER's rules with its English lexicon, and with a Spanish one of ours and others.

Source: Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis", ICWSM 2014.
"""

import re
from typing import Any, ClassVar, NamedTuple

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from spanishgas.config.rule_book import RuleBook
from spanishgas.texts.language import SPANISH
from spanishgas.texts.weights import packaged
from spanishgas.texts.words import plain

WORD = re.compile(r"\w+")
_WORDS_BEFORE, _WORDS_AFTER = 3, 2


class Lexicon(RuleBook):
    """Spanish words of mood on VADER's scale from -4 to 4, and the small words that turn or strengthen them."""

    file: ClassVar[str] = "spanish_lexicon.yaml"

    function_words: dict[str, str]
    """Spanish function words, said in the English that VADER knows."""
    positive: dict[str, float]
    negative: dict[str, float]


class _Window(NamedTuple):
    """The part of a text that decides the mood of one word, as VADER's rules ask for it."""

    words_and_emoticons: list[str]
    is_cap_diff: bool


class LinearAnalyzer(SentimentIntensityAnalyzer):
    """VADER whose time grows with the length of a text, not with its square.

    Its rules look three words back and two ahead, but lower all words of the text again for each word of mood.
    """

    def sentiment_valence(self, valence: float, sentitext: Any, item: str, i: int, sentiments: list[float]) -> Any:
        """The mood of word ``i``, by the words around it alone."""
        first = max(i - _WORDS_BEFORE, 0)
        near = sentitext.words_and_emoticons[first : i + _WORDS_AFTER + 1]
        return super().sentiment_valence(valence, _Window(near, sentitext.is_cap_diff), item, i - first, sentiments)


class Vader:
    """VADER's scores of English and of Spanish texts.

    A Spanish text is read with the Spanish words only, because "sin", "ha" and "no" are words of mood in English. Its
    accents do not count, since people leave them out. Of words that differ by nothing else ours counts ("cortes" are
    power cuts, though "cortés" is polite), and of those that are not ours the one of the worse mood.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        ours = lexicon.positive | lexicon.negative
        self._english, self._spanish = LinearAnalyzer(), LinearAnalyzer()
        emoticons = {sign: v for sign, v in self._english.lexicon.items() if not any(c.isalpha() for c in sign)}
        self._function_words = {plain(word): english for word, english in lexicon.function_words.items()}
        self._english.lexicon = ours | self._english.lexicon
        worst_last = packaged("spanish_words").sort("mood", descending=True)
        listed = {plain(word): mood for word, mood in worst_last.iter_rows()}
        self._spanish.lexicon = listed | {plain(word): mood for word, mood in ours.items()} | emoticons

    def scores(self, text: str, language: str) -> dict[str, float]:
        """``compound`` from -1 to 1, and the shares ``neg`` and ``pos`` of a text."""
        if language != SPANISH:
            return self._english.polarity_scores(text)
        readable = WORD.sub(lambda word: self._function_words.get(word[0].lower(), word[0]), plain(text))
        return self._spanish.polarity_scores(readable)
