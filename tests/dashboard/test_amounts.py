"""Numbers, euros, shares and days are written as the reader's language does."""

from datetime import date

import pytest

from spanishgas.dashboard import amounts
from spanishgas.dashboard.language import speak


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["20,099", "€12,759", "€12.50", "8.1%", "31 December 2024", "0.750", "-€20", "€0"]),
        ("es", ["20.099", "12.759 €", "12,50 €", "8,1 %", "31 de diciembre de 2024", "0,750", "-20 €", "0 €"]),
    ],
)
def test_amounts_are_written_in_both_languages(language: str, written: list[str]) -> None:
    speak(language)
    shown = [
        amounts.count(20_099),
        amounts.euros(12_759),
        amounts.euros(12.5, 2),
        amounts.share(0.081, 1),
        amounts.day(date(2024, 12, 31)),
        amounts.number(0.75),
        amounts.euros(-20),
        amounts.euros(-0.2),
    ]
    assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in shown] == written


def test_what_is_not_known_is_a_dash() -> None:
    known = (amounts.count, amounts.euros, amounts.share, amounts.number, amounts.day, amounts.short_day, amounts.month)
    assert {write(None) for write in known} == {"–"}


def test_a_change_has_its_sign() -> None:
    assert (amounts.signed("5", 5), amounts.signed("-5", -5), amounts.signed("0", 0)) == ("+5", "-5", "0")
