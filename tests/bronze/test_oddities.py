"""What is odd about a file as a whole is counted with an example, and refused beyond the registry's shares."""

from datetime import date, timedelta

import polars as pl
import pytest
from support.rules import COLUMNS

from spanishgas.bronze.oddities import oddities
from spanishgas.bronze.raw_table import RawTable
from spanishgas.tables import bronze as tables

SCHEMAS = {
    "bronze_customers": tables.BronzeCustomers,
    "bronze_contracts": tables.BronzeContracts,
    "bronze_prices": tables.BronzePrices,
    "bronze_costs": tables.BronzeCosts,
    "bronze_interactions": tables.BronzeInteractions,
    "bronze_labels": tables.BronzeLabels,
}
ELEC, GAS = "variable_price_tier1_eur_kwh", "gas_variable_price_eur_m3"


def found(dataset: str, first_line: int = 2, **columns: list):
    schema = SCHEMAS[dataset]
    types = {name: schema.columns()[name].dtype for name in columns}
    raw = RawTable("file.csv", pl.LazyFrame(), first_line)
    every = oddities(pl.DataFrame(columns, schema=types), raw, schema, COLUMNS.datasets[dataset])
    return [finding for finding in every if finding.check not in ("alike", "gaps")]


def spread(count: int, low: float = 0.1, step: float = 0.0001) -> list[float]:
    return [low + step * number for number in range(count)]


def test_usual_values_are_not_worth_a_word():
    assert found("bronze_prices", **{ELEC: spread(200), GAS: spread(200, 0.6)}) == []


def test_an_unusual_price_is_counted_with_its_row():
    (finding,) = found("bronze_prices", **{ELEC: [*spread(199), 1.2]})
    assert (finding.check, finding.column, finding.severity, finding.value) == ("unusual", ELEC, "warning", 1 / 200)
    assert finding.message == (
        f"file.csv: 1 of 200 values (0.50%) of {ELEC} are outside 0.01 to 0.5 EUR/kWh, such as 1.2 in row 201. "
        "Is it another unit, or are two columns swapped?"
    )


@pytest.mark.parametrize(
    ("dataset", "column", "values"),
    [
        ("bronze_prices", ELEC, spread(200, 0.6)),  # gas and electricity swapped
        ("bronze_prices", GAS, spread(200, 0.1)),
        ("bronze_prices", GAS, spread(200, 0.05)),  # per kWh instead of per m3
        ("bronze_costs", "elec_var_cost_eur_kwh", spread(200, 0.7)),
        ("bronze_costs", "gas_var_cost_eur_m3", spread(200, 0.07)),
        ("bronze_costs", "peaje_elec_eur_kwh", spread(200, 0.7)),
        ("bronze_costs", "network_cost_eur_kwh", spread(200, -0.1)),  # the sign of a cost turned
        ("bronze_costs", "fixed_cost_eur_month", spread(200, 9_000)),
        ("bronze_customers", "contracted_power_kw", spread(200, 2_300, 10)),  # W instead of kW
        ("bronze_prices", "elec_fixed_fee_eur_month", spread(200, 5_000)),
        ("bronze_prices", "gas_fixed_revenue_eur_year", spread(200, 9_000)),
        ("bronze_contracts", "contract_term_months", [360] * 200),
    ],
)
def test_another_unit_and_swapped_columns_are_refused(dataset, column, values):
    (finding,) = found(dataset, **{column: values})
    assert (finding.check, finding.severity, finding.value) == ("unusual", "error", 1.0)
    assert "200 of 200 values (100.00%)" in finding.message and "may be." in finding.message


def test_of_a_few_rows_nothing_is_refused():
    assert [f.severity for f in found("bronze_prices", **{ELEC: [0.9, 1.1]})] == ["warning"]


def test_zeros_that_mean_missing_are_not_unusual():
    assert found("bronze_prices", **{ELEC: [*spread(199), 0.0]}) == []


