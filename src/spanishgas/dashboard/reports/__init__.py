"""Pages beside a run, for mail and archive: one file each that needs nothing besides, in the language asked for.

They say what the dashboard says, by its own functions, and need no server: aggregates only, no customer is named.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from spanishgas.config.language import Language
from spanishgas.dashboard import run_story
from spanishgas.dashboard.absent import AbsentError
from spanishgas.dashboard.language import _, speaking
from spanishgas.dashboard.reports.of_campaign import campaign_report
from spanishgas.dashboard.reports.of_drift import drift_report
from spanishgas.dashboard.reports.of_model import model_report
from spanishgas.dashboard.reports.of_run import run_report
from spanishgas.dashboard.reports.page import html
from spanishgas.dashboard.reports.parts import Report, missing
from spanishgas.dashboard.seen_run import History, SeenRun
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import Run, published_runs


def run(about: Run, language: Language) -> str:
    """What a run found, as a page.

    Raises:
        RunError: it has no figures, because it did not end.
    """
    if about.record.metrics is None:
        raise RunError(f"Run {about.record.run_id} is {about.record.status}: it has no figures to report.")
    with speaking(language):
        return _whole(_("Run report"), about, lambda: run_report(SeenRun(about), _history(about)))


def drift(about: Run, language: Language) -> str:
    """How the customers of a run differ from those that its champion learned from, as a page."""
    with speaking(language):
        return _whole(_("Drift report"), about, lambda: drift_report(SeenRun(about), _history(about)))


def model(trained: Run, language: Language) -> str:
    """The card of the model that a run trained, promoted or not, as a page."""
    with speaking(language):
        return _whole(_("Model card"), trained, lambda: model_report(SeenRun(trained)))


def campaign(lake: Lake, campaign_id: str, language: Language, today: date) -> str:
    """What a campaign changed, as of a day, as a page. Raises InputError when there is no such campaign."""
    with speaking(language):
        return html(campaign_report(lake, campaign_id, today))


def _history(about: Run) -> History:
    return History(about, published_runs(about.lake))


def _whole(title: str, about: Run, make: Callable[[], Report]) -> str:
    """The page, or one that says what is not there (any more)."""
    try:
        return html(make())
    except AbsentError as absent:
        section = missing("", absent)
        lead, *others = section.sentences
        return html(Report(title, run_story.headline(about.record), lead, (), (replace(section, sentences=others),)))
