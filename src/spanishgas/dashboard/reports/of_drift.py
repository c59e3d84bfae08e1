"""The report of drift: whether customers are still like those the champion learned from, and what was held back."""

import polars as pl

from spanishgas.dashboard import drift_rows, drift_story, run_story
from spanishgas.dashboard.amounts import count
from spanishgas.dashboard.drift_figures import course, then_and_now
from spanishgas.dashboard.figures import named_bars, paired_bars
from spanishgas.dashboard.language import _
from spanishgas.dashboard.reports.parts import Figure, Picture, Report, Section, there
from spanishgas.dashboard.seen_run import History, SeenRun, of_each
from spanishgas.dashboard.theme import colours

_MOST_GROUPS, _MOST_FEATURES = 15, 4


def drift_report(seen: SeenRun, history: History) -> Report:
    """The report of a run whose drift was measured.

    Args:
        seen: the run.
        history: the published runs up to it.

    Raises:
        AbsentError: the run does not have the tables of drift (any more).
    """
    predictions = seen.scan("prediction_drift").collect()
    judged = drift_story.judged(seen.scan("drift_results").collect(), seen.policy.drift)
    compared = [] if judged.is_empty() else _compared(seen, predictions, judged)
    return Report(
        title=_("Drift report"),
        about=run_story.headline(seen.record),
        lead=drift_story.sentence(seen.record, predictions, judged),
        figures=[Figure(label, value) for label, value in drift_story.cards(seen.metrics, predictions, judged)]
        if compared
        else [],
        sections=[*compared, _over_runs(history)],
    )


def _compared(seen: SeenRun, predictions: pl.DataFrame, judged: pl.DataFrame) -> list[Section]:
    alarms, held = drift_story.alarms(predictions, judged), drift_story.held_back(judged)
    return [
        Section(_("What raised an alarm"), () if alarms else [_("Nothing did.")], alarms),
        Section(_("What was held back, and why"), () if held else [_("Nothing was.")], held),
        _moved(judged, seen.policy.drift.minimum_effect),
        there(_("Features then and now"), lambda: _distributions(seen, judged)),
        Section(
            _("Who is expected to leave"),
            pictures=[
                *_expects(predictions, "segment", _("Expected to leave by segment"), _("Segment")),
                *_expects(predictions, "province_code", _("Expected to leave by province"), _("Province")),
            ],
        ),
    ]


def _moved(judged: pl.DataFrame, limit: float) -> Section:
    title, rows = _("What differs most"), drift_story.effects(judged)
    return Section(
        title,
        [drift_story.about_effects(limit)],
        pictures=[
            Picture(
                title,
                lambda dark: named_bars(
                    rows,
                    drift_story.verdict_tints(rows, colours(dark=dark)),
                    dark=dark,
                    hover=[],
                    limit=limit,
                ),
                drift_story.effects_table(judged),
            )
        ],
    )


def _distributions(seen: SeenRun, judged: pl.DataFrame) -> Section:
    bins = seen.scan("drift_histograms").collect()
    features = judged["feature"].unique(maintain_order=True).head(_MOST_FEATURES).to_list()
    return Section(
        _("Features then and now"),
        [_("The {count} features that differ most.").format(count=count(len(features)))],
        pictures=[_distribution(bins.filter(feature=each), drift_story.feature_words(each)) for each in features],
    )


def _distribution(bins: pl.DataFrame, name: str) -> Picture:
    rows = drift_rows.distribution(bins)
    pairs = drift_rows.distribution_bars(rows)
    return Picture(
        name,
        lambda dark: paired_bars(pairs, drift_rows.side_tints(colours(dark=dark)), form="%", hover=name),
        drift_rows.distribution_table(rows, name),
    )


def _expects(predictions: pl.DataFrame, grouping: str, title: str, first: str) -> list[Picture]:
    rows = drift_rows.predictions_by(predictions, grouping)
    if rows.is_empty():
        return []
    shown = rows.head(_MOST_GROUPS)
    return [
        Picture(
            title,
            lambda dark: then_and_now(shown, dark=dark),
            drift_rows.predictions_table(rows, first),
            drift_rows.about_points(),
        )
    ]


def _over_runs(history: History) -> Section:
    series = history.series()
    drifted, expected = _("Drifted features over runs"), _("Expected churn over runs")
    counts = drift_rows.compared([each.record for each in series])
    rates = drift_rows.expected(of_each("expected_performance", series))
    pictures = [
        Picture(
            drifted,
            lambda dark: course(counts, drifted, form=",.0f", dark=dark),
            drift_rows.compared_table(counts),
            _("Those alike in whole provinces are counted too."),
        )
    ]
    if not rates.is_empty():
        pictures.append(
            Picture(
                expected,
                lambda dark: course(rates, expected, form=".0%", dark=dark),
                drift_rows.expected_table(rates),
            )
        )
    return Section(_("Over runs"), pictures=pictures)
