"""A grammar in, its frames out; a frame that tells no mood, or two, is refused."""

from typing import Any

import pytest
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.twin.choices.moods import MOODS
from spanishgas.twin.files import grammar
from spanishgas.twin.files.grammar import Cell, frames

CELL = Cell("english", "trial", "Billing / Payment", "negative")
TONE = {mood: [mood] for mood in MOODS[1:]}


def given(monkeypatch: pytest.MonkeyPatch, content: dict[str, Any]) -> None:
    grammar.frames.cache_clear()
    monkeypatch.setattr(grammar, "_grammar", lambda _: grammar.Grammar.model_validate(content))


def test_a_frame_holds_the_phrases_of_its_cell_with_a_capital_where_the_slot_has_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    topic = {"Billing / Payment": ["bill"], "other intents": ["plan"]}
    given(monkeypatch, {"frames": ["Re: [topic]. [Tone]!"], "phrases": {"topic": topic, "tone": TONE}})
    (frame,) = frames(CELL)
    assert frame.slots == (("bill",), ("Negative",))
    assert frame.wording(("bill", "Negative")) == "Re: bill. Negative!"
    assert frame.clue(("bill", "Negative")) == "negative"
    assert frames(CELL._replace(intent="Pricing Offers"))[0].slots[0] == ("plan",)


def test_a_frame_that_belongs_to_a_mood_is_itself_what_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    given(
        monkeypatch, {"frames": {"negative": ["Bad [topic]."], "positive": ["Good."]}, "phrases": {"topic": ["bill"]}}
    )
    assert [frame.clue(("bill",)) for frame in frames(CELL)] == ["bad [topic]."]
    assert frames(CELL._replace(mood="neutral")) == ()


def test_phrases_by_intent_and_mood_are_those_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"frames": ["[Event]"], "phrases": {"event": {"Billing / Payment": {"negative": ["twice."]}}}})
    assert frames(CELL)[0].slots == (("Twice.",),)
    assert frames(CELL._replace(mood="positive")) == ()


@pytest.mark.parametrize(("frame", "places"), [("[topic].", 0), ("[tone], [tone].", 2)])
def test_a_frame_that_tells_the_mood_nowhere_or_twice_is_refused(
    frame: str, places: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given(monkeypatch, {"frames": [frame], "phrases": {"topic": ["bill"], "tone": TONE}})
    with says(InputError, f"texts/english_trial.yaml: {places} places tell the mood, but one must: {frame}"):
        frames(CELL)


def test_a_slot_without_phrases_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    given(monkeypatch, {"frames": ["[english_note.tune]"]})
    message = "texts/english_note.yaml: no phrases for the slot tune, which a frame of english_trial names."
    with says(InputError, message):
        frames(CELL)
