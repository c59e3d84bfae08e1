"""The charts of a model's quality, as functions of frames: curves, what a threshold does, figures with intervals."""

from collections.abc import Mapping

import altair as alt
import polars as pl

from spanishgas.dashboard.figures import Picture
from spanishgas.dashboard.theme import colours

_ROW, _AXIS = 30, 60


def curves(
    lines: pl.DataFrame,
    reference: pl.DataFrame,
    tints: Mapping[str, str],
    titles: tuple[str, str],
    *,
    dark: bool,
    points: bool = False,
    here: pl.DataFrame | None = None,
) -> Picture:
    """Lines over two axes from 0 to 1, what to compare them with dashed, and perhaps where one stands.

    Args:
        lines: columns ``line``, ``rank`` (order of its points), ``x``, ``y``, and in words ``shown_x``, ``shown_y``.
        reference: points ``x`` and ``y`` of the dashed line.
        tints: colour by line.
        titles: of both axes.
        dark: the mode.
        points: whether each point is marked too.
        here: one point ``x`` and ``y`` of the first line.
    """
    look = colours(dark=dark)
    scale, axis = alt.Scale(domain=[0, 1]), alt.Axis(format="%", tickCount=5, labelOverlap=True)
    x = alt.X("x:Q", scale=scale, title=titles[0], axis=axis)
    y = alt.Y("y:Q", scale=scale, title=titles[1], axis=axis)
    hover = [
        alt.Tooltip("line:N", title=" "),
        alt.Tooltip("shown_x:N", title=titles[0]),
        alt.Tooltip("shown_y:N", title=titles[1]),
    ]
    colour = alt.Color(
        "line:N",
        scale=alt.Scale(domain=list(tints), range=list(tints.values())),
        legend=alt.Legend(orient="top", title=None, labelLimit=320, columns=1),
    )
    drawn = alt.Chart(lines).encode(x=x, y=y, color=colour, order="rank:Q", tooltip=hover)
    dashed = alt.Chart(reference).mark_line(strokeDash=[4, 4], color=look.soft).encode(x=x, y=y)
    marks = drawn.mark_point(filled=True, size=55 if points else 30, opacity=1 if points else 0)
    layers = [dashed, drawn.mark_line(strokeWidth=2.5), marks]
    if here is not None:
        ring = alt.Chart(here).mark_point(size=150, strokeWidth=3, color=look.second, fill=look.paper, opacity=1)
        layers.append(ring.encode(x=x, y=y))
    return alt.layer(*layers).properties(height=300, width="container")


def confusion(cells: pl.DataFrame, *, dark: bool) -> Picture:
    """Who was flagged and who left, as four fields: rightly seen in the main colour, wrongly in the second.

    Args:
        cells: columns ``came``, ``said``, ``name``, ``shown`` and ``is_right``, in the order of reading.
        dark: the mode.
    """
    look = colours(dark=dark)
    x = alt.X("said:N", sort=None, title=None, axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False))
    y = alt.Y("came:N", sort=None, title=None, axis=alt.Axis(domain=False, ticks=False))
    base = alt.Chart(cells).encode(
        x=x, y=y, tooltip=[alt.Tooltip("name:N", title=" "), alt.Tooltip("shown:N", title=" ")]
    )
    fields = base.mark_rect(cornerRadius=6, stroke=look.paper, strokeWidth=4, opacity=0.22).encode(
        color=alt.Color(
            "is_right:N", scale=alt.Scale(domain=[True, False], range=[look.main, look.second]), legend=None
        )
    )
    amounts = base.mark_text(fontSize=22, fontWeight=600, dy=-8, color=look.text).encode(text="shown:N")
    names = base.mark_text(fontSize=12, dy=16, color=look.text).encode(text="name:N")
    return (fields + amounts + names).properties(height=270, width="container")


def dots(rows: pl.DataFrame, title: str, *, dark: bool, form: str = "%") -> Picture:
    """A figure with its 95 % interval for each name, in the order of the rows.

    Args:
        rows: columns ``label``, ``value``, ``low``, ``high``, and in words ``shown`` and ``between``.
        title: of the figure.
        dark: the mode.
        form: how the axis writes its numbers, as d3 does.
    """
    look = colours(dark=dark)
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "label:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=8, labelLimit=150)
        ),
        tooltip=[
            alt.Tooltip("label:N", title=" "),
            alt.Tooltip("shown:N", title=title),
            alt.Tooltip("between:N", title="95 %"),
        ],
    )
    axis = alt.Axis(tickCount=5, format=form)
    x = alt.X("low:Q", title=title, scale=alt.Scale(zero=False), axis=axis)
    return (
        base.mark_rule(strokeWidth=3, opacity=0.4, color=look.main).encode(x=x, x2="high:Q")
        + base.mark_point(filled=True, size=90, opacity=1, color=look.main).encode(x="value:Q")
    ).properties(height=_AXIS + _ROW * max(rows.height, 1), width="container")
