"""Stands before the server where people sign in: who is outside gets a door, and no page, file or socket.

Streamlit asks nobody at ``/media``, where downloads lie, lets its cookies last for a month, and leads everybody to the
first page. So all that is not open passes here first, and what Streamlit says of cookies is put right on its way back.
"""

import re
from collections.abc import MutableMapping
from typing import Any

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.user_info import generate_login_redirect_url
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from spanishgas.dashboard import access
from spanishgas.dashboard.door import door
from spanishgas.dashboard.own_page import FIRST, own_page
from spanishgas.dashboard.sign_in import CALLBACK, SignIn
from spanishgas.dashboard.visit import Visit, visit_of

SIGN_IN, _SIGN_OUT = "/sign-in", "/auth/logout"
_OPEN = (SIGN_IN, "/auth/login", CALLBACK, "/_stcore/health", "/favicon.png", "/manifest.json")
_OPEN_FOLDERS = ("/static/", "/app/static/")
"""Where nothing of the lake is: Streamlit's own scripts, our font and our map."""
_NEXT = "spanishgas_next"
_SECONDS_TO_SIGN_IN = 900
_POLICY = 1008
"""The code by which a socket is closed to who may not have it."""
_MAX_AGE = re.compile(r"; Max-Age=[1-9]\d*", re.IGNORECASE)


class Guard:
    """Lets through who has signed in and is on the list."""

    def __init__(self, app: ASGIApp, sign_in: SignIn) -> None:
        self.app = app
        self.sign_in = sign_in

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it at the door."""
        if scope["type"] == "http":
            refusal = await run_in_threadpool(self._refusal, Request(scope))
            await (refusal or self._passed)(scope, receive, send)
        elif scope["type"] != "websocket":
            await self.app(scope, receive, send)
        elif (visit := visit_of(HTTPConnection(scope).cookies, self.sign_in)) is None:
            await WebSocketClose(_POLICY)(scope, receive, send)
        else:  # the page of a visit that is over says so itself, and shows nothing else
            await self.app(scope, self._asked_by(visit, receive), send)

    def _asked_by(self, visit: Visit, receive: Receive) -> Receive:
        """What an open page asks for. Rows of a grid and files are given without a script that would ask who it is."""

        async def checked() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive" and _is_operation(message.get("bytes") or b""):
                try:
                    await run_in_threadpool(access.of_visit, visit, self.sign_in)
                except access.OutsideError:
                    return {"type": "websocket.disconnect", "code": _POLICY}
            return message

        return checked

    def _refusal(self, request: Request) -> Response | None:
        """The door for who is outside; None for who may pass, and for what is open to all."""
        path = request.scope["path"]
        if path in _OPEN or path.startswith(_OPEN_FOLDERS):
            return None
        visit = visit_of(request.cookies, self.sign_in)
        if path == _SIGN_OUT:
            if visit:
                visit.end(self.sign_in)
            return None
        try:
            access.of_visit(visit, self.sign_in)
        except access.OutsideError as outside:
            is_page = request.method == "GET" and "text/html" in request.headers.get("accept", "")
            return door(request, outside) if is_page else PlainTextResponse("Not signed in.", 401)
        return None

    async def _passed(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        sent_back = own_page(request.cookies.get(_NEXT, "")) if scope["path"] == CALLBACK else FIRST

        async def put_right(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                self._put_right(message, scope["path"], sent_back)
            await send(message)

        await self.app(scope, receive, put_right)

    def _put_right(self, message: Message, path: str, sent_back: str) -> None:
        """Cookies of one visit, for https alone if people come by it; back to the page that was asked for."""
        headers = MutableHeaders(scope=message)
        if path.startswith("/media/"):
            headers["cache-control"] = "private, no-store"
        cookies = headers.getlist("set-cookie")
        if not cookies:
            return
        del headers["set-cookie"]
        for cookie in cookies:
            headers.append("set-cookie", self._cookie(cookie))
        if path == CALLBACK and any(_is_identity(each) and "Max-Age=0" not in each for each in cookies):
            headers["location"] = sent_back
            headers.append("set-cookie", self._cookie(f"{_NEXT}=; Path=/; Max-Age=0; HttpOnly; SameSite=lax"))

    def _cookie(self, cookie: str) -> str:
        """A cookie as it should be; an identity goes when the browser is closed, and is too old long before a month."""
        if _is_identity(cookie):
            cookie = _MAX_AGE.sub("", cookie)
        if "samesite=" not in cookie.lower():
            cookie += "; SameSite=lax"
        return cookie + ("; Secure" if self.sign_in.is_encrypted and "; secure" not in cookie.lower() else "")


def to_provider(request: Request) -> Response:
    """Send somebody to the provider, and remember the page that was asked for."""
    answer = RedirectResponse(generate_login_redirect_url("default"), 303)
    page = own_page(request.query_params.get("next", ""))
    answer.set_cookie(_NEXT, page, max_age=_SECONDS_TO_SIGN_IN, httponly=True, samesite="lax")
    return answer


def _is_operation(asked: bytes) -> bool:
    """Whether a page asks for what no script run gives it."""
    try:
        return BackMsg.FromString(asked).WhichOneof("type") in ("backend_operation_request", "file_urls_request")
    except DecodeError:
        return False  # Streamlit refuses it itself


def _is_identity(cookie: str) -> bool:
    return cookie.startswith(USER_COOKIE_NAME)
