import polars as pl
import pytest
from support.readers import fast
from support.rules import INTENTS as READER

from spanishgas.silver.interactions import sentiment_label
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
FILLED = [text.format(years=7, months=12) for *_, text in ALL]


def test_every_intent_is_read_by_the_rules_as_it_was_meant() -> None:
    read = pl.DataFrame({"text": FILLED}).select(READER.of(pl.col("text"))).to_series()
    assert read.to_list() == [INTENTS[intent] for _, intent, _, _ in ALL]


def test_most_moods_are_read_as_they_were_meant() -> None:
    scores = pl.DataFrame({"score": [each.mood for each in fast().read(FILLED)]})
    read = scores.select(sentiment_label(pl.col("score"))).to_series()
    right = [label == MOODS[mood] for label, (_, _, mood, _) in zip(read, ALL, strict=True)]
    assert sum(right) / len(right) > 0.85


def test_every_intent_has_a_text_in_every_mood_and_language() -> None:
    for language in ("english", "spanish"):
        for intent in range(1, len(INTENTS)):
            assert all(texts(language, intent, mood) for mood in range(1, len(MOODS)))


def test_about_a_fifth_of_the_texts_are_spanish() -> None:
    rng = stream(7, "texts")
    spanish = {text.format(years=3, months=2) for text in texts("spanish", 1, 2)}
    drawn = [written(Topic(1, 2, 3, 2), rng) in spanish for _ in range(2000)]
    assert sum(drawn) / 2000 == pytest.approx(0.2, abs=0.03)
