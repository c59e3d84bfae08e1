"""The charts of campaigns, as functions of frames: bars that may be losses, what a budget returns, intervals."""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from spanishgas.dashboard.figures import EUROS, Picture
from spanishgas.dashboard.theme import colours

_BAR, _LINE, _SIDE, _AXIS = 46, 15, 15, 60
_CENTS, _SMALL = "$,.2f", 10
"""How axes write euros, and below which amount with cents."""
_ROOM = 0.34
"""Of the width, for the amount beside the longest bar."""


def signed_bars(rows: pl.DataFrame, tints: Mapping[str, str], *, dark: bool, hover: Sequence[alt.Tooltip]) -> Picture:
    """Bars to the right of nought, or to the left where they are losses, with names above and amounts beside them.

    Args:
        rows: columns ``label``, ``value``, ``shown`` and ``kind``, which decides the colour.
        tints: colour by kind; they have a legend where there are several.
        dark: the mode.
        hover: what a pointer is told.
    """
    look = colours(dark=dark)
    low, high = min(_least(rows["value"]), 0.0), max(_greatest(rows["value"]), 0.0)
    span = (high - low) or 1.0
    scale = alt.Scale(domain=[low, high + _ROOM * span], nice=False, zero=False)
    legend = alt.Legend(orient="top", title=None) if len(tints) > 1 else None
    base = alt.Chart(rows.with_columns(end=pl.col("value").clip(0))).encode(
        y=alt.Y("label:N", sort=None, axis=None), tooltip=list(hover)
    )
    bars = base.mark_bar(height=12, yOffset=8, cornerRadius=3).encode(
        x=alt.X("value:Q", axis=None, scale=scale),
        color=alt.Color("kind:N", scale=alt.Scale(domain=list(tints), range=list(tints.values())), legend=legend),
    )
    amounts = base.mark_text(align="left", dx=6, dy=8, color=look.text).encode(
        text="shown:N", x=alt.X("end:Q", axis=None, scale=scale)
    )
    names = base.mark_text(align="left", dy=-8, color=look.text).encode(text="label:N", x=alt.value(0))
    nought = alt.Chart(pl.DataFrame({"nought": [0.0]})).mark_rule(color=look.line, strokeWidth=1)
    return (nought.encode(x=alt.X("nought:Q", axis=None, scale=scale)) + bars + amounts + names).properties(
        height=_BAR * max(rows.height, 1), width="container"
    )


def value_curve(rows: pl.DataFrame, here: pl.DataFrame, titles: Sequence[str], *, dark: bool) -> Picture:
    """What a budget returns, and where the plan is on it.

    Args:
        rows: columns ``x``, ``y`` (EUR) in the order of the curve, and in words ``budget``, ``expected``, ``calls`` and
            ``more``.
        here: the plan's ``x`` and ``y``.
        titles: of budget, expectation, calls and the return of one more euro.
        dark: the mode.
    """
    look = colours(dark=dark)
    x_form, y_form = (_CENTS if _greatest(rows[name]) < _SMALL else EUROS for name in ("x", "y"))
    axis = alt.Axis(format=x_form, tickCount=4, labelOverlap=True, labelFlush=True)
    x = alt.X("x:Q", title=titles[0], axis=axis, scale=alt.Scale(zero=True))
    y = alt.Y("y:Q", title=titles[1], axis=alt.Axis(format=y_form, tickCount=4))
    names = ("budget", "expected", "calls", "more")
    hover = [alt.Tooltip(f"{name}:N", title=title) for name, title in zip(names, titles, strict=True)]
    base = alt.Chart(rows).encode(x=x, y=y, tooltip=hover)
    ring = alt.Chart(here).mark_point(size=170, strokeWidth=3, color=look.second, fill=look.paper, opacity=1)
    return (
        alt.Chart(rows).mark_area(color=look.main, opacity=0.10).encode(x=x, y=y.stack(None))
        + base.mark_line(color=look.main, strokeWidth=2.5)
        + base.mark_point(filled=True, size=60, opacity=0)
        + ring.encode(x="x:Q", y="y:Q")
    ).properties(height=270, width="container")


def named_intervals(rows: pl.DataFrame, tints: Mapping[str, str], title: str, *, dark: bool, form: str) -> Picture:
    """Values with their intervals below each name, a line a side, and where nought is.

    Args:
        rows: columns ``label`` (in lines that fit), ``side``, ``value``, ``low``, ``high``, and in words ``shown`` and
            ``between``.
        tints: colour by side; they have a legend where there are several.
        title: of the axis.
        dark: the mode.
        form: how the axis writes its numbers, as d3 does.
    """
    look = colours(dark=dark)
    labels = rows["label"].unique(maintain_order=True).to_list()
    lines = max((label.count("\n") + 1 for label in labels), default=1)
    step = _LINE * lines + _SIDE * len(tints) + 16
    y = alt.Y("label:N", sort=None, axis=None, scale=alt.Scale(domain=labels, padding=0))
    axis = alt.Axis(format=form, tickCount=4, labelOverlap=True)
    x = alt.X("low:Q", title=title, axis=axis, scale=alt.Scale(padding=16))
    legend = alt.Legend(orient="top", title=None, symbolOpacity=1) if len(tints) > 1 else None
    colour = alt.Color("side:N", scale=alt.Scale(domain=list(tints), range=list(tints.values())), legend=legend)
    hover = [
        alt.Tooltip("label:N", title=" "),
        alt.Tooltip("side:N", title=" "),
        alt.Tooltip("shown:N", title=title),
        alt.Tooltip("between:N", title="↔"),
    ]
    nought = alt.Chart(pl.DataFrame({"low": [0.0]})).mark_rule(strokeDash=[4, 4], color=look.soft, opacity=0.7)
    layers: list[alt.Chart] = [nought.encode(x=x)]
    for place, side in enumerate(tints):
        base = alt.Chart(rows.filter(side=side)).encode(y=y, color=colour, tooltip=hover)
        down = -step / 2 + _LINE * lines + _SIDE * (place + 0.5)
        layers += [
            base.mark_rule(strokeWidth=4, opacity=0.45, yOffset=down, strokeCap="round").encode(x=x, x2="high:Q"),
            base.mark_point(filled=True, size=85, opacity=1, yOffset=down).encode(x="value:Q"),
        ]
    names = alt.Chart(pl.DataFrame({"label": labels})).mark_text(
        align="left", baseline="top", dy=-step / 2 + 2, color=look.text, lineBreak="\n"
    )
    layers.append(names.encode(y=y, text="label:N", x=alt.value(0)))
    return alt.layer(*layers).properties(height=_AXIS + step * max(len(labels), 1), width="container")


def _least(values: pl.Series) -> float:
    least = values.min()
    return float(least) if isinstance(least, int | float) else 0.0


def _greatest(values: pl.Series) -> float:
    greatest = values.max()
    return float(greatest) if isinstance(greatest, int | float) else 0.0
