from pathlib import Path

import polars as pl
import pytest

from spanishgas.twin import simulate


@pytest.fixture(scope="module")
def raw(tmp_path_factory) -> Path:
    target = tmp_path_factory.mktemp("tariff")
    simulate(target, customers=60, layout="tariff", file_format="csv")
    return target / "raw"


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("churn_label", {"customer_id", "churn"}),
        ("customer_attributes", {"customer_id", "province", "customer_type", "contracted_power_kw"}),
        ("customer_contracts", {"customer_id", "contract_start_date", "contract_end_date"}),
        ("consumption_hourly_2024", {"customer_id", "timestamp_utc", "elec_kwh", "gas_m3"}),
        (
            "price_history",
            {
                "price_date",
                "product_type",
                "tariff_type",
                "region_code",
                "price_eur_per_kwh",
                "market_benchmark_eur_per_kwh",
            },
        ),
        (
            "costs_by_province_month",
            {
                "cost_month",
                "province",
                "commodity",
                "variable_cost_eur_per_kwh",
                "fixed_cost_eur_month",
                "network_cost_eur_per_kwh",
            },
        ),
    ],
)
def test_the_tariff_layout_has_its_own_names(raw: Path, name: str, columns: set[str]) -> None:
    assert columns <= set(pl.read_csv(raw / f"{name}.csv", n_rows=1).columns)


def test_interactions_have_their_own_name_for_the_date(raw: Path) -> None:
    assert "interaction_ts" in pl.read_json(raw / "customer_interactions.json").columns


def test_timestamps_are_in_utc(raw: Path) -> None:
    stamps = pl.scan_csv(raw / "consumption_hourly_2024.csv").filter(customer_id="C00001").collect()["timestamp_utc"]
    assert stamps[0].startswith("2023-12-31T23:00")
    assert stamps.n_unique() == 8784


def test_customer_types_are_words(raw: Path) -> None:
    assert set(pl.read_csv(raw / "customer_attributes.csv")["customer_type"]) <= {"residential", "sme", "corporate"}


def test_gas_is_priced_by_the_kilowatt_hour(raw: Path) -> None:
    prices = pl.read_csv(raw / "price_history.csv").filter(product_type="gas")["price_eur_per_kwh"]
    costs = pl.read_csv(raw / "costs_by_province_month.csv").filter(commodity="gas")["variable_cost_eur_per_kwh"]
    assert prices.is_between(0.03, 0.12).all()
    assert costs.is_between(0.05, 0.09).all()
