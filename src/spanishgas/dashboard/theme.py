"""One look for every chart, light and dark, in the language that is spoken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from spanishgas.config.language import Language

FONT = "Inter, system-ui, sans-serif"
_NUMBERS = {
    "en": {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["€", ""]},
    "es": {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " €"], "percent": " %"},
}
_TIMES = {
    "es": {
        "dateTime": "%A, %e de %B de %Y, %X",
        "date": "%d/%m/%Y",
        "time": "%H:%M:%S",
        "periods": ["AM", "PM"],
        "days": ["domingo", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado"],
        "shortDays": ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"],
        "months": [
            "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
            "noviembre", "diciembre",
        ],
        "shortMonths": ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"],
    }
}  # fmt: skip
"""How Vega writes numbers and days; English is what it does by itself."""


@dataclass(frozen=True)
class Colours:
    """Colours of a mode. Tiers differ in lightness too, so that they are told apart without hue."""

    text: str
    soft: str
    line: str
    paper: str
    main: str
    second: str
    tiers: tuple[str, ...]
    """The gravest first; further tiers are as the last."""
    scale: tuple[str, ...]
    """From little to much."""


LIGHT = Colours(
    text="#0F1820",
    soft="#4A5866",
    line="#DDE3E9",
    paper="#FFFFFF",
    main="#0B5C6B",
    second="#E08214",
    tiers=("#A8341B", "#E08214", "#97B1D4", "#C3CDD8"),
    scale=("#EDF4F6", "#BFD9DF", "#76AFBB", "#2F8092", "#06404D"),
)
DARK = Colours(
    text="#E8EDF2",
    soft="#A9B6C3",
    line="#2B3641",
    paper="#10161C",
    main="#4FB3C4",
    second="#F0A044",
    tiers=("#E4593A", "#F0A044", "#7FA3D1", "#53626F"),
    scale=("#16323A", "#205561", "#2F7C8C", "#58A6B5", "#C8E5EB"),
)


def colours(*, dark: bool) -> Colours:
    """Those of a mode."""
    return DARK if dark else LIGHT


def tier_colours(names: Sequence[str], *, dark: bool) -> dict[str, str]:
    """A colour for each risk tier, the gravest of the policy's first."""
    shades = colours(dark=dark).tiers
    return {name: shades[min(rank, len(shades) - 1)] for rank, name in enumerate(names)}


def config(language: Language, *, dark: bool) -> dict[str, Any]:
    """The configuration of a Vega-Lite chart."""
    look = colours(dark=dark)
    words = {"labelColor": look.soft, "titleColor": look.soft, "labelFontSize": 12, "titleFontSize": 12}
    return {
        "font": FONT,
        "background": None,
        "locale": {"number": _NUMBERS[language], **({"time": _TIMES[language]} if language in _TIMES else {})},
        "view": {"stroke": None},
        "axis": {
            **words,
            "titleFontWeight": "normal",
            "gridColor": look.line,
            "domainColor": look.line,
            "tickColor": look.line,
            "labelLimit": 220,
        },
        "legend": {**words, "titleFontWeight": "normal", "labelLimit": 220},
        "text": {"color": look.text, "fontSize": 12},
        "range": {"ramp": list(look.scale), "heatmap": list(look.scale)},
        "mark": {"color": look.main},
        "rule": {"color": look.soft},
    }
