"""What is not there, each with a page of its own: what that means and what to do. Never a trace."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Literal

import obstore.exceptions
import polars as pl
import streamlit as st

from spanishgas.dashboard.access import NotAllowedError
from spanishgas.dashboard.language import _, plain, word
from spanishgas.errors import RunError, SpanishGasError, readable

What = Literal["lake", "bucket", "run", "unfinished", "table", "customer", "damaged", "fault"]


class AbsentError(SpanishGasError):
    """Something that a page needs is not there."""

    def __init__(self, what: What, *, named: str = "", command: str = "", detail: str = "") -> None:
        super().__init__(f"{what}: {named}")
        self.what: What = what
        self.named = named
        self.command = command
        self.detail = detail


def _texts(what: What) -> tuple[str, str, str]:
    """Title, meaning, and what to do."""
    texts = {
        "lake": (
            _("There is no lake here"),
            _("The folder that this dashboard was started with does not exist (any more)."),
            _("Start it again with the folder of your lake, or make a new lake of invented customers:"),
        ),
        "bucket": (
            _("The lake does not answer"),
            _("The bucket cannot be reached, or may not be read with these credentials."),
            _("Check the network, the bucket's name and the credentials of the server; then reload this page."),
        ),
        "run": (
            _("Nothing has been published yet"),
            _("The lake is there, but no run has been carried out on it."),
            _("Start the first run; this page shows its results as soon as it is over:"),
        ),
        "unfinished": (
            _("No run is finished yet"),
            _("The last run has not ended, or it ended before it published anything."),
            _("This goes on with it, or says why it cannot:"),
        ),
        "table": (
            _("This run has no such table"),
            _("It was cleaned, or written by an earlier version that did not have it."),
            _("A new run writes it; an old run can be made again from its record:"),
        ),
        "customer": (
            _("No such customer"),
            _("Nobody of this run's list has this name; who has left is not listed."),
            _("Check the spelling, or choose somebody from the page of customer risk."),
        ),
        "damaged": (
            _("A file of the lake cannot be read"),
            _("It was changed or cut off after the run had written it."),
            _("Restore it, or publish another run:"),
        ),
        "fault": (
            _("This page could not be shown"),
            _("Something happened that nobody foresaw. Your data is not to blame, and nothing was changed."),
            _("Reload the page; the server's log says where it happened."),
        ),
    }
    return texts[what]


def show(absent: AbsentError) -> None:
    """The page of what is not there."""
    title, meaning, advice = _texts(absent.what)
    st.title(title)
    if absent.named:
        st.code(absent.named, language=None, wrap_lines=True)
    st.write(meaning)
    if absent.detail:
        st.text(absent.detail)
    st.write(advice)
    if absent.command:
        st.code(absent.command, language="bash", wrap_lines=True)


def show_refusal(refused: NotAllowedError) -> None:
    """The page of what somebody else may do: which role it needs, and whom to ask."""
    st.title(_("This needs another role"))
    st.write(
        plain(
            _("This is for the role {needed}. You are {name}, and your role is {role}.").format(
                needed=word("role", refused.needed), name=refused.person.name, role=word("role", refused.person.role)
            )
        )
    )
    if refused.ask:
        st.write(plain(_("Whom to ask: {whom}").format(whom=refused.ask)))


@contextmanager
def explained() -> Generator[None]:
    """What is missing while a page is made takes the page's place."""
    place = st.empty()
    try:
        with place.container():
            yield
    except NotAllowedError as error:
        place.empty()
        show_refusal(error)
    except (AbsentError, RunError, OSError, obstore.exceptions.BaseError, pl.exceptions.PolarsError) as error:
        place.empty()
        show(_absent(error))


def _absent(error: Exception) -> AbsentError:
    """What an error of the lake means."""
    if isinstance(error, AbsentError):
        return error
    is_away = isinstance(error, obstore.exceptions.BaseError) and not isinstance(error, FileNotFoundError)
    return AbsentError("bucket" if is_away else "damaged", detail=readable(str(error).splitlines()[0]))


def show_fault(error: Exception) -> bool:
    """The page of a refused button, or of a fault of ours; Streamlit writes the trace to the log of the server."""
    if isinstance(error, NotAllowedError):
        show_refusal(error)
    else:
        show(AbsentError("fault"))
    return True
