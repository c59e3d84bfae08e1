"""The mood of a text as a number from -1 to 1, behind one small interface: offline VADER, or a local transformer."""

import math
import re
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar, NamedTuple, Protocol

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.errors import InputError

VADER = "vader"
WORD = re.compile(r"\w+")
_WORDS_BEFORE, _WORDS_AFTER = 3, 2


class Markers(Rules):
    """Words that tell the language of a text."""

    spanish: tuple[str, ...]
    english: tuple[str, ...]


class Lexicon(RuleBook):
    """Spanish words of mood on VADER's scale from -4 to 4, and the small words that turn or strengthen them."""

    file: ClassVar[str] = "spanish_lexicon.yaml"

    markers: Markers
    function_words: dict[str, str]
    """Spanish function words, said in the English that VADER knows."""
    positive: dict[str, float]
    negative: dict[str, float]


class SentimentModel(Protocol):
    """Anything that scores texts."""

    def scores(self, texts: list[str]) -> list[float]:
        """One score a text, from -1 (negative) to 1 (positive)."""
        ...


def load_sentiment_model(sentiment_model: str, lexicon: Lexicon) -> SentimentModel:
    """The model of the setting ``sentiment_model``: ``vader``, or the folder of a transformers model."""
    return VaderSentiment(lexicon) if sentiment_model == VADER else TransformersSentiment(Path(sentiment_model))


class _Window(NamedTuple):
    """The part of a text that decides the mood of one word, as VADER's rules ask for it."""

    words_and_emoticons: list[str]
    is_cap_diff: bool


class _LinearAnalyzer(SentimentIntensityAnalyzer):
    """VADER whose time grows with the length of a text, not with its square.

    Its rules look three words back and two ahead, but lower all words of the text again for each word of mood.
    """

    def sentiment_valence(self, valence: float, sentitext: Any, item: str, i: int, sentiments: list[float]) -> Any:
        """The mood of word ``i``, by the words around it alone."""
        first = max(i - _WORDS_BEFORE, 0)
        near = sentitext.words_and_emoticons[first : i + _WORDS_AFTER + 1]
        return super().sentiment_valence(valence, _Window(near, sentitext.is_cap_diff), item, i - first, sentiments)


class VaderSentiment:
    """VADER's rules with its English lexicon and our Spanish one.

    A Spanish text is read with the Spanish words only, because "sin", "ha" and "no" are words of mood in English.
    Source: Hutto and Gilbert, "VADER: A Parsimonious Rule-based Model for Sentiment Analysis", ICWSM 2014.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        words = lexicon.positive | lexicon.negative
        self._english, self._spanish = _LinearAnalyzer(), _LinearAnalyzer()
        emoticons = {sign: v for sign, v in self._english.lexicon.items() if not any(c.isalpha() for c in sign)}
        self._spanish_words = frozenset(words.keys() - self._english.lexicon.keys()) | set(lexicon.markers.spanish)
        self._english_words = frozenset(lexicon.markers.english)
        self._function_words = lexicon.function_words
        self._english.lexicon = words | self._english.lexicon
        self._spanish.lexicon = words | emoticons

    def scores(self, texts: list[str]) -> list[float]:
        """VADER's compound score of each text."""
        return [self._score(text) for text in texts]

    def _score(self, text: str) -> float:
        if not self._is_spanish(text):
            return float(self._english.polarity_scores(text)["compound"])
        readable = WORD.sub(lambda word: self._function_words.get(word[0].lower(), word[0]), text)
        return float(self._spanish.polarity_scores(readable)["compound"])

    def _is_spanish(self, text: str) -> bool:
        """More words that are Spanish only than English function words."""
        words = WORD.findall(text.lower())
        spanish = sum(word in self._spanish_words for word in words)
        return spanish > sum(word in self._english_words for word in words)


class TransformersSentiment:
    """A Hugging Face text classifier from a local folder with safetensors weights; nothing is downloaded.

    Labels may be negative/neutral/positive (or their first three letters) or "1 star" to "5 stars". The score is the
    expected value of the label, with negative = 1 star = -1 and positive = 5 stars = 1.
    """

    def __init__(self, folder: Path) -> None:
        if not (folder / "config.json").is_file():
            raise InputError(
                f"sentiment_model: {folder} holds no config.json. Expected 'vader' or the folder of a local "
                "transformers model with safetensors weights."
            )
        self._classify = _local_pipeline(folder)

    def scores(self, texts: list[str]) -> list[float]:
        """The expected mood of each text."""
        results: list[list[dict[str, Any]]] = self._classify(texts, top_k=None, truncation=True) if texts else []
        return [math.fsum(label_value(str(r["label"])) * float(r["score"]) for r in result) for result in results]


def label_value(label: str) -> float:
    """What a classifier's label is worth from -1 to 1; an unknown label is an error that says which are understood."""
    if stars := re.match(r"([1-5]) stars?$", label.lower()):
        return (int(stars[1]) - 3) / 2
    values = {"neg": -1.0, "neu": 0.0, "pos": 1.0}
    if (start := label.lower()[:3]) not in values:
        raise InputError(
            f"sentiment_model: label {label!r} is not understood. Expected negative, neutral, positive or 1 star to "
            "5 stars; set id2label in the model's config.json."
        )
    return values[start]


def _local_pipeline(folder: Path) -> Any:
    try:
        transformers = import_module("transformers")
    except ImportError as error:
        raise InputError(
            "sentiment_model names a folder, which needs the extra: pip install 'spanishgas[transformers]'"
        ) from error
    model = transformers.AutoModelForSequenceClassification.from_pretrained(
        str(folder), local_files_only=True, use_safetensors=True, trust_remote_code=False
    )
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
    return transformers.pipeline("text-classification", model=model, tokenizer=tokenizer)
