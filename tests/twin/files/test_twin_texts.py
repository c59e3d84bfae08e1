import polars as pl
import pytest
from support.rules import INTENTS as READER
from support.rules import LEXICON

from spanishgas.silver.interactions import sentiment_label
from spanishgas.silver.sentiment import load_sentiment_model
from spanishgas.twin.choices.contacts import INTENTS, MOODS
from spanishgas.twin.files.texts import Topic, texts, written
from spanishgas.twin.sampling import stream

ALL = [
    (language, intent, mood, text)
    for language in ("english", "spanish")
    for intent in range(1, len(INTENTS))
    for mood in range(1, len(MOODS))
    for text in (texts(language, intent, mood) or [])
]


@pytest.mark.parametrize(("years", "months"), [(1, 1), (7, 12), (15, 3)])
def test_every_text_is_read_by_the_pipeline_as_it_was_meant(years: int, months: int) -> None:
    filled = [text.format(years=years, months=months) for *_, text in ALL]
    scores = load_sentiment_model("vader", LEXICON).scores(filled)
    read = pl.DataFrame({"text": filled, "score": scores}).select(
        intent=READER.of(pl.col("text")), mood=sentiment_label(pl.col("score"))
    )
    wrong = [
        (text, row)
        for text, row, (_, intent, mood, _) in zip(filled, read.iter_rows(), ALL, strict=True)
        if row != (INTENTS[intent], MOODS[mood])
    ]
    assert wrong == []


def test_every_intent_has_a_text_in_every_mood_and_language() -> None:
    for language in ("english", "spanish"):
        for intent in range(1, len(INTENTS)):
            assert all(texts(language, intent, mood) for mood in range(1, len(MOODS)))


def test_about_a_fifth_of_the_texts_are_spanish() -> None:
    rng = stream(7, "texts")
    spanish = {text.format(years=3, months=2) for text in texts("spanish", 1, 2)}
    drawn = [written(Topic(1, 2, 3, 2), rng) in spanish for _ in range(2000)]
    assert sum(drawn) / 2000 == pytest.approx(0.2, abs=0.03)
