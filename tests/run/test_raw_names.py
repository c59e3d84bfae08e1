"""Names of raw files: the seven are known, what looks like one is refused, what is none is named."""

import pytest
from support.rules import COLUMNS

from spanishgas.folder_entries import Entry
from spanishgas.run.raw_names import Recognised, recognise, required_columns

PRICES = required_columns(COLUMNS.datasets["bronze_prices"])


def found(*names: str) -> Recognised:
    return recognise(names, COLUMNS.datasets)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("price_history.csv", "bronze_prices"),
        ("price_history.CSV", "bronze_prices"),
        ("Price_History.Csv.Gz", "bronze_prices"),
        ("PRICE_HISTORY.PARQUET", "bronze_prices"),
        ("price_history_2024-12.csv", "bronze_prices"),
        ("customer_interactions.JSON", "bronze_interactions"),
        ("customer_interactions.json.gz", "bronze_interactions"),
        ("churn_label_20241231.csv", "bronze_labels"),
        ("consumption_hourly.csv", "bronze_readings"),
        ("consumption_hourly_2024.PARQUET", "bronze_readings"),
        ("consumption_hourly_2024-01.csv.gz", "bronze_readings"),
        ("consumption_hourly_cádiz.v2.csv", "bronze_readings"),
        ("consumption_hourly/2024/b.csv.gz", "bronze_readings"),
        ("consumption_hourly_2024/part-00000-c000.snappy.parquet", "bronze_readings"),
        ("consumption_hourly/year=2024/part (1).parquet", "bronze_readings"),
    ],
)
def test_the_case_of_letters_does_not_matter(name: str, table: str) -> None:
    assert {key: names for key, names in found(name).files.items() if names} == {table: [name]}


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("price_history.xlsx", "price_history.csv"),
        ("price_history.txt", "price_history.csv"),
        ("price_history.csv.zip", "price_history.csv"),
        ("price_history.tsv", "price_history.csv"),
        ("price_history.csv.bak", "price_history.csv"),
        ("price_history.parquet.partial", "price_history.csv"),
        ("price_history", "price_history.csv"),
        ("price-history.csv", "price_history.csv"),
        ("price history.json", "price_history.json"),
        ("pricehistory.csv", "price_history.csv"),
        ("price_histories.csv", "price_history.csv"),
        ("price_history (1).csv", "price_history.csv"),
        ("price_history - copia.csv", "price_history.csv"),
        ("price_history_copy.csv", "price_history.csv"),
        ("old_price_history.csv", "price_history.csv"),
        ("prize_history.csv", "price_history.csv"),
        ("churn_labels.csv", "churn_label.csv"),
        ("Customer_Attribute.csv", "customer_attributes.csv"),
        ("cost_by_province_month.csv", "costs_by_province_month.csv"),
        ("customer_interactions.ndjson", "customer_interactions.csv"),
        ("consumption_hourly.json", "consumption_hourly_….csv"),
        ("consumption_hourly_2024.xlsx", "consumption_hourly_….csv"),
        ("consumption_hourly_2024 (1).parquet", "consumption_hourly_….parquet"),
        ("comsumption_hourly_2024.csv", "consumption_hourly_….csv"),
        ("consumption_hourly_2024/notes.txt", "consumption_hourly_2024/….csv"),
        ("consumption_hourly_2024/part-1.parquet.partial", "consumption_hourly_2024/….csv"),
    ],
)
def test_what_looks_like_one_of_the_seven_is_refused(name: str, wanted: str) -> None:
    assert found(name).lookalikes == {name: wanted}


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("price_history.xlsx", "A workbook is not read: save the sheet as CSV UTF-8 with commas."),
        ("price_history.csv.ZIP", "An archive is not read: unpack it, or pack the file with gzip."),
        ("price_history.csv.part", "Its transfer is not over: wait for it, or send it again."),
        ("price_history.jsonl", "One record a line is read as well: name it .json."),
        ("price-history.csv", f"Name it so if it is the one (with the columns {PRICES}), or take it out of raw/."),
    ],
)
def test_a_refusal_says_what_to_do(name: str, advice: str) -> None:
    assert found(name).refusals() == [
        f"{name}: looks like price_history.csv, but is not named so and would not be read. {advice}"
    ]


HIDDEN = [".DS_Store", "~$price_history.xlsx", "Thumbs.db", "desktop.ini", "consumption_hourly/_SUCCESS", "x/.part.crc"]


@pytest.mark.parametrize("name", HIDDEN)
def test_what_systems_leave_is_let_lie(name: str) -> None:
    assert found(name).hidden == [name]


OTHERS = ["notes.csv", "customer_notes_2024.xlsx", "archive/price_history.csv", "a/b/c"]


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_none_is_unknown(name: str) -> None:
    assert found(name).unknown == [name]


@pytest.mark.parametrize(
    ("part", "refused"),
    [
        ("price_history.csv/part-0.csv", "price_history.csv: is a folder. Put one file in its place."),
        ("Customer_Interactions.JSON/x/y", "Customer_Interactions.JSON: is a folder. Put one file in its place."),
        (
            "consumption_hourly.parquet/part-0.parquet",
            "consumption_hourly.parquet: is a folder. Name it consumption_hourly.",
        ),
    ],
)
def test_a_folder_that_is_named_like_a_file_is_called_a_folder_once(part: str, refused: str) -> None:
    found_there = found(part, f"{part}.second")
    assert (found_there.refusals(), found_there.unknown) == ([refused], [])


FLAW = "is an odd thing. Put the file itself in its place."


def test_what_is_no_file_is_refused_where_one_of_the_seven_is_meant_by_it() -> None:
    names = ["price_history.csv", "churn_labels.csv", "consumption_hourly_2024.parquet", "x", ".#price_history.csv"]
    seen = recognise([], COLUMNS.datasets, [Entry(name, flaw=FLAW) for name in names])
    assert seen.refusals() == [f"{name}: {FLAW}" for name in names[:3]]
    assert (seen.unknown, seen.hidden) == (["x"], [".#price_history.csv"])
    assert seen.meant == {"price_history", "churn_label", "consumption_hourly"}


def test_an_empty_folder_is_no_word_worth_unless_a_file_is_meant_by_it() -> None:
    empty = [Entry(name, flaw="is an empty folder. Fill it.") for name in ("archive", "price_history.csv")]
    seen = recognise([], COLUMNS.datasets, empty)
    assert (seen.refusals(), seen.unknown) == (["price_history.csv: is an empty folder. Fill it."], [])


def test_what_was_not_read_is_named() -> None:
    assert [(f.check, f.value, f.severity, f.message) for f in found("a.txt", ".x", *OTHERS).findings()] == [
        (
            "unrecognised_files",
            5.0,
            "warning",
            "raw/: 5 files (a.txt, a/b/c, archive/price_history.csv, customer_notes_2024.xlsx, notes.csv) are none of "
            "the raw files and were not read.",
        ),
        ("hidden_files", 1.0, "info", "raw/: .x is hidden and was ignored."),
    ]
    assert found("price_history.csv").findings() == []
