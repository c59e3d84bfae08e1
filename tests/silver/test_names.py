"""Words that no vocabulary knows are counted, and stay."""

import polars as pl
import pytest

from spanishgas.silver.names import Names

NAMES = Names.load()


def unknown(*words: str | None) -> list[tuple[float, str, str]]:
    rows = pl.LazyFrame({"sales_channel": words}, schema={"sales_channel": pl.String})
    found = NAMES.unknown(rows, "silver_customers", "sales_channel", "sales_channel")
    return [(finding.value, finding.severity, finding.message) for finding in found]


def test_known_words_in_any_case_and_missing_ones_are_not_worth_a_word() -> None:
    assert unknown("OFICINA", " office ", "Own Website", None) == []


def test_unknown_words_are_counted_with_the_commonest_first() -> None:
    text = "customer_attributes: 3 of 7 values of sales_channel are no known words: 'kiosk' (2), 'stall' (1). "
    text += f"Known are {', '.join(sorted(NAMES.known('sales_channel')))}."
    assert unknown(*["oficina"] * 4, "stall", "kiosk", "kiosk") == [(3.0, "info", text)]


@pytest.mark.parametrize("word", ["web_propia", "Web propia", " WEB-PROPIA ", "Teléfono", "own website"])
def test_case_accents_and_what_stands_between_two_words_do_not_matter(word: str) -> None:
    assert unknown(word) == []
    names = pl.DataFrame({"word": [word]}).select(NAMES.standard("word", "sales_channel"))
    assert names.item() in ("Own Website", "Telemarketing")


def test_a_column_of_other_words_is_a_warning() -> None:
    assert [severity for _, severity, _ in unknown("2.0TD", "3.0TD", "oficina")] == ["warning"]


@pytest.mark.parametrize("status", ["active", "Vigente", "BAJA"])
def test_the_statuses_of_contracts_are_known(status: str) -> None:
    assert status.lower() in NAMES.known("contract_status")
