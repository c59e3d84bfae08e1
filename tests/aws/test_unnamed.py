"""What is said of an error outside the lake names no customer, and still the file, the column and the row."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanishgas.aws.unnamed import NAMES_NOBODY, masked, place_in, unnamed

DOUBLED = "customer_attributes.csv, column customer_id, rows 3 and 5: {} stand twice. Keep one."
SENTENCES = (
    DOUBLED,
    "price_history.csv, column price_eur_kwh, row 1,234: found {!r}, expected a number.",
    "customer_interactions.json, record 3: expected an object with named values, found {{'note': {!r:.12}.",
    "The bronze layer failed 1 check:\n  x.csv, column timestamp: 3 customers have no readings, such as {}, {}.",
    "consumption_hourly_2024.csv, column timestamp, customer {}: the last reading is of 2024-12-01 10:00.",
)
IDS = st.from_regex(r"\A(?=.*[0-9A-ZÑÁ])[0-9A-Za-zÑÁáñ]{1,6}[0-9A-ZÑÁ][0-9A-Za-z]{2,20}\Z")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=4)


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (DOUBLED.format("C00017, C00017"), DOUBLED.format("…")),
        (
            "churn_label.csv, row 1: the file is empty (0 bytes). Export it again.",
            "churn_label.csv, row 1: the file is empty (… bytes). Export it again.",
        ),
        (
            "price_history.csv, column price_eur_kwh, row 1,234: found 'it costs', expected a number. Mend it.",
            "price_history.csv, column price_eur_kwh, row 1,234: found …, expected a number. Mend it.",
        ),
        (
            'x.json, record 3: found "it\'s for María, 600 123 456", one plain value is expected.',
            "x.json, record 3: found …, one plain value is expected.",
        ),
        ("x.json, record 3: found {'note': 'call maria at six", "x.json, record 3: found …: …"),
        (
            "customer_attributes.csv: 3 customers are unused, such as garcia, lopez; see the file.",
            "customer_attributes.csv: … customers are unused, such as …; see the file.",
        ),
        (
            "r.csv, column timestamp, customer garcia lopez: the last reading is of 2024-12-01.",
            "r.csv, column timestamp, customer …: the last reading is of 2024-12-01.",
        ),
        (
            "s3://b/raw/: there is no churn_label.csv file (churn_label.parquet). Add it.",
            "s3://b/raw/: there is no churn_label.csv file (churn_label.parquet). Add it.",
        ),
    ],
)
def test_a_sentence_keeps_its_place_and_loses_what_was_in_the_file(message: str, said: str) -> None:
    assert masked(message) == said


@given(IDS)
def test_an_id_with_a_digit_a_capital_or_an_accent_never_passes(customer: str) -> None:
    for sentence in SENTENCES:
        assert customer not in masked(sentence.format(customer, customer))


@given(TEXTS)
def test_what_is_quoted_never_passes(text: str) -> None:
    sentence = "x.csv, column note, row 7: found {!r}, expected a number."
    assert masked(sentence.format(text)) == "x.csv, column note, row 7: found …, expected a number."


@pytest.mark.parametrize("kind", [*sorted(NAMES_NOBODY), "States.TaskFailed", "TIMED_OUT", "Failed"])
def test_errors_that_name_nobody_and_those_of_aws_are_said_whole(kind: str) -> None:
    assert unnamed(kind, "The job failed: 'x' of C00017.") == "The job failed: 'x' of C00017."


def test_a_sentence_about_runs_and_keys_keeps_them_and_loses_what_it_quotes_and_hands_on() -> None:
    said = "s3://b/campaigns/spring/calls/c-C00017/x.json is damaged: rows.3: a number is expected, found 'Ana'."
    assert unnamed("RunError", said) == (
        "s3://b/campaigns/spring/calls/c-…/x.json is damaged: rows.3: a number is expected, found …."
    )
    refused = "Run tuesday was not begun, because its plan was refused: x.csv, row 3: C00017 is odd.\nStart it: run"
    assert unnamed("RunError", refused) == "Run tuesday was not begun, because its plan was refused."


@pytest.mark.parametrize("kind", ["ComputeError", "ValueError", "PanicException", "KeyError"])
def test_of_an_error_that_is_not_ours_the_kind_alone_is_said(kind: str) -> None:
    assert unnamed(kind, "C00017") == f"{kind}. Why, in words, is in the record of the run."


@pytest.mark.parametrize(
    ("message", "place"),
    [
        (DOUBLED.format("C1"), "customer_attributes.csv, column customer_id, rows 3 and 5"),
        ("The bronze layer failed:\n  x.csv, column timestamp: C1 is odd.", "x.csv, column timestamp"),
        ("C00017.csv lies, and C1: it is odd", ""),
        ("no place", ""),
    ],
)
def test_the_place_is_the_file_the_column_and_the_rows(message: str, place: str) -> None:
    assert place_in(message) == place
