"""Words, what is counted of them, and the sums of their weights."""

import polars as pl
import pytest

from spanishgas.texts.weights import Linear, softmax
from spanishgas.texts.words import features, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("¡Qué vergüenza!", ["que", "verguenza", "!"]),
        ("I don’t know 42 :-(", ["i", "don't", "know", ":-("]),
        ("Genial 😀", ["genial", "😀"]),
        ("", []),
    ],
)
def test_words_are_small_and_without_accents(text, found):
    assert words(text) == found


@pytest.mark.parametrize(
    ("found", "counted"),
    [
        (
            ["no", "es", "muy", "buen", "servicio"],
            ["no", "~es", "~muy", "~buen", "servicio", "^ no", "no es", "es muy", "muy buen", "buen servicio"],
        ),
        (["not", "!", "good"], ["not", "!", "good", "^ not", "not !", "! good"]),
        ([], []),
    ],
)
def test_words_and_pairs_are_counted_and_a_negation_turns_three_words_up_to_a_mark(found, counted):
    assert features(found) == counted


def test_weights_are_added_up_over_the_root_of_how_much_is_counted():
    table = pl.DataFrame({"feature": ["bad", "[value]", "[bias]"], "a": [2000, 500, 0], "b": [0, 0, 100]})
    model = Linear(table)
    assert model.classes == ("a", "b")
    assert model.probabilities(["bad", "unknown", "bad"], {"[value]": 2.0}) == softmax([2 * 2.0 / 2 + 1.0, 0.1])


def test_probabilities_add_up_to_one_however_big_the_sums():
    assert softmax([1000.0, 1000.0, -1000.0]) == [0.5, 0.5, 0.0]
