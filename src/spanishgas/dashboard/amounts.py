"""Counts, euros, shares and days as the reader's language writes them; a dash where nothing is known."""

from datetime import UTC, date, datetime
from functools import lru_cache

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

from spanishgas.config.language import Language
from spanishgas.dashboard.language import spoken

NOTHING = "–"
_MINUTE, _SHORT, _STEP = 60, 10, 1000
_GAP = "\N{NO-BREAK SPACE}"
_KEPT = 20_000
_BYTES = ("B", "kB", "MB", "GB", "TB")
_EUROS = {"en": "¤#,##0{}", "es": "#,##0{} ¤"}


def count(value: float | None) -> str:
    """A whole number, such as 20,099."""
    return NOTHING if value is None else _decimal(round(value), "#,##0", spoken())


def number(value: float | None, digits: int = 3) -> str:
    """A number with so many decimals."""
    return NOTHING if value is None else _decimal(value + 0.0, f"#,##0{_decimals(digits)}", spoken())


def euros(value: float | None, digits: int = 0) -> str:
    """Euros, such as €12,759 or 12.759 €."""
    if value is None:
        return NOTHING
    rounded = round(value, digits) + 0.0  # minus nought is nought
    pattern = _EUROS[spoken()].format(_decimals(digits))
    return _currency(rounded, pattern, spoken())


def share(value: float | None, digits: int = 0) -> str:
    """A share of 0..1 as percent."""
    if value is None:
        return NOTHING
    gap = _GAP if spoken() == "es" else ""
    return _percent(value + 0.0, f"#,##0{_decimals(digits)}{gap}%", spoken())


# Pages write the same thousands of amounts for every reader, and Babel takes its time.


@lru_cache(_KEPT)
def _decimal(value: float, pattern: str, language: Language) -> str:
    return format_decimal(value, format=pattern, locale=language)


@lru_cache(_KEPT)
def _currency(value: float, pattern: str, language: Language) -> str:
    return format_currency(value, "EUR", format=pattern, locale=language, currency_digits=False)


@lru_cache(_KEPT)
def _percent(value: float, pattern: str, language: Language) -> str:
    return format_percent(value, format=pattern, locale=language)


def shares(low: float | None, high: float | None, digits: int = 0) -> str:
    """From one share to another, such as 70% – 79%."""
    return f"{share(low, digits)} – {share(high, digits)}"


def day(value: date | None) -> str:
    """A day in full, such as 31 December 2024."""
    if value is None:
        return NOTHING
    return format_date(value, "d MMMM y" if spoken() == "en" else "long", locale=spoken())


def short_day(value: date | None) -> str:
    """A day where there is little room, such as 31 Dec 2024."""
    return NOTHING if value is None else format_date(value, "d MMM y", locale=spoken())


def month(value: date | None) -> str:
    """A month, such as Dec 2024."""
    return NOTHING if value is None else format_date(value, "MMM y", locale=spoken())


def signed(text: str, value: float) -> str:
    """An amount that is a change: with a plus where it grew."""
    return f"+{text}" if value > 0 else text


def moment(value: datetime | None) -> str:
    """A day with its time in UTC, such as 31 Dec 2024, 14:05."""
    pattern = "d MMM y, HH:mm"
    return NOTHING if value is None else format_datetime(value, pattern, tzinfo=UTC, locale=spoken())


def duration(seconds: float | None) -> str:
    """A time span in two units at most, such as 4 min 23 s."""
    if seconds is None:
        return NOTHING
    if seconds < _MINUTE:
        return f"{number(seconds, 1 if seconds < _SHORT else 0)}{_GAP}s"
    minutes, rest = divmod(round(seconds), _MINUTE)
    hours, left = divmod(minutes, _MINUTE)
    return _GAP.join([count(hours), "h", str(left), "min"] if hours else [str(minutes), "min", str(rest), "s"])


def size(value: float | None) -> str:
    """A number of bytes, such as 1.2 MB."""
    if value is None:
        return NOTHING
    power = 0
    while value >= _STEP and power < len(_BYTES) - 1:
        value, power = value / _STEP, power + 1
    return f"{number(value, 1 if power else 0)}{_GAP}{_BYTES[power]}"


def _decimals(digits: int) -> str:
    return "." + "0" * digits if digits else ""
