"""The whole book as a function of a frame: where in Spain, and how many customers are at which risk and margin.

A frame's ``shown`` columns are amounts as the reader's language writes them. Nothing here reads the lake or the page.
"""

from collections.abc import Mapping, Sequence
from math import floor, log10

import altair as alt
import polars as pl

from spanishgas.dashboard.figures import Picture
from spanishgas.dashboard.language import _
from spanishgas.dashboard.theme import colours

TOPOLOGY = "app/static/provinces-es.topojson"


def province_map(rows: pl.DataFrame, *, dark: bool, title: str, labels: str) -> Picture:
    """Spain by province, darker (in the dark mode lighter) where more is at stake; the Canaries are moved inside.

    Args:
        rows: columns ``code`` (INE), ``name``, ``value``, ``shown``.
        dark: the mode.
        title: of the legend.
        labels: how the legend writes its numbers, as d3 does.
    """
    look = colours(dark=dark)
    legend = alt.Legend(
        title=title, orient="bottom-right", direction="horizontal", gradientLength=150, format=labels, offset=0,
        values=[0, _rounded(rows["value"])],
    )  # fmt: skip
    spain = alt.Chart(alt.topo_feature(TOPOLOGY, "provinces"))
    stroke, width = look.paper, 0.6
    empty = spain.mark_geoshape(stroke=stroke, strokeWidth=width, aria=False).encode(
        color=alt.value(look.line)
    )  # nothing is said of these
    filled = (
        spain.mark_geoshape(stroke=stroke, strokeWidth=width)
        .transform_lookup(lookup="id", from_=alt.LookupData(rows, "code", ["name", "value", "shown"]))
        .encode(
            color=alt.Color("value:Q", scale=alt.Scale(range=list(look.scale), type="sqrt", zero=True), legend=legend),
            tooltip=[alt.Tooltip("name:N", title=_("Province")), alt.Tooltip("shown:N", title=title)],
        )
    )
    return (
        (empty + filled.transform_filter("isValid(datum.value)"))
        .project("mercator")
        .properties(height=360, width="container")
    )


def _rounded(values: pl.Series) -> float:
    """The greatest amount, down to its first digit: a legend's label that is easily read and always within."""
    greatest = values.max()
    if not isinstance(greatest, int | float) or greatest <= 0:
        return 0.0
    unit = 10.0 ** floor(log10(greatest))
    return floor(greatest / unit) * unit


def risk_by_margin(
    rows: pl.DataFrame, margins: Sequence[str], tints: Mapping[str, str], starts: Sequence[float], *, dark: bool
) -> Picture:
    """How many customers are where: probability to the right, margin upwards, a circle a bin in its tier's colour.

    Args:
        rows: columns ``probability`` (middle of the bin), ``margin`` (bin in words), ``tier``, ``customers`` and the
            same in words, ``shown_probability`` and ``shown``.
        margins: all bins of the margin in words, the lowest first.
        tints: colour by tier in words, the gravest first.
        starts: probabilities at which tiers begin.
        dark: the mode.
    """
    look = colours(dark=dark)
    scale = alt.Scale(domain=list(tints), range=list(tints.values()))
    circles = (
        alt.Chart(rows)
        .mark_circle(opacity=0.95, stroke=look.paper, strokeWidth=0.5)
        .encode(
            x=alt.X(
                "probability:Q",
                title=_("Probability of leaving"),
                scale=alt.Scale(domain=[0, 1]),
                axis=alt.Axis(format="%", tickCount=6, grid=False),
            ),
            y=alt.Y("margin:N", sort=list(reversed(margins)), title=_("Margin a month"), axis=alt.Axis(grid=True)),
            size=alt.Size("customers:Q", legend=None, scale=alt.Scale(type="sqrt", range=[12, 620])),
            color=alt.Color("tier:N", scale=scale, title=None, legend=alt.Legend(orient="top")),
            tooltip=[
                alt.Tooltip("shown:N", title=_("Customers")),
                alt.Tooltip("tier:N", title=_("Risk tier")),
                alt.Tooltip("shown_probability:N", title=_("Probability of leaving")),
                alt.Tooltip("margin:N", title=_("Margin a month")),
            ],
        )
    )
    bounds = alt.Chart(pl.DataFrame({"start": list(starts)})).mark_rule(strokeDash=[4, 4], color=look.soft)
    return (bounds.encode(x="start:Q") + circles).properties(height=330, width="container")
