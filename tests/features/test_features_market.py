import statistics
from datetime import date

import pytest
from support.bronze_rows import AS_OF, months
from support.silver_rows import silver_cost_rows, silver_customer_rows, silver_market_rows, silver_price_rows

from spanishgas.features.market_core import features_market_core
from spanishgas.features.market_risk import features_market_risk

PEAK, STANDARD = "variable_price_tier1_eur_kwh", "variable_price_tier2_eur_kwh"


def feature(step, market=(), priced=(), cost=()):
    made = step(
        silver_customer_rows({}),
        silver_market_rows(*market),
        silver_price_rows(*priced),
        silver_cost_rows(*cost),
        as_of=AS_OF,
    )
    return made.collect().row(0, named=True)


def core(**tables):
    return feature(features_market_core, **tables)


def risk(**tables):
    return feature(features_market_risk, **tables)


def test_consumption_is_averaged_and_summed_over_the_window_only():
    market = [
        {"month": date(2023, 12, 1), "elec_kwh": 999.0},
        {"month": date(2024, 1, 1), "elec_kwh": 10.0, "gas_m3": 1.0},
        {"month": date(2024, 12, 1), "elec_kwh": 20.0, "gas_m3": 2.0},
    ]
    row = core(market=market)
    assert (row["avg_monthly_elec_kwh"], row["total_elec_kwh_12m"]) == (15, 30)
    assert (row["avg_monthly_gas_m3"], row["total_gas_m3_12m"]) == (1.5, 3)


def test_prices_are_weighted_by_the_consumption_whose_price_is_known():
    market = [
        {"elec_peak_kwh": 1.0, PEAK: 0.4, "elec_standard_kwh": 3.0, STANDARD: 0.2, "elec_off_peak_kwh": 9.0},
        {"month": date(2024, 11, 1), "gas_m3": 2.0, "gas_variable_price_eur_m3": 0.8},
        {"month": date(2024, 10, 1), "gas_m3": 6.0, "gas_variable_price_eur_m3": 0.4},
        {"month": date(2024, 9, 1), "gas_m3": 5.0},
    ]
    row = core(market=market)
    assert row["avg_elec_price_eur_kwh"] == pytest.approx(0.25)
    assert row["avg_gas_price_eur_m3"] == pytest.approx(0.5)


def test_the_own_price_is_compared_with_the_benchmark():
    market = [{"elec_kwh": 2.0, "elec_peak_kwh": 2.0, PEAK: 0.3, "market_benchmark_eur_kwh": 0.2}]
    assert core(market=market)["price_vs_benchmark"] == pytest.approx(0.5)


def test_without_a_benchmark_there_is_nothing_to_compare():
    assert core(market=[{"elec_kwh": 2.0, "elec_peak_kwh": 2.0, PEAK: 0.3}])["price_vs_benchmark"] is None


def test_the_gas_share_counts_variable_and_fixed_revenue_once():
    market = [{"elec_revenue_eur": 60.0, "gas_variable_revenue_eur": 10.0, "gas_fixed_revenue_eur": 30.0}]
    assert core(market=market)["gas_share_of_revenue"] == pytest.approx(0.4)


def test_price_updates_are_the_pricing_dates_of_the_window():
    priced = [{"pricing_date": date(2023, 12, 31)}, {"pricing_date": date(2024, 1, 1)}, {"pricing_date": AS_OF}]
    assert core(priced=priced)["price_update_count"] == 2
    assert core()["price_update_count"] == 0


def test_province_costs_are_means_of_the_window_and_their_relative_change():
    cost = [
        {"month": date(2023, 12, 1), "elec_var_cost_eur_kwh": 9.0},
        {"month": date(2024, 1, 1), "elec_var_cost_eur_kwh": 0.08, "gas_var_cost_eur_m3": 0.6},
        {"month": date(2024, 6, 1), "elec_var_cost_eur_kwh": 0.12, "gas_var_cost_eur_m3": 0.8},
        {"month": date(2024, 7, 1), "elec_var_cost_eur_kwh": 5.0, "province_code": "08"},
    ]
    row = core(cost=cost)
    assert row["province_avg_elec_cost"] == pytest.approx(0.1)
    assert row["province_avg_gas_cost"] == pytest.approx(0.7)
    assert risk(cost=cost)["province_elec_cost_trend"] == pytest.approx(0.5)


def test_price_trend_and_volatility_are_those_of_recorded_peak_prices():
    priced = [
        {"pricing_date": date(2023, 12, 1), PEAK: 9.0},
        {"pricing_date": date(2024, 1, 1), PEAK: 0.2, "gas_variable_price_eur_m3": 1.0},
        {"pricing_date": date(2024, 2, 1)},
        {"pricing_date": date(2024, 3, 1), PEAK: 0.3, "gas_variable_price_eur_m3": 0.9},
    ]
    row = risk(priced=priced, cost=[{"elec_var_cost_eur_kwh": 0.08}])
    assert row["elec_price_trend_12m"] == pytest.approx(0.5)
    assert row["gas_price_trend_12m"] == pytest.approx(-0.1)
    assert row["elec_price_volatility_12m"] == pytest.approx(0.1 / 2**0.5)
    assert row["elec_price_vs_province_cost_spread"] == pytest.approx(0.22)
    assert row["is_price_increase"] == 1


def test_without_recorded_prices_nothing_is_said_about_their_trend():
    row = risk()
    assert (row["elec_price_trend_12m"], row["is_price_increase"], row["elec_price_volatility_12m"]) == (
        None,
        None,
        None,
    )


def test_margins_and_consumption_are_told_by_spread_worst_and_counts():
    market = [
        {"month": date(2024, 1, 1), "margin_eur": -3.0, "elec_kwh": 10.0},
        {"month": date(2024, 2, 1), "margin_eur": 1.0, "elec_kwh": 14.0, "gas_m3": 1.0},
        {"month": date(2024, 3, 1), "margin_eur": 0.0},
    ]
    row = risk(market=market)
    assert (row["min_monthly_margin"], row["negative_margin_months"], row["active_months_count"]) == (-3.0, 1, 2)
    assert row["std_margin"] == pytest.approx(statistics.stdev([-3.0, 1.0, 0.0]))
    assert row["std_monthly_elec_kwh"] == pytest.approx(statistics.stdev([10.0, 14.0, 0.0]))


def test_the_margin_trend_compares_the_last_three_months_with_the_three_before():
    margins = [100.0] * 6 + [1.0, 2.0, 3.0] + [4.0, 5.0, 9.0]
    market = [{"month": month, "margin_eur": margin} for month, margin in zip(months(), margins, strict=True)]
    assert risk(market=market)["rolling_margin_trend"] == 4.0


def test_a_customer_without_readings_has_no_active_month_and_unknown_margins():
    row = risk()
    assert (row["active_months_count"], row["negative_margin_months"]) == (0, 0)
    assert (row["std_margin"], row["min_monthly_margin"], row["rolling_margin_trend"]) == (None, None, None)
