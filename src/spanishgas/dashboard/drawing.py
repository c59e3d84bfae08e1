"""How charts and small tables come onto a page: in the reader's look, and every chart with its figures as a table."""

from collections.abc import Callable, Hashable
from typing import Any, ParamSpec

import altair as alt
import polars as pl
import streamlit as st

from spanishgas.dashboard import theme
from spanishgas.dashboard.amounts import count
from spanishgas.dashboard.language import _, plain, spoken

P = ParamSpec("P")
_KEPT = 400
_OLDEST = pl.CompatLevel.oldest()


def is_dark() -> bool:
    """Whether the reader's browser shows the dark mode."""
    return st.context.theme.type == "dark"


def draw(
    key: Hashable, alternative: str, figure: Callable[P, alt.TopLevelMixin], *args: P.args, **kw: P.kwargs
) -> None:
    """A chart by one of the figures; built once for all readers of the same ``key``, language and mode.

    Args:
        key: what decides the chart beside language and mode.
        alternative: its name for whoever does not see it.
        figure: a function of ``figures``, and what it takes.
        args: its positional parameters.
        kw: its others.
    """
    language, dark = spoken(), is_dark()

    def build() -> dict[str, Any]:
        spec = figure(*args, **kw).to_dict(validate=False)
        return {**spec, "datasets": _as_arrow(spec.get("datasets", {})), "config": theme.config(language, dark=dark)}

    st.vega_lite_chart(_spec((key, language, dark), build), theme=None, alt=alternative)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def _spec(key: Hashable, _make: Callable[[], dict[str, Any]]) -> dict[str, Any]:  # noqa: ARG001 it is the cache's
    return _make()


def _as_arrow(datasets: dict[str, list[dict[str, Any]]]) -> dict[str, bytes]:
    """What the browser reads, once for all readers: Streamlit would make it through pandas at every visit."""
    return {
        name: pl.DataFrame(rows, infer_schema_length=None).write_ipc_stream(None, compat_level=_OLDEST).getvalue()
        for name, rows in datasets.items()
    }


def same_as_table(rows: pl.DataFrame, alternative: str) -> None:
    """What a chart shows, for whoever reads rather than looks."""
    with st.expander(_("The same figures as a table")):
        table(rows, alternative)


def long_table(rows: pl.DataFrame, alternative: str, first: int = 10) -> None:
    """The first rows, and the others for whoever asks for them: no row is cut through by a frame that scrolls."""
    table(rows.head(first), alternative)
    if rows.height > first:
        with st.expander(_("{count} more").format(count=count(rows.height - first))):
            table(rows[first:], alternative)


def table(rows: pl.DataFrame, alternative: str) -> None:
    """A few rows of words as a table of the page itself, which a screen reader walks through; nothing is marked up."""
    escaped = {plain(name): [plain(str(value)) for value in rows[name].to_list()] for name in rows.columns}
    st.table(escaped, border="horizontal", hide_index=True, alt=alternative)
