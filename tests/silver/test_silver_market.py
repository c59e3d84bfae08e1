from datetime import date

import pytest
from support import silver_steps
from support.bronze_rows import AS_OF, contracts, costs, customers, prices, usage
from support.rules import COLUMNS, NAMES

from spanishgas.silver.costs import silver_costs
from spanishgas.silver.market import silver_market_month
from spanishgas.silver.prices import silver_prices

PEAK = "variable_price_tier1_eur_kwh"
JAN, FEB, MAR, APR = (date(2024, month, 1) for month in range(1, 5))


def market(used, priced=None, cost=None, people=None, as_of=AS_OF):
    priced = priced if priced is not None else prices()
    customers_known = silver_steps.people(people, as_of=as_of).table
    started = silver_steps.deals(contracts(), people, as_of=as_of).table
    known = silver_prices(priced, customers_known, started, as_of=as_of, names=NAMES, columns=COLUMNS).table
    paid = silver_costs(cost if cost is not None else costs(), as_of=as_of, names=NAMES).table
    return silver_market_month(used, known, paid, customers_known, as_of=as_of).collect()


def peaks(frame):
    return frame[PEAK].to_list()


def used(*days, customer="C1", kwh=1.0):
    return [{"customer_id": customer, "month": day, "elec_peak_kwh": kwh} for day in days]


def test_the_margin_of_a_month_is_revenue_less_energy_network_and_fixed_costs():
    month = usage({"elec_peak_kwh": 10.0, "elec_standard_kwh": 20.0, "elec_off_peak_kwh": 30.0, "gas_m3": 5.0})
    priced = prices(
        {
            PEAK: 0.3,
            "variable_price_tier2_eur_kwh": 0.2,
            "variable_price_tier3_eur_kwh": 0.1,
            "elec_fixed_fee_eur_month": 4.0,
            "elec_fixed_cost_eur_month": 1.0,
            "gas_variable_price_eur_m3": 1.0,
            "gas_fixed_revenue_eur_year": 120.0,
            "gas_fixed_cost_eur_year": 60.0,
        }
    )
    cost = costs({"elec_var_cost_eur_kwh": 0.08, "gas_var_cost_eur_m3": 0.7, "peaje_elec_eur_kwh": 0.02})
    row = market(month, priced, cost).row(0, named=True)
    assert row["elec_revenue_eur"] == pytest.approx(3 + 4 + 3 + 4)
    assert row["elec_margin_eur"] == pytest.approx(14 - 60 * 0.10 - 1)
    assert (row["gas_variable_revenue_eur"], row["gas_fixed_revenue_eur"]) == (5.0, 10.0)
    assert row["gas_margin_eur"] == pytest.approx(5 + 10 - 3.5 - 5)
    assert row["margin_eur"] == pytest.approx(13.5)
    assert row["is_price_imputed"] == 0


def test_missing_inputs_count_zero():
    row = market(usage({"elec_peak_kwh": 10.0})).row(0, named=True)
    assert (row["elec_margin_eur"], row["gas_margin_eur"], row["margin_eur"]) == (0.0, 0.0, 0.0)


def test_the_latest_price_recorded_in_the_month_holds_whatever_was_consumed():
    priced = prices({PEAK: 0.1}, {PEAK: 0.2, "pricing_date": date(2024, 1, 20)})
    assert peaks(market(usage(*used(JAN, kwh=0.0)), priced)) == [0.2]


def test_a_missing_price_is_the_last_known_one_then_the_next_known_one():
    priced = prices({PEAK: 0.2, "pricing_date": FEB}, {PEAK: 0.4, "pricing_date": APR})
    frame = market(usage(*used(JAN, FEB, MAR, APR)), priced)
    assert peaks(frame) == [0.2, 0.2, 0.2, 0.4]
    assert frame["is_price_imputed"].to_list() == [1, 0, 1, 0]


def test_a_price_from_before_the_first_reading_is_known():
    assert peaks(market(usage(*used(MAR)), prices({PEAK: 0.2, "pricing_date": date(2023, 6, 5)}))) == [0.2]


