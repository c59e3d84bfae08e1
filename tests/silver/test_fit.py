"""Files that fit the customers, fit them in part, or not at all."""

import polars as pl
import pytest
from support import silver_steps
from support.bronze_rows import AS_OF, contracts, costs, customers, interactions, labels, prices, tariff_prices
from support.rules import COLUMNS

from spanishgas.silver.fit import silver_customer_fit

PEOPLE = [f"C{number:05d}" for number in range(200)]
FILES = {
    "bronze_contracts": contracts,
    "bronze_prices": prices,
    "bronze_interactions": interactions,
    "bronze_labels": labels,
}


def fit(people=None, cost=None, readings=None, **files):
    """A book of 200 customers, each with one row in each file but for those given by their ids or rows."""
    made = {
        name: make(*[i if isinstance(i, dict) else {"customer_id": i} for i in files.get(name, PEOPLE)])
        for name, make in FILES.items()
    }
    people = people if people is not None else customers(*[{"customer_id": i} for i in PEOPLE])
    return silver_customer_fit(
        people,
        made["bronze_contracts"],
        files.get("by_tariff", made["bronze_prices"]),
        cost if cost is not None else costs({}),
        made["bronze_interactions"],
        made["bronze_labels"],
        pl.LazyFrame({"customer_id": readings or PEOPLE}),
        silver_steps.people(people).table,
        columns=COLUMNS,
    )


def test_files_that_fit_are_counted_and_not_worth_a_word():
    table, findings = fit()
    assert findings == []
    assert table.collect().rows() == [
        ("bronze_contracts", "customer_id", 200, 0, 200, 0),
        ("bronze_prices", "customer_id", 200, 0, 200, 0),
        ("bronze_interactions", "customer_id", 200, 0, 200, 0),
        ("bronze_labels", "customer_id", 200, 0, 200, 0),
        ("bronze_costs", "province_code", 1, 0, 200, 0),
        ("bronze_readings", "customer_id", 200, 0, 200, 0),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (str.lower, "they differ in upper and lower case ('c00000' here, 'C00000' among the customers)"),
        (lambda i: i.replace("C0", "C-0"), "dashes or other marks ('C-00000' here, 'C00000' among"),
        (lambda i: "C" + i[1:].lstrip("0"), "they differ in leading zeros ('C1' here, 'C00001' among the customers)"),
        (lambda i: i[0] + " " + i[1:], "they differ in blanks ('C 00000' here"),
        (lambda i: "ES" + i, "a prefix or a suffix ('ESC00000' here"),
        (lambda i: i[1:], "a prefix or a suffix ('00000' here"),
        (lambda i: f"es-{int(i[1:])}", "more than one of: case, blanks, zeros, marks, letters before or after"),
        (lambda i: i.translate(str.maketrans("0123456789", "０１２３４５６７８９")), "full-width"),
        (lambda i: str(7_000_000 + int(i[1:])), "one side is numbers, the other text"),
        (lambda i: "X" * 12 + "".join(chr(65 + int(digit)) for digit in i[-3:]), "they have 15 characters against 6"),
        (lambda i: "D9" + i[2:], "they are written alike, but are others"),
    ],
)
@pytest.mark.parametrize("file", [*FILES, "readings"])
def test_a_file_none_of_whose_ids_fits_is_an_error_that_says_what_differs(file, change, words):
    (error,) = fit(**{file: [change(i) for i in PEOPLE]}).findings
    name = "consumption_hourly" if file == "readings" else COLUMNS.datasets[file].file
    assert (error.check, error.severity) == ("none_fits", "error")
    assert error.message.startswith(
        f"{name}, column customer_id: none of its 200 rows fits a customer of customer_attributes; here "
    )
    first, second = sorted(change(i) for i in PEOPLE)[:2]
    assert f"here {first!r} and {second!r}, among the customers 'C00000' and 'C00001': " in error.message
    assert words in error.message


@pytest.mark.parametrize("file", ["bronze_contracts", "bronze_prices", "bronze_labels", "readings"])
def test_half_of_the_ids_in_lower_case_are_an_error(file):
    findings = fit(**{file: [i.lower() if n % 2 else i for n, i in enumerate(PEOPLE)]}).findings
    errors = [f for f in findings if f.severity == "error"]
    assert errors and all("100 of 200" in f.message and "may be." in f.message for f in errors)


def test_some_strangers_and_some_silent_customers_are_counted_with_examples():
    unmatched, silent = fit(bronze_contracts=[*PEOPLE[10:], "D1", "D2"]).findings
    assert (unmatched.check, unmatched.column, unmatched.severity) == (
        "unmatched_rows", "bronze_contracts.customer_id", "warning",
    )  # fmt: skip
    assert unmatched.message == (
        "customer_contracts: 2 of 192 rows (1.04%) match no customer of customer_attributes and are unused, "
        "such as D1, D2."
    )
    assert (silent.check, silent.severity, silent.value) == ("customers_without_rows", "warning", 0.05)
    assert silent.message == (
        "customer_contracts: 10 of 200 customers (5.00%) have no row in it, such as C00000, C00001, C00002."
    )


