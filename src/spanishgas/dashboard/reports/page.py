"""A report as one file that needs nothing besides: styles, letters and pictures are in it."""

import re
from base64 import b64encode
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import polars as pl
from jinja2 import Environment, StrictUndefined

from spanishgas import __version__
from spanishgas.dashboard import theme
from spanishgas.dashboard.amounts import NOTHING
from spanishgas.dashboard.language import _, spoken
from spanishgas.dashboard.reports.drawn import dark_rules, drawn

if TYPE_CHECKING:
    from jinja2 import Template

    from spanishgas.dashboard.reports.parts import Report

_NUMBER = re.compile(r"[<+−-]?\s?€?\s?-?\d")
_SHORT = 28


def html(report: "Report") -> str:
    """The page, in the language that is spoken."""
    return _template().render(
        report=report,
        language=spoken(),
        drawn=drawn,
        is_number=_is_number,
        dark=list(dark_rules()),
        looks={"light": theme.LIGHT, "dark": theme.DARK},
        letters=_letters(),
        version=__version__,
        same=_("The same figures as a table"),
        in_english=_("As the training wrote it, in English:") if spoken() != "en" else "",
        made=_("Aggregates only; no customer is named. Made by SpanishGas {version}."),
    )


def _is_number(column: pl.Series) -> bool:
    """Whether cells are amounts, which stand at the right."""
    told = [str(each) for each in column if each not in (None, "", NOTHING)]
    return bool(told) and all(_NUMBER.match(each) and len(each) < _SHORT for each in told)


@cache
def _template() -> "Template":
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(files("spanishgas.dashboard.reports").joinpath("report.html").read_text("utf-8"))


@cache
def _letters() -> str:
    return b64encode(files("spanishgas.dashboard").joinpath("static", "inter.woff2").read_bytes()).decode()
