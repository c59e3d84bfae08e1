"""Pages without a browser: the script that the server runs, on lakes of a test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from spanishgas import dashboard

MAIN = Path(dashboard.__file__).parent / "main.py"
Open = Callable[..., AppTest]


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens a page on a lake with what its address asks."""
    st.cache_resource.clear()

    def opened(lake: object, page: str = "overview", **query: str | list[str]) -> AppTest:
        monkeypatch.setenv("SPANISHGAS_LAKE", str(lake))
        test = AppTest.from_file(str(MAIN), default_timeout=60)
        test.query_params["lang"] = "en"
        if page != "overview":
            test.run()
            test.switch_page(f"views/{page}.py")
        for name, value in {"lang": "en", **query}.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception
        return test

    yield opened
    st.cache_resource.clear()
