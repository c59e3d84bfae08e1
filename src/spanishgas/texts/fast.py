"""The default quality: lexicons under VADER's rules and the words themselves, added up by a small linear model."""

from collections.abc import Sequence

from spanishgas.texts.language import ENGLISH, MIXED, SPANISH, Languages, named
from spanishgas.texts.reading import Moods, Reading, mean
from spanishgas.texts.topics import Topics
from spanishgas.texts.vader import Lexicon, Vader
from spanishgas.texts.weights import Linear, packaged
from spanishgas.texts.words import features, words


class FastReader:
    """Reads English and Spanish, thousands of texts a second; a mixed text is read as both and weighed by its words."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._languages, self._vader, self._topics = Languages(), Vader(lexicon), Topics()
        self._models = {language: Linear(packaged(f"mood_{language}")) for language in (ENGLISH, SPANISH)}

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in their order."""
        return [self._reading(text) for text in texts]

    def _reading(self, text: str) -> Reading:
        found = words(text)
        share = self._languages.spanish_share(found)
        moods = self.moods(text, found, share)
        return Reading(moods.score(), self._topics.intent(found, share), named(share))

    def moods(self, text: str, found: list[str], share: float) -> Moods:
        """How likely each mood is, of a text, its words and the share of them that is Spanish."""
        language = named(share)
        if language != MIXED:
            return self._in(language, text, found)
        return mean([self._in(ENGLISH, text, found), self._in(SPANISH, text, found)], [1 - share, share])

    def _in(self, language: str, text: str, found: list[str]) -> Moods:
        likely = self._models[language].probabilities(features(found), lexical(self._vader.scores(text, language)))
        return Moods(*likely)


def lexical(scores: dict[str, float]) -> dict[str, float]:
    """What VADER says of a text, by the names under which a model weighs it."""
    return {"[compound]": scores["compound"], "[good]": scores["pos"], "[bad]": scores["neg"]}
