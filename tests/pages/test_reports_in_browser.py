"""Pages for mail and archive as a browser shows them: nothing is asked for, nothing complains, nothing is cut off."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from spanishgas.dashboard import reports
from spanishgas.lake import Lake
from spanishgas.run.reader import open_run

KINDS = ("run", "model", "drift")
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
PAPER = "getComputedStyle(document.body).backgroundColor"
SEEN = "[...document.querySelectorAll('figure svg text')].find(each => each.getClientRects().length)"
INK = f"getComputedStyle({SEEN}).fill"
HEIGHTS = "[...document.querySelectorAll('figure [role=img]')].map(each => each.getBoundingClientRect().height)"


@pytest.fixture(scope="module")
def folder(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    run, into = open_run(Lake(published)), tmp_path_factory.mktemp("reports")
    for kind in KINDS:
        (into / f"{kind}.html").write_text(getattr(reports, kind)(run, "es"), "utf-8")
    return into


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_asks_for_nothing_and_fits(browser: Browser, folder: Path, kind: str, width: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, asked, complaints = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(f"file://{folder}/{kind}.html")
    assert [url for url in asked if not url.startswith("data:font/")] == [f"file://{folder}/{kind}.html"]
    assert complaints == []
    assert not page.evaluate(WIDER)
    is_light = scheme == "light"
    assert page.evaluate(PAPER) == ("rgb(255, 255, 255)" if is_light else "rgb(16, 22, 28)")
    inks = ("rgb(15, 24, 32)", "rgb(74, 88, 102)") if is_light else ("rgb(232, 237, 242)", "rgb(169, 182, 195)")
    assert page.evaluate(INK) in inks
    heights = page.evaluate(HEIGHTS)
    assert heights
    assert min(heights) > 30
    context.close()
