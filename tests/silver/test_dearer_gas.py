"""Gas that is dearer than electricity."""

import polars as pl
import pytest

from spanishgas.silver.dearer_gas import dearer_gas_findings
from spanishgas.tables.findings import Finding


def found(electricity: float, gas: float, rows: int = 100) -> list[Finding]:
    table = pl.LazyFrame({"elec": [electricity] * rows, "gas": [gas] * rows})
    return dearer_gas_findings(table, "silver_prices", electricity="elec", gas="gas")


def test_a_kwh_of_gas_above_one_of_electricity_is_said_with_both() -> None:
    (finding,) = found(0.07, 0.15 * 11)
    assert (finding.check, finding.column, finding.severity) == ("dearer_gas", "gas", "warning")
    assert "A kWh of gas costs 0.15 EUR" in finding.message
    assert "one of electricity 0.07 (elec)" in finding.message


@pytest.mark.parametrize(("gas", "rows"), [(0.07 * 11, 100), (0.15 * 11, 100), (0.2 * 11, 99)])
def test_cheaper_gas_and_a_few_rows_say_nothing(gas: float, rows: int) -> None:
    assert found(0.15, gas, rows) == []
