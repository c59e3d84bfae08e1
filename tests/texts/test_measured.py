"""How well texts are read, held to a floor; docs/decisions/texts.md says what was measured."""

from collections.abc import Callable
from itertools import chain
from pathlib import Path

import polars as pl
import pytest
from readers.counted import INTENTS, with_intents
from readers.evaluate import measure
from readers.twin import TABLES, held_out
from support.readers import Recorder, fast
from support.rules import INTENTS as RULES

from spanishgas.silver.intent import UNCLASSIFIED
from spanishgas.twin.files.wordings import wordings, writing

SENTENCES = Path(__file__).with_name("sentences.csv")


@pytest.mark.parametrize("language", ["en", "es"])
def test_sentences_of_energy_customers_are_read_in_both_languages(language: str) -> None:
    found = measure(fast(), pl.read_csv(SENTENCES).filter(language=language))
    assert found.texts == 100
    assert found.two_classes > 0.75
    assert found.three_classes > 0.7


def test_any_table_of_labelled_texts_can_be_measured() -> None:
    table = pl.DataFrame({"text": ["a", "b", "c", "d"], "label": ["positive", "positive", "negative", "neutral"]})
    found = measure(Recorder(mood=0.5), table, worst=1)
    assert found.confusion == [[0, 0, 1], [0, 0, 1], [0, 0, 2]]
    assert found.two_classes == pytest.approx((0 + 2 * 2 / 5) / 2)
    assert found.three_classes == pytest.approx((0 + 0 + 2 * 2 / 6) / 3)
    assert found.worst.rows() == [("negative", 0.5, "c")]


@pytest.fixture(scope="module")
def every() -> pl.DataFrame:
    return wordings()


@pytest.mark.parametrize("name", TABLES)
def test_the_held_out_texts_of_the_twin_are_written_the_same_each_time(every: pl.DataFrame, name: str) -> None:
    table = held_out(every, name)
    kept_back = every.filter("is_held_out", pl.col("kind").is_in(TABLES[name]))
    assert table.equals(held_out(every, name))
    assert table["label"].to_list() == kept_back["mood"].to_list()
    assert table.filter(pl.col("text").str.contains(r"[{}\[\]]")).is_empty()


def test_every_kind_of_held_out_texts_is_in_one_table() -> None:
    assert sorted(chain(*TABLES.values())) == sorted({kind for kinds in writing().kinds.values() for kind in kinds})


@pytest.mark.parametrize(("name", "floor"), [("note", 0.6), ("customer", 0.4)])
def test_held_out_texts_of_the_twin_are_read_as_well_as_is_said(every: pl.DataFrame, name: str, floor: float) -> None:
    assert measure(fast(), held_out(every, name).gather_every(4)).three_classes > floor


def test_subtitles_are_read_better_than_by_a_lexicon_alone(shared: Callable[[str], Path]) -> None:
    found = measure(fast(), pl.read_csv(shared("texts/sentiment_es.csv.gz")))
    assert found.three_classes > 0.4


def test_the_model_of_intents_adds_to_the_rules(shared: Callable[[str], Path]) -> None:
    texts = with_intents(pl.read_csv(shared("texts/intent_en.csv.gz"))).gather_every(20)
    rule = texts.select(RULES.of(pl.col("text"))).to_series()
    read = [each.intent for each in fast().read(texts["text"].to_list())]
    both = [by_rule if by_rule != UNCLASSIFIED else by_model for by_rule, by_model in zip(rule, read, strict=True)]
    right = [sum(a == b for a, b in zip(texts["intent"], answers, strict=True)) for answers in (rule, both)]
    assert set(INTENTS.values()) <= set(RULES.names())
    assert right[1] > 2 * right[0]
