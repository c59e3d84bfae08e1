from datetime import date

import polars as pl
import pytest
from support.bronze_rows import AS_OF, BEFORE, contracts, customers
from support.rules import NAMES
from support.silver_steps import deals

from spanishgas.silver.contracts import current_contracts


def made(raw, people=None):
    return deals(raw, people)


def test_the_signup_stands_in_for_a_missing_first_activation():
    people = customers({"signup_date": date(2019, 5, 1)})
    table = made(contracts({"customer_first_activation_date": None}), people).table.collect()
    assert table["customer_first_activation_date"].to_list() == [date(2019, 5, 1)]


def test_a_contract_that_starts_after_the_as_of_date_is_dropped():
    raw = contracts({"contract_id": "A"}, {"contract_id": "B", "contract_start_date": date(2025, 1, 1)})
    assert made(raw).table.collect()["contract_id"].to_list() == ["A"]


def test_exact_duplicates_are_dropped_and_counted():
    result = made(contracts({}, {}, {"contract_id": "B"}))
    assert result.table.collect().height == 2
    assert [(f.check, f.value) for f in result.findings] == [("duplicate_rows", 1.0)]


def test_a_product_change_after_the_as_of_date_is_hidden_and_counted():
    result = made(contracts({"last_product_change_date": date(2025, 1, 2)}))
    assert result.table.collect()["last_product_change_date"].to_list() == [None]
    assert [(f.column, f.check, f.value) for f in result.findings] == [("last_product_change_date", "after_as_of", 1.0)]


def test_the_current_contract_is_the_latest_one_that_has_not_ended():
    raw = contracts(
        {"contract_id": "old", "contract_start_date": date(2022, 1, 1)},
        {"contract_id": "new", "contract_start_date": date(2023, 1, 1)},
        {"contract_id": "gone", "contract_start_date": date(2024, 1, 1), "contract_status": "Cancelado"},
    )
    assert current_contracts(raw, NAMES).collect()["contract_id"].to_list() == ["new"]


def test_of_contracts_with_the_same_start_the_later_renewal_is_current_in_any_row_order():
    raw = contracts(
        {"contract_id": "A", "next_renewal_date": date(2025, 6, 1)},
        {"contract_id": "B", "next_renewal_date": date(2025, 5, 1)},
    )
    for frame in (raw, raw.reverse()):
        assert current_contracts(frame, NAMES).collect()["contract_id"].to_list() == ["A"]


def test_product_names_are_said_in_one_language():
    table = made(contracts({"product_type": "Luz"}, {"product_type": "dual_fuel", "contract_id": "B"})).table
    assert set(table.select(pl.col("product_type")).collect()["product_type"]) == {"electricity", "dual"}


def test_a_contract_that_is_stated_in_two_ways_is_counted():
    (finding,) = made(contracts({"contract_id": "A"}, {"contract_id": "A", "contract_status": "ended"})).findings
    assert (finding.check, finding.column, finding.value) == ("contradictory_rows", "contract_id", 1.0)
    assert finding.message == "1 contracts are stated in several ways, such as A: each counts as one"


@pytest.mark.parametrize(
    ("renewal", "as_of", "status"),
    [
        (date(2025, 3, 1), AS_OF, "ended"),
        (date(2025, 3, 1), BEFORE, None),
        (BEFORE, BEFORE, "ended"),
        (None, BEFORE, None),
    ],
)
def test_seen_from_an_earlier_day_a_contract_that_ended_since_was_not_known_to_end(renewal, as_of, status):
    raw = contracts({"contract_status": "ended", "next_renewal_date": renewal})
    assert deals(raw, as_of=as_of).table.collect()["contract_status"].to_list() == [status]
    running = contracts({"contract_status": "active"})
    assert deals(running, as_of=as_of).table.collect()["contract_status"].to_list() == ["active"]


AGREED = {"contract_start_date": date(2024, 2, 1), "contract_term_months": 12}


