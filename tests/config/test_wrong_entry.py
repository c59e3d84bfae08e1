"""What is wrong with an entry is said in words for who wrote it."""

from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from spanishgas.config.wrong_entry import wrong_entries


class Loaf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    grams: Annotated[float, Field(gt=0, le=5_000, allow_inf_nan=False)] = 500
    kind: Literal["rye", "oat"] = "rye"
    slices: int = 1
    bakers: tuple[str, ...] = ()
    name: str = "a"
    parts: dict[str, int] = Field(default_factory=dict)


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        ({"grams": "heavy"}, "grams: a number is expected, found 'heavy'"),
        ({"grams": -1}, "grams: more than 0 is expected, found '-1'"),
        ({"grams": 9_000}, "grams: at most 5000 is expected, found '9000'"),
        ({"grams": float("nan")}, "grams: a finite number is expected, found 'nan'"),
        ({"kind": "corn"}, "kind: expected 'rye' or 'oat', found 'corn'"),
        ({"slices": 1.5}, "slices: a whole number is expected, found '1.5'"),
        ({"bakers": "Ann"}, "bakers: a list like [a, b] is expected, found 'Ann'"),
        ({"name": False}, "name: a text is expected, found 'False'; write it in quotes"),
        ({"parts": {2024: 1}}, "parts.2024: a text is expected, found '2024'; write it in quotes"),
        ({"name": ["x"]}, "name: a text is expected"),
        ({"parts": {"x": "y" * 90}}, f"parts.x: a whole number is expected, found '{'y' * 40}'"),
        ({"oven": 1}, "oven: is no entry that is known here"),
        (
            {"oven": 1, "slices": "x"},
            "slices: a whole number is expected, found 'x'; oven: is no entry that is known here",
        ),
    ],
)
def test_a_wrong_entry_is_named_with_what_is_expected(entries: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError) as wrong:
        Loaf.model_validate(entries)
    assert wrong_entries(wrong.value) == words


def test_the_first_of_many_may_be_enough() -> None:
    with pytest.raises(ValidationError) as wrong:
        Loaf.model_validate({"oven": 1, "slices": "x"})
    assert wrong_entries(wrong.value, most=1) == "slices: a whole number is expected, found 'x'"
