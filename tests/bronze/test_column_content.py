"""Whether values fit a column: few rows in, the share that fits and what it was looked at as."""

import polars as pl
import pytest
from support.rules import COLUMNS

from spanishgas.bronze.column_content import Content, Sought, content_of, tells_apart
from spanishgas.tables.registry import SCHEMAS

IDS = pl.Series(["C1", "C2", "C3"])


def sought(table: str, name: str) -> Sought:
    return Sought(name, SCHEMAS[table].columns()[name], COLUMNS.datasets[table].columns[name], frozenset({"s", "n"}))


@pytest.mark.parametrize(
    ("table", "name", "values", "content"),
    [
        ("bronze_customers", "signup_date", ["2024-01-31", "31/01/2024", "20240131", "soon"], Content(0.75, "dates")),
        ("bronze_customers", "signup_date", ["2024-01-31 10:00:00", None, ""], Content(1.0, "dates")),
        ("bronze_customers", "signup_date", ["45322", "12", "1", "x"], Content(0.0, "dates")),
        ("bronze_costs", "month", ["2024-01", "2024-02-01", "1"], Content(2 / 3, "months")),
        ("bronze_readings", "timestamp", ["2024-01-31 10:00", "31/01/2024 9:00"], Content(1.0, "moments with an hour")),
        ("bronze_readings", "timestamp", ["2024-01-31", "10:00"], Content(0.0, "moments with an hour")),
        ("bronze_customers", "province_code", ["1", "01", "28", "52"], Content(1.0, "province codes")),
        ("bronze_customers", "province_code", ["0", "00", "53", "280"], Content(0.0, "province codes")),
        ("bronze_customers", "is_urban", ["S", " n ", "1", "0", "Sí", "2"], Content(5 / 6, "yes or no")),
        (
            "bronze_customers",
            "contracted_power_kw",
            ["4.6", "4,6", "0", "2000"],
            Content(0.5, "numbers from 0.5 to 1000 kW"),
        ),
        (
            "bronze_prices",
            "gas_variable_price_eur_m3",
            ["0", "0.5", "-1"],
            Content(2 / 3, "numbers from 0.2 to 3 EUR/m3"),
        ),
        ("bronze_labels", "horizon_days", ["90", "-5", "x"], Content(2 / 3, "numbers")),
        ("bronze_customers", "language", ["ES", "en", "ca", "gl"], Content(0.5, "es or en")),
        ("bronze_customers", "sales_channel", ["comparador"], None),
        ("bronze_customers", "signup_date", [None, "", " "], None),
        ("bronze_contracts", "customer_id", ["C1", " C2 ", "C9", "C8"], Content(0.5, "ids of customer_attributes")),
        ("bronze_contracts", "customer_id", ["c1", "c2"], None),
    ],
)
def test_the_share_that_fits(table: str, name: str, values: list[str | None], content: Content | None) -> None:
    assert content_of(pl.Series(values, dtype=pl.String), sought(table, name), IDS) == content


def test_where_no_customers_are_known_their_ids_differ_from_each_other() -> None:
    values = pl.Series(["C1", "C1", "C2", "C3"])
    assert content_of(values, sought("bronze_customers", "customer_id"), None) == Content(0.75, "all different")
    assert content_of(values, sought("bronze_contracts", "customer_id"), None) is None


@pytest.mark.parametrize(
    ("table", "name", "values", "telling"),
    [
        ("bronze_contracts", "contract_start_date", ["2024-01-01"], True),
        ("bronze_contracts", "customer_id", ["C1"], True),
        ("bronze_customers", "contracted_power_kw", ["4.6"], False),
        ("bronze_customers", "is_industrial", ["0", "1"], False),
        ("bronze_customers", "province_code", ["01", "08", "28", "41", "46"], True),
        ("bronze_customers", "province_code", ["1", "8", "28", "41", "46"], True),
        ("bronze_customers", "province_code", ["1", "8", "28", "11", "12"], False),  # days of a month
        ("bronze_customers", "province_code", ["01", "01", "41", "41", "46"], False),
    ],
)
def test_a_content_says_which_column_it_is_or_is_that_of_many(table, name, values, telling) -> None:
    assert tells_apart(values, sought(table, name)) is telling
