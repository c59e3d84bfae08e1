"""What the first reader would wait for, done when the server starts: imports, the run, and words in both languages."""

import gc
from importlib import import_module

from spanishgas.dashboard import figures, lake_view, losses, summary, summary_cards, theme
from spanishgas.dashboard.language import LANGUAGES, speak
from spanishgas.dashboard.listing import listed

_LIBRARIES = (
    "PIL.PngImagePlugin",
    "pandas",
    "pyarrow.pandas_compat",
    "streamlit.emojis",
    "streamlit.material_icon_names",
)
"""Which Streamlit loads when a first page asks for an icon, a table or a page's sign."""


def warm_up() -> None:
    """Ask for what pages ask for.

    Raises:
        AbsentError: nothing is published.
    """
    for library in _LIBRARIES:
        import_module(library)
    history, run = lake_view.history(), lake_view.current()
    before = history.previous and history.previous.record
    for language in LANGUAGES:
        speak(language)
        summary.news(run.record, before)
        summary_cards.cards([run.record], before, 1)
        listed(run)
        theme.config(language, dark=False)
    tiers = losses.lost_by(run.offer_groups, "risk_tier")
    figures.ranked_bars(tiers, {}, dark=False, hover=[]).to_dict()


def settle() -> None:
    """Let the collector pass over all that is loaded by now and stays.

    Streamlit collects garbage after every page, which takes a fifth of a second where all libraries are looked at.
    """
    gc.collect()
    gc.freeze()
