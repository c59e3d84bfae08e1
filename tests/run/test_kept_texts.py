"""Each text is read once in a lake's life, and whether it was makes no difference."""

from collections.abc import Sequence

import pytest
from support.readers import Recorder, fast

from spanishgas.lake import Lake
from spanishgas.run import kept_texts as module
from spanishgas.run.kept_texts import KeptReader, keep_readings, kept_readings, reader_digest, text_hash
from spanishgas.texts.reading import Reading

DECIDED_BY = {"reader": "1", "lexicon": "2"}
DIGEST = reader_digest(DECIDED_BY)
CALM, ANGRY = Reading(0.1234, None, "english"), Reading(-0.5, "Complaint / Escalation", "spanish")


def reader(lake: Lake, inner: Recorder, **decided_by: str) -> KeptReader:
    return KeptReader(lake, lambda: inner, {**DECIDED_BY, **decided_by}, module.tell_nobody)


def kept(lake: Lake) -> list[str]:
    return [item.key for item in lake.list("kept/readings/")]


def test_a_text_is_read_once_by_each_reader(any_lake: Lake) -> None:
    inner = Recorder()
    first = reader(any_lake, inner).read(["a", "b", "a"])
    assert reader(any_lake, inner).read(["b", "c", "a"]) == first
    assert inner.asked == ["a", "b", "a", "c"]
    reader(any_lake, inner, lexicon="3").read(["a"])
    assert inner.asked[-1] == "a"
    assert len(kept(any_lake)) == 2


def test_nobody_is_loaded_where_all_was_read_before(any_lake: Lake) -> None:
    reader(any_lake, Recorder()).read(["a"])

    def load() -> Recorder:
        raise AssertionError

    assert len(KeptReader(any_lake, load, DECIDED_BY, module.tell_nobody).read(["a"])) == 1


def test_what_is_kept_names_no_text(any_lake: Lake) -> None:
    reader(any_lake, Recorder()).read(["I live in Calle Mayor"])
    keys = kept(any_lake)
    assert keys != []
    assert all(b"Calle" not in any_lake.read(key) for key in keys)
    assert len(text_hash("I live in Calle Mayor")) == 16


def test_a_reading_comes_back_to_the_last_bit_and_the_same_ones_give_the_same_bytes(any_lake: Lake) -> None:
    readings = {b"1" * 16: CALM, b"0" * 16: ANGRY}
    key = keep_readings(any_lake, DIGEST, readings)
    assert key is not None
    content = any_lake.read(key)
    assert kept_readings(any_lake, DIGEST) == readings
    assert keep_readings(any_lake, DIGEST, dict(reversed(readings.items()))) == key
    assert any_lake.read(key) == content
    assert keep_readings(any_lake, DIGEST, {}) is None
    assert kept(any_lake) == []


@pytest.mark.parametrize("damage", [b"", b"PAR1 and nothing else", None])
def test_what_is_damaged_or_from_elsewhere_is_read_anew(damage: bytes | None, any_lake: Lake) -> None:
    key = keep_readings(any_lake, DIGEST, {text_hash("a"): ANGRY})
    other = keep_readings(any_lake, "f" * 32, {text_hash("a"): ANGRY})
    assert key is not None
    assert other is not None
    any_lake.write(key, any_lake.read(other)[:-1] if damage is None else damage)
    inner = Recorder()
    assert [each.mood for each in reader(any_lake, inner).read(["a"])] == [0.5]
    assert inner.asked == ["a"]
    assert other in kept(any_lake)
    assert len(kept(any_lake)) == 2


def test_long_reading_says_how_far_it_is_and_keeps_what_it_has(any_lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PIECE", 2)
    monkeypatch.setattr(module, "_SECONDS", -1.0)
    told: list[str] = []

    class Tired(Recorder):
        def read(self, texts: Sequence[str]) -> list[Reading]:
            if len(self.asked) == 4:
                raise KeyboardInterrupt
            return super().read(texts)

    texts = [f"{n}" for n in range(5)]
    with pytest.raises(KeyboardInterrupt):
        KeptReader(any_lake, Tired, DECIDED_BY, lambda text, _: told.append(text)).read(texts)
    inner = Recorder()
    reader(any_lake, inner).read(texts)
    assert told == ["0 of 5 texts read", "2 of 5 texts read", "4 of 5 texts read"]
    assert inner.asked == ["4"]


def test_the_default_reader_gives_the_same_through_what_is_kept(any_lake: Lake) -> None:
    texts = ["Son unos ladrones", "", "Thanks!", "¿Cuándo?"]
    through = KeptReader(any_lake, fast, DECIDED_BY, module.tell_nobody)
    assert through.read(texts) == through.read(texts) == fast().read(texts)
