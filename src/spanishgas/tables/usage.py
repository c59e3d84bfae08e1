"""Schemas of what the readings become: sums of customer, month and hour class, and customer-months."""

import dataframely as dy

from spanishgas.tables.base import customer_key, described


class SilverUsageMonth(dy.Schema):
    """One row a customer a month: cleaned consumption by tariff period."""

    customer_id = customer_key(primary_key=True)
    month = dy.Date(primary_key=True, **described("month", "First day of the month, local clock", known="month"))
    elec_peak_kwh = dy.Float64(min=0, **described("kWh", "Electricity in peak hours (tier 1)"))
    elec_standard_kwh = dy.Float64(min=0, **described("kWh", "Electricity in standard hours (tier 2)"))
    elec_off_peak_kwh = dy.Float64(min=0, **described("kWh", "Electricity in off-peak hours (tier 3)"))
    elec_kwh = dy.Float64(min=0, **described("kWh", "Electricity of the month"))
    gas_m3 = dy.Float64(min=0, **described("m3", "Gas of the month"))
    reading_hours = dy.Int64(min=0, **described("hours", "Hours of the month that were read with a value"))


class SilverMeterSums(dy.Schema):
    """One row a customer and hour class of one readings file: energy in billionths, rows and flaws.

    An hour class is a month with the tariff periods of its hours; -1 holds readings whose timestamp is no hour.
    """

    customer_id = dy.String(**described("-", "Customer identifier", null="readings that name none"))
    hour_class = dy.Int32(min=-1, **described("-", "Month and tariff periods in one number", known="hour_class"))
    elec_nano_kwh = dy.Int64(min=0, **described("1e-9 kWh", "Electricity, negative and absurd hours as 0"))
    gas_nano_m3 = dy.Int64(min=0, **described("1e-9 m3", "Gas, negative and absurd hours as 0"))
    rows = dy.Int64(min=1, **described("rows", "Readings"))
    marks = dy.Int64(**described("-", "Sum of the calendar's marks: which hours were read", null="hour class -1"))
    negative_elec_rows = dy.Int64(min=0, **described("rows", "Readings with negative electricity"))
    negative_gas_rows = dy.Int64(min=0, **described("rows", "Readings with negative gas"))
    missing_elec_rows = dy.Int64(min=0, **described("rows", "Readings without electricity"))
    missing_gas_rows = dy.Int64(
        min=0, **described("rows", "Readings without gas, as those of electricity-only customers")
    )
    absurd_rows = dy.Int64(min=0, **described("rows", "Readings not finite or beyond any meter"))
    tidied_rows = dy.Int64(
        min=0, **described("rows", "Readings whose customer was written with blanks or unseen marks")
    )


class SilverMeterCorrections(dy.Schema):
    """One row a customer and hour class in which hours were read twice: what to add to the sums."""

    customer_id = dy.String(**described("-", "Customer identifier", null="readings that name none"))
    hour_class = dy.Int32(min=0, **described("-", "Month and tariff periods in one number", known="hour_class"))
    elec_nano_kwh = dy.Int64(max=0, **described("1e-9 kWh", "Electricity to add, never positive"))
    gas_nano_m3 = dy.Int64(max=0, **described("1e-9 m3", "Gas to add, never positive"))
    identical_rows = dy.Int64(min=0, **described("rows", "Readings dropped because another says the same"))
    contradictory_rows = dy.Int64(min=0, **described("rows", "Readings set aside because another contradicts them"))


SCHEMAS = (SilverMeterSums, SilverMeterCorrections, SilverUsageMonth)
