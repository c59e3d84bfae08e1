"""Whether the readings are in kWh and m3: the median customer of a segment must use what such customers use."""

from collections.abc import Iterator
from itertools import pairwise

import polars as pl

from spanishgas.silver.reading_checks import ELEC, GAS
from spanishgas.silver.reading_rules import Band, ReadingRules
from spanishgas.tables.findings import Finding, Severity

_TABLE = "silver_usage_month"
_KWH_OR_M3 = "A cubic metre is 11 kWh: is the gas in kWh?"
_WH_OR_MWH = "Are the readings in Wh or MWh?"


def unit_findings(months: pl.DataFrame, rules: ReadingRules) -> list[Finding]:
    """The median customer's mean month, by segment, against the band of ``rules``; kWh and m3 of those who use any.

    Electricity out of its band is an error. Gas is a warning, because customers who only cook and customers who heat
    are further apart than kWh and m3 are.
    """
    means = months.group_by("customer_id", "segment").agg(pl.col("elec_kwh", "gas_m3").mean())
    found: list[Finding] = []
    for segment, bands in rules.medians.items():
        of_segment = means.filter(segment=segment)
        elec, gas = of_segment["elec_kwh"], of_segment["gas_m3"]
        found += _out_of_band(segment, ELEC, "kWh", elec.filter(elec > 0), bands.elec_kwh, "error", rules)
        found += _out_of_band(segment, GAS, "m3", gas.filter(gas > 0), bands.gas_m3, "warning", rules)
    return found


def _out_of_band(
    segment: str, column: str, unit: str, values: pl.Series, band: Band, severity: Severity, rules: ReadingRules
) -> Iterator[Finding]:
    median = values.median()
    if len(values) < rules.minimum_customers or not isinstance(median, float) or band.start <= median <= band.end:
        return
    limit = band.start if median < band.start else band.end
    text = (
        f"The median of {len(values):,} {segment} customers uses {median:,.4g} {unit} a month, and {band.start:g} to "
        f"{band.end:,.0f} {unit} are plausible. {_WH_OR_MWH if unit == 'kWh' else _KWH_OR_M3}"
    )
    yield Finding("silver", _TABLE, column, "implausible_median", median, limit, severity, text)


def jump_findings(months: pl.DataFrame, rules: ReadingRules) -> Iterator[Finding]:
    """From one month to the next the whole book uses many times as much, or as little: one file is in another unit."""
    by_month = months.group_by("month").agg(
        pl.col("elec_kwh").sum() / pl.col("rows").sum(), pl.col("gas_m3").sum() / pl.col("rows").sum()
    )
    for name, column, unit in (("elec_kwh", ELEC, "kWh"), ("gas_m3", GAS, "m3")):
        used = by_month.filter(pl.col(name) > 0).sort("month").select("month", value=name)
        for (before, low), (after, high) in pairwise(used.iter_rows()):
            times, limit = max(high / low, low / high), getattr(rules.book_jumps, name)
            if times > limit:
                text = (
                    f"All customers together use {times:,.3g} times as {'much' if high > low else 'little'} in "
                    f"{after:%Y-%m} as in {before:%Y-%m} ({low:,.3g} and {high:,.3g} {unit} a reading). "
                    f"{_WH_OR_MWH if unit == 'kWh' else _KWH_OR_M3} Did the unit of a file change?"
                )
                yield Finding("silver", _TABLE, column, "book_jump", times, limit, "warning", text)
