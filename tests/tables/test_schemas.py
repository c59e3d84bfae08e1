"""Laws of every stored table: what a unit allows, what a row is known by, and which nulls need no reason."""

import polars as pl
import pytest

from spanishgas.tables.base import STRUCTURAL_NULL, UNIT, key_of
from spanishgas.tables.bronze import BronzePrices
from spanishgas.tables.features import TIER_SCHEMAS, GoldMaster
from spanishgas.tables.registry import SCHEMAS

COLUMNS = [(table, name) for table, schema in SCHEMAS.items() for name in schema.columns()]
ALLOWED = {
    "0/1": (0, 1),
    "0..1": (0, 1),
    "-1..1": (-1, 1),
    "0..3": (0, 3),
    "kW": (0, 100_000),
    "kWh": (0, None),
    "m3": (0, None),
    "kWh/month": (0, None),
    "m3/month": (0, None),
    "1e-9 kWh": (0, None),
    "1e-9 m3": (0, None),
    "hours": (0, None),
    "rows": (0, None),
    "count": (0, None),
    "rank": (1, None),
}
ALLOWED_BY_NAME = {
    "active_months_count": (0, 12),
    "negative_margin_months": (0, 12),
    "horizon_days": (1, 3_660),
    "last_interaction_days_ago": (0, None),
    "days_late": (0, None),
    "months_since_last_change": (0, None),
    "elec_price_volatility_12m": (0, None),
    "std_margin": (0, None),
    "province_complaint_share": (0, 1),
    "last_month_elec_vs_usual": (-1, None),
    "expected_monthly_loss_eur": (0, None),
    "expected_monthly_loss_avoided_eur": (0, None),
    "offer_budget_eur_month": (0, None),
    "expected_incremental_margin_eur": (0, None),
    "break_even_share": (0, None),
    "contact_cost_eur": (0, None),
    "discount_eur": (0, None),
    "statistic": (0, None),
    "lift": (0, None),
    "mean_absolute_contribution_log_odds": (0, None),
    "seed": (0, None),
    "churn_standard_error_log_odds": (0, None),
    "fold": (0, 4),
}
ALLOWED_IN_ONE_TABLE = {
    ("bronze_readings", "consumption_elec_kwh"): (None, None),  # as the meter says; silver cleans
    ("bronze_readings", "consumption_gas_m3"): (None, None),
    ("bronze_contracts", "contract_term_months"): (0, 1_200),
    ("silver_contracts", "contract_term_months"): (0, 1_200),
    ("features_lifecycle", "contract_term_months"): (0, None),
    ("gold_master", "contract_term_months"): (0, None),
    ("training_master", "contract_term_months"): (0, None),
    ("silver_meter_sums", "hour_class"): (-1, None),  # -1: the timestamp is no hour
    ("silver_meter_sums", "rows"): (1, None),
    ("silver_meter_corrections", "hour_class"): (0, None),
    ("customer_offers", "discount_eur_month"): (0, None),
    ("customer_offers", "expected_incremental_margin_eur"): (None, None),  # of what is not offered too
    ("expected_performance", "expected"): (0, None),
    ("expected_performance", "low"): (0, None),
    ("expected_performance", "high"): (0, None),
    ("silver_meter_corrections", "elec_nano_kwh"): (None, 0),  # what was read twice is taken away
    ("silver_meter_corrections", "gas_nano_m3"): (None, 0),
}


@pytest.mark.parametrize(("table", "name"), COLUMNS, ids="-".join)
def test_the_unit_of_a_column_says_what_it_allows(table, name):
    column = SCHEMAS[table].columns()[name]
    by_unit = ALLOWED.get((column.metadata or {})[UNIT], (None, None))
    expected = ALLOWED_IN_ONE_TABLE.get((table, name), ALLOWED_BY_NAME.get(name, by_unit))
    assert (getattr(column, "min", None), getattr(column, "max", None)) == expected


