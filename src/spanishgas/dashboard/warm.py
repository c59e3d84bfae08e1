"""What the first reader would wait for, done when the server starts."""

from importlib import import_module

from spanishgas.dashboard import lake_view, unwritten
from spanishgas.dashboard.language import LANGUAGES, catalogue, speak
from spanishgas.dashboard.listing import listed


def warm_up() -> None:
    """Read the published run, say it in both languages, and ask of one customer what pages ask.

    Raises:
        AbsentError: there is none.
    """
    for library in ("altair", "pandas", "pyarrow"):  # pages and tables come through them
        import_module(library)
    run = lake_view.current()
    for language in LANGUAGES:
        catalogue(language)
        speak(language)
        listed(run)
    unwritten.offers(run.run, run.customers.head(1))
