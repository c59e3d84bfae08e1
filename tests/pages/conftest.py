"""One server on a small lake and one browser for all tests of pages."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from browsing import CHROMIUM, serving, settled
from playwright.sync_api import Browser, Page, sync_playwright
from support.pages_lake import copied, first_customer, with_odd_texts

_NOT_OURS = ("/_stcore/health", "/_stcore/host-config")
"""Of every deep link Streamlit asks these below the page first, where they are not."""


class Watched:
    """A page, and all that its console, its scripts and its requests complained of."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address, self.complaints, self.hosts = page, address, list[str](), set[str]()
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda request: self.hosts.add(request.url.split("/")[2]))

    def _on_console(self, message) -> None:
        is_known = message.location.get("url", "").endswith(_NOT_OURS)
        if message.type == "error" and not is_known:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Open an address and wait until it is drawn."""
        self.page.goto(self.address + path)
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until the script is over and a title is there."""
        settled(self.page)


@pytest.fixture(scope="session")
def pages_lake(published: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A lake of which one customer's data tries to be more than text, and that customer."""
    lake = copied(published, tmp_path_factory.mktemp("pages") / "lake")
    customer = first_customer(lake)
    with_odd_texts(lake, customer)
    return str(lake), customer


@pytest.fixture(scope="session")
def address(pages_lake: tuple[str, str]) -> Iterator[str]:
    """Where the server answers, which the command has started; with the packaged rules, whatever a test sets."""
    with serving(pages_lake[0], SPANISHGAS_POLICY_FILE="") as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        assert not os.environ.get("CI"), "chromium is missing: continuous integration must look at the pages"
        pytest.skip("chromium is not installed, so nobody looks at the pages")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Callable[..., Watched]]:
    """Opens windows: ``visit(width=390, dark=True)``."""
    windows = []

    def window(width: int = 1280, *, dark: bool = False, locale: str = "en-GB") -> Watched:
        scheme = "dark" if dark else "light"
        opened = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=locale)
        windows.append(opened)
        return Watched(opened.new_page(), address)

    yield window
    for each in windows:
        each.close()
