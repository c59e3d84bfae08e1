"""What is not there, each with a page of its own: what that means and what to do. Never a trace."""

from collections.abc import Generator
from contextlib import contextmanager

import obstore.exceptions
import polars as pl
import streamlit as st

from spanishgas.dashboard.absent import AbsentError, texts_of
from spanishgas.errors import RunError, readable


def show(absent: AbsentError) -> None:
    """The page of what is not there."""
    title, meaning, advice = texts_of(absent.what)
    st.title(title)
    if absent.named:
        st.code(absent.named, language=None, wrap_lines=True)
    st.write(meaning)
    if absent.detail:
        st.text(absent.detail)
    st.write(advice)
    if absent.command:
        st.code(absent.command, language="bash", wrap_lines=True)


@contextmanager
def explained() -> Generator[None]:
    """What is missing while a page is made takes the page's place."""
    place = st.empty()
    try:
        with place.container():
            yield
    except (AbsentError, RunError, OSError, obstore.exceptions.BaseError, pl.exceptions.PolarsError) as error:
        place.empty()
        show(_absent(error))


def _absent(error: Exception) -> AbsentError:
    """What an error of the lake means."""
    if isinstance(error, AbsentError):
        return error
    is_away = isinstance(error, obstore.exceptions.BaseError) and not isinstance(error, FileNotFoundError)
    return AbsentError("bucket" if is_away else "damaged", detail=readable(str(error).splitlines()[0]))


def show_fault(_error: Exception) -> bool:
    """The page of a fault of ours; Streamlit writes the trace to the log of the server."""
    show(AbsentError("fault"))
    return True
