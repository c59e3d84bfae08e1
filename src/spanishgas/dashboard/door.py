"""The page before all pages: who is not signed in sees it and nothing of the lake, in the language of the address."""

from html import escape
from pathlib import Path
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from spanishgas.config.language import Language
from spanishgas.dashboard.access import OutsideError
from spanishgas.dashboard.language import LANGUAGES, _, speak
from spanishgas.dashboard.own_page import own_page
from spanishgas.dashboard.theme import DARK, FONT, LIGHT

_STATIC = Path(__file__).parent / "static"
_PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>SpanishGas</title><link rel="icon" href="/app/static/icon.png"><style>
:root{{color-scheme:light dark}}
:root{{--paper:{light.paper};--text:{light.text};--line:{light.line};--main:{light.main}}}
@media(prefers-color-scheme:dark){{
:root{{--paper:{dark.paper};--text:{dark.text};--line:{dark.line};--main:{dark.main}}}}}
@font-face{{font-family:Inter;src:url(/app/static/inter.woff2);font-weight:100 900}}
body{{margin:0;min-height:100vh;display:grid;place-items:center}}
body{{background:var(--paper);color:var(--text);font:15px/1.5 {font}}}
main{{max-width:26rem;margin:1rem;padding:2rem;border:1px solid var(--line);border-radius:8px}}
h1{{font-size:22px;font-weight:650;margin:1rem 0 .5rem}}
p{{overflow-wrap:anywhere}}
a{{display:inline-block;margin-top:.5rem;padding:.5rem 1rem;border-radius:8px;text-decoration:none}}
a{{background:var(--main);color:var(--paper)}}
</style></head><body><main>{logo}<h1>{title}</h1>{texts}{link}</main></body></html>"""


def door(request: Request, outside: OutsideError) -> Response:
    """What somebody sees who asked for a page and may see none."""
    language = _language(request)
    speak(language)
    title, texts = said(outside)
    is_unlisted = outside.why == "unlisted"
    link = _link("/auth/logout", _("Sign out")) if is_unlisted else _link(f"/sign-in?{_next(request)}", _("Sign in"))
    page = _PAGE.format(
        language=language,
        light=LIGHT,
        dark=DARK,
        font=FONT,
        logo=(_STATIC / "logo.svg").read_text("utf-8"),
        title=escape(title),
        texts="".join(f"<p>{escape(text)}</p>" for text in texts),
        link=link,
    )
    return HTMLResponse(page, 403 if is_unlisted else 401, {"cache-control": "no-store"})


def said(outside: OutsideError) -> tuple[str, list[str]]:
    """Title and sentences of somebody who is outside."""
    if outside.why == "unlisted":
        texts = [_("You have signed in as {names}, and nobody of this name is on the list of people.")]
        if outside.ask:
            texts.append(_("Whom to ask: {whom}"))
        names = " · ".join(outside.names)
        return _("You are not on the list"), [text.format(names=names, whom=outside.ask) for text in texts]
    if outside.why == "over":
        return _("Your session is over"), [_("Sign in again to go on where you were.")]
    return _("Sign in"), [_("This dashboard is for people whom the provider of your organisation knows.")]


def _next(request: Request) -> str:
    """What a sign-in is told of the page that was asked for."""
    return urlencode({"next": own_page(request.url.path + (f"?{request.url.query}" if request.url.query else ""))})


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def _language(request: Request) -> Language:
    """The language of the address, else the browser's."""
    preferred = request.headers.get("accept-language", "")[:2].lower()
    asked = request.query_params.get("lang", preferred)
    return asked if asked in LANGUAGES else "en"
