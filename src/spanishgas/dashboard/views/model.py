"""How good the champion is: the gate, how it ranks and where it draws the line, whom it serves, and what came of it."""

from functools import partial

import altair as alt
import polars as pl
import streamlit as st

from spanishgas.dashboard import downloads, gate_story, lake_view, links, model_groups, model_quality, reports
from spanishgas.dashboard.amounts import share
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table, table
from spanishgas.dashboard.figures import named_bars, paired_bars
from spanishgas.dashboard.language import _, plain
from spanishgas.dashboard.model_figures import confusion, curves, dots
from spanishgas.dashboard.theme import colours

run, history, dark = lake_view.current(), lake_view.history(), is_dark()
look, scored = colours(dark=dark), lake_view.scorer(run)
tints = dict(zip(model_quality.part_words().values(), (look.main, look.second), strict=True))
DIAGONAL = pl.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]})


def decides(ranking: pl.DataFrame, sweep: pl.DataFrame) -> None:
    """What a threshold does, and where it is on the curve of precision and recall."""
    usual = model_quality.usual_threshold(scored)
    codes = model_quality.THRESHOLDS
    chosen = links.slide(_("Threshold"), "threshold", codes, lambda code: share(int(code) / 100), usual)
    seen = model_quality.at_threshold(sweep, chosen)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        title = _("What flagging from {threshold} on does").format(threshold=share(int(chosen) / 100))
        st.subheader(title)
        st.write(plain(model_quality.told(seen)))
        cells = model_quality.confusion(seen)
        draw(("confusion", scored.model_id, chosen), title, confusion, cells, dark=dark)
        same_as_table(model_quality.confusion_table(cells), title)
    with right, st.container(border=True, height="stretch"):
        title = _("Precision and recall")
        st.subheader(title)
        rows, base = model_quality.curve(ranking, "recall", "precision"), model_quality.guessing(ranking)
        axes, here = (_("Recall"), _("Precision")), model_quality.here(seen)
        draw(("precision", scored.model_id, chosen), title, curves, rows, base, tints, axes, dark=dark, here=here)
        st.caption(_("The ring is the threshold chosen above; the dashed line, guessing."))
        same_as_table(model_quality.calls_table(ranking), title)


def ranks(ranking: pl.DataFrame) -> None:
    """The ROC curve."""
    with st.container(border=True, height="stretch"):
        title = _("ROC curve")
        st.subheader(title)
        rows = model_quality.curve(ranking, "false_positive_rate", "recall")
        axes = (_("Called of who stayed"), _("Called of who left"))
        draw(("roc", scored.model_id), title, curves, rows, DIAGONAL, tints, axes, dark=dark)
        st.caption(_("The dashed line is guessing."))
        same_as_table(model_quality.roc_table(ranking), title)


def is_calibrated() -> None:
    """What was said against what came."""
    with st.container(border=True, height="stretch"):
        title = _("Calibration")
        st.subheader(title)
        rows = model_quality.reliability(scored.test, scored.card.out_of_fold if scored.card else None)
        if rows.is_empty():
            st.write(_("The figures of its training are not there (any more)."))
            return
        axes = (_("Said"), _("Came"))
        draw(("calibration", scored.model_id), title, curves, rows, DIAGONAL, tints, axes, dark=dark, points=True)
        st.caption(_("On the dashed line as many left as was said."))
        same_as_table(model_quality.reliability_table(rows), title)


def looks_at(importance: pl.DataFrame) -> None:
    """What moves its probabilities."""
    with st.container(border=True):
        title = _("What moves the probabilities")
        st.subheader(title)
        st.caption(_("Share of all contributions on customers kept apart. It does not say what makes customers leave."))
        rows = model_groups.importance(importance)
        hover = [alt.Tooltip("label:N", title=_("Feature")), alt.Tooltip("shown:N", title=_("Share"))]
        main = {model_groups.shares(): look.main}
        draw(("importance", scored.model_id), title, named_bars, rows, main, dark=dark, hover=hover)
        same_as_table(model_groups.importance_table(rows), title)


def serves(groups: pl.DataFrame) -> None:
    """Whose leavers are found, by a grouping that the reader chooses."""
    with st.container(border=True):
        title = _("By group of customers")
        st.subheader(title)
        names = model_groups.grouping_words()
        kind = links.pick(_("Grouping"), "grouping", list(names), names.__getitem__, usual="segment")
        rows = model_groups.by_group(groups, kind)
        st.caption(plain(model_groups.note()))
        if not (shown := model_groups.large_enough(rows)).is_empty():
            draw(("groups", scored.model_id, kind), title, dots, shown, _("Recall"), dark=dark)
        if not rows.is_empty():
            table(model_groups.group_table(rows, names[kind]), title, height=400 if rows.height > 10 else None)


st.title(_("Model performance"))
st.write(plain(gate_story.verdict(scored, run.record)))
with st.grid(3, min_column_width=210):
    for each in gate_story.figures(scored, run.record):
        st.metric(each.label, each.value, each.note or None, delta_color="off", delta_arrow="off", border=True)
st.caption(_("Below a figure, its 95 % interval."))
if trained := scored.trained:
    downloads.offer_report(
        _("Download the model card"), f"model-card-{scored.model_id}", partial(reports.model, trained)
    )

ranking, sweep = scored.table("ranking_curve"), scored.table("threshold_sweep")
if ranking is None or sweep is None:
    st.info(_("The curves of its training are not there (any more). The next training writes them anew."))
else:
    decides(ranking, sweep)
left, right = st.columns(2)
with left:
    if ranking is not None:
        ranks(ranking)
with right:
    is_calibrated()
if (importance := scored.table("feature_importance")) is not None:
    looks_at(importance)
if (groups := scored.table("calibration_groups")) is not None:
    serves(groups)

with st.container(border=True):
    title = _("What came of past lists")
    st.subheader(title)
    outcomes = model_groups.outcomes(run.scan("outcome_results").collect())
    if outcomes.is_empty():
        st.write(_("No outcome of a past list is known yet. Once labels of its day come, they are held against it."))
    else:
        sides = {_("expected"): look.second, _("left"): look.main}
        bars = model_groups.outcome_bars(outcomes)
        draw(("outcomes", run.run_id), title, paired_bars, bars, sides, form=",.0f", hover=_("Run of"))
        table(model_groups.outcome_table(outcomes), title)

with st.container(border=True):
    title = _("Which model scored which run")
    st.subheader(title)
    table(gate_story.over_runs([history.current, *history.before]), title)

with st.container(border=True):
    title = _("Experiments compared")
    st.subheader(title)
    ladder = scored.ladder()
    if ladder is None:
        st.write(_("Nobody has compared experiments on this training yet. This does it, in some minutes:"))
        st.code(scored.to_compare(), language="bash", wrap_lines=True)
    else:
        rungs = model_groups.ladder(ladder)
        draw(("ladder", scored.model_id), title, dots, rungs, _("PR-AUC"), dark=dark, form=".2f")
        same_as_table(model_groups.ladder_table(rungs), title)
