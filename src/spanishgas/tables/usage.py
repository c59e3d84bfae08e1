"""Schemas of what the readings become: sums of customer, month and hour class, and customer-months."""

import dataframely as dy

from spanishgas.tables.base import customer_key, described


class SilverUsageMonth(dy.Schema):
    """One row a customer a month: cleaned consumption by tariff period."""

    customer_id = customer_key(primary_key=True)
    month = dy.Date(primary_key=True, **described("month", "First day of the month, local clock"))
    elec_peak_kwh = dy.Float64(min=0, **described("kWh", "Electricity in peak hours (tier 1)"))
    elec_standard_kwh = dy.Float64(min=0, **described("kWh", "Electricity in standard hours (tier 2)"))
    elec_off_peak_kwh = dy.Float64(min=0, **described("kWh", "Electricity in off-peak hours (tier 3)"))
    elec_kwh = dy.Float64(min=0, **described("kWh", "Electricity of the month"))
    gas_m3 = dy.Float64(min=0, **described("m3", "Gas of the month"))
    reading_hours = dy.Int64(min=0, **described("hours", "Hours read in the month"))


SCHEMAS = (SilverUsageMonth,)
