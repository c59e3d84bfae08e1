"""A whole book that uses many times as much from one month to the next has changed its unit."""

from datetime import date

import polars as pl
import pytest

from spanishgas.silver.reading_rules import ReadingRules
from spanishgas.silver.reading_units import jump_findings

RULES = ReadingRules.load()


def months(**used: list[float]) -> pl.DataFrame:
    by_month = {"elec_kwh": [300.0] * 3, "gas_m3": [0.0] * 3, **used}
    return pl.DataFrame({"month": [date(2024, month, 1) for month in (10, 11, 12)], **by_month, "rows": [720] * 3})


@pytest.mark.parametrize("used", [{"gas_m3": [10.0, 40.0, 70.0]}, {"elec_kwh": [200.0, 300.0, 500.0]}, {}])
def test_seasons_are_no_jumps(used: dict[str, list[float]]) -> None:
    assert list(jump_findings(months(**used), RULES)) == []


def test_gas_in_kwh_from_one_month_on_is_said() -> None:
    (finding,) = jump_findings(months(gas_m3=[50.0, 60.0, 770.0]), RULES)
    assert (finding.check, finding.column, finding.severity) == ("book_jump", "consumption_gas_m3", "warning")
    assert finding.message.startswith("All customers together use 12.8 times as much in 2024-12 as in 2024-11")


def test_electricity_in_mwh_in_one_month_is_said_twice() -> None:
    found = list(jump_findings(months(elec_kwh=[300.0, 0.3, 300.0]), RULES))
    assert [finding.value for finding in found] == pytest.approx([1_000, 1_000])