@pytest.mark.parametrize(("empty", "checks"), [(100, []), (101, [("missing", "error")])])
def test_prices_may_be_missing_in_half_of_the_rows(empty, checks):
    values = [*[None] * (empty - 10), *[0.0] * 10, *spread(200 - empty)]
    assert [(f.check, f.severity) for f in found("bronze_prices", **{ELEC: values})] == checks


@pytest.mark.parametrize("nothing", [None, 0.0])
def test_a_column_of_nothing_is_said(nothing):
    elec, gas = found("bronze_prices", **{ELEC: [nothing] * 100, GAS: [nothing] * 100})
    assert (elec.check, elec.severity, gas.check, gas.severity) == ("empty_column", "error", "empty_column", "warning")
    assert gas.message == f"file.csv: the column {GAS} is there, but none of its 100 rows has a value."


def test_a_column_that_no_feature_needs_may_be_empty():
    assert [f.severity for f in found("bronze_customers", is_urban=[None] * 100)] == ["info"]


@pytest.mark.parametrize(
    ("dataset", "column", "value"),
    [
        ("bronze_prices", ELEC, 0.15),
        ("bronze_prices", GAS, 0.8),
        ("bronze_costs", "elec_var_cost_eur_kwh", 0.08),
        ("bronze_customers", "province_code", "28"),
        ("bronze_customers", "contracted_power_kw", 4.6),
        ("bronze_customers", "sales_channel", "oficina"),
        ("bronze_contracts", "contract_start_date", date(2024, 1, 1)),
        ("bronze_contracts", "next_renewal_date", date(2025, 1, 1)),
    ],
)
def test_one_value_for_all_is_said(dataset, column, value):
    (finding,) = found(dataset, **{column: [value] * 100})
    assert (finding.check, finding.severity, finding.value) == ("constant", "warning", 100.0)
    assert finding.message == f"file.csv: all 100 values of {column} are {value}; they differ in every real book."
    assert found(dataset, **{column: [value] * 99}) == []


@pytest.mark.parametrize(
    ("column", "dataset", "ones", "is_odd"),
    [
        ("churned_within_horizon", "bronze_labels", 0, True),
        ("churned_within_horizon", "bronze_labels", 10, False),
        ("churned_within_horizon", "bronze_labels", 90, True),
        ("churned_within_horizon", "bronze_labels", 100, True),
        ("is_industrial", "bronze_customers", 95, True),
        ("is_second_residence", "bronze_customers", 98, True),
        ("is_second_residence", "bronze_customers", 0, False),
    ],
)
def test_a_flag_that_is_set_for_too_many_or_too_few_is_said(column, dataset, ones, is_odd):
    findings = found(dataset, **{column: [1] * ones + [0] * (100 - ones)})
    assert [(f.check, f.severity, f.value) for f in findings] == [("unusual_share", "warning", ones / 100)] * is_odd
    assert all(f"{column} is 1 in {ones} of 100 rows ({ones}.0%)" in f.message for f in findings)


def contracts(count: int, wrong: int, apart: timedelta):
    start = [date(2020, 1, 1) + timedelta(days=number) for number in range(count)]
    renewal = [day + (apart if number < wrong else timedelta(days=365)) for number, day in enumerate(start)]
    return found("bronze_contracts", contract_start_date=start, next_renewal_date=renewal)


@pytest.mark.parametrize(
    ("apart", "check", "words"),
    [
        (
            timedelta(days=-1),
            "before",
            "next_renewal_date is before contract_start_date, such as 2019-12-31 and 2020-01-01",
        ),
        (timedelta(days=20_000), "far_apart", "next_renewal_date is more than 15 years after contract_start_date"),
    ],
)
def test_a_renewal_before_its_start_or_decades_after_is_counted_and_refused_in_numbers(apart, check, words):
    (few,), (many,) = contracts(200, 10, apart), contracts(200, 11, apart)
    assert (few.check, few.severity, few.value, many.severity) == (check, "warning", 0.05, "error")
    assert f"in 10 of 200 rows (5.00%) {words}" in few.message and "in row 2." in few.message


