"""Signing in with a local OpenID provider, in a browser: who is outside gets nothing, and a link comes through it."""

import csv
import json
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import oidc_provider_mock
import pytest
from browsing import free_port, server
from playwright.sync_api import Browser, BrowserContext, Page
from support.command import spanishgas
from support.pages_lake import copied
from support.signing_in import IDENTITY, SECRET, identity, write_people

from pages.conftest import Watched
from spanishgas.campaigns.calls import results
from spanishgas.dashboard.roles import Role
from spanishgas.lake import Lake

PLAN = ("campaign", "plan", "--calls", "60", "--explore", "1.0", "--control", "0.25", "--id", "spring")
NAMES = {role: f"{role}@example.com" for role in Role}
OTHER = "stranger@example.com"
PATIENCE = 60_000


@dataclass(frozen=True)
class House:
    """A server where people sign in, and what a test turns on it."""

    address: str
    people: Path
    log: Path
    lake: Lake

    def list(self, **roles: str) -> None:
        """Write who may come in."""
        write_people(self.people, roles)

    def cookie(self, **said: Any) -> dict[str, str]:
        """The cookie of an agent who has signed in."""
        value = identity(self.address, **{"sub": "0", "email": NAMES[Role.AGENT], "email_verified": True, **said})
        return {"name": IDENTITY, "value": value, "url": self.address}


