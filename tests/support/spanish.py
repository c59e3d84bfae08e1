"""The small twin as a Spanish retailer would export it: names of columns, and of values, of their own."""

import json
from pathlib import Path

import polars as pl

NAMES = {
    "customer_attributes.csv": {
        "customer_id": "ID_CLIENTE",
        "province_code": "Provincia",
        "is_industrial": "Tipo cliente",
        "contracted_power_kw": "Potencia contratada (kW)",
        "is_second_residence": "segunda_residencia",
        "is_high_competition_province": "provincia_alta_competencia",
        "is_urban": "es_urbano",
        "region": "comunidad_autonoma",
        "sales_channel": "canal",
        "tariff_type": "tarifa",
        "product_bundle": "producto_contratado",
        "signup_date": "fecha_alta",
    },
    "customer_contracts.csv": {
        "customer_id": "ID_CLIENTE",
        "contract_id": "num_contrato",
        "customer_first_activation_date": "fecha_primera_activacion",
        "contract_start_date": "fecha_inicio",
        "next_renewal_date": "fecha_renovacion",
        "last_product_change_date": "fecha_ultimo_cambio_producto",
        "contract_status": "estado",
        "contract_term_months": "duracion_meses",
        "product_type": "tipo_producto",
    },
    "consumption_hourly_2024.parquet": {
        "customer_id": "ID_CLIENTE",
        "timestamp": "fecha_hora",
        "consumption_elec_kwh": "consumo_electrico_kwh",
        "consumption_gas_m3": "consumo_gas_m3",
    },
    "price_history.csv": {
        "customer_id": "ID_CLIENTE",
        "pricing_date": "fecha_precio",
        "variable_price_tier1_eur_kwh": "precio_p1",
        "variable_price_tier2_eur_kwh": "precio_p2",
        "variable_price_tier3_eur_kwh": "precio_p3",
        "elec_fixed_fee_eur_month": "cuota_fija_luz_mes",
        "elec_fixed_cost_eur_month": "coste_fijo_luz_mes",
        "gas_variable_price_eur_m3": "precio_gas_m3",
        "gas_fixed_revenue_eur_year": "cuota_fija_gas",
        "gas_fixed_cost_eur_year": "coste_fijo_gas",
        "market_benchmark_eur_kwh": "precio_mercado_kwh",
    },
    "costs_by_province_month.csv": {
        "month": "mes",
        "province_code": "provincia",
        "elec_var_cost_eur_kwh": "coste_variable_luz",
        "gas_var_cost_eur_m3": "coste_variable_gas_m3",
        "peaje_elec_eur_kwh": "peaje",
    },
    "customer_interactions.json": {
        "customer_id": "ID_CLIENTE",
        "date": "fecha_contacto",
        "channel": "canal",
        "interaction_summary": "observaciones",
        "interaction_id": "id_interaccion",
    },
    "churn_label.csv": {
        "customer_id": "ID_CLIENTE",
        "churned_within_horizon": "baja",
        "churn_effective_date": "fecha_baja",
        "label_date": "fecha_referencia",
        "horizon_days": "horizonte_dias",
    },
}
WORDS = {
    "customer_attributes.csv": {"is_industrial": ("Particular", "Empresa"), "is_second_residence": ("N", "S")},
    "churn_label.csv": {"churned_within_horizon": ("N", "S")},
}
"""Words for 0 and 1."""


def speak_spanish(raw: Path) -> None:
    """Rewrite the files of ``raw/`` under Spanish names."""
    for file, names in NAMES.items():
        path = raw / file
        if path.suffix == ".json":
            records = json.loads(path.read_text("utf-8"))
            path.write_text(json.dumps([{names[key]: each[key] for key in each} for each in records]), "utf-8")
        elif path.suffix == ".parquet":
            pl.read_parquet(path).rename(names).write_parquet(path)
        else:
            table = pl.read_csv(path, infer_schema=False)
            for column, (no, yes) in WORDS.get(file, {}).items():
                table = table.with_columns(pl.col(column).replace({"0": no, "1": yes}))
            table.rename(names).write_csv(path)
