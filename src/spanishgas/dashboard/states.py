"""What is not there, each with a page of its own: what that means and what to do. Never a trace."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

import obstore.exceptions
import polars as pl
import streamlit as st

from spanishgas.dashboard import links
from spanishgas.dashboard.absent import AbsentError, texts_of
from spanishgas.dashboard.access import NotAllowedError, OutsideError, Role
from spanishgas.dashboard.door import said
from spanishgas.dashboard.language import _, original, plain, word
from spanishgas.errors import RunError, readable


def show(absent: AbsentError, heading: Callable[[str], object] = st.title) -> None:
    """The page of what is not there, or, with a lesser heading, a part of one."""
    title, meaning, advice = texts_of(absent.what)
    heading(title)
    if absent.named:
        st.code(absent.named, language=None, wrap_lines=True)
    st.write(meaning)
    if absent.detail:
        st.text(original(absent.detail))
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


def needs(role: Role) -> None:
    """In place of what somebody of another role is offered."""
    st.info(plain(_("This is for the role {needed}.").format(needed=word("role", role))), icon=":material/lock:")


def show_outside(outside: OutsideError) -> None:
    """The page of a visit that is over, or of somebody who is not on the list (any more)."""
    title, texts = said(outside)
    st.title(title)
    for text in texts:
        st.write(plain(text))
    if outside.why == "unlisted":
        st.button(_("Sign out"), on_click=st.logout)
    else:
        st.button(_("Sign in"), type="primary", on_click=links.to_sign_in)


@contextmanager
def explained(heading: Callable[[str], object] = st.title) -> Generator[None]:
    """What is missing while a page is made, or with a lesser heading a part of one, takes its place."""
    place = st.empty()
    try:
        with place.container():
            yield
    except NotAllowedError as error:
        place.empty()
        show_refusal(error)
    except OutsideError as error:
        place.empty()
        show_outside(error)
    except (AbsentError, RunError, OSError, obstore.exceptions.BaseError, pl.exceptions.PolarsError) as error:
        place.empty()
        show(_absent(error), heading)


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
    elif isinstance(error, OutsideError):
        show_outside(error)
    else:
        show(AbsentError("fault"))
    return True
