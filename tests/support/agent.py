"""An agent at a browser, as a process of its own: takes customers and records results until nobody is left.

Usage: python -m support.agent ADDRESS CAMPAIGN NAME
Says each customer whom the page gave, and each result that the page took.
"""

import sys

from browsing import CHROMIUM, IS_OVER
from playwright.sync_api import Page, sync_playwright

PATIENCE_MS = 120_000
GIVEN = "[data-testid=stPageLink] a[href*='customer=']"
OVER = "Nobody is left to call."


def work(page: Page, address: str, campaign: str, name: str) -> None:
    """Call one customer after the other."""
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/recommendations?lang=en&campaign={campaign}")
    page.get_by_label("Your name").fill(name)
    page.get_by_label("Your name").press("Tab")
    page.wait_for_selector(IS_OVER)
    page.get_by_role("button", name="Next customer").click()
    while customer := _given(page):
        print("talks to", customer, flush=True)
        page.get_by_role("radiogroup", name="What came of the call").get_by_text(
            "Accepted the offer", exact=True
        ).click()
        page.wait_for_selector(IS_OVER)
        page.get_by_role("button", name="Record and go on").click()
        page.wait_for_function(
            "([given, old]) => document.querySelector(given)?.innerText.trim() !== old", arg=[GIVEN, customer]
        )
        print("recorded", customer, flush=True)


def _given(page: Page) -> str | None:
    page.locator(GIVEN).or_(page.get_by_text(OVER)).first.wait_for()
    page.wait_for_selector(IS_OVER)
    link = page.locator(GIVEN)
    return link.first.inner_text().strip() if link.count() else None


if __name__ == "__main__":
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        work(browser.new_page(), *sys.argv[1:])
        browser.close()
