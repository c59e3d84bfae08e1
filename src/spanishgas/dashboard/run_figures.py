"""Charts of runs themselves: what a table is made from, and how long each step took."""

import altair as alt
import polars as pl

from spanishgas.dashboard.figures import Picture
from spanishgas.dashboard.language import _
from spanishgas.dashboard.theme import colours

_LINE, _BAR = 24, 24
_ROOM = 0.9
"""To the right of the last layer, in layers, for the names there."""


def lineage(nodes: pl.DataFrame, curves: pl.DataFrame, *, dark: bool) -> Picture:
    """One line a file or table, layers stepping to the right; what the last is made from directly stands out.

    Args:
        nodes: columns ``label``, ``place``, ``kind``, ``x``, ``y`` and ``role`` (own, direct, further).
        curves: points of each edge: ``edge``, ``x``, ``y``, ``turn`` and ``role``.
        dark: the mode.
    """
    look = colours(dark=dark)
    last = float(nodes["x"].max() or 0)  # type: ignore[arg-type]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-0.12, max(last, 1) * 1.45 + _ROOM], nice=False, zero=False))
    y = alt.Y(
        "y:Q", axis=None, scale=alt.Scale(domain=[-0.5, nodes.height - 0.5], reverse=True, nice=False, zero=False)
    )
    tint = alt.Scale(domain=["own", "direct", "further"], range=[look.second, look.main, look.tiers[-1]])
    role = alt.Color("role:N", scale=tint, legend=None)
    lines = alt.Chart(curves).encode(x=x, y=y, detail="edge:N", order="turn:Q", color=role)
    further = lines.mark_line(interpolate="catmull-rom", strokeWidth=1, opacity=0.8).transform_filter(
        "datum.role != 'direct'"
    )
    direct = lines.mark_line(interpolate="catmull-rom", strokeWidth=1.4).transform_filter("datum.role == 'direct'")
    base = alt.Chart(nodes).encode(
        x=x,
        y=y,
        tooltip=[
            alt.Tooltip("label:N", title=_("Name")),
            alt.Tooltip("kind:N", title=_("Kind")),
            alt.Tooltip("place:N", title=_("Layer")),
        ],
    )
    dots = base.mark_circle(size=75, opacity=1, stroke=look.paper, strokeWidth=1).encode(color=role)
    names = base.mark_text(align="left", dx=4, dy=-9, fontSize=12, stroke=look.paper, strokeWidth=6, strokeJoin="round")
    plain = base.mark_text(align="left", dx=4, dy=-9, fontSize=12)
    ink = alt.condition("datum.role == 'further'", alt.value(look.soft), alt.value(look.text))
    return (
        further + direct + names.encode(text="label:N") + plain.encode(text="label:N", color=ink) + dots
    ).properties(height=_LINE * nodes.height, width="container")


def step_bars(rows: pl.DataFrame, *, dark: bool) -> Picture:
    """How long steps took, as bars below the heading of their stage.

    Args:
        rows: columns ``line`` (the stage, a line break and the step; nothing after it for the stage itself),
            ``seconds`` (none for a stage), and in words ``name``, ``stage``, ``shown``, ``made`` and ``memory``.
        dark: the mode.
    """
    look = colours(dark=dark)
    greatest = rows["seconds"].max()
    beyond = 1.45 * float(greatest) if isinstance(greatest, int | float) and greatest > 0 else 1.0
    heading = "split(datum.value, '\\n')[1] == ''"
    axis = alt.Axis(
        ticks=False,
        domain=False,
        labelPadding=8,
        labelExpr="split(datum.value, '\\n')[split(datum.value, '\\n')[1] == '' ? 0 : 1]",
        labelFontWeight=alt.condition(heading, alt.value("bold"), alt.value("normal")),  # type: ignore[arg-type]
        labelColor=alt.condition(heading, alt.value(look.text), alt.value(look.soft)),  # type: ignore[arg-type]
    )
    base = alt.Chart(rows).encode(
        y=alt.Y("line:N", sort=rows["line"].to_list(), title=None, axis=axis),
        x=alt.X("seconds:Q", axis=None, scale=alt.Scale(domain=[0, beyond])),
        tooltip=[
            alt.Tooltip("name:N", title=_("Step")),
            alt.Tooltip("stage:N", title=_("Stage")),
            alt.Tooltip("shown:N", title=_("Duration")),
            alt.Tooltip("made:N", title=_("Rows")),
            alt.Tooltip("memory:N", title=_("Peak memory")),
        ],
    )
    bars = base.mark_bar(height=14, cornerRadiusEnd=3, color=look.main)
    spans = base.mark_text(align="left", dx=6, color=look.soft).encode(text="shown:N")
    totals = base.mark_text(align="left", dx=0, color=look.text, fontWeight="bold").encode(
        text="shown:N", x=alt.value(6)
    )
    return (
        bars.transform_filter("isValid(datum.seconds)")
        + spans.transform_filter("isValid(datum.seconds)")
        + totals.transform_filter("!isValid(datum.seconds)")
    ).properties(height=_BAR * max(rows.height, 1), width="container")
