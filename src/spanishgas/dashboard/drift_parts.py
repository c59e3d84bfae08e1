"""Parts of the page of drift: the level, alarms and what raised none, features then and now, and what is expected."""

import altair as alt
import polars as pl
import streamlit as st

from spanishgas.dashboard import drift_rows, drift_story, links
from spanishgas.dashboard.amounts import count, number, share
from spanishgas.dashboard.drawing import draw, is_dark, same_as_table
from spanishgas.dashboard.drift_figures import then_and_now
from spanishgas.dashboard.figures import named_bars, paired_bars
from spanishgas.dashboard.lake_view import SeenRun
from spanishgas.dashboard.language import _, plain, word
from spanishgas.dashboard.theme import colours

_MOST_GROUPS = 15


def figures(level: str, predictions: pl.DataFrame, judged: pl.DataFrame) -> None:
    """The level, what is expected, and what becomes of the comparisons."""
    whole = drift_story.whole_book(predictions) or {}
    counted = {code: judged.filter(verdict=code)["feature"].n_unique() for code in drift_story.VERDICTS}
    held = sum(counted[code] for code in ("calendar", "too_small", "by_chance"))
    with st.grid(4, min_column_width=200):
        st.metric(_("Drift"), word("drift level", level), border=True)
        st.metric(_("Expected to leave"), share(whole["current_probability"], 1), border=True)
        st.metric(_("When the champion learned"), share(whole["reference_probability"], 1), border=True)
        st.metric(_("Held back"), count(held), border=True)


def raised(predictions: pl.DataFrame, judged: pl.DataFrame) -> None:
    """Alarms, and what raised none."""
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        st.header(_("What raised an alarm"))
        alarms = drift_story.alarms(predictions, judged)
        for each in alarms or [_("Nothing did.")]:
            st.markdown(f"- {plain(each)}" if alarms else plain(each))
    with right, st.container(border=True, height="stretch"):
        st.header(_("What was held back, and why"))
        held = drift_story.held_back(judged)
        for each in held or [_("Nothing was.")]:
            st.markdown(f"- {plain(each)}" if held else plain(each))


def moved(run: SeenRun, judged: pl.DataFrame) -> None:
    """Features by the size of their difference."""
    with st.container(border=True):
        title = _("What differs most")
        st.header(title)
        least = run.policy.drift.minimum_effect
        limit = number(least, 2)
        st.caption(
            plain(
                _("Distance of two distributions, 0 to 1; from {limit} on, the dashed line, it is large.").format(
                    limit=limit
                )
            )
        )
        rows = drift_story.effects(judged)
        shades = drift_story.verdict_tints(rows, colours(dark=is_dark()))
        hover = [alt.Tooltip("label:N", title=_("Feature")), alt.Tooltip("shown:N", title=_("Effect"))]
        hover.append(alt.Tooltip("kind:N", title=_("Verdict")))
        draw(("effects", run.run_id), title, named_bars, rows, shades, dark=is_dark(), hover=hover, limit=least)
        same_as_table(drift_story.effects_table(judged), title)


def compares(run: SeenRun, judged: pl.DataFrame, bins: pl.DataFrame) -> None:
    """The distribution of a feature that the reader chooses, then and now."""
    with st.container(border=True):
        title = _("A feature then and now")
        st.header(title)
        known = judged["feature"].unique(maintain_order=True).to_list()
        chosen = links.pick(_("Feature"), "feature", known, drift_story.feature_words)
        rows = drift_rows.distribution(bins.filter(feature=chosen))
        look = colours(dark=is_dark())
        tints = dict(zip(drift_rows.sides(), (look.tiers[-2], look.main), strict=True))
        pairs, name = drift_rows.distribution_bars(rows), drift_story.feature_words(chosen)
        draw(("bins", run.run_id, chosen), name, paired_bars, pairs, tints, form="%", hover=name)
        same_as_table(drift_rows.distribution_table(rows, name), title)


def expects(run: SeenRun, predictions: pl.DataFrame, grouping: str, title: str, first: str) -> None:
    """What is expected of the groups, then and now."""
    with st.container(border=True, height="stretch"):
        st.header(title)
        rows = drift_rows.predictions_by(predictions, grouping)
        if rows.is_empty():
            st.write(_("Nothing is known of such groups."))
            return
        draw((grouping, run.run_id), title, then_and_now, rows.head(_MOST_GROUPS), dark=is_dark())
        st.caption(_("Hollow: when the champion learned. Full: now. Those furthest from chance first."))
        same_as_table(drift_rows.predictions_table(rows, first), title)
