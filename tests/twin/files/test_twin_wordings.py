"""The wordings of the twin: many, fit for every cell, and a part of them held out by the phrase that tells the mood."""

import time
from collections import Counter

import polars as pl
import pytest
from support.rules import INTENTS as READER

from spanishgas.twin.choices.moods import INTENTS, MOODS
from spanishgas.twin.files import grammar
from spanishgas.twin.files.grammar import Cell
from spanishgas.twin.files.wordings import drawn, wordings, writing
from spanishgas.twin.sampling import stream


@pytest.fixture(scope="module")
def every() -> pl.DataFrame:
    """All wordings."""
    return wordings()


def test_there_are_thousands_of_wordings_none_twice_and_hundreds_of_ways_to_tell_a_mood(every: pl.DataFrame) -> None:
    assert every["text"].n_unique() == every.height > 50_000
    assert every["clue"].n_unique() > 600


def test_they_are_all_listed_in_two_seconds_of_computing_when_nothing_is_kept_from_before() -> None:
    for kept in (*vars(grammar).values(), writing):
        if hasattr(kept, "cache_clear"):
            kept.cache_clear()
    start = time.process_time()
    wordings()
    assert time.process_time() - start < 2


@pytest.mark.parametrize("language", writing().languages)
def test_every_intent_has_wordings_and_clues_enough_in_every_mood_and_kind(every: pl.DataFrame, language: str) -> None:
    counts = (
        every.filter(language=language)
        .group_by("kind", "intent", "mood")
        .agg(pl.len().alias("wordings"), pl.col("clue").n_unique().alias("clues"))
    )
    assert counts.height == len(writing().kinds[language]) * len(INTENTS[1:]) * len(MOODS[1:])
    assert counts["wordings"].min() >= 10
    assert counts["clues"].min() >= 5


def test_a_sixth_of_the_phrases_is_held_out_and_some_in_each_mood_and_kind_or_language(every: pl.DataFrame) -> None:
    assert every.unique("clue")["is_held_out"].mean() == pytest.approx(1 / 6, abs=0.03)
    for by in ("kind", "language"):
        shares = every.unique(["clue", by]).group_by("mood", by).agg(pl.col("is_held_out").mean())["is_held_out"]
        assert 0.1 < shares.min() < shares.max() < 0.25
    assert every.filter("is_held_out")["text"].n_unique() > 2_000


def test_a_phrase_that_tells_a_mood_is_on_one_side_only_also_where_another_text_quotes_it(every: pl.DataFrame) -> None:
    assert every.group_by("clue").agg(pl.col("is_held_out").n_unique())["is_held_out"].max() == 1
    quoted = every.filter(clue="llevo tres semanas esperando y nadie contesta a mi reclamación.")
    assert set(quoted["language"]) == {"spanish", "mixed"}


def test_no_phrase_of_one_side_contains_one_of_the_other(every: pl.DataFrame) -> None:
    sides = every.unique("clue").group_by("is_held_out").agg("clue").sort("is_held_out")["clue"]
    across = [(a, b) for a in sides[0] for b in sides[1] if a in b or b in a]
    assert across == []


def test_a_phrase_tells_one_mood_only(every: pl.DataFrame) -> None:
    assert every.group_by("clue").agg(pl.col("mood").n_unique())["mood"].max() == 1


def test_numbers_are_the_only_thing_still_open(every: pl.DataFrame) -> None:
    closed = every["text"].str.replace_all(r"\{(years|months)\}", "7")
    assert closed.filter(closed.str.contains(r"[\[\]{}]")).to_list() == []


def test_marks_stand_where_a_writer_puts_them(every: pl.DataFrame) -> None:
    odd = every.filter(pl.col("text").str.contains(r"\b(de|a) el\b|  |[.,;:?!] ?[.,;]|[a-z]\?[a-z]| ,|^[a-z]"))
    assert odd["text"].to_list() == []


def test_the_rules_of_intent_read_most_notes_as_they_were_meant_and_three_in_four_of_the_customers_own_texts(
    every: pl.DataFrame,
) -> None:
    read = every.with_columns(is_read=READER.of(pl.col("text")) == pl.col("intent"))
    shares = dict(read.group_by("kind").agg(pl.col("is_read").mean()).iter_rows())
    assert shares["note"] >= 0.9
    assert 0.7 <= shares["customer"] <= 0.9


def test_a_drawn_wording_is_one_of_those_listed_for_its_cell(every: pl.DataFrame) -> None:
    cell = Cell("spanish", "hard", "Billing / Payment", "negative")
    listed = set(every.filter(language="spanish", kind="hard", intent=cell.intent, mood="negative")["text"])
    found = {drawn(cell, stream(7, "wordings", number)).text for number in range(400)}
    assert found <= listed
    assert len(found) > len(listed) / 2


def test_every_frame_of_a_cell_is_drawn_equally_often() -> None:
    cell, rng = Cell("english", "hard", "Pricing Offers", "neutral"), stream(7, "frames")
    counts = Counter(drawn(cell, rng).clue for _ in range(3400))
    assert sorted(counts.values()) == pytest.approx([200] * 17, abs=60)


def test_shares_sum_to_one() -> None:
    for shares in (writing().languages, *writing().kinds.values()):
        assert sum(shares.values()) == pytest.approx(1)
