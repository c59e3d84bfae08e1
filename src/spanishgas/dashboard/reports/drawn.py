"""A chart of the dashboard as a picture in a page: SVG in the reader's language, for light and dark.

A chart's colours are those of the theme, so the page's style turns them dark. Only where a chart mixes colours of its
own, as a map does, is it drawn in both modes.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import astuple
from functools import cache
from importlib.resources import files
from typing import Any

import altair as alt
from markupsafe import Markup

from spanishgas.dashboard import theme
from spanishgas.dashboard.book_figures import TOPOLOGY
from spanishgas.dashboard.language import spoken

_WIDTH = 400
"""Of all pictures, pixels: two beside each other on a desk, one on a phone without letters that are too small."""
_APART = 24
"""Between the entries of a legend, pixels: its letters are a little wider in a browser than where it is measured."""
_MIXED = "rgb("
_LENGTHS = re.compile(r' (d|transform|x|y|x1|x2|y1|y2|width|height)="([^"]*)"')
_LONG = re.compile(r"-?\d+\.\d{2,}(?:e-?\d+)?")
_NAMES = re.compile(r'( id="|url\(#|href="#)([^")]+)')
_UNSEEN = re.compile(
    r'<path class="background"[^>]* d="[^"]*"/>|<path class="foreground"[^>]* display="none"/>'
    r'|<path[^>]* opacity="0"[^>]*/>|<text[^>]* opacity="0"[^>]*>[^<]*</text>'
    r'| (?:class|role|aria-roledescription|aria-hidden)="[^"]*"'
)
"""What only a pointer finds, or nobody."""
_SHAPE = re.compile(r'<path([^>]*?) d="([^"]{200,})"([^>]*?)/>')


def drawn(draw: Callable[[bool], alt.TopLevelMixin]) -> Markup:
    """A chart as one picture, or as one for each mode."""
    light = _svg(draw(False), dark=False)
    if _MIXED not in light:
        return Markup(light)  # noqa: S704 text of the data is escaped by Vega; a test tries
    dark = _svg(draw(True), dark=True)
    return Markup(_shared(f'<div class="light">{light}</div><div class="dark">{dark}</div>'))  # noqa: S704


def _svg(chart: alt.TopLevelMixin, *, dark: bool) -> str:
    spec: dict[str, Any] = chart.to_dict(validate=False)
    spec["width"], spec["autosize"] = _WIDTH, {"type": "fit-x", "contains": "padding"}
    config = theme.config(spoken(), dark=dark)
    config["legend"]["columnPadding"] = _APART
    spec["config"] = {**config, "aria": False}  # its name and its table stand beside it
    if spec.get("data", {}).get("url") == TOPOLOGY:
        spec["data"] = {"values": _topology(), "format": spec["data"]["format"]}
    import vl_convert

    return _tidy(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))


@cache
def _topology() -> dict[str, Any]:
    place = files("spanishgas.dashboard").joinpath("static", "provinces-es.topojson")
    return json.loads(place.read_text("utf-8"))


def _shared(pictures: str) -> str:
    """Long shapes that are drawn several times, as provinces are, written down once."""
    times = Counter(found[2] for found in _SHAPE.finditer(pictures))
    names = {shape: hashlib.sha256(shape.encode()).hexdigest()[:12] for shape, count in times.items() if count > 1}

    def use(found: re.Match[str]) -> str:
        name = names.get(found[2])
        return f'<use{found[1]} href="#s{name}"{found[3]}/>' if name else found[0]

    shapes = "".join(f'<path id="s{name}" d="{shape}"/>' for shape, name in names.items())
    return f'<svg class="shapes" aria-hidden="true"><defs>{shapes}</defs></svg>{_SHAPE.sub(use, pictures)}'


def _tidy(svg: str) -> str:
    """Only what is seen, lengths to a tenth of a pixel, and names that no other picture of the page has."""
    short = _LENGTHS.sub(lambda found: f' {found[1]}="{_LONG.sub(_tenths, found[2])}"', _UNSEEN.sub("", svg))
    numbers: dict[str, int] = {}  # Vega counts its names over all that a process draws

    def number(found: re.Match[str]) -> str:
        return f"{found[1]}{numbers.setdefault(found[2], len(numbers))}"

    own = _NAMES.sub(number, short)
    mark = hashlib.sha256(own.encode()).hexdigest()[:8]
    return _NAMES.sub(rf"\g<1>p{mark}-\g<2>", own)


def _tenths(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")


def dark_rules() -> Iterator[tuple[str, str]]:
    """Each colour of the light theme with the one that stands in its place in the dark."""
    pairs = dict(zip(_shades(theme.LIGHT), _shades(theme.DARK), strict=True))
    yield from pairs.items()


def _shades(look: theme.Colours) -> list[str]:
    return [shade for part in astuple(look) for shade in ([part] if isinstance(part, str) else part)]