def test_the_rows_of_parquet_are_counted_from_one():
    (finding,) = found("bronze_prices", first_line=1, **{ELEC: [*spread(199), 1.2]})
    assert "in row 200." in finding.message


def noticed(dataset: str, check: str, **columns: list) -> list[str]:
    """Messages of one check, of those that are information too."""
    schema = SCHEMAS[dataset]
    types = {name: schema.columns()[name].dtype for name in columns}
    raw = RawTable("file.csv", pl.LazyFrame())
    every = oddities(pl.DataFrame(columns, schema=types), raw, schema, COLUMNS.datasets[dataset])
    return [finding.message for finding in every if finding.check == check]


def test_values_that_are_all_alike_are_said_though_they_may_be() -> None:
    assert noticed("bronze_contracts", "alike", contract_term_months=[12, 12, None]) == [
        "file.csv: all 2 values of contract_term_months are 12."
    ]
    assert noticed("bronze_contracts", "alike", contract_term_months=[12]) == []


def test_rows_without_a_value_that_may_be_missing_are_counted() -> None:
    assert noticed("bronze_customers", "gaps", do_not_contact=[0, None, 1]) == [
        "file.csv: 1 of 3 rows have no do_not_contact, such as row 3."
    ]


@pytest.mark.parametrize("fee", [1_700.0, 0.17])
def test_fees_in_cents_or_thousands_are_said_by_their_median(fee: float) -> None:
    (finding,) = found("bronze_prices", elec_fixed_fee_eur_month=[fee, fee + 0.1] * 60)
    assert (finding.check, finding.severity) == ("unusual_median", "warning")
    assert "and 1 to 300 EUR/month are usual. Is it another unit" in finding.message


def test_a_night_that_costs_more_than_a_peak_is_said() -> None:
    night = "variable_price_tier3_eur_kwh"
    (finding,) = found("bronze_prices", **{ELEC: spread(120), night: spread(120, 0.2)})
    assert (finding.check, finding.column) == ("swapped_columns", f"{ELEC}, {night}")
    assert found("bronze_prices", **{ELEC: spread(120, 0.2), night: spread(120)}) == []


def test_channels_that_are_longer_than_what_was_said_are_swapped() -> None:
    said = [f"I want to know when my contract ends, {number}" for number in range(120)]
    (finding,) = found("bronze_interactions", interaction_summary=["phone", "e-mail"] * 60, channel=said)
    assert (finding.check, finding.column) == ("swapped_columns", "interaction_summary, channel")
    assert "the mean length of interaction_summary is 5.5, below that of channel" in finding.message
    assert found("bronze_interactions", interaction_summary=said, channel=["phone", "e-mail"] * 60) == []


def test_an_empty_column_of_a_small_file_is_said_too() -> None:
    assert [(f.check, f.severity) for f in found("bronze_customers", is_urban=[None] * 3)] == [("empty_column", "info")]


POWER = "contracted_power_kw"


def powers(homes: float, businesses: float, count: int = 100):
    """What is said of the powers of as many homes as businesses, around these."""
    values = [power + number / 1_000 for power in (homes, businesses) for number in range(count)]
    flags = [0] * count + [1] * count
    return [f.message for f in found("bronze_customers", **{POWER: values, "is_industrial": flags})]


@pytest.mark.parametrize(("homes", "businesses"), [(3.45, 10), (4.6, 60), (9.2, 150)])
def test_powers_of_homes_and_of_businesses_are_not_worth_a_word(homes: float, businesses: float):
    assert powers(homes, businesses) == []


def test_powers_of_homes_in_another_unit_stand_out_where_those_of_all_do_not():
    usual = "and 1.5 to 15 kW are usual. Is it another unit, another sign, or are two columns swapped?"
    assert powers(46, 100) == [f"file.csv: the median of {POWER} of homes is 46.0495, {usual}"]


def test_the_power_of_businesses_alone_may_be_any():
    businesses = found("bronze_customers", **{POWER: spread(200, 40, 0.1), "is_industrial": [1] * 200})
    assert [f for f in businesses if f.column == POWER] == []
