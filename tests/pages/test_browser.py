"""Pages as a reader sees them: in a browser, in both languages, light and dark, on a desk and a phone."""

import re
from urllib.parse import quote
from urllib.request import urlopen

import pytest
from browsing import PAGES
from support.pages_lake import FORMULA, SCRIPT

from spanishgas.lake import Lake
from spanishgas.run.reader import published_run

DRAWN = "[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg"


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_without_a_complaint_and_asks_no_other_host(page, language, visit, pages_lake) -> None:
    window = visit()
    window.open(f"{PAGES[page]}?lang={language}&customer={pages_lake[1]}")
    window.page.wait_for_selector(DRAWN)
    assert window.complaints == []
    assert window.hosts <= {window.address.removeprefix("http://"), ""}
    assert window.page.locator("[data-testid=stException]").count() == 0


@pytest.mark.parametrize(("language", "title", "why"), [("en", "Customer", "Why"), ("es", "Cliente", "Por qué")])
def test_a_newcomer_sees_whom_to_call_first_and_one_click_further_why(language, title, why, visit, pages_lake) -> None:
    first = published_run(Lake(pages_lake[0])).table("recommendations").sort("priority_rank").head(5)
    page = visit().open(f"/?lang={language}")
    named = page.get_by_test_id("stMain").get_by_test_id("stPageLink")
    named.nth(4).wait_for()
    assert named.all_inner_texts()[:5] == first["customer_id"].to_list()
    reason = (
        page.get_by_test_id("stMain").get_by_test_id("stCaptionContainer").filter(has_text=" ").nth(-6).inner_text()
    )
    named.first.click()
    page.wait_for_selector(f"h1:has-text('{title}')")
    page.get_by_role("heading", name=why, exact=True).wait_for()
    assert f"{reason}." in page.get_by_role("listitem").all_inner_texts()


def test_data_that_looks_like_a_script_or_a_formula_stays_text(visit, pages_lake) -> None:
    window = visit()
    page = window.open(f"/customer?customer={pages_lake[1]}")
    assert page.get_by_text(SCRIPT).count() >= 1
    assert page.get_by_text(FORMULA).count() >= 1
    assert page.title() != "owned"
    assert page.locator("main a[href*='example.com'], main strong:has-text('bold')").count() == 0


def test_an_address_that_is_a_script_is_text_too(visit) -> None:
    window = visit()
    page = window.open(f"/customer?customer={quote(SCRIPT)}")
    assert page.get_by_text("No such customer").count() == 1
    assert page.title() != "owned"


@pytest.mark.parametrize("page", PAGES)
def test_a_phone_in_the_dark_needs_no_scrolling_sideways(page, visit, pages_lake) -> None:
    window = visit(width=390, dark=True)
    opened = window.open(f"{PAGES[page]}?lang=es&customer={pages_lake[1]}")
    wide = "document.querySelector('[data-testid=stMain]').scrollWidth"
    assert opened.evaluate(wide) <= 390
    paper = opened.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor")
    assert max(map(int, re.findall(r"\d+", paper)[:3])) < 60


def test_the_reader_switches_the_language_and_a_link_keeps_it(visit) -> None:
    window = visit(locale="es-ES")
    page = window.open("/risk?tier=High")
    assert page.locator("h1").inner_text() == "Riesgo de clientes"
    page.get_by_text("English", exact=True).click()
    page.wait_for_selector("h1:has-text('Customer risk')")
    window.settled()
    assert {"tier=High", "lang=en"} <= set(page.url.partition("?")[2].split("&"))


def test_every_chart_has_its_figures_as_a_table(visit, pages_lake) -> None:
    window = visit()
    page = window.open(f"/customer?customer={pages_lake[1]}")
    page.wait_for_selector(DRAWN)
    page.get_by_role("link", name="All customers").wait_for()
    tables = page.get_by_text("The same figures as a table").count()
    assert tables >= 3
    page.wait_for_function(  # charts are drawn one after the other
        "count => document.querySelectorAll('[data-testid=stVegaLiteChart]').length === count", arg=tables
    )


def test_every_answer_has_the_headers_and_nobody_else_is_listened_to(address) -> None:
    for path in ("/", "/app/static/provinces-es.topojson", "/_stcore/health"):
        with urlopen(address + path, timeout=10) as answer:
            assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
            assert answer.headers["x-content-type-options"] == "nosniff"
