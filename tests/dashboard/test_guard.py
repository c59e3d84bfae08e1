"""The guard without a browser: what it lets through, and what it makes of addresses and cookies."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from support.signing_in import IDENTITY, a_sign_in, identity, write_people

from spanishgas.dashboard.guard import Guard
from spanishgas.dashboard.own_page import own_page

BOOK, HERE = "https://book.example.com", "http://127.0.0.1"
HTML = {"accept": "text/html"}
LONG_AGO = 24 * 40


async def _inside(_request: Request) -> Response:
    return PlainTextResponse("inside")


async def _signed_in(_request: Request) -> Response:
    answer = RedirectResponse("/", 302)
    answer.set_cookie(IDENTITY, "new", max_age=2_592_000, httponly=True, samesite="lax")
    answer.set_cookie("_streamlit_xsrf", "token")
    return answer


async def _refused_by_provider(_request: Request) -> Response:
    answer = RedirectResponse("/", 302)
    answer.delete_cookie(IDENTITY)
    return answer


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    async for asked in socket.iter_bytes():
        await socket.send_bytes(asked)
    await socket.close()


@pytest.fixture
def people(tmp_path: Path) -> Path:
    write_people(tmp_path / "people.yaml", {"S-17": "viewer"})
    return tmp_path / "people.yaml"


def browser(people: Path, origin: str = BOOK, callback=_signed_in, **cookies: str) -> TestClient:
    """Somebody before a guarded server."""
    routes = [Route("/oauth2callback", callback), WebSocketRoute("/_stcore/stream", _socket)]
    app = Starlette(routes=[*routes, Route("/{anything:path}", _inside)])
    return TestClient(Guard(app, a_sign_in(people, origin)), origin, follow_redirects=False, cookies=cookies)


@pytest.mark.parametrize(
    "path", ["/static/x.js", "/app/static/inter.woff2", "/_stcore/health", "/auth/login", "/sign-in"]
)
def test_what_holds_nothing_of_the_lake_is_open(people: Path, path: str) -> None:
    assert browser(people).get(path).text == "inside"


@pytest.mark.parametrize("path", ["/", "/risk", "/media/a.csv", "/_stcore/metrics", "/component/x", "/%2fmedia/a.csv"])
def test_all_else_is_for_who_has_signed_in(people: Path, path: str) -> None:
    assert browser(people).get(path).status_code == 401
    assert browser(people, **{IDENTITY: identity(BOOK, sub="S-17")}).get(path).text == "inside"


@pytest.mark.parametrize(
    ("cookie", "status", "title"),
    [
        ("no cookie of ours", 401, "Sign in"),
        (identity(BOOK, sub="S-17", hours=LONG_AGO), 401, "Sign in"),
        (identity(BOOK, sub="S-17", hours=9), 401, "Your session is over"),
        (identity(BOOK, sub="S-17", is_logged_in=False), 401, "Sign in"),
        (identity(BOOK), 401, "Sign in"),
        (identity(BOOK, sub="S-18"), 403, "You are not on the list"),
        (identity(BOOK, sub="<b>S-18"), 403, "&lt;b&gt;S-18"),
    ],
)
def test_the_door_says_why(people: Path, cookie: str, status: int, title: str) -> None:
    answer = browser(people, **{IDENTITY: cookie}).get("/risk?tier=High", headers=HTML)
    assert answer.status_code == status
    assert title in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_door_is_in_the_language_of_the_address_and_keeps_what_was_asked_for(people: Path) -> None:
    spanish = browser(people).get("/risk?lang=es&tier=High", headers={**HTML, "accept-language": "en"})
    assert '<a href="/sign-in?next=%2Frisk%3Flang%3Des%26tier%3DHigh">Iniciar sesión</a>' in spanish.text
    assert "Iniciar sesión" in browser(people).get("/", headers={**HTML, "accept-language": "es-ES"}).text
    assert ">Sign in<" in browser(people).get("/?lang=xx", headers={**HTML, "accept-language": "fr"}).text


def test_a_socket_needs_a_cookie_of_this_server(people: Path) -> None:
    with browser(people, **{IDENTITY: identity(BOOK, sub="S-17")}).websocket_connect("/_stcore/stream"):
        pass
    for cookies in ({}, {IDENTITY: identity(BOOK, sub="S-17", secret="of somebody else, though a long one")}):
        with pytest.raises(WebSocketDisconnect), browser(people, **cookies).websocket_connect("/_stcore/stream"):
            pass


def test_an_open_page_is_given_no_rows_and_no_files_once_its_visit_is_over(people: Path) -> None:
    page, rows, files = BackMsg(), BackMsg(), BackMsg()
    page.rerun_script.page_name = "risk"
    rows.backend_operation_request.dataframe_chunk.source_id = "book"
    files.file_urls_request.request_id = "1"
    for asked, hours, is_given in ((rows, 1, True), (page, 9, True), (rows, 9, False), (files, 9, False)):
        cookie = {IDENTITY: identity(BOOK, sub="S-17", hours=hours)}
        with browser(people, **cookie).websocket_connect("/_stcore/stream") as socket:
            socket.send_bytes(asked.SerializeToString())
            said = socket.receive()
        assert said.get("bytes") == (asked.SerializeToString() if is_given else None)


def test_a_subject_that_looks_like_an_address_is_not_taken_for_one(people: Path) -> None:
    write_people(people, {"eva@example.com": "manager"})
    claimed = identity(BOOK, sub="eva@example.com")
    assert browser(people, **{IDENTITY: claimed}).get("/").status_code == 401
    verified = identity(BOOK, sub="eva@example.com", email="eva@example.com", email_verified=True)
    assert browser(people, **{IDENTITY: verified}).get("/").text == "inside"


def test_cookies_of_a_visit_are_for_https_and_go_with_the_browser(people: Path) -> None:
    cookies = browser(people).get("/oauth2callback").headers.get_list("set-cookie")
    assert cookies == [
        f"{IDENTITY}=new; HttpOnly; Path=/; SameSite=lax; Secure",
        "_streamlit_xsrf=token; Path=/; SameSite=lax; Secure",
        "spanishgas_next=; Path=/; Max-Age=0; HttpOnly; SameSite=lax; Secure",
    ]
    plain = browser(people, HERE).get("/oauth2callback").headers.get_list("set-cookie")
    assert [cookie for cookie in plain if "Secure" in cookie] == []


def test_who_has_signed_in_comes_back_to_the_page_that_was_asked_for_once(people: Path) -> None:
    there = browser(people, spanishgas_next='"/risk?tier=High"').get("/oauth2callback")
    assert there.headers["location"] == "/risk?tier=High"
    assert "spanishgas_next=; Path=/; Max-Age=0" in there.headers["set-cookie"]
    assert browser(people).get("/oauth2callback").headers["location"] == "/"
    refused = browser(people, callback=_refused_by_provider, spanishgas_next="/risk")
    assert refused.get("/oauth2callback").headers["location"] == "/"


def test_signing_out_ends_the_visit_for_whoever_kept_the_cookie(people: Path) -> None:
    cookie = identity(BOOK, sub="S-17", nonce="to be ended")
    assert browser(people, **{IDENTITY: cookie}).get("/risk").status_code == 200
    browser(people, **{IDENTITY: cookie}).get("/auth/logout")
    assert browser(people, **{IDENTITY: cookie}).get("/risk").status_code == 401
    assert browser(people, **{IDENTITY: identity(BOOK, sub="S-17")}).get("/risk").status_code == 200


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("/risk?lang=es&tier=High&tier=Critical", "/risk?lang=es&tier=High&tier=Critical"),
        ("/customer?customer=C%2F1+%C3%B1", "/customer?customer=C%2F1+%C3%B1"),
        ("/", "/"),
        ("", "/"),
        ("/risk#there", "/risk"),
        ("//evil.example", "/"),
        ("///evil.example", "/"),
        ("/\\evil.example", "/"),
        ("\\\\evil.example", "/"),
        ("https://evil.example/risk", "/"),
        ("https:/risk", "/"),
        ("javascript:alert(1)", "/"),
        ("risk", "/"),
        ("/risk/../media/a", "/"),
        ("/ri\r\nsk", "/risk"),
        ("/risk?a=%0d%0aset-cookie:b", "/risk?a=%0D%0Aset-cookie%3Ab"),
        ("/auth/logout", "/"),
        ("/sign-in?next=/risk", "/"),
        ("http://[", "/"),
    ],
)
def test_only_a_page_of_ours_is_gone_on_to(asked: str, page: str) -> None:
    assert own_page(asked) == page
