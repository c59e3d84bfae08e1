"""One customer as a function of a frame: risk over runs, contracts, and what is used month by month.

A frame's ``shown`` columns are amounts as the reader's language writes them. Nothing here reads the lake or the page.
"""

from collections.abc import Mapping

import altair as alt
import polars as pl

from spanishgas.dashboard.figures import Picture
from spanishgas.dashboard.language import _
from spanishgas.dashboard.theme import colours


def probability_over_runs(rows: pl.DataFrame, starts: Mapping[str, float], *, dark: bool) -> Picture:
    """A customer's probability in each run with its 95 % interval, and where the tiers begin.

    Args:
        rows: columns ``as_of``, ``churn_probability``, ``low``, ``high``, and in words ``day``, ``shown``, ``between``.
        starts: probability at which each tier begins, by its name in words.
        dark: the mode.
    """
    look = colours(dark=dark)
    hover = [
        alt.Tooltip("day:N", title=_("Run of")),
        alt.Tooltip("shown:N", title=_("Probability of leaving")),
        alt.Tooltip("between:N", title=_("95 % interval")),
    ]
    y = alt.Y("churn_probability:Q", title=None, scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%", tickCount=5))
    x = alt.X("day:N", sort=None, title=None, axis=alt.Axis(labelAngle=0, grid=False))
    base = alt.Chart(rows).encode(x=x, tooltip=hover)
    tiers = pl.DataFrame({"start": list(starts.values()), "tier": list(starts)})
    bounds = alt.Chart(tiers).encode(y="start:Q")
    return (
        bounds.mark_rule(strokeDash=[4, 4], color=look.line)
        + bounds.mark_text(align="right", baseline="bottom", dy=-3, color=look.soft, fontSize=11).encode(
            text="tier:N", x=alt.value("width")
        )
        + base.mark_rule(strokeWidth=3, opacity=0.35, color=look.main).encode(y="low:Q", y2="high:Q")
        + base.mark_line(color=look.main).encode(y=y)
        + base.mark_point(filled=True, size=80, color=look.main, opacity=1).encode(y=y)
    ).properties(height=200, width="container")


def contract_timeline(rows: pl.DataFrame, today: pl.DataFrame, tints: Mapping[str, str], *, dark: bool) -> Picture:
    """Contracts as bars from their start to their renewal, and the day of the run as a line.

    Args:
        rows: columns ``contract``, ``start``, ``end``, ``status`` in words and both days in words.
        today: one row: ``day`` and ``label``.
        tints: colour by status in words.
        dark: the mode.
    """
    look = colours(dark=dark)
    order = rows["contract"].to_list()
    bars = (
        alt.Chart(rows)
        .mark_bar(height=16, cornerRadius=3)
        .encode(
            y=alt.Y("contract:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False, labelPadding=8)),
            x=alt.X("start:T", title=None, axis=alt.Axis(format="%b %Y", tickCount=5, labelOverlap=True)),
            x2="end:T",
            color=alt.Color(
                "status:N",
                scale=alt.Scale(domain=list(tints), range=list(tints.values())),
                legend=alt.Legend(orient="top", title=None),
            ),
            tooltip=[
                alt.Tooltip("contract:N", title=_("Contract")),
                alt.Tooltip("status:N", title=_("Status")),
                alt.Tooltip("start_shown:N", title=_("Start")),
                alt.Tooltip("end_shown:N", title=_("Renewal")),
            ],
        )
    )
    line = alt.Chart(today).encode(x="day:T")
    mark = line.mark_rule(color=look.second, strokeWidth=2)
    name = line.mark_text(align="right", dx=-5, baseline="top", color=look.text, fontSize=11).encode(
        text="label:N", y=alt.value(0)
    )
    return (bars + mark + name).properties(height=90 + 30 * rows.height, width="container")


def monthly_bars(rows: pl.DataFrame, title: str, colour: str, hover: str) -> alt.Chart:
    """One amount a month, below nought downwards.

    Args:
        rows: columns ``month`` in words, in their order, ``value`` and ``shown``.
        title: of the amount's axis.
        colour: of the bars.
        hover: what the amount is called when it is pointed at.
    """
    return (
        alt.Chart(rows)
        .mark_bar(color=colour, cornerRadiusEnd=2)
        .encode(
            x=alt.X("month:N", sort=None, title=None, axis=alt.Axis(labelAngle=-45, labelOverlap=True, grid=False)),
            y=alt.Y("value:Q", title=title, axis=alt.Axis(tickCount=4, format=",.0f")),
            tooltip=[alt.Tooltip("month:N", title=_("Month")), alt.Tooltip("shown:N", title=hover)],
        )
        .properties(height=190, width="container")
    )
