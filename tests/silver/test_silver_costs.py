from datetime import date

import pytest
from support.bronze_rows import AS_OF, costs
from support.rules import NAMES

from spanishgas.silver.costs import silver_costs


def test_wide_rows_pass_and_months_not_over_yet_are_left_out():
    wide = {"elec_var_cost_eur_kwh": 0.08, "gas_var_cost_eur_m3": 0.7, "peaje_elec_eur_kwh": 0.01}
    raw = costs(wide, {"month": date(2024, 12, 1), **wide})
    table = silver_costs(raw, as_of=date(2024, 12, 15), names=NAMES).table.collect()
    assert table.rows() == [(date(2024, 1, 1), "28", 0.08, 0.7, 0.01)]


def test_long_rows_become_one_wide_row_with_gas_per_cubic_metre():
    raw = costs(
        {"commodity": "electricity", "variable_cost_eur_kwh": 0.08, "network_cost_eur_kwh": 0.01},
        {"commodity": "Gas", "variable_cost_eur_kwh": 0.06, "network_cost_eur_kwh": 0.5},
    )
    (row,) = silver_costs(raw, as_of=AS_OF, names=NAMES).table.collect().rows()
    assert row == (date(2024, 1, 1), "28", 0.08, pytest.approx(0.66), 0.01)


def test_of_two_rows_with_one_key_the_higher_cost_counts():
    raw = costs({"elec_var_cost_eur_kwh": 0.08}, {"elec_var_cost_eur_kwh": 0.09})
    assert silver_costs(raw, as_of=AS_OF, names=NAMES).table.collect()["elec_var_cost_eur_kwh"].to_list() == [0.09]


def test_cost_rows_that_share_a_month_and_province_are_counted():
    doubled = costs({"month": AS_OF.replace(day=1)}, {"month": AS_OF.replace(day=1)})
    (finding,) = silver_costs(doubled, as_of=AS_OF, names=NAMES).findings
    assert (finding.check, finding.value, finding.severity) == ("duplicate_key", 2.0, "warning")
    assert "such as 2024-12 in 28: the higher cost counts." in finding.message


def test_the_commodities_of_one_month_are_no_doubles():
    long = costs(*[{"month": AS_OF.replace(day=1), "commodity": name} for name in ("electricity", "gas")])
    assert silver_costs(long, as_of=AS_OF, names=NAMES).findings == []


@pytest.mark.parametrize(
    "layout", [{"peaje_elec_eur_kwh": 0.0}, {"commodity": "electricity", "network_cost_eur_kwh": 0.0}]
)
def test_costs_of_nothing_are_counted_in_either_layout(layout):
    raw = costs({"month": AS_OF.replace(day=1)} | layout, {"month": AS_OF.replace(day=1), "province_code": "41"})
    (finding,) = [f for f in silver_costs(raw, as_of=AS_OF, names=NAMES).findings if f.check == "zero_cost"]
    assert (finding.column, finding.check, finding.value) == ("peaje_elec_eur_kwh", "zero_cost", 1.0)
    assert finding.message.startswith("1 of 2 months of provinces have a cost of 0 in peaje_elec_eur_kwh")


def test_a_gas_network_that_costs_nothing_is_left_to_the_price_history():
    raw = costs({"month": AS_OF.replace(day=1), "commodity": "gas", "network_cost_eur_kwh": 0.0})
    assert silver_costs(raw, as_of=AS_OF, names=NAMES).findings == []
