from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from support import bronze_rows as bronze
from support.bronze_rows import AS_OF
from support.gold_chain import Inputs, tables

from spanishgas.tables import features, silver
from spanishgas.tables.base import table_name
from spanishgas.tables.features import GoldMaster

NAMES = ("C1", "C2", "C3")
TEXTS = (
    None,
    "Upset about the bill",
    "Contract renewal, happy",
    "Solicita la baja",
    "Pregunta por la tarifa",
    "Routine",
)
FAST = (Phase.explicit, Phase.reuse, Phase.generate)  # shrinking whole frames takes minutes
LAW = settings(max_examples=15, phases=FAST, suppress_health_check=[HealthCheck.too_slow])
name = st.sampled_from(NAMES)
amount = st.floats(0, 50)


def records(strategy, **options):
    return st.lists(strategy, max_size=8, **options)


@st.composite
def inputs(draw, first: date, last: date, *, with_customers: bool = True):
    """Bronze rows of a few customers whose every date lies between ``first`` and ``last``."""
    day = st.dates(first, last)
    month = day.map(lambda value: value.replace(day=1))
    price = st.sampled_from([None, 0.0, 0.11, 0.17, 0.23])
    per_customer = {"customer_id": name}
    people = [
        {"customer_id": who, "is_industrial": draw(st.integers(0, 1)), "signup_date": draw(day | st.none())}
        for who in NAMES
    ]
    newcomer = [{"customer_id": f"N{draw(st.integers(1, 9))}", "signup_date": draw(day)}]
    deals = st.fixed_dictionaries(
        per_customer
        | {
            "customer_first_activation_date": day | st.none(),
            "contract_start_date": day,
            "next_renewal_date": day.map(lambda value: value + timedelta(days=200)),
            "last_product_change_date": day | st.none(),
            "contract_status": st.sampled_from([None, "active", "cancelled"]),
        }
    )
    priced = st.fixed_dictionaries(
        per_customer
        | {
            "pricing_date": day,
            "variable_price_tier1_eur_kwh": price,
            "gas_variable_price_eur_m3": price,
            "elec_fixed_fee_eur_month": price,
            "market_benchmark_eur_kwh": price,
        }
    )
    cost = st.fixed_dictionaries({"month": month, "elec_var_cost_eur_kwh": price, "gas_var_cost_eur_m3": price})
    contact = st.fixed_dictionaries(
        per_customer | {"interaction_date": day, "interaction_summary": st.sampled_from(TEXTS)}
    )
    used = st.fixed_dictionaries(per_customer | {"month": month, "elec_peak_kwh": amount, "gas_m3": amount})
    labelled = [{"customer_id": who, "churned_within_horizon": 1} for who in NAMES[:2]]
    return Inputs(
        bronze.customers(*(people if with_customers else newcomer)),
        bronze.contracts(*draw(records(deals))),
        bronze.prices(*draw(records(priced))),
        bronze.costs(*draw(records(cost))),
        bronze.interactions(*draw(records(contact))),
        bronze.labels(*(labelled if with_customers else [])),
        bronze.usage(*draw(records(used, unique_by=lambda row: (row["customer_id"], row["month"])))),
    )


past = inputs(date(2023, 6, 1), AS_OF)
future = inputs(AS_OF + timedelta(days=1), date(2025, 12, 31), with_customers=False)


@LAW
@given(known=past, later=future)
def test_nothing_dated_after_the_as_of_date_changes_gold(known, later):
    alone = tables(known, AS_OF)["gold_master"]
    assert_frame_equal(tables(known.plus(later), AS_OF)["gold_master"], alone, check_exact=True)


@LAW
@given(known=past, seed=st.integers(0, 2**16))
def test_the_order_of_the_rows_changes_no_table(known, seed):
    ordered, shuffled = tables(known, AS_OF), tables(known.shuffled(seed), AS_OF)
    for table, frame in ordered.items():
        assert_frame_equal(shuffled[table], frame, check_exact=True)


@LAW
@given(known=past)
def test_every_table_fits_its_schema_with_its_columns_in_order(known):
    made = tables(known, AS_OF)
    for schema in (*silver.SCHEMAS, *features.SCHEMAS):
        frame = made[table_name(schema)]
        schema.validate(frame)
        assert frame.columns == schema.column_names()


@LAW
@given(known=past)
def test_gold_has_one_row_for_every_customer_who_is_still_here(known):
    made = tables(known, AS_OF)
    here = made["silver_customers"].filter(pl.col("left_on").is_null())
    assert made["gold_master"]["customer_id"].to_list() == here["customer_id"].to_list()


@LAW
@given(known=past)
def test_margins_of_gold_add_up_to_those_of_the_window(known):
    made = tables(known, AS_OF)
    window = made["silver_market_month"].filter(pl.col("month") >= date(2024, 1, 1))
    people = window.filter(pl.col("customer_id").is_in(made["gold_master"]["customer_id"].to_list()))
    assert made["gold_master"]["total_margin_12m"].sum() == pytest.approx(people["margin_eur"].sum())


def test_the_average_margin_is_over_the_months_of_the_window_and_an_unknown_outcome_is_null():
    used = bronze.usage(
        {"month": date(2023, 12, 1), "elec_peak_kwh": 999.0},
        {"month": date(2024, 1, 1), "elec_peak_kwh": 10.0},
        {"month": date(2024, 2, 1), "elec_peak_kwh": 30.0},
    )
    known = Inputs(
        bronze.customers({}, {"customer_id": "C2"}),
        bronze.contracts(),
        bronze.prices({"variable_price_tier1_eur_kwh": 0.1}),
        bronze.costs(),
        bronze.interactions(),
        bronze.labels({"churned_within_horizon": 1}),
        used,
    )
    gold = tables(known, AS_OF)["gold_master"]
    assert gold["total_margin_12m"].to_list() == [pytest.approx(4.0), None]
    assert gold["avg_monthly_margin"].to_list() == [pytest.approx(2.0), None]
    assert gold["churned_within_horizon"].to_list() == [1, None]
    assert gold.schema["churned_within_horizon"] == pl.Int8
    assert gold.columns == GoldMaster.column_names()
