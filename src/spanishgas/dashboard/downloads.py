"""What is shown, as a file: CSV and Excel in the reader's words, harmless to open."""

from collections.abc import Callable
from datetime import date, datetime, time
from io import BytesIO

import polars as pl
import streamlit as st

from spanishgas.config.language import Language
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


def offer(name: str, made: date, table: Callable[[], pl.DataFrame]) -> None:
    """Two buttons; the file is made when one is pressed."""
    stem = f"{name}-{made:%Y-%m-%d}"
    with st.container(horizontal=True):
        st.download_button(
            _("Download CSV"),
            lambda: csv_bytes(table()),
            f"{stem}.csv",
            "text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            _("Download Excel"),
            lambda: excel_bytes(table(), name, made),
            f"{stem}.xlsx",
            _EXCEL,
            icon=":material/download:",
            on_click="ignore",
        )


def offer_report(label: str, name: str, make: Callable[[Language], str]) -> None:
    """A button for a page that needs nothing besides; made in the reader's language when it is pressed."""
    language: Language = spoken()
    st.download_button(
        label, lambda: make(language), f"{name}.html", "text/html", icon=":material/download:", on_click="ignore"
    )
