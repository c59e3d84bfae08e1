"""How good the champion is: the gate, how it ranks and where it draws the line, whom it serves, and what came of it."""

from functools import partial

import streamlit as st

from spanishgas.dashboard import downloads, gate_story, lake_view, model_groups, model_parts, reports
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table, table
from spanishgas.dashboard.figures import paired_bars
from spanishgas.dashboard.language import _, plain
from spanishgas.dashboard.model_figures import dots
from spanishgas.dashboard.theme import colours

run, history = lake_view.current(), lake_view.history()
look, scored = colours(dark=is_dark()), lake_view.scorer(run)

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
    model_parts.decides(scored, ranking, sweep)
left, right = st.columns(2)
with left:
    if ranking is not None:
        model_parts.ranks(scored, ranking)
with right:
    model_parts.is_calibrated(scored)
if (importance := scored.table("feature_importance")) is not None:
    model_parts.looks_at(scored, importance)
if (groups := scored.table("calibration_groups")) is not None:
    model_parts.serves(scored, groups)

with st.container(border=True):
    title = _("What came of past lists")
    st.header(title)
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
    st.header(title)
    table(gate_story.over_runs([history.current, *history.before]), title)

with st.container(border=True):
    title = _("Experiments compared")
    st.header(title)
    ladder = scored.ladder()
    if ladder is None:
        st.write(_("Nobody has compared experiments on this training yet. This does it, in some minutes:"))
        st.code(scored.to_compare(), language="bash", wrap_lines=True)
    else:
        rungs = model_groups.ladder(ladder)
        draw(("ladder", scored.model_id), title, dots, rungs, _("PR-AUC"), dark=is_dark(), form=".2f")
        same_as_table(model_groups.ladder_table(rungs), title)
