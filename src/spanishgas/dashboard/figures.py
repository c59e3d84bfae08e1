"""Bars, which any page may draw, as functions of a frame: words, numbers and colours come in, a chart goes out.

A frame's ``shown`` columns are amounts as the reader's language writes them. Nothing here reads the lake or the page.
"""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from spanishgas.dashboard.language import _
from spanishgas.dashboard.theme import colours

EUROS = "$,.0f"
"""How an axis or a legend writes euros, as d3 does; the currency is the language's."""

Picture = alt.LayerChart | alt.FacetChart


def ranked_bars(
    rows: pl.DataFrame, tints: Mapping[str, str], *, dark: bool, hover: Sequence[alt.Tooltip], step: int = 34
) -> Picture:
    """Bars from the left in the order of the rows, each with its amount in words at its end.

    Args:
        rows: columns ``label``, ``value`` and ``shown``.
        tints: colour by label; other bars have the main one.
        dark: the mode.
        hover: what a pointer is told.
        step: height of a row.
    """
    look = colours(dark=dark)
    labels = rows["label"].to_list()
    scale = alt.Scale(domain=labels, range=[tints.get(label, look.main) for label in labels])
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=None, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=8)),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, _beyond(rows["value"])])),
        tooltip=list(hover),
    )
    bars = base.mark_bar(height=0.6 * step, cornerRadiusEnd=3).encode(
        color=alt.Color("label:N", scale=scale, legend=None)
    )
    amounts = base.mark_text(align="left", dx=6, color=look.text).encode(text="shown:N")
    return (bars + amounts).properties(height=step * max(rows.height, 1), width="container")


def named_bars(
    rows: pl.DataFrame,
    tints: Mapping[str, str],
    *,
    dark: bool,
    hover: Sequence[alt.Tooltip],
    limit: float | None = None,
    step: int = 40,
) -> Picture:
    """Bars in the order of the rows with long names above them, which fit on a phone, and amounts at their ends.

    Args:
        rows: columns ``label``, ``value``, ``shown`` and ``kind``, which decides the colour.
        tints: colour by kind; they have a legend where there are several.
        dark: the mode.
        hover: what a pointer is told.
        limit: an amount that matters, as a dashed line.
        step: height of a row.
    """
    look = colours(dark=dark)
    scale = alt.Scale(domain=list(tints), range=list(tints.values()))
    legend = alt.Legend(orient="top", title=None, columns=1, labelLimit=320) if len(tints) > 1 else None
    base = alt.Chart(rows).encode(
        y=alt.Y("label:N", sort=None, axis=None),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, _beyond(rows["value"])])),
        tooltip=list(hover),
    )
    bars = base.mark_bar(height=12, yOffset=8, cornerRadiusEnd=3).encode(
        color=alt.Color("kind:N", scale=scale, legend=legend)
    )
    amounts = base.mark_text(align="left", dx=6, dy=8, color=look.text).encode(text="shown:N")
    names = base.mark_text(align="left", dy=-8, color=look.text, limit=330).encode(text="label:N", x=alt.value(0))
    parts = bars + amounts + names
    if limit is not None:  # it passes behind the names
        halo = base.mark_text(align="left", dy=-8, stroke=look.paper, strokeWidth=5, limit=330)
        parts = halo.encode(text="label:N", x=alt.value(0)) + parts
        line = alt.Chart(pl.DataFrame({"limit": [limit]})).mark_rule(strokeDash=[4, 4], color=look.soft, opacity=0.6)
        parts = line.encode(x=alt.X("limit:Q", axis=None)) + parts
    return parts.properties(height=step * max(rows.height, 1), width="container")


def paired_bars(rows: pl.DataFrame, tints: Mapping[str, str], *, form: str, hover: str) -> alt.Chart:
    """Two bars beside each other for each label, such as then and now.

    Args:
        rows: columns ``label`` in its order, ``side``, ``value`` and ``shown``.
        tints: colour by side.
        form: how the axis writes its numbers, as d3 does.
        hover: what a label is called when it is pointed at.
    """
    return (
        alt.Chart(rows)
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X(
                "label:N",
                sort=None,
                title=None,
                axis=alt.Axis(labelAngle=-45, labelLimit=120, labelOverlap=True, grid=False),
            ),
            xOffset=alt.XOffset("side:N", sort=list(tints)),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(format=form, tickCount=5)),
            color=alt.Color(
                "side:N",
                scale=alt.Scale(domain=list(tints), range=list(tints.values())),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=[
                alt.Tooltip("label:N", title=hover),
                alt.Tooltip("side:N", title=_("Side")),
                alt.Tooltip("shown:N", title=_("Amount")),
            ],
        )
        .properties(height=340, width="container")
    )


def _beyond(values: pl.Series) -> float:
    """A little more than the greatest value, so that the amount beside its bar finds room."""
    greatest = values.max()
    return 1.3 * float(greatest) if isinstance(greatest, int | float) and greatest > 0 else 1.0
