"""Columns of a raw file: what is unknown is named or numbered, and where none is known the header may be missing."""

import pytest
from support.rules import COLUMNS
from support.sentences import says

from spanishgas.bronze.source_columns import missing_columns, source_columns, unknown_columns
from spanishgas.errors import InputError

LABELS = COLUMNS.datasets["bronze_labels"]


def test_an_unknown_column_is_named_and_one_without_a_name_is_numbered() -> None:
    found = {"customer_id": "id"}
    findings = unknown_columns("f.csv", ["id", "extra", "", " "], found, "bronze_labels")
    assert [(finding.column, finding.message) for finding in findings] == [
        ("", "f.csv: column 3 of 4 has no name and is kept out."),
        (" ", "f.csv: column 4 of 4 has no name and is kept out."),
        ("extra", "f.csv: unknown column extra is kept out."),
    ]


def test_a_column_without_a_name_is_nothing_that_was_renamed() -> None:
    customers = COLUMNS.datasets["bronze_customers"]
    (finding,) = missing_columns("f.csv", ["canal", ""], {}, "bronze_customers", customers)
    assert finding.message.endswith("Is it 'canal', renamed?")


@pytest.mark.parametrize(
    ("columns", "hint"),
    [
        (["C00001", "1", "2024-12-31"], " Is the header missing?"),
        (["C00001", "x"], ""),
        (["cliente", "baja"], ""),
        (["customer_idd", "churn"], " Is it the column 'customer_idd', renamed?"),
        (["churn", "2024"], ""),
    ],
)
def test_where_no_column_is_known_and_one_is_a_value_the_header_may_be_missing(columns: list[str], hint: str) -> None:
    sentence = f"f.csv, row 1: required column customer_id is missing (accepted names: customer_id).{hint}"
    with says(InputError, sentence):
        source_columns("f.csv", columns, LABELS)
