"""What axe-core, the checker of the accessibility guidelines, says of every page, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from browsing import PAGES, drawn

OF_STREAMLIT = {
    "svg-img-alt": "metric_chart_",  # the last point of a figure's course, which is empty: no way in to give it a name
}
"""Violations that no page can mend, by rule: a part of the element that Streamlit itself makes, and why."""


def _ours(violation: dict) -> list[str]:
    known = OF_STREAMLIT.get(violation["id"])
    return [node["html"] for node in violation["nodes"] if known is None or known not in node["html"]]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("page", PAGES)
def test_nobody_is_shut_out_of_a_page(page, dark, visit, pages_lake) -> None:
    window = visit(dark=dark)
    opened = window.open(f"{PAGES[page]}?lang=es&customer={pages_lake[1]}")
    drawn(opened)
    found = Axe().run(opened).response
    assert len(found["passes"]) > 15  # it did look
    assert {each["id"]: nodes for each in found["violations"] if (nodes := _ours(each))} == {}
