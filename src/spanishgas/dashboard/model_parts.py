"""Parts of the page of the model: what a threshold does, how it ranks, whether it keeps its word, whom it serves."""

import altair as alt
import polars as pl
import streamlit as st

from spanishgas.dashboard import links, model_groups, model_quality
from spanishgas.dashboard.amounts import share
from spanishgas.dashboard.champion import Scorer
from spanishgas.dashboard.drawing import draw, is_dark, long_table, same_as_table
from spanishgas.dashboard.figures import named_bars
from spanishgas.dashboard.language import _, plain
from spanishgas.dashboard.model_figures import confusion, curves, dots
from spanishgas.dashboard.theme import colours

_DIAGONAL = pl.DataFrame({"x": [0.0, 1.0], "y": [0.0, 1.0]})


def _tints() -> dict[str, str]:
    """A colour for each part of the rows."""
    look = colours(dark=is_dark())
    return dict(zip(model_quality.part_words().values(), (look.main, look.second), strict=True))


def decides(scored: Scorer, ranking: pl.DataFrame, sweep: pl.DataFrame) -> None:
    """What a threshold does, and where it is on the curve of precision and recall."""
    usual = model_quality.usual_threshold(scored)
    codes = model_quality.THRESHOLDS
    chosen = links.slide(_("Threshold"), "threshold", codes, lambda code: share(int(code) / 100), usual)
    seen = model_quality.at_threshold(sweep, chosen)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        title = _("What flagging from {threshold} on does").format(threshold=share(int(chosen) / 100))
        st.header(title)
        st.write(plain(model_quality.told(seen)))
        cells = model_quality.confusion(seen)
        draw(("confusion", scored.model_id, chosen), title, confusion, cells, dark=is_dark())
        same_as_table(model_quality.confusion_table(cells), title)
    with right, st.container(border=True, height="stretch"):
        title = _("Precision and recall")
        st.header(title)
        rows, base = model_quality.curve(ranking, "recall", "precision"), model_quality.guessing(ranking)
        axes, here = (_("Recall"), _("Precision")), model_quality.here(seen)
        draw(
            ("precision", scored.model_id, chosen), title, curves, rows, base, _tints(), axes, dark=is_dark(), here=here
        )
        st.caption(_("The ring is the threshold chosen above; the dashed line, guessing."))
        same_as_table(model_quality.calls_table(ranking), title)


def ranks(scored: Scorer, ranking: pl.DataFrame) -> None:
    """The ROC curve."""
    with st.container(border=True, height="stretch"):
        title = _("ROC curve")
        st.header(title)
        rows = model_quality.curve(ranking, "false_positive_rate", "recall")
        axes = (_("Called of who stayed"), _("Called of who left"))
        draw(("roc", scored.model_id), title, curves, rows, _DIAGONAL, _tints(), axes, dark=is_dark())
        st.caption(_("The dashed line is guessing."))
        same_as_table(model_quality.roc_table(ranking), title)


def is_calibrated(scored: Scorer) -> None:
    """What was said against what came."""
    with st.container(border=True, height="stretch"):
        title = _("Calibration")
        st.header(title)
        rows = model_quality.reliability(scored.test, scored.card.out_of_fold if scored.card else None)
        if rows.is_empty():
            st.write(_("The figures of its training are not there (any more)."))
            return
        axes = (_("Said"), _("Came"))
        draw(
            ("calibration", scored.model_id),
            title,
            curves,
            rows,
            _DIAGONAL,
            _tints(),
            axes,
            dark=is_dark(),
            points=True,
        )
        st.caption(_("On the dashed line as many left as was said."))
        same_as_table(model_quality.reliability_table(rows), title)


def looks_at(scored: Scorer, importance: pl.DataFrame) -> None:
    """What moves its probabilities."""
    with st.container(border=True):
        title = _("What moves the probabilities")
        st.header(title)
        st.caption(_("Share of all contributions on customers kept apart. It does not say what makes customers leave."))
        rows = model_groups.importance(importance)
        hover = [alt.Tooltip("label:N", title=_("Feature")), alt.Tooltip("shown:N", title=_("Share"))]
        main = {model_groups.shares(): colours(dark=is_dark()).main}
        draw(("importance", scored.model_id), title, named_bars, rows, main, dark=is_dark(), hover=hover)
        same_as_table(model_groups.importance_table(rows), title)


def serves(scored: Scorer, groups: pl.DataFrame) -> None:
    """Whose leavers are found, by a grouping that the reader chooses."""
    with st.container(border=True):
        title = _("By group of customers")
        st.header(title)
        names = model_groups.grouping_words()
        kind = links.pick(_("Grouping"), "grouping", list(names), names.__getitem__, usual="segment")
        rows = model_groups.by_group(groups, kind)
        st.caption(plain(model_groups.note()))
        if not (shown := model_groups.large_enough(rows)).is_empty():
            draw(("groups", scored.model_id, kind), title, dots, shown, _("Recall"), dark=is_dark())
        if not rows.is_empty():
            long_table(model_groups.group_table(rows, names[kind]), title)
