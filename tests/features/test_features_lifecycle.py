from datetime import date, timedelta

import pytest
from support.bronze_rows import AS_OF
from support.rules import NAMES
from support.silver_rows import silver_contract_rows, silver_customer_rows, silver_market_rows

from spanishgas.features.lifecycle import features_lifecycle


def lifecycle(people=None, deals=None, months=None):
    made = features_lifecycle(
        people if people is not None else silver_customer_rows({}),
        deals if deals is not None else silver_contract_rows({}),
        months if months is not None else silver_market_rows(),
        as_of=AS_OF,
        names=NAMES,
    )
    return made.collect().row(0, named=True)


@pytest.mark.parametrize(
    ("days", "bucket", "within", "expired", "active"),
    [
        (-29, "expired", 0, 1, 0),
        (0, "expired", 1, 1, 0),
        (1, "0-3m", 1, 0, 1),
        (90, "0-3m", 1, 0, 1),
        (91, "3-6m", 0, 0, 1),
        (180, "3-6m", 0, 0, 1),
        (360, "6-12m", 0, 0, 1),
        (361, "12m+", 0, 0, 1),
    ],
)
def test_the_renewal_is_counted_in_months_of_thirty_days(days, bucket, within, expired, active):
    row = lifecycle(deals=silver_contract_rows({"next_renewal_date": AS_OF + timedelta(days=days)}))
    assert row["months_to_renewal"] == days / 30
    assert (row["renewal_bucket"], row["is_within_3m_of_renewal"]) == (bucket, within)
    assert (row["is_expired_contract"], row["has_active_contract"]) == (expired, active)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, "0-6m"),
        (180, "0-6m"),
        (181, "6-12m"),
        (360, "6-12m"),
        (720, "1-2y"),
        (1800, "2-5y"),
        (1801, "5y+"),
    ],
)
def test_tenure_runs_from_the_first_activation(days, bucket):
    row = lifecycle(deals=silver_contract_rows({"customer_first_activation_date": AS_OF - timedelta(days=days)}))
    assert (row["tenure_months"], row["tenure_bucket"]) == (days / 30, bucket)


def test_a_customer_without_contracts_has_no_active_contract_and_a_tenure_from_sign_up():
    row = lifecycle(silver_customer_rows({"signup_date": AS_OF - timedelta(days=300)}), silver_contract_rows())
    assert (row["has_active_contract"], row["tenure_months"]) == (0, 10)
    assert (row["months_to_renewal"], row["renewal_bucket"], row["is_expired_contract"]) == (None, None, None)


def test_a_cancelled_contract_is_not_active():
    assert lifecycle(deals=silver_contract_rows({"contract_status": "Cancelled"}))["has_active_contract"] == 0


def test_the_earliest_activation_of_all_contracts_counts():
    deals = silver_contract_rows({}, {"customer_first_activation_date": AS_OF - timedelta(days=3000)})
    assert lifecycle(deals=deals)["tenure_months"] == 100


def test_the_term_is_the_agreed_one_else_renewal_less_start():
    assert lifecycle(deals=silver_contract_rows({"contract_term_months": 24}))["contract_term_months"] == 24
    deals = silver_contract_rows({"contract_start_date": date(2024, 3, 6), "next_renewal_date": date(2025, 3, 1)})
    assert lifecycle(deals=deals)["contract_term_months"] == 12


@pytest.mark.parametrize(
    ("months", "dual", "portfolio"),
    [
        ([{"elec_kwh": 1.0}, {"month": date(2024, 1, 1), "gas_m3": 1.0}], 1, "SME_DualFuel"),
        ([{"elec_kwh": 1.0}, {"month": date(2023, 12, 1), "gas_m3": 1.0}], 0, "SME_SingleFuel"),
        ([{"gas_m3": 1.0}], 0, "SME_SingleFuel"),
        ([], 0, "SME_SingleFuel"),
    ],
)
def test_dual_fuel_means_both_were_used_in_the_window(months, dual, portfolio):
    row = lifecycle(silver_customer_rows({"segment": "SME"}), months=silver_market_rows(*months))
    assert (row["is_dual_fuel"], row["portfolio_type"]) == (dual, portfolio)


@pytest.mark.parametrize(
    ("channel", "flags"),
    [("Comparison Website", (1, 1, 0)), ("Own Website", (1, 0, 1)), ("Office", (0, 0, 0))],
)
def test_websites_are_digital_channels(channel, flags):
    row = lifecycle(silver_customer_rows({"sales_channel": channel}))
    assert (row["is_digital_channel"], row["is_comparison_channel"], row["is_own_website_channel"]) == flags
