import polars as pl
import pytest

from spanishgas.fidelity.page import fidelity_page
from spanishgas.fidelity.rules import BANDS, RULES, Ledger, failing
from spanishgas.fidelity.tables import reading_facts


def _row(ledger: Ledger) -> dict:
    return ledger.frame().row(-1, named=True)


@pytest.mark.parametrize(
    ("published", "twin", "rule", "tolerance", "passed"),
    [
        (100, 100, "count", 0.0, True),
        (100, 101, "count", 0.0, False),
        (50.0, 54.9, "quantile", 5.0, True),
        (50.0, 55.1, "quantile", 5.0, False),
        (1.0, 1.29, "duration", 0.3, True),
        (10.0, 11.1, "duration", 1.0, False),
        (1.91, 2.4, "margin", 0.5, True),
        (-12.56, -15.6, "heavy mean", 3.14, True),
        (0.0257, 0.035, "share", 0.01, True),
        (0.8926, 0.905, "share", 0.01, False),
        (0.0345, 0.0, "correlation", 0.02, False),
    ],
)
def test_each_rule_has_its_tolerance(published, twin, rule, tolerance, passed) -> None:
    ledger = Ledger()
    ledger.add("s", "x", published, twin, rule)
    assert _row(ledger)["tolerance"] == pytest.approx(tolerance)
    assert _row(ledger)["passed"] is passed


def test_a_rate_may_be_three_standard_errors_off_in_a_small_group() -> None:
    ledger = Ledger()
    ledger.add_rate("s", "small", 0.5, 0.7, 100)
    ledger.add_rate("s", "large", 0.1, 0.111, 1_000_000)
    assert ledger.frame()["tolerance"].to_list() == pytest.approx([0.15, 0.01])
    assert ledger.frame()["passed"].to_list() == [False, False]


def test_a_missing_figure_fails_and_a_shown_one_is_not_judged() -> None:
    ledger = Ledger()
    ledger.add("s", "missing", 1.0, None, "quantile")
    ledger.add("s", "shown", 1.0, 99.0, "shown")
    assert failing(ledger.frame())["statistic"].to_list() == ["missing"]
    assert _row(ledger)["passed"] is None


def test_counts_scale_with_a_smaller_twin() -> None:
    ledger = Ledger(scale=0.1)
    ledger.add("s", "x", 177, 18, "count")
    assert _row(ledger)["published"] == 18
    assert _row(ledger)["passed"] is True


def test_a_model_is_judged_by_its_band() -> None:
    ledger = Ledger()
    ledger.add_band("model", "E5", 0.7449, 0.725, (0.72, 0.78))
    ledger.add_band("model", "E5", 0.7449, 0.715, (0.72, 0.78))
    assert ledger.frame()["passed"].to_list() == [True, False]


def test_the_page_names_the_failing_rows_and_every_rule() -> None:
    ledger = Ledger()
    ledger.add("prices", "good", 1.0, 1.0, "quantile")
    ledger.add("prices", "bad", 1.0, 2.0, "quantile")
    page = fidelity_page(ledger.frame())
    assert "**1 of 2 judged figures pass**" in page
    assert page.index("## Failing") < page.index("| bad |") < page.index("## Rules")
    assert all(f"*{name}*" in page for name in RULES)


def test_the_rule_of_models_says_the_bands_they_are_judged_by() -> None:
    assert all(f"{name} {low:.2f}-{high:.2f}" in RULES["model"] for name, (low, high) in BANDS.items())


def test_a_figure_that_was_not_published_is_left_open_on_the_page() -> None:
    ledger = Ledger()
    ledger.add_unpublished("s", "x", 0.5)
    assert "| x |  | 0.5 |  | shown |  |  |" in fidelity_page(ledger.frame())


def test_the_page_says_how_figures_of_models_are_pooled() -> None:
    page = " ".join(fidelity_page(Ledger().frame()).split())
    assert "pooled" in page
    assert "test part alone" in page


def test_reading_facts_count_negative_rows() -> None:
    readings = pl.LazyFrame(
        {"consumption_elec_kwh": [1.0, -0.1, 2.0, None], "consumption_gas_m3": [0.0, -0.02, -0.04, None]},
        schema={"consumption_elec_kwh": pl.Float64, "consumption_gas_m3": pl.Float64},
    )
    facts = reading_facts(readings)
    assert facts["hourly_rows"] == 4
    assert facts["negative_elec_row_share"] == 0.25
    assert facts["negative_gas_row_share"] == 0.5
    assert facts["negative_gas_m3 median"] == pytest.approx(-0.03)
    assert facts["negative_gas_m3 min"] == pytest.approx(-0.04)
