"""What of customer-months is counted, held against which customers, and from where on it is refused."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from support.rules import READING_RULES

from spanishgas.errors import InputError
from spanishgas.silver.reading_checks import accept, reading_findings
from spanishgas.silver.reading_rules import ReadingRules, ShareLimits
from spanishgas.silver.reading_units import unit_findings
from spanishgas.tables.findings import Finding

WHOLE = {
    "month": date(2024, 12, 1),
    "province_code": "28",
    "segment": "Residential",
    "contracted_power_kw": 4.6,
    "product": "electricity",
    "rows": 744,
    "negative_elec_rows": 0,
    "negative_gas_rows": 0,
    "missing_elec_rows": 0,
    "absurd_rows": 0,
    "elec_kwh": 200.0,
    "gas_m3": 0.0,
    "spread": 0.8,
    "periods": 6,
    "usual_kwh_per_hour": 200.0 / 744,
    "has_gas": False,
}
DUAL = {"product": "dual", "gas_m3": 60.0, "has_gas": True}


def book(*groups: tuple[int, dict[str, Any]]) -> pl.DataFrame:
    """Customer-months: so many that differ from an ordinary one in this, each with readings of its own."""
    rows = [WHOLE | changes for count, changes in groups for _ in range(count)]
    numbered = [{"customer_id": f"C{n:02}", "fingerprint": n, **row} for n, row in enumerate(rows, start=1)]
    return pl.DataFrame(numbered, infer_schema_length=None)


def found(*groups: tuple[int, dict[str, Any]]) -> dict[str, Finding]:
    return {finding.check: finding for finding in reading_findings(book(*groups), READING_RULES)}


def test_an_ordinary_book_gives_no_finding() -> None:
    assert found((50, {}), (10, DUAL), (1, {"segment": "SME", "elec_kwh": 10_000.0, "usual_kwh_per_hour": 13.0})) == {}


@pytest.mark.parametrize(
    ("check", "base", "flaw", "error_above"),
    [
        ("mostly_negative_electricity", {}, {"negative_elec_rows": 75}, 0.05),
        ("mostly_negative_gas", DUAL, {**DUAL, "negative_gas_rows": 75}, 0.2),
        ("no_electricity", {}, {"elec_kwh": 0.0}, 0.25),
        ("gas_without_electricity", DUAL, {**DUAL, "elec_kwh": 0.0}, 0.2),
        ("gas_without_product", {}, {"gas_m3": 5.0, "has_gas": True}, 0.5),
        ("no_gas", DUAL, {**DUAL, "gas_m3": 0.0}, 0.75),
        ("beyond_power", {}, {"elec_kwh": 5 * 4.6 * 744 + 1, "usual_kwh_per_hour": 23.0}, 0.1),
        ("constant_readings", {}, {"spread": 1e-6}, 0.2),
        ("copied_readings", {}, {"fingerprint": 1_000}, 0.1),
        ("level_jump", {}, {"elec_kwh": 200 * 20.5, "contracted_power_kw": 50.0}, 0.2),
        ("level_jump", {}, {"elec_kwh": 200 / 20.5}, 0.2),
    ],
)
def test_a_flaw_is_an_error_beyond_its_share_and_counted_below(
    check: str, base: dict[str, Any], flaw: dict[str, Any], error_above: float
) -> None:
    most = round(error_above * 100)
    at_limit = found((100 - most, base | {"province_code": None}), (most, flaw | {"province_code": None}))[check]
    beyond = found((99 - most, base | {"province_code": None}), (most + 1, flaw | {"province_code": None}))[check]
    assert (at_limit.severity, beyond.severity) == ("warning", "error")
    assert beyond.value == pytest.approx(error_above + 0.01)
    assert f"At most {error_above:.0%} may be so." in beyond.message


def test_a_finding_counts_names_and_places_what_it_hits() -> None:
    finding = found((70, {}), (30, {"spread": 0.0, "province_code": "08"}))["constant_readings"]
    assert finding.message == (
        "30 customer-months of 30 customers use the same in every hour of the month: C71 in 2024-12; C72 in 2024-12; "
        "C73 in 2024-12. The worst month is 2024-12 with 30.0% of its customers. At most 20% may be so. Of province 08 "
        "it is 100% of the customers in 2024-12. A meter does not read so. Ask the feed for measured hours instead of "
        "a spread total."
    )


def test_a_few_are_information_and_a_whole_province_of_them_is_a_warning() -> None:
    spread_out = found((2_000, {}), (25, {"spread": 0.0}))["constant_readings"]
    together = found((2_000, {}), (25, {"spread": 0.0, "province_code": "08"}))["constant_readings"]
    assert (spread_out.severity, spread_out.value, spread_out.limit) == ("info", 25.0, None)
    assert together.severity == "warning"
    assert "Of province 08 it is 100%" in together.message


def test_a_share_of_a_handful_refuses_nothing() -> None:
    assert found((19, {"spread": 0.0}))["constant_readings"].severity == "info"
    assert found((20, {"spread": 0.0}))["constant_readings"].severity == "error"


@pytest.mark.parametrize(
    ("check", "changes"),
    [
        ("no_electricity", {"elec_kwh": 0.0, "product": "gas", "gas_m3": 9.0, "has_gas": True}),
        ("gas_without_electricity", {"elec_kwh": 0.0, "product": "gas", "gas_m3": 9.0, "has_gas": True}),
        ("no_electricity", {"elec_kwh": 0.0, "missing_elec_rows": 744}),
        ("no_electricity", {"elec_kwh": 0.0, "negative_elec_rows": 744}),
        ("gas_without_product", {"product": None, "gas_m3": 9.0, "has_gas": True}),
        ("no_gas", {"product": None}),
        ("beyond_power", {"elec_kwh": 1e6, "contracted_power_kw": None}),
        ("constant_readings", {"spread": 0.0, "periods": 1}),
        ("constant_readings", {"spread": float("nan"), "elec_kwh": 0.0}),
        ("copied_readings", {"fingerprint": 7, "elec_kwh": 0.9}),
        ("level_jump", {"elec_kwh": 0.0}),
    ],
)
def test_who_is_not_concerned_is_not_counted(check: str, changes: dict[str, Any]) -> None:
    assert check not in found((40, changes))


def test_a_single_month_that_cannot_be_is_a_warning() -> None:
    impossible = found((200, {}), (1, {"elec_kwh": 49_999.0 * 744, "usual_kwh_per_hour": 49_999.0}))[
        "impossible_readings"
    ]
    assert (impossible.severity, impossible.value) == ("warning", 1.0)
    assert "C201 in 2024-12 used 37,199,256 kWh, 10,869 times what 4.6 kW give" in impossible.message


@pytest.mark.parametrize(
    ("elec", "gas", "severity", "words"),
    [
        (200.0, 57.0, None, ""),
        (200.0, 0.0, None, ""),
        (80_000.0, 57.0, "error", "Residential customers uses 8e+04 kWh a month, and 15 to 3,000 kWh are plausible."),
        (0.08, 57.0, "error", "uses 0.08 kWh a month"),
        (200.0, 627.0, "warning", "uses 627 m3 a month, and 1 to 300 m3 are plausible. A cubic metre is 11 kWh"),
    ],
)
def test_the_median_customer_tells_the_unit(elec: float, gas: float, severity: str | None, words: str) -> None:
    findings = unit_findings(book((20, {"elec_kwh": elec, "gas_m3": gas})), READING_RULES)
    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    assert words in "".join(finding.message for finding in findings)


def test_too_few_customers_tell_no_unit() -> None:
    assert unit_findings(book((19, {"elec_kwh": 80_000.0})), READING_RULES) == []


def finding(check: str, severity: str) -> Finding:
    return Finding("silver", "silver_usage_month", "x", check, 1.0, 0.5, severity, "So it is.")


def test_an_error_says_how_it_is_accepted_and_an_accepted_one_only_warns() -> None:
    error = finding("constant_readings", "error")
    refused, taken = (accept(error, names, READING_RULES) for names in (frozenset(), frozenset({"constant_readings"})))
    assert refused.severity == "error"
    assert refused.message == "So it is. If it is so, run with --accept-readings constant_readings."
    assert (taken.severity, taken.message) == ("warning", "So it is. Accepted for this run.")


@pytest.mark.parametrize("other", [finding("constant_readings", "warning"), finding("no_customer", "error")])
def test_what_is_no_error_or_no_matter_of_choice_stays_as_it_is(other: Finding) -> None:
    assert accept(other, frozenset({"constant_readings", "no_customer"}), READING_RULES) == other


def test_only_checks_that_there_are_can_be_accepted() -> None:
    assert READING_RULES.accepted(" level_jump, no_gas,") == {"level_jump", "no_gas"}
    with pytest.raises(InputError, match=r"no check last_month_missing of the readings that can be accepted; .*no_gas"):
        READING_RULES.accepted("last_month_missing")


def test_a_warning_that_would_come_after_the_error_is_no_rule() -> None:
    with pytest.raises(ValueError, match="warning_above"):
        ShareLimits(warning_above=0.3, error_above=0.2)


def test_every_check_has_its_limits() -> None:
    assert set(READING_RULES.checks) == set(ReadingRules.model_fields["checks"].annotation.__args__[0].__args__)
