"""What is dated after the day of the run is left out and counted."""

from datetime import date

import pytest
from support.bronze_rows import AS_OF, contracts, costs, customers, interactions, prices
from support.readers import Recorder
from support.rules import COLUMNS, INTENTS, NAMES
from support.silver_steps import deals, people

from spanishgas.silver.contact_reach import silver_contact_reach
from spanishgas.silver.costs import silver_costs
from spanishgas.silver.interactions import silver_interactions
from spanishgas.silver.prices import silver_prices

LATER = date(2025, 1, 1)


def later_customers(*days):
    raw = customers(*[{"customer_id": f"C{n}", "signup_date": day} for n, day in enumerate(days)])
    return people(raw)


def later_contracts(*days):
    raw = contracts(*[{"contract_id": str(n), "contract_start_date": day} for n, day in enumerate(days)])
    return deals(raw)


def later_prices(*days):
    known = people().table
    started = deals(contracts({})).table
    raw = prices(*[{"pricing_date": day} for day in days])
    return silver_prices(raw, known, started, as_of=AS_OF, names=NAMES, columns=COLUMNS)


def later_contacts(*days):
    raw = interactions(*[{"interaction_date": day, "interaction_summary": "hello"} for day in days])
    rules = {"intents": INTENTS, "text_reader": Recorder(), "columns": COLUMNS, "max_text_characters": 4_000}
    return silver_interactions(raw, silver_contact_reach(raw, listed_as_of=AS_OF), as_of=AS_OF, **rules)


CASES = [
    (later_customers, "silver_customers", "signup_date", "sign-ups of customers", "error"),
    (later_contracts, "silver_contracts", "contract_start_date", "starts of contracts", "error"),
    (later_prices, "silver_prices", "pricing_date", "prices", "error"),
    (later_contacts, "silver_interactions", "interaction_date", "contacts", "warning"),
]


@pytest.mark.parametrize(("make", "table", "column", "what", "if_all"), CASES)
def test_rows_after_the_day_are_not_seen_and_counted(make, table, column, what, if_all):
    made = make(AS_OF, LATER, date(2026, 1, 1), LATER)
    assert made.table.collect().height == 1
    (finding,) = [f for f in made.findings if f.check == "after_as_of"]
    assert (finding.table, finding.column, finding.value, finding.severity) == (table, column, 3.0, "info")
    assert finding.message == (f"3 of 4 {what} are dated after 2024-12-31, such as 2025-01-01, 2026-01-01: not seen.")


@pytest.mark.parametrize(("make", "table", "column", "what", "if_all"), CASES)
def test_rows_up_to_the_day_are_not_worth_a_word(make, table, column, what, if_all):
    assert [f for f in make(AS_OF, date(2024, 1, 1)).findings if f.check == "after_as_of"] == []


@pytest.mark.parametrize(("make", "table", "column", "what", "if_all"), CASES)
def test_where_all_rows_are_later_the_file_is_of_no_use(make, table, column, what, if_all):
    (finding,) = [f for f in make(LATER).findings if f.check == "after_as_of"]
    assert finding.severity == if_all
    assert finding.message.endswith(f" None is left: choose a later --as-of, or give the {what} up to then.")


def test_costs_of_months_under_way_are_counted():
    made = silver_costs(costs({"month": date(2024, 12, 1)}, {"month": LATER}), as_of=AS_OF, names=NAMES)
    assert [(f.check, f.severity, f.message) for f in made.findings] == [
        ("after_as_of", "info", "1 of 2 costs are of months not over on 2024-12-31: not seen.")
    ]


@pytest.mark.parametrize(
    ("month", "words"), [(date(2024, 10, 1), "The costs end with 2024-10,"), (LATER, "The costs begin with 2025-01,")]
)
def test_costs_that_do_not_reach_the_last_whole_month_are_said(month, words):
    findings = silver_costs(costs({"month": month}), as_of=AS_OF, names=NAMES).findings
    (finding,) = [f for f in findings if f.check == "months_missing"]
    assert (finding.severity, finding.message) == (
        "warning",
        f"{words} and 2024-12 is the last whole month at 2024-12-31: margins count what lacks as 0.",
    )