def test_strangers_who_are_customers_written_otherwise_are_said_to_be():
    (unmatched,) = fit(bronze_interactions=[*PEOPLE, "c00007", "c00008"]).findings
    assert "; they differ in upper and lower case ('c00007' here, 'C00007' among the customers)." in unmatched.message


def test_customers_who_never_called_are_only_counted():
    (silent,) = fit(bronze_interactions=PEOPLE[:64]).findings
    assert (silent.severity, silent.limit, silent.value) == ("info", None, 0.68)


def test_customers_who_sign_up_later_may_have_no_rows_and_their_rows_match():
    known = [{"customer_id": i} for i in PEOPLE]
    later = {"customer_id": "C9", "signup_date": AS_OF.replace(year=2025)}
    people = customers(*known, later)
    assert fit(people).findings == []
    assert fit(people, **{file: [*PEOPLE, "C9"] for file in FILES}).findings == []


def test_who_signed_up_after_the_last_label_date_cannot_have_a_label():
    new = {"customer_id": "C9", "signup_date": AS_OF}
    people = customers(*[{"customer_id": i} for i in PEOPLE], new)
    others = {file: [*PEOPLE, "C9"] for file in FILES if file != "bronze_labels"}
    dated = [{"customer_id": i, "label_date": AS_OF.replace(month=10)} for i in PEOPLE]
    assert fit(people, readings=[*PEOPLE, "C9"], bronze_labels=dated, **others).findings == []
    today = [row | {"label_date": AS_OF} for row in dated]
    (silent,) = fit(people, readings=[*PEOPLE, "C9"], bronze_labels=today, **others).findings
    assert "C9" in silent.message


def test_of_a_small_book_no_share_is_an_error():
    people = customers({"customer_id": "C00000"}, {"customer_id": "C00001"})
    ids = {**dict.fromkeys(FILES, PEOPLE[:1]), "readings": PEOPLE[:1]}
    assert {f.severity for f in fit(people, **ids).findings} == {"warning", "info"}


def test_prices_by_tariff_and_an_empty_file_need_fit_nobody():
    table, findings = fit(by_tariff=tariff_prices({}), bronze_labels=[])
    assert findings == []
    assert {"bronze_prices", "bronze_labels"}.isdisjoint(table.collect()["dataset"])


def test_provinces_without_costs_are_named_with_their_customers():
    people = customers(*[{"customer_id": i, "province_code": "08" if n < 10 else "28"} for n, i in enumerate(PEOPLE)])
    (silent,) = fit(people).findings
    assert (silent.check, silent.severity, silent.value) == ("customers_without_rows", "warning", 0.05)
    assert silent.message == (
        "costs_by_province_month: 10 of 200 customers (5.00%) are of a province without a row in it: 08 "
        "(such as C00000, C00001, C00002)."
    )


def test_provinces_written_otherwise_are_said_to_be():
    people = customers(
        *[{"customer_id": i, "province_code": "MADRID" if n % 2 else "08"} for n, i in enumerate(PEOPLE)]
    )
    (silent,) = fit(people, costs({"province_code": "Madrid"}, {"province_code": "08"})).findings
    assert silent.severity == "error"
    assert "upper and lower case ('MADRID' among the customers, 'Madrid' here). At most 5% may be." in silent.message


def test_costs_of_provinces_that_no_customer_is_of_are_not_worth_a_word():
    assert fit(cost=costs({}, {"province_code": "08"})).findings == []


@pytest.mark.parametrize(
    ("read", "severity", "counted", "at_most"),
    [
        (160, "warning", "40 of 200 customers (20.00%) have no readings at all, such as C00160, C00161, C00162", ""),
        (
            159,
            "error",
            "41 of 200 customers (20.50%) have no readings at all, such as C00159, C00160, C00161",
            " At most 20% may be.",
        ),
    ],
)
def test_a_fifth_of_the_customers_may_have_no_readings(read: int, severity: str, counted: str, at_most: str):
    (silent,) = fit(readings=PEOPLE[:read]).findings
    assert silent.severity == severity
    assert silent.message == (
        f"consumption_hourly: {counted}: add the missing readings files, or compare how the files write customer_id."
        f"{at_most}"
    )


def test_readings_of_strangers_are_counted_by_customer():
    (unmatched,) = fit(readings=[*PEOPLE, "D1"]).findings
    assert unmatched.severity == "warning"
    assert "1 of 201 customers with readings (0.50%) match no customer of" in unmatched.message
