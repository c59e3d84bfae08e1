"""What is shown, as a file: CSV and Excel in the reader's words, harmless to open."""

from collections.abc import Callable
from contextvars import copy_context
from datetime import date, datetime, time
from io import BytesIO

import polars as pl
import streamlit as st

from spanishgas.config.language import Language
from spanishgas.dashboard import access, audit
from spanishgas.dashboard.access import Role
from spanishgas.dashboard.language import _, spoken
from spanishgas.sheets import write_csv, write_workbook

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_bytes(table: pl.DataFrame) -> bytes:
    """Rows as CSV that Excel reads as UTF-8."""
    file = BytesIO(b"\xef\xbb\xbf")
    file.seek(0, 2)
    write_csv(table, file)
    return file.getvalue()


def excel_bytes(table: pl.DataFrame, name: str, made: date) -> bytes:
    """Rows as a workbook that says when it was made."""
    file = BytesIO()
    write_workbook(table, file, name, datetime.combine(made, time()))
    return file.getvalue()


def offer(name: str, made: date, table: Callable[[], pl.DataFrame], needed: Role = Role.VIEWER) -> None:
    """Two buttons; the file is made when one is pressed, for who has the role then, and customers' files are noted.

    Args:
        name: of the file.
        made: the day it is of.
        table: makes its rows.
        needed: the role that a file of customers needs; a viewer's file is of none.
    """
    stem = f"{name}-{made:%Y-%m-%d}"
    rows = for_later(needed, stem, table)
    is_disabled = not access.may(needed)
    why = _("A file of customers is for agents and managers.") if is_disabled else None
    with st.container(horizontal=True):
        st.download_button(
            _("Download CSV"),
            lambda: csv_bytes(rows()),
            f"{stem}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
            disabled=is_disabled,
            help=why,
        )
        st.download_button(
            _("Download Excel"),
            lambda: excel_bytes(rows(), name, made),
            f"{stem}.xlsx",
            _EXCEL,
            icon=":material/download:",
            on_click="ignore",
            disabled=is_disabled,
            help=why,
        )


def for_later(needed: Role, stem: str, table: Callable[[], pl.DataFrame]) -> Callable[[], pl.DataFrame]:
    """The rows as they are made later, where no page runs: in the language of this page, and for who is here now."""
    visit, words = access.here(), copy_context()

    def rows() -> pl.DataFrame:
        who = access.require(needed, visit)
        found = words.copy().run(table)
        if needed is not Role.VIEWER:
            audit.note("download", who, file=stem, rows=found.height)
        return found

    return rows


def offer_report(label: str, name: str, make: Callable[[Language], str]) -> None:
    """A button for a page that needs nothing besides; made in the reader's language when it is pressed."""
    language: Language = spoken()
    visit = access.here()

    def page() -> str:
        access.require(Role.VIEWER, visit)
        return make(language)

    st.download_button(label, page, f"{name}.html", "text/html", icon=":material/download:", on_click="ignore")
