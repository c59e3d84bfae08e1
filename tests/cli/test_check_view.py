"""What a check shows of each file: what is read under another name, left out, probably meant, missing."""

import io

import pytest

from spanishgas.bronze.column_guesses import Guess
from spanishgas.cli.check_view import show_columns
from spanishgas.cli.terminal import Terminal
from spanishgas.run.file_columns import FileColumns

FILE = FileColumns(
    "customer_attributes",
    ("customer_attributes.csv",),
    read={"customer_id": ("Customer_ID",), "province_code": ("province",), "region": ("region", "region_code")},
    left_out=("e\x1bmail", "fecha_alta"),
    guesses=(Guess("fecha_alta", "signup_date", "by name"),),
    required=("is_industrial",),
    candidates={"is_industrial": ("e\x1bmail", "kind")},
    optional=("signup_date", "is_urban"),
    unclear={"is_second_residence": ["tal", "vez", "quizás", "nunca"]},
)


def shown(*files: FileColumns, colour: bool = False) -> str:
    terminal = Terminal(
        file=io.StringIO(), width=60, force_terminal=colour, color_system="standard" if colour else None
    )
    show_columns(terminal, files)
    return terminal.file.getvalue()


def test_a_file_is_shown_column_by_column() -> None:
    assert [line.rstrip() for line in shown(FILE).splitlines()] == [
        "",
        "customer_attributes.csv",
        "  by their names: customer_id",
        "  province     province_code  also called so",
        "  region       region         there are several: keep one",
        "  region_code  region         there are several: keep one",
        "  e\ufffdmail       left out",
        "  fecha_alta   signup_date?   by name",
        "  missing, required: is_industrial",
        "  is_industrial: is it 'e\ufffdmail' or 'kind'? Say it under its aliases.",
        "  missing, optional: is_urban",
        "  is_second_residence: is 'tal', 'vez', 'quizás' a 0 or a 1? Say it under its values.",
    ]


@pytest.mark.parametrize(("count", "names"), [(1, "m1"), (3, "m1, m2, m3"), (12, "m1, m2, m3 and 9 more")])
def test_many_files_that_are_alike_are_named_in_a_line(count: int, names: str) -> None:
    files = tuple(f"m{number + 1}" for number in range(count))
    assert shown(FileColumns("consumption_hourly", files)).splitlines() == ["", names]


def test_a_file_that_cannot_be_opened_says_why() -> None:
    found = FileColumns("price_history", ("price_history.csv",), problem="row 1: semicolons")
    assert shown(found).splitlines() == ["", "price_history.csv", "  cannot be opened: row 1: semicolons"]


def test_colours_are_for_terminals_that_show_them() -> None:
    assert "\x1b" not in shown(FILE)
    assert "\x1b[" in shown(FILE, colour=True)
