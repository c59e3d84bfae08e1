"""Which phrases are held out: whole families, by the hashes of all of their members."""

import pytest

from spanishgas.twin.files.held_out import HeldOut, families, held_out

ALL, NONE = HeldOut(share=1.0, key="k"), HeldOut(share=0.0, key="k")


@pytest.mark.parametrize(
    ("phrases", "expected"),
    [
        ([], []),
        (["calm", "angry"], [{"calm"}, {"angry"}]),
        (["very angry", "calm", "angry"], [{"very angry", "angry"}, {"calm"}]),
        (["so angry, so sad", "sad", "angry"], [{"so angry, so sad", "sad", "angry"}]),
        (["a", "b", "c", "ab", "bc"], [{"a", "b", "c", "ab", "bc"}]),
    ],
)
def test_phrases_of_which_one_contains_another_are_a_family(phrases: list[str], expected: list[set[str]]) -> None:
    for listed in (phrases, phrases[::-1]):
        found = families(listed)
        assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


def test_the_share_holds_out_all_or_nothing() -> None:
    assert held_out(["calm", "angry", "very angry"], ALL) == {"calm", "angry", "very angry"}
    assert held_out(["calm", "angry", "very angry"], NONE) == set()


def test_a_new_phrase_never_holds_out_what_was_tuned_on() -> None:
    rule = HeldOut(share=0.5, key="k")
    singles = [f"phrase {number}." for number in range(100)]
    before = held_out(singles, rule)
    assert 30 < len(before) < 70
    longer = [f"{single} And so on" for single in singles]
    after = held_out([*singles, *longer], rule)
    assert after & set(singles) < before
    assert all((f"{single} And so on" in after) == (single in after) for single in singles)
