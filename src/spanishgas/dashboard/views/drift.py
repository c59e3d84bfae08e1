"""Whether customers are still like those the champion learned from: what moved, what it means, what was held back."""

from functools import partial

import streamlit as st

from spanishgas.dashboard import downloads, drift_parts, drift_rows, drift_story, lake_view, reports
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table
from spanishgas.dashboard.drift_figures import course
from spanishgas.dashboard.language import _, plain

run, history = lake_view.current(), lake_view.history()
predictions = run.scan("prediction_drift").collect()
judged = drift_story.judged(run.scan("drift_results").collect(), run.policy.drift)


def over_runs() -> None:
    """Drifted features and expected churn of each run."""
    series = history.series()
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        title = _("Drifted features over runs")
        st.header(title)
        rows = drift_rows.compared([each.record for each in series])
        draw(("drifted", run.run_id), title, course, rows, title, form=",.0f", dark=is_dark())
        st.caption(_("Those alike in whole provinces are counted too."))
        same_as_table(drift_rows.compared_table(rows), title)
    with right, st.container(border=True, height="stretch"):
        title = _("Expected churn over runs")
        st.header(title)
        rows = drift_rows.expected(lake_view.of_runs("expected_performance", series))
        if rows.is_empty():
            st.write(_("No run says what it expects (any more)."))
            return
        draw(("expected", run.run_id), title, course, rows, title, form=".0%", dark=is_dark())
        same_as_table(drift_rows.expected_table(rows), title)


st.title(_("Drift monitor"))
st.write(plain(drift_story.sentence(run.record, predictions, judged)))
name = f"drift-{run.record.as_of:%Y-%m-%d}"
downloads.offer_report(_("Download the drift report"), name, partial(reports.drift, run.run))
if not judged.is_empty():
    drift_parts.figures(run.metrics.drift_level, predictions, judged)
    drift_parts.raised(predictions, judged)
    drift_parts.moved(run, judged)
    drift_parts.compares(run, judged, run.scan("drift_histograms").collect())
    drift_parts.expects(run, predictions, "segment", _("Expected to leave by segment"), _("Segment"))
    drift_parts.expects(run, predictions, "province_code", _("Expected to leave by province"), _("Province"))
over_runs()