def test_a_zero_price_is_replaced_by_the_last_known_one():
    priced = prices({PEAK: 0.2}, {PEAK: 0.0, "pricing_date": FEB})
    assert peaks(market(usage(*used(JAN, FEB)), priced)) == [0.2, 0.2]


def test_nothing_is_imputed_where_nothing_was_consumed():
    frame = market(usage(*used(JAN, FEB, kwh=0.0)), prices({PEAK: 0.2}))
    assert peaks(frame) == [0.2, None]


def test_a_customer_without_prices_pays_the_median_of_its_kind_in_the_month():
    people = customers(
        {"customer_id": "C1"},
        {"customer_id": "C2"},
        {"customer_id": "C3"},
        {"customer_id": "B1", "is_industrial": 1},
    )
    months = [row for name in ("C1", "C2", "C3", "B1") for row in used(JAN, customer=name)]
    priced = prices(
        {"customer_id": "C1", PEAK: 0.1}, {"customer_id": "C2", PEAK: 0.2}, {"customer_id": "B1", PEAK: 0.9}
    )
    frame = market(usage(*months), priced, people=people)
    assert dict(frame.select("customer_id", PEAK).rows())["C3"] == pytest.approx(0.15)


def test_where_its_kind_knows_no_price_the_national_median_of_the_month_holds():
    people = customers({"customer_id": "C1"}, {"customer_id": "C2"}, {"customer_id": "B1", "is_industrial": 1})
    months = [row for name in ("C1", "C2", "B1") for row in used(JAN, customer=name)]
    priced = prices({"customer_id": "C1", PEAK: 0.1}, {"customer_id": "C2", PEAK: 0.2})
    frame = market(usage(*months), priced, people=people)
    assert dict(frame.select("customer_id", PEAK).rows())["B1"] == pytest.approx(0.15)


def test_a_month_under_way_at_the_as_of_date_is_left_out():
    frame = market(usage(*used(JAN, FEB)), as_of=date(2024, 2, 10))
    assert frame["month"].to_list() == [JAN]


def test_next_known_prices_are_not_taken_from_after_the_as_of_date():
    frame = market(usage(*used(JAN)), prices({PEAK: 0.2, "pricing_date": FEB}), as_of=date(2024, 1, 31))
    assert peaks(frame) == [None]


FEE, FEE_COST = "elec_fixed_fee_eur_month", "elec_fixed_cost_eur_month"
GAS_REVENUE, GAS_COST = "gas_fixed_revenue_eur_year", "gas_fixed_cost_eur_year"


def test_an_empty_flat_still_pays_its_last_known_fee() -> None:
    known = prices({"pricing_date": JAN, PEAK: 0.2, FEE: 6.0, FEE_COST: 2.0})
    made = market(usage(*used(JAN, FEB, kwh=0.0)), known)
    assert made[FEE].to_list() == [6.0, 6.0]
    assert made["elec_margin_eur"].to_list() == [4.0, 4.0]
    assert made[PEAK].to_list() == [0.2, None]


def test_before_its_first_known_fee_the_next_one_is_due() -> None:
    made = market(usage(*used(JAN, FEB, kwh=0.0)), prices({"pricing_date": FEB, FEE: 6.0}))
    assert made[FEE].to_list() == [6.0, 6.0]


def test_gas_fixed_revenue_is_due_from_customers_whose_prices_carry_it_though_they_use_no_gas() -> None:
    made = market(usage(*used(JAN, MAR, APR)), prices({"pricing_date": JAN, GAS_REVENUE: 120.0, GAS_COST: 48.0}))
    assert made["gas_fixed_revenue_eur"].to_list() == [10.0, 10.0, 10.0]
    assert made["gas_margin_eur"].to_list() == pytest.approx([6.0, 6.0, 6.0])


def test_the_median_fee_is_for_those_who_consume_and_have_none_of_their_own() -> None:
    rows = [*used(JAN, customer="C1"), *used(JAN, customer="C2"), *used(JAN, customer="C3", kwh=0.0)]
    made = market(usage(*rows), prices({"customer_id": "C1", "pricing_date": JAN, FEE: 6.0}))
    assert made.sort("customer_id")[FEE].to_list() == [6.0, 6.0, None]