@pytest.mark.parametrize(
    ("contract", "renewal"),
    [
        (AGREED | {"contract_status": "ended", "next_renewal_date": date(2024, 12, 20)}, date(2025, 2, 1)),
        (AGREED | {"contract_status": "ended", "next_renewal_date": date(2024, 3, 1)}, date(2024, 3, 1)),
        (AGREED | {"contract_status": "active", "next_renewal_date": date(2025, 3, 15)}, date(2025, 2, 1)),
        (AGREED | {"contract_status": None, "next_renewal_date": date(2024, 12, 20)}, date(2025, 2, 1)),
        # Renewed in silence, by whole terms; and one that runs on for a month before somebody signs.
        (AGREED | {"contract_start_date": date(2021, 3, 1), "next_renewal_date": date(2025, 3, 1)}, date(2025, 3, 1)),
        (AGREED | {"contract_start_date": date(2023, 9, 1), "next_renewal_date": date(2024, 11, 5)}, date(2024, 9, 1)),
    ],
)
def test_seen_from_an_earlier_day_the_renewal_is_that_of_the_agreed_term_not_the_day_of_leaving(contract, renewal):
    result = deals(contracts(contract), as_of=BEFORE)
    assert result.table.collect()["next_renewal_date"].to_list() == [renewal]
    assert result.findings == []


def test_without_a_term_the_renewals_of_those_who_left_and_of_those_who_stayed_are_unknown_alike_and_counted():
    raw = contracts(
        {"contract_status": "ended", "next_renewal_date": date(2024, 12, 20)},
        {"customer_id": "C2", "contract_status": "active", "next_renewal_date": date(2025, 3, 1)},
    )
    result = deals(raw, as_of=BEFORE)
    assert result.table.collect()["next_renewal_date"].to_list() == [None, None]
    assert [(f.column, f.check, f.value, f.severity) for f in result.findings] == [
        ("contract_term_months", "no_term", 2.0, "warning")
    ]
    assert deals(raw).table.collect()["next_renewal_date"].null_count() == 0


def test_where_some_say_a_term_the_usual_one_stands_for_those_that_say_none():
    raw = contracts(
        *[
            {"customer_id": f"C{n}", "contract_term_months": 6, "next_renewal_date": date(2025, 1, 1)}
            for n in range(200)
        ],
        {"customer_id": "C9", "contract_status": "ended", "next_renewal_date": date(2024, 12, 20)},
    )
    result = deals(raw, as_of=date(2024, 6, 30))
    assert result.table.collect()["next_renewal_date"].to_list() == [date(2024, 7, 1)] * 201
    assert [(f.check, f.value) for f in result.findings] == [("no_term", 1.0)]


def test_where_more_than_a_few_say_no_term_the_usual_one_stands_for_all_so_that_nobody_is_told_by_it():
    raw = contracts(
        *[
            {"customer_id": f"C{n}", "contract_term_months": 5 + n, "next_renewal_date": date(2025, 1, 1)}
            for n in range(3)
        ],
        {"customer_id": "C9", "contract_status": "ended", "next_renewal_date": date(2024, 12, 20)},
    )
    table = deals(raw, as_of=date(2024, 6, 30)).table.collect()
    assert table["next_renewal_date"].to_list() == [date(2024, 7, 1)] * 4
    assert table["contract_term_months"].to_list() == [6] * 4


def test_terms_that_contracts_do_not_keep_are_counted_where_they_are_many():
    raw = contracts(*[AGREED | {"contract_term_months": 9, "next_renewal_date": date(2025, 2, 1)}] * 1)
    assert [f.check for f in deals(raw, as_of=BEFORE).findings] == ["term_not_kept"]
    assert deals(contracts(AGREED | {"next_renewal_date": date(2025, 2, 20)}), as_of=BEFORE).findings == []


def test_customers_without_a_contract_on_an_earlier_day_are_counted_where_they_are_many():
    people = customers({"signup_date": date(2020, 1, 1)}, {"customer_id": "C2", "signup_date": date(2024, 12, 1)})
    raw = contracts(AGREED | {"contract_start_date": date(2024, 11, 1), "next_renewal_date": date(2025, 11, 1)})
    findings = deals(raw, people, as_of=BEFORE).findings
    assert [(f.column, f.value, f.severity) for f in findings if f.check == "no_contract_then"] == [
        ("customer_id", 1.0, "warning")
    ]
