from datetime import date

import pytest
from support import silver_steps
from support.bronze_rows import AS_OF, contracts, customers, prices, tariff_prices
from support.rules import COLUMNS, NAMES

from spanishgas.silver.prices import silver_prices
from spanishgas.tables.findings import Audited

TIERS = ["variable_price_tier1_eur_kwh", "variable_price_tier2_eur_kwh", "variable_price_tier3_eur_kwh"]


def made(raw, people=None, deals=None):
    known = silver_steps.people(people).table
    started = silver_steps.deals(deals if deals is not None else contracts({}), people).table
    table, findings = silver_prices(raw, known, started, as_of=AS_OF, names=NAMES, columns=COLUMNS)
    return Audited(table, [f for f in findings if f.check != "stale"])  # most rows of these tests are of January


def test_rows_without_a_customer_are_dropped_and_counted():
    result = made(prices({}, {"customer_id": None}, {"customer_id": None}))
    assert result.table.collect()["customer_id"].to_list() == ["C1"]
    assert [(f.check, f.value) for f in result.findings] == [("rows_without_customer", 2.0)]


def test_a_zero_unit_price_is_missing_and_a_zero_fee_is_a_fee_and_both_are_counted():
    result = made(prices({TIERS[0]: 0.0, TIERS[1]: 0.1, "elec_fixed_fee_eur_month": 0.0}))
    row = result.table.collect().row(0, named=True)
    assert (row[TIERS[0]], row[TIERS[1]], row["elec_fixed_fee_eur_month"]) == (None, 0.1, 0.0)
    assert [(f.column, f.check, f.value) for f in result.findings] == [
        (TIERS[0], "zero_price", 1.0),
        ("elec_fixed_fee_eur_month", "zero_fee", 1.0),
    ]


def test_a_zero_price_of_a_tariff_is_missing_and_counted():
    people = customers({"product_bundle": "electricity", "tariff_type": "2.0TD", "region": "R1"})
    result = made(tariff_prices({"price_eur_kwh": 0.0}, {"pricing_date": date(2024, 2, 1)}), people)
    assert result.table.collect()[TIERS[0]].to_list() == [None, 0.15]
    assert [(f.column, f.value) for f in result.findings if f.check == "zero_price"] == [("price_eur_kwh", 1.0)]


def test_prices_dated_after_the_as_of_date_are_not_seen():
    raw = prices({"pricing_date": AS_OF}, {"pricing_date": date(2025, 1, 1)})
    assert made(raw).table.collect()["pricing_date"].to_list() == [AS_OF]


def test_two_rows_of_one_customer_and_date_become_one_in_any_row_order():
    raw = prices({TIERS[0]: 0.1}, {TIERS[0]: 0.2})
    for frame in (raw, raw.reverse()):
        result = made(frame)
        assert result.table.collect()[TIERS[0]].to_list() == [0.2]
        assert [(f.check, f.value) for f in result.findings] == [("duplicate_key", 2.0)]


def test_a_tariff_price_serves_the_three_periods_of_the_customers_it_fits():
    people = customers(
        {"customer_id": "C1", "tariff_type": "2.0TD", "region": "R1", "product_bundle": "electricity"},
        {"customer_id": "C2", "tariff_type": "2.0TD", "region": "R2", "product_bundle": "electricity"},
    )
    raw = tariff_prices({"price_eur_kwh": 0.2}, {"price_eur_kwh": 0.0, "pricing_date": date(2024, 2, 1)})
    table = made(raw, people, contracts({"customer_id": "C9"})).table.collect()
    assert table.select("customer_id", "pricing_date", *TIERS, "elec_fixed_fee_eur_month").rows() == [
        ("C1", date(2024, 1, 1), 0.2, 0.2, 0.2, None),
        ("C1", date(2024, 2, 1), None, None, None, None),
    ]


def test_a_tariff_row_that_fits_nobody_is_counted():
    result = made(tariff_prices({"region_code": "R9"}), customers({"tariff_type": "2.0TD", "region": "R1"}))
    assert result.table.collect().height == 0
    assert [(f.check, f.value) for f in result.findings] == [("tariff_without_customer", 1.0), ("no_fixed_fees", 1.0)]


@pytest.mark.parametrize(
    ("product", "elec", "gas"),
    [("electricity", 0.2, None), ("gas", None, 0.55), ("dual", 0.2, 0.55)],
)
def test_gas_tariffs_are_per_kwh_and_dual_customers_take_both(product, elec, gas):
    people = customers({"tariff_type": "2.0TD", "region": "R1", "product_bundle": product})
    raw = tariff_prices({"price_eur_kwh": 0.2}, {"product_type": "gas", "price_eur_kwh": 0.05})
    row = made(raw, people).table.collect().row(0, named=True)
    assert row[TIERS[0]] == elec
    assert row["gas_variable_price_eur_m3"] == (gas if gas is None else pytest.approx(gas))


def test_the_product_of_the_current_contract_comes_before_the_bundle_and_a_dual_price_before_an_electricity_price():
    people = customers({"tariff_type": "2.0TD", "region": "R1", "product_bundle": "gas"})
    raw = tariff_prices({"price_eur_kwh": 0.2}, {"product_type": "dual", "price_eur_kwh": 0.1})
    table = made(raw, people, contracts({"product_type": "dual"})).table.collect()
    assert table[TIERS[0]].to_list() == [0.1]


def test_the_finding_on_zero_prices_names_its_column():
    findings = made(prices(dict.fromkeys(TIERS[:2], 0.0))).findings
    assert len({finding.message for finding in findings if finding.check == "zero_price"}) == 2


def gas_book(count, priced):
    ids = [f"C{number:03d}" for number in range(count)]
    people = customers(*[{"customer_id": i, "product_bundle": "dual"} for i in ids])
    deals = contracts(*[{"customer_id": i, "product_type": "dual"} for i in ids])
    gas = [{"customer_id": i, TIERS[0]: 0.1, "gas_variable_price_eur_m3": 0.8 if n < priced else None}
           for n, i in enumerate(ids)]  # fmt: skip
    return made(prices(*gas), people, deals).findings


@pytest.mark.parametrize(
    ("count", "priced", "severity"), [(200, 150, "warning"), (200, 149, "error"), (50, 0, "warning")]
)
def test_customers_of_gas_without_a_gas_price_are_counted_and_refused_in_numbers(count, priced, severity):
    (finding,) = gas_book(count, priced)
    assert (finding.check, finding.column, finding.severity) == (
        "customers_without_price",
        "gas_variable_price_eur_m3",
        severity,
    )
    lacking = count - priced
    assert (
        f"{lacking} of {count} customers of gas ({lacking / count:.2%}) have no gas price at any date, such as C"
        in (finding.message)
    )


def test_customers_of_electricity_alone_need_no_gas_price():
    people = customers({"product_bundle": "electricity"})
    assert made(prices({TIERS[0]: 0.1}), people, contracts({"product_type": "electricity"})).findings == []