@pytest.mark.parametrize("table", SCHEMAS)
def test_a_table_of_one_row_a_customer_is_known_by_the_customer_and_others_by_what_they_say(table):
    said = {
        "silver_usage_month": ["customer_id", "month"],
        "silver_market_month": ["customer_id", "month"],
        "silver_prices": ["customer_id", "pricing_date"],
        "silver_costs": ["month", "province_code"],
        "drift_results": ["feature", "kind"],
        "prediction_drift": ["grouping", "group"],
        "silver_customer_fit": ["dataset"],
        "silver_labels": ["customer_id", "label_date"],
        "training_master": ["customer_id", "label_date"],
        "model_split": ["customer_id", "label_date"],
        "held_out_predictions": ["customer_id", "label_date"],
        "threshold_sweep": ["part", "threshold"],
        "calibration_groups": ["grouping", "group", "part"],
        "outcome_results": ["grouping", "group", "run_id", "label_date"],
        "leakage_sources": ["label_date", "feature", "source_table"],
        "leakage_files": ["label_date", "source_table"],
        "leakage_differences": ["label_date", "feature"],
        "single_features": ["feature"],
        "leakage_figures": ["features"],
        "ranking_curve": ["part", "called"],
        "feature_importance": ["feature"],
        "seed_stability": ["seed"],
        "time_forward": ["split"],
        "customer_offers": ["customer_id", "action"],
        "offer_groups": ["grouping", "group"],
        "threshold_value_curve": ["threshold"],
        "risk_levers": ["customer_id", "lever"],
        "drift_histograms": ["feature", "bin"],
        "expected_performance": ["metric"],
        "experiment_folds": ["experiment", "algorithm", "repeat", "fold"],
        "experiment_ladder": ["experiment", "algorithm", "metric"],
        "score_deviations": ["customer_id", "fit"],
        "score_history": ["customer_id", "as_of"],
    }
    one_a_customer = SCHEMAS[table].__doc__.startswith(("One row a customer:", "One row a customer who"))
    assert SCHEMAS[table].primary_key() == said.get(table, ["customer_id"] if one_a_customer else [])


def test_labels_as_they_come_are_known_by_customer_and_a_date_that_may_be_missing():
    assert key_of(SCHEMAS["bronze_labels"]) == ["customer_id", "label_date"]
    assert key_of(SCHEMAS["bronze_customers"]) == ["customer_id"]
    assert key_of(SCHEMAS["bronze_readings"]) == []


def test_nulls_count_against_the_limit_only_where_a_column_says_so():
    counted = {
        (table, name)
        for table, name in COLUMNS
        if (column := SCHEMAS[table].columns()[name]).nullable and STRUCTURAL_NULL not in column.metadata
    }
    costs = {"elec_var_cost_eur_kwh", "gas_var_cost_eur_m3", "peaje_elec_eur_kwh"}
    assert counted == {
        ("bronze_customers", "contracted_power_kw"),
        ("bronze_contracts", "contract_start_date"),
        ("bronze_contracts", "next_renewal_date"),
        ("bronze_readings", "consumption_elec_kwh"),
        ("silver_customers", "contracted_power_kw"),
        ("silver_contracts", "customer_first_activation_date"),
        ("silver_contracts", "contract_start_date"),
        ("silver_contracts", "next_renewal_date"),
        *((table, cost) for table in ("silver_costs", "silver_market_month") for cost in costs),
    }


def test_every_column_says_its_unit_and_what_it_is():
    unsaid = [
        (table, name)
        for table, name in COLUMNS
        if not (column := SCHEMAS[table].columns()[name]).description or not column.metadata.get(UNIT)
    ]
    assert unsaid == []


@pytest.mark.parametrize("table", ["scored_customers", "recommendations"])
def test_the_first_reason_is_always_there_and_each_says_its_rank(table):
    columns = {name: column for name, column in SCHEMAS[table].columns().items() if name.startswith("reason_")}
    for name, column in columns.items():
        assert f"eason {name[7]}" in column.description
        assert column.nullable == (name[7] != "1" or name.endswith("_value"))
        if column.dtype == pl.String and not name.endswith("_value"):
            assert column.min_length == 1


def test_two_customers_of_the_same_rank_are_refused():
    assert SCHEMAS["recommendations"].columns()["priority_rank"].unique


def test_words_that_must_say_something_are_not_empty():
    assert SCHEMAS["recommendations"].columns()["main_cause"].min_length == 1


def test_the_price_columns_of_the_first_layer_are_its_numbers():
    prices = [name for name, column in BronzePrices.columns().items() if column.dtype == pl.Float64]
    assert all("_eur" in name for name in prices)
    assert len(prices) == 10


def test_the_eight_tiers_are_the_feature_tables_and_gold_has_the_columns_of_all():
    assert list(TIER_SCHEMAS) == [table for table in SCHEMAS if table.startswith("features_")]
    assert len(TIER_SCHEMAS) == 8
    assert {name for tier in TIER_SCHEMAS.values() for name in tier.columns()} <= set(GoldMaster.columns())
