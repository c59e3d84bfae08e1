"""Texts as they reach the file: dealt by the shares, their numbers filled in, typed by a hand."""

import re
import time

import polars as pl
import pytest

from spanishgas.twin.choices.moods import INTENTS, MOODS
from spanishgas.twin.files.texts import Topic, filled, hasty, written
from spanishgas.twin.files.wordings import wordings, writing
from spanishgas.twin.sampling import stream

TOPICS = [Topic(1 + n % 7, 1 + n % 3, n % 13, n % 11 - 1) for n in range(10_000)]


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rng = stream(7, "texts")
    return [written(topic, rng) for topic in TOPICS]


def test_the_same_seed_writes_the_same_texts_and_another_others(texts: list[str]) -> None:
    again, other = stream(7, "texts"), stream(8, "texts")
    assert [written(topic, again) for topic in TOPICS[:500]] == texts[:500]
    assert [written(topic, other) for topic in TOPICS[:500]] != texts[:500]


def test_ten_thousand_texts_take_two_seconds_of_computing_at_most(texts: list[str]) -> None:
    del texts  # what is loaded once is loaded before
    start, rng = time.process_time(), stream(7, "texts")
    for topic in TOPICS:
        written(topic, rng)
    assert time.process_time() - start < 2


def test_texts_seldom_repeat_and_nothing_in_them_is_left_open(texts: list[str]) -> None:
    assert len(set(texts)) > 6_000
    assert [text for text in texts if re.search(r"[\[\]{}]", text)] == []


@pytest.mark.parametrize(("years", "months", "word"), [(3, 0, "month|mes"), (0, 3, "year|año"), (3, -1, "month|mes")])
def test_of_a_contract_that_has_run_out_no_text_counts_the_months_and_of_a_newcomer_none_the_years(
    years: int, months: int, word: str
) -> None:
    rng = stream(7, "numbers")
    found = [written(Topic(1 + n % 7, 1 + n % 3, years, months), rng) for n in range(3_000)]
    assert [text for text in found if re.search(rf"-?\d+ ({word})", text)] == []
    assert [text for text in found if re.search(r"\b3 (years|months|años|anos|meses)", text)] != []


def test_every_cell_has_wordings_without_numbers() -> None:
    plain = ~pl.col("text").str.contains("{", literal=True)
    shares = wordings().group_by("language", "kind", "intent", "mood").agg(plain.mean())["text"]
    assert shares.min() > 0.1


@pytest.mark.parametrize(
    ("wording", "years", "months", "text"),
    [
        ("Customer for {years} years.", 1, 5, "Customer for 1 year."),
        ("Customer for {years} years.", 11, 5, "Customer for 11 years."),
        ("{months} months to go.", 3, 1, "1 month to go."),
        ("Cliente desde hace {years} años.", 1, 5, "Cliente desde hace 1 año."),
        ("Vence en {months} meses.", 3, 1, "Vence en 1 mes."),
        ("Vence en {months} meses.", 3, 21, "Vence en 21 meses."),
    ],
)
def test_one_is_singular(wording: str, years: int, months: int, text: str) -> None:
    assert filled(wording, years, months) == text


@pytest.mark.parametrize("numbers", [(1, 1), (2, 12)])
def test_no_wording_says_one_of_many_or_many_of_one(numbers: tuple[int, int]) -> None:
    texts = [filled(wording, *numbers) for wording in wordings()["text"]]
    assert [
        text for text in texts if re.search(r"\b1 (years|months|años|meses)\b|\b(2|12) (year|mes|año)\b", text)
    ] == []


def test_languages_and_kinds_are_dealt_by_their_shares() -> None:
    known = {filled(text, 3, 2): (language, kind) for language, kind, text in _cell("Contract Renewal", "neutral")}
    rng, topic = stream(7, "shares"), Topic(1, MOODS.index("neutral"), 3, 2)
    found = [known.get(written(topic, rng)) for _ in range(6_000)]
    rules = writing()
    for language, share in rules.languages.items():
        for kind, part in rules.kinds[language].items():
            careful = 1 - rules.hasty.share if kind in rules.hasty.kinds else 1
            assert found.count((language, kind)) / len(found) == pytest.approx(share * part * careful, abs=0.02)


@pytest.mark.parametrize(
    ("language", "text", "typed"),
    [
        ("english", "Thanks. I received the bill.", "thx. i recieved teh bil."),
        ("spanish", "¿Qué hace la factura? Año.", "q ace la facutra? año."),
    ],
)
def test_a_customer_in_a_hurry_writes_small_letters_and_slips(
    language: str, text: str, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    always = writing().model_copy(update={"hasty": writing().hasty.model_copy(update={"misspelt": 1.0})})
    monkeypatch.setattr("spanishgas.twin.files.texts.writing", lambda: always)
    assert hasty(text, language, stream(7, "hand")) == typed


def test_a_language_without_slips_only_loses_its_capitals() -> None:
    assert hasty("The bill", "mixed", stream(7, "hand")) == "the bill"


def _cell(intent: str, mood: str) -> list[tuple[str, str, str]]:
    assert intent in INTENTS
    return wordings().filter(intent=intent, mood=mood).select("language", "kind", "text").rows()
