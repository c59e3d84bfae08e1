"""Every chart, as a function of a frame: words, numbers and colours come in, a Vega-Lite chart goes out.

A frame's ``shown`` columns are amounts as the reader's language writes them. Nothing here reads the lake or the page.
"""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from spanishgas.dashboard.language import _
from spanishgas.dashboard.theme import colours

TOPOLOGY = "app/static/provinces-es.topojson"
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
        title=title, orient="bottom-right", direction="horizontal", gradientLength=150, format=labels, tickCount=2,
        offset=0,
    )  # fmt: skip
    shape = alt.Chart(alt.topo_feature(TOPOLOGY, "provinces")).mark_geoshape(stroke=look.paper, strokeWidth=0.6)
    empty = shape.encode(color=alt.value(look.line))
    filled = shape.transform_lookup(lookup="id", from_=alt.LookupData(rows, "code", ["name", "value", "shown"])).encode(
        color=alt.Color("value:Q", scale=alt.Scale(range=list(look.scale), type="sqrt", zero=True), legend=legend),
        tooltip=[alt.Tooltip("name:N", title=_("Province")), alt.Tooltip("shown:N", title=title)],
    )
    return (
        (empty + filled.transform_filter("isValid(datum.value)"))
        .project("mercator")
        .properties(height=380, width="container")
    )


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
    ).properties(height=230, width="container")


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
            y=alt.Y("contract:N", sort=order, title=None, axis=alt.Axis(ticks=False, domain=False)),
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
    line = alt.Chart(pl.DataFrame({"limit": [] if limit is None else [limit]}, schema={"limit": pl.Float64}))
    large = line.mark_rule(strokeDash=[4, 4], color=look.soft, opacity=0.6).encode(x=alt.X("limit:Q", axis=None))
    return (large + bars + amounts + names).properties(height=step * max(rows.height, 1), width="container")


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
        .properties(height=280, width="container")
    )


def _beyond(values: pl.Series) -> float:
    """A little more than the greatest value, so that the amount beside its bar finds room."""
    greatest = values.max()
    return 1.3 * float(greatest) if isinstance(greatest, int | float) and greatest > 0 else 1.0
