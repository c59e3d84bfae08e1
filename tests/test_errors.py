"""Messages fit a screen whatever was in the data."""

import pytest

from spanishgas.errors import InputError, readable, refuse_all
from spanishgas.tables.findings import Finding

LONG = "x" * 1_000_000


@pytest.mark.parametrize("text", ["", "file.csv, row 3: found 'x'.", "a\nb", "/" + "x" * 398])
def test_a_message_that_fits_stays_as_it_is(text: str) -> None:
    assert readable(text) == text


def test_a_value_of_a_megabyte_is_shown_by_its_beginning() -> None:
    shown = f"row 3: {'x' * 80}… (1,000,000 characters) twice"
    assert readable(f"row 3: {LONG} twice") == shown
    assert str(InputError(f"row 3: {LONG} twice")) == shown
    assert Finding("raw", "t", "c", "k", 1.0, None, "info", f"row 3: {LONG} twice").message == shown


def test_no_message_is_longer_than_a_few_pages() -> None:
    assert readable("x y " * 100_000) == ("x y " * 100_000)[:20_000] + "…"


def test_all_refusals_are_said_one_a_line() -> None:
    refuse_all([])
    with pytest.raises(InputError, match=r"^a\nb$"):
        refuse_all([InputError("a"), InputError("b")])