@pytest.fixture(scope="module")
def started(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("signing in")
    lake = copied(published, folder / "lake")
    assert spanishgas(*PLAN, "--lake", lake.root).returncode == 0
    port = free_port()
    house = House(f"http://127.0.0.1:{port}", folder / "people.yaml", folder / "server.log", lake)
    house.list(**{name: role for role, name in NAMES.items()})
    users = [
        oidc_provider_mock.User(sub=name, claims={"email": name, "email_verified": True})
        for name in (*NAMES.values(), OTHER)
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as provider:
        settings = {
            "PROVIDER": f"http://localhost:{provider.server_port}/.well-known/openid-configuration",
            "CLIENT_ID": "dashboard",
            "CLIENT_SECRET": "what the provider gave",
            "REDIRECT": f"{house.address}/oauth2callback",
            "COOKIE_SECRET": SECRET,
            "PEOPLE": str(house.people),
        }
        environment = {f"SPANISHGAS_SIGN_IN_{name}": value for name, value in settings.items()}
        with server(str(lake), port, house.log, **environment):
            yield house


@pytest.fixture
def house(started: House) -> House:
    """The server, with everybody on the list."""
    started.list(**{name: role for role, name in NAMES.items()})
    return started


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens windows that know nothing of each other."""
    opened = []

    def new(*cookies: dict[str, str], locale: str = "en-GB") -> BrowserContext:
        opened.append(browser.new_context(locale=locale))
        opened[-1].add_cookies(list(cookies))
        return opened[-1]

    yield new
    for each in opened:
        each.close()


def signed_in(window: BrowserContext, house: House, name: str, path: str = "/") -> Page:
    """A page that somebody has come to by way of the door and the provider."""
    page = window.new_page()
    page.goto(house.address + path)
    page.get_by_role("link", name=re.compile("Sign in|Iniciar sesión")).click()
    page.get_by_role("button", name=name).click()
    page.wait_for_url(f"{house.address}/**", timeout=PATIENCE)
    return page


def drawn(page: Page, title: str) -> None:
    page.wait_for_selector(f"h1:has-text('{title}')", timeout=PATIENCE)
    Watched(page, "").settled()


def test_a_link_with_filters_comes_through_the_sign_in_in_its_language(house: House, window) -> None:
    page = window().new_page()
    page.goto(f"{house.address}/risk?lang=es&tier=High&tier=Critical&segment=Residential")
    assert page.locator("h1").inner_text() == "Iniciar sesión"
    page = signed_in(window(), house, NAMES[Role.VIEWER], "/risk?lang=es&tier=High&tier=Critical&segment=Residential")
    drawn(page, "Riesgo de clientes")
    there = urlsplit(page.url)
    assert (there.path, parse_qs(there.query)) == (
        "/risk",
        {"lang": ["es"], "tier": ["High", "Critical"], "segment": ["Residential"]},
    )
    assert page.get_by_text(f"{NAMES[Role.VIEWER]}, lector").count() == 1


@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "/\\evil.example", "/media", "/sign-in"])
def test_nobody_is_sent_to_another_host_after_signing_in(house: House, window, page: str) -> None:
    opened = window().new_page()
    opened.goto(f"{house.address}/sign-in?next={quote(page, safe='')}")
    opened.get_by_role("button", name=NAMES[Role.VIEWER]).click()
    drawn(opened, "Overview")
    assert opened.url.startswith(f"{house.address}/?")


def test_a_next_page_that_somebody_planted_as_a_cookie_leads_nowhere_else(house: House, window) -> None:
    context = window()
    opened = context.new_page()
    opened.goto(f"{house.address}/sign-in?next=/risk")
    context.add_cookies([{"name": "spanishgas_next", "value": "//evil.example", "url": house.address}])
    opened.get_by_role("button", name=NAMES[Role.VIEWER]).click()
    drawn(opened, "Overview")


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "another secret that is long enough"},
        {"origin": "https://dashboard.example.com"},
        {"is_logged_in": False},
        {"hours": 9},
        {"email": NAMES[Role.MANAGER], "email_verified": False},
    ],
    ids=["signed by others", "of another address", "not signed in", "too old", "e-mail not verified"],
)
def test_a_cookie_that_is_forged_or_too_old_opens_no_page_and_no_file(house: House, window, forged) -> None:
    context = window(house.cookie(**forged))
    page = context.new_page()
    assert page.goto(f"{house.address}/risk").status in (401, 403)
    assert "SpanishGas" in page.content()
    assert page.locator("[data-testid=stApp]").count() == 0
    for path in ("/media/any.csv", "/_stcore/metrics", "/_stcore/upload_file/any/any"):
        assert context.request.get(house.address + path).status == 401


def test_the_cookie_of_somebody_who_is_listed_is_let_in(house: House, window) -> None:
    context = window(house.cookie(hours=7))
    assert context.request.get(f"{house.address}/media/any.csv").status == 404
    shouted = window(house.cookie(email=NAMES[Role.AGENT].upper()))
    assert shouted.request.get(f"{house.address}/media/any.csv").status == 404


def test_a_socket_is_opened_by_a_cookie_of_this_server_only(house: House, window) -> None:
    opens = """address => new Promise(done => {
        const socket = new WebSocket(address)
        socket.onopen = () => done(true)
        socket.onerror = () => done(false)
    })"""
    stream = house.address.replace("http", "ws") + "/_stcore/stream"
    came = []
    for cookies in ([], [house.cookie(secret="another secret that is long enough")], [house.cookie()]):
        page = window(*cookies).new_page()
        page.goto(house.address + "/favicon.png")
        came.append(page.evaluate(opens, stream))
    assert came == [False, False, True]


def test_who_is_not_on_the_list_is_told_whom_to_ask(house: House, window) -> None:
    page = signed_in(window(), house, OTHER)
    assert page.locator("h1").inner_text() == "You are not on the list"
    assert page.get_by_text(f"You have signed in as {OTHER}").count() == 1
    assert page.get_by_text("Whom to ask: the desk").count() == 1


def test_a_file_of_customers_is_in_the_readers_language_noted_and_for_nobody_else(house: House, window) -> None:
    context = window()
    page = signed_in(context, house, NAMES[Role.AGENT], "/risk?lang=es&tier=High")
    drawn(page, "Riesgo de clientes")
    with page.expect_download() as coming:
        page.get_by_role("button", name="Descargar CSV").click()
    with Path(coming.value.path()).open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[0] == "Cliente"
    noted = [json.loads(line) for line in house.log.read_text().splitlines() if '"event": "download"' in line]
    assert {name: noted[-1][name] for name in ("who", "role", "rows")} == {
        "who": NAMES[Role.AGENT],
        "role": "agent",
        "rows": len(rows),
    }
    address = coming.value.url
    assert "/media/" in address
    answer = context.request.get(address)
    assert (answer.status, answer.headers["cache-control"]) == (200, "private, no-store")
    assert window().request.get(address).status == 401
    assert window(house.cookie(secret="another secret that is long enough")).request.get(address).status == 401


def test_a_viewer_is_offered_neither_calls_nor_files_of_customers(house: House, window) -> None:
    page = signed_in(window(), house, NAMES[Role.VIEWER], "/recommendations")
    drawn(page, "Recommendations")
    assert page.get_by_text("This is for the role agent.").count() == 1
    assert page.get_by_role("button", name="Next customer").count() == 0
    page.goto(f"{house.address}/risk")
    drawn(page, "Customer risk")
    assert page.get_by_role("button", name="Download CSV").is_disabled()


def test_a_role_that_is_taken_away_counts_at_the_next_button(house: House, window) -> None:
    page = signed_in(window(), house, NAMES[Role.AGENT], "/recommendations")
    drawn(page, "Recommendations")
    house.list(**{NAMES[Role.AGENT]: "viewer"})
    page.get_by_role("button", name="Next customer").click()
    drawn(page, "This needs another role")
    assert page.get_by_text("Whom to ask: the desk").count() == 1
    assert not list(house.lake.list("campaigns/spring/calls/"))
    house.list(**{NAMES[Role.MANAGER]: "manager"})
    page.reload()
    assert page.locator("h1").inner_text() == "You are not on the list"


def test_a_call_is_kept_under_the_name_of_who_has_signed_in(house: House, window) -> None:
    page = signed_in(window(), house, NAMES[Role.AGENT], "/recommendations")
    drawn(page, "Recommendations")
    assert page.get_by_label("Your name").count() == 0
    page.get_by_role("button", name="Next customer").click()
    page.get_by_role("button", name="Record and go on").click()
    until = time.monotonic() + PATIENCE / 1_000
    while not (found := results(house.lake, "spring")) and time.monotonic() < until:
        page.wait_for_timeout(100)
    (result,) = found.values()
    (first, *_) = sorted(item.key for item in house.lake.list("campaigns/spring/calls/"))
    assert result == ["not_reached"]
    assert json.loads(house.lake.read(first))["agent"] == NAMES[Role.AGENT]


def test_signing_out_ends_the_visit_in_every_window_and_for_whoever_kept_the_cookie(house: House, window) -> None:
    context = window()
    page = signed_in(context, house, NAMES[Role.AGENT], "/risk?lang=en&tier=High")
    drawn(page, "Customer risk")
    kept = [cookie for cookie in context.cookies() if cookie["name"].startswith(IDENTITY)]
    assert {(cookie["httpOnly"], cookie["sameSite"], cookie["expires"]) for cookie in kept} == {(True, "Lax", -1)}
    other = context.new_page()
    other.goto(house.address)
    drawn(other, "Overview")
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/oauth2/end_session**", timeout=PATIENCE)
    other.locator("button").first.click()
    other.wait_for_selector("h1:text-is('Sign in')", timeout=PATIENCE)
    thief = window(*kept)
    assert thief.new_page().goto(f"{house.address}/risk").status == 401
    page.get_by_role("button", name="Clear filters").click()
    drawn(page, "Your session is over")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name=NAMES[Role.AGENT]).click()
    drawn(page, "Customer risk")
