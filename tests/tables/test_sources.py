"""A failed check names the raw file that a person can mend."""

import pytest

from spanishgas.errors import InputError
from spanishgas.tables.checks import refuse_errors
from spanishgas.tables.findings import Finding
from spanishgas.tables.registry import SCHEMAS
from spanishgas.tables.sources import raw_file_of


@pytest.mark.parametrize(
    ("table", "column", "file"),
    [
        ("bronze_customers", "province_code", "customer_attributes"),
        ("silver_usage_month", "timestamp", "consumption_hourly"),
        ("silver_market_month", "elec_var_cost_eur_kwh", "costs_by_province_month"),
        ("silver_market_month", "elec_fixed_fee_eur_month", "price_history"),
        ("silver_market_month", "customer_id", "consumption_hourly"),
        ("gold_master", "segment", None),
    ],
)
def test_a_column_is_known_by_the_file_it_comes_from(table: str, column: str, file: str | None) -> None:
    assert raw_file_of(table, column) == file


def test_every_table_of_the_first_two_layers_has_its_file() -> None:
    tables = [name for name in SCHEMAS if name.startswith(("bronze", "silver"))]
    assert [name for name in tables if raw_file_of(name, "customer_id") is None] == []


def test_a_refusal_says_file_and_column_once() -> None:
    unnamed = Finding("silver", "silver_usage_month", "timestamp", "late", 1.0, 0.0, "error", "The readings end early.")
    named = Finding("silver", "silver_costs", "month", "odd", 1.0, 0.0, "error", "costs_by_province_month: odd.")
    with pytest.raises(InputError) as refused:
        refuse_errors([unnamed, named])
    assert str(refused.value).splitlines()[1:] == [
        "  consumption_hourly, column timestamp: The readings end early.",
        "  costs_by_province_month, column month: odd.",
    ]
