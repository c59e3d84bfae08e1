"""Whether customers are still like those the champion learned from: what moved, what it means, what was held back."""

from functools import partial

import altair as alt
import polars as pl
import streamlit as st

from spanishgas.dashboard import downloads, drift_rows, drift_story, lake_view, links, reports
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table
from spanishgas.dashboard.drift_figures import course, then_and_now
from spanishgas.dashboard.figures import named_bars, paired_bars
from spanishgas.dashboard.language import _, plain
from spanishgas.dashboard.theme import colours

run, history, dark = lake_view.current(), lake_view.history(), is_dark()
MOST_GROUPS = 15
look, rules = colours(dark=dark), run.policy.drift
predictions = run.scan("prediction_drift").collect()
judged = drift_story.judged(run.scan("drift_results").collect(), rules)


def figures() -> None:
    """The level, what is expected, and what becomes of the comparisons."""
    with st.grid(4, min_column_width=200):
        for label, value in drift_story.cards(run.metrics, predictions, judged):
            st.metric(label, value, border=True)


def raised() -> None:
    """Alarms, and what raised none."""
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        st.subheader(_("What raised an alarm"))
        alarms = drift_story.alarms(predictions, judged)
        for each in alarms or [_("Nothing did.")]:
            st.markdown(f"- {plain(each)}" if alarms else plain(each))
    with right, st.container(border=True, height="stretch"):
        st.subheader(_("What was held back, and why"))
        held = drift_story.held_back(judged)
        for each in held or [_("Nothing was.")]:
            st.markdown(f"- {plain(each)}" if held else plain(each))


def moved() -> None:
    """Features by the size of their difference."""
    with st.container(border=True):
        title = _("What differs most")
        st.subheader(title)
        st.caption(plain(drift_story.about_effects(rules.minimum_effect)))
        rows = drift_story.effects(judged)
        shades = drift_story.verdict_tints(rows, look)
        hover = [alt.Tooltip("label:N", title=_("Feature")), alt.Tooltip("shown:N", title=_("Effect"))]
        hover.append(alt.Tooltip("kind:N", title=_("Verdict")))
        draw(
            ("effects", run.run_id), title, named_bars, rows, shades, dark=dark, hover=hover, limit=rules.minimum_effect
        )
        same_as_table(drift_story.effects_table(judged), title)


def compares(bins: pl.DataFrame) -> None:
    """The distribution of a feature that the reader chooses, then and now."""
    with st.container(border=True):
        title = _("A feature then and now")
        st.subheader(title)
        known = judged["feature"].unique(maintain_order=True).to_list()
        chosen = links.pick(_("Feature"), "feature", known, drift_story.feature_words)
        rows = drift_rows.distribution(bins.filter(feature=chosen))
        tints = drift_rows.side_tints(look)
        pairs, name = drift_rows.distribution_bars(rows), drift_story.feature_words(chosen)
        draw(("bins", run.run_id, chosen), name, paired_bars, pairs, tints, form="%", hover=name)
        same_as_table(drift_rows.distribution_table(rows, name), title)


def expects(grouping: str, title: str, first: str) -> None:
    """What is expected of the groups, then and now."""
    with st.container(border=True, height="stretch"):
        st.subheader(title)
        rows = drift_rows.predictions_by(predictions, grouping)
        if rows.is_empty():
            st.write(_("Nothing is known of such groups."))
            return
        draw((grouping, run.run_id), title, then_and_now, rows.head(MOST_GROUPS), dark=dark)
        st.caption(drift_rows.about_points())
        same_as_table(drift_rows.predictions_table(rows, first), title)


def over_runs() -> None:
    """Drifted features and expected churn of each run."""
    series = history.series()
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        title = _("Drifted features over runs")
        st.subheader(title)
        rows = drift_rows.compared([each.record for each in series])
        draw(("drifted", run.run_id), title, course, rows, title, form=",.0f", dark=dark)
        st.caption(_("Those alike in whole provinces are counted too."))
        same_as_table(drift_rows.compared_table(rows), title)
    with right, st.container(border=True, height="stretch"):
        title = _("Expected churn over runs")
        st.subheader(title)
        rows = drift_rows.expected(lake_view.of_runs("expected_performance", series))
        if rows.is_empty():
            st.write(_("No run says what it expects (any more)."))
            return
        draw(("expected", run.run_id), title, course, rows, title, form=".0%", dark=dark)
        same_as_table(drift_rows.expected_table(rows), title)


st.title(_("Drift monitor"))
st.write(plain(drift_story.sentence(run.record, predictions, judged)))
name = f"drift-{run.record.as_of:%Y-%m-%d}"
downloads.offer_report(_("Download the drift report"), name, partial(reports.drift, run.run))
if not judged.is_empty():
    figures()
    raised()
    moved()
    compares(run.scan("drift_histograms").collect())
    expects("segment", _("Expected to leave by segment"), _("Segment"))
    expects("province_code", _("Expected to leave by province"), _("Province"))
over_runs()
