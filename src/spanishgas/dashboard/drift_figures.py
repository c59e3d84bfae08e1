"""The charts of drift, as functions of frames: then and now by group, and the course over runs."""

import altair as alt
import polars as pl

from spanishgas.dashboard.figures import Picture
from spanishgas.dashboard.language import _
from spanishgas.dashboard.theme import colours

_ROW, _AXIS = 30, 40


def then_and_now(rows: pl.DataFrame, *, dark: bool) -> Picture:
    """A hollow point for then and a full one for now with a line between, for each name in the order of the rows.

    Args:
        rows: columns ``label``, ``then``, ``now``, and in words ``shown_then`` and ``shown_now``.
        dark: the mode.
    """
    look = colours(dark=dark)
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelLimit=140)),
        tooltip=[
            alt.Tooltip("label:N", title=" "),
            alt.Tooltip("shown_then:N", title=_("Then")),
            alt.Tooltip("shown_now:N", title=_("Now")),
        ],
    )
    x = alt.X("then:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(format="%", tickCount=5))
    line = base.mark_rule(strokeWidth=3, color=look.main, opacity=0.35).encode(x=x, x2="now:Q")
    then = base.mark_point(size=80, stroke=look.main, fill=look.paper, strokeWidth=2, opacity=1).encode(x=x)
    now = base.mark_point(filled=True, size=90, color=look.main, opacity=1).encode(x="now:Q")
    return (line + then + now).properties(height=_AXIS + _ROW * max(rows.height, 1), width="container")


def course(rows: pl.DataFrame, title: str, *, form: str, dark: bool) -> Picture:
    """One amount a run, with its interval where it has one.

    Args:
        rows: columns ``day`` in words and in order, ``value``, ``low``, ``high`` and ``shown``.
        title: what the amount is called.
        form: how the axis writes its numbers, as d3 does.
        dark: the mode.
    """
    look = colours(dark=dark)
    base = alt.Chart(rows).encode(
        x=alt.X("day:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, grid=False, labelOverlap=True)),
        tooltip=[alt.Tooltip("day:N", title=_("Run of")), alt.Tooltip("shown:N", title=title)],
    )
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(format=form, tickCount=4))
    return (
        base.mark_rule(strokeWidth=4, opacity=0.3, color=look.main).encode(y="low:Q", y2="high:Q")
        + base.mark_line(color=look.main, strokeWidth=2).encode(y=y)
        + base.mark_point(filled=True, size=80, color=look.main, opacity=1).encode(y=y)
    ).properties(height=200, width="container")
