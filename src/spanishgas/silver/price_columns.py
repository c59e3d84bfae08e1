"""The columns of prices, by what they price and how a row is known."""

ELEC_UNIT_PRICES = ("variable_price_tier1_eur_kwh", "variable_price_tier2_eur_kwh", "variable_price_tier3_eur_kwh")
UNIT_PRICES = (*ELEC_UNIT_PRICES, "gas_variable_price_eur_m3", "market_benchmark_eur_kwh")
NEVER_ZERO = (*UNIT_PRICES, "price_eur_kwh")
"""Prices of which a zero says that there is none. Source: DATA, "What the real files look like"."""
FIXED_PRICES = (
    "elec_fixed_fee_eur_month",
    "elec_fixed_cost_eur_month",
    "gas_fixed_revenue_eur_year",
    "gas_fixed_cost_eur_year",
)
PRICES = (
    *ELEC_UNIT_PRICES,
    *FIXED_PRICES[:2],
    "gas_variable_price_eur_m3",
    *FIXED_PRICES[2:],
    "market_benchmark_eur_kwh",
)
KEY = ("customer_id", "pricing_date")
TARIFF_KEY = ("part", "tariff_type", "region_code")
