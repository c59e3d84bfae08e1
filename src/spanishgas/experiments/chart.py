"""The ladder as pictures: what each rung reaches, and how far each is from the champion."""

import io

import altair as alt
import polars as pl

_COLOURS = {"dummy": "#9aa5b1", "logistic_regression": "#5b8def", "random_forest": "#3ba272", "xgboost": "#d9480f"}
_WORDS = {
    "dummy": "churn rate alone",
    "logistic_regression": "logistic regression",
    "random_forest": "random forest",
    "xgboost": "XGBoost",
}
_PUBLISHED = "published, of the real data"
_WIDTH, _HEIGHT = 980, 340


def ladder_chart(ladder: pl.DataFrame) -> str:
    """PR-AUC of each experiment by each algorithm with its 95 % interval, and what was published, as SVG."""
    rows = _labelled(ladder.filter(metric="pr_auc"))
    base = alt.Chart(rows).encode(x=_rung(rows), xOffset=_beside(rows), color=_colour(rows))
    low, high = alt.Y("low:Q", title="PR-AUC, held out", scale=alt.Scale(domain=[0, 1])), alt.Y2("high:Q")
    published = (
        alt.Chart(rows.filter(pl.col("published").is_not_null()))
        .mark_point(size=110, color="#111827", strokeWidth=1.6)
        .transform_calculate(legend=f"'{_PUBLISHED}'")
        .encode(x=_rung(rows), xOffset=_beside(rows), y="published:Q", shape=_only_named(_PUBLISHED))
    )
    return _svg(
        base.mark_rule(strokeWidth=2).encode(y=low, y2=high) + base.mark_circle(size=60).encode(y="value:Q") + published
    )


def difference_chart(ladder: pl.DataFrame) -> str:
    """PR-AUC minus the champion's in the same folds, with its 95 % interval, as SVG."""
    rows = _labelled(ladder.filter((pl.col("metric") == "pr_auc") & (pl.col("algorithm") != "dummy")))
    rows = rows.filter(pl.col("difference").is_not_null())
    base = alt.Chart(rows).encode(x=_rung(rows), xOffset=_beside(rows), color=_colour(rows))
    low = alt.Y("difference_low:Q", title="PR-AUC minus the champion's")
    zero = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color="#111827", strokeDash=[4, 3]).encode(y="zero:Q")
    points = base.mark_circle(size=60).encode(y="difference:Q")
    return _svg(zero + base.mark_rule(strokeWidth=2).encode(y=low, y2="difference_high:Q") + points)


def _labelled(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(algorithm=pl.col("algorithm").replace_strict(_WORDS, default=pl.col("algorithm")))


def _rung(rows: pl.DataFrame) -> alt.X:
    order = rows["experiment"].unique(maintain_order=True).to_list()
    return alt.X("experiment:N", sort=order, title=None, axis=alt.Axis(labelAngle=0))


def _beside(rows: pl.DataFrame) -> alt.XOffset:
    return alt.XOffset("algorithm:N", sort=rows["algorithm"].unique(maintain_order=True).to_list())


def _colour(rows: pl.DataFrame) -> alt.Color:
    shown = [name for name in _WORDS if _WORDS[name] in set(rows["algorithm"])]
    scale = alt.Scale(domain=[_WORDS[name] for name in shown], range=[_COLOURS[name] for name in shown])
    return alt.Color("algorithm:N", scale=scale, title=None, legend=alt.Legend(orient="top"))


def _only_named(text: str) -> alt.Shape:
    scale = alt.Scale(domain=[text], range=["diamond"])
    return alt.Shape("legend:N", scale=scale, title=None, legend=alt.Legend(orient="top"))


def _svg(chart: alt.LayerChart | alt.FacetChart) -> str:
    buffer = io.StringIO()
    chart.properties(width=_WIDTH, height=_HEIGHT).configure_view(stroke=None).configure_axis(
        labelFontSize=13, titleFontSize=13, gridColor="#e5e7eb"
    ).configure_legend(labelFontSize=13).save(buffer, format="svg")
    return buffer.getvalue()
