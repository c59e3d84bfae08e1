"""The visit of a person who has signed in: what the cookie says that Streamlit signed, and whether it still holds."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from spanishgas.dashboard.sign_in import SignIn

_HOURS_OF_DAY, _SECONDS_OF_HOUR = 24, 3600
_ended: dict[str, float] = {}
"""Visits that somebody has ended by signing out, until they would be over anyway."""


@dataclass(frozen=True)
class Visit:
    """A visit by a cookie that this server has signed."""

    cookies: Mapping[str, str]
    names: tuple[str, ...]
    """Who it is: the provider's subject, and the e-mail address if the provider has verified it."""
    claims: str
    """What the cookie says; the provider's nonce in it makes every sign-in another."""

    def is_over(self, sign_in: SignIn) -> bool:
        """Whether the hours are over, or somebody has signed out."""
        return self.claims in _ended or _signed(self.cookies, sign_in, sign_in.hours) is None

    def end(self, sign_in: SignIn) -> None:
        """Sign out: the cookie is good for nothing more, whoever has kept it."""
        now = time.monotonic()
        for claims, until in list(_ended.items()):  # others may sign out meanwhile
            if until < now:
                _ended.pop(claims, None)
        _ended[self.claims] = now + sign_in.hours * _SECONDS_OF_HOUR


def visit_of(cookies: Mapping[str, str], sign_in: SignIn) -> Visit | None:
    """The visit that cookies speak of, over or not; None without a cookie that was signed here for this address."""
    signed = _signed(cookies, sign_in)
    if signed is None:
        return None
    claims = json.loads(signed)
    if not claims.get("is_logged_in") or claims.get("origin") != sign_in.origin:
        return None
    address = claims.get("email") if claims.get("email_verified") is True else None
    subject = claims.get("sub")
    if isinstance(subject, str) and "@" in subject:
        subject = None  # some providers let people choose it, and it would pass for an address that nobody has verified
    names = tuple(name for name in (subject, address) if isinstance(name, str) and name)
    return Visit(cookies, names, signed) if names else None


def _signed(cookies: Mapping[str, str], sign_in: SignIn, hours: float | None = None) -> str | None:
    """What the identity cookie says, as JSON; None if it is missing, not signed here, or older than so many hours."""
    age = {} if hours is None else {"max_age_days": hours / _HOURS_OF_DAY}

    def part(name: str) -> bytes | None:
        value = cookies.get(name, "").encode("latin-1", "replace")
        return decode_signed_value(sign_in.cookie_secret, name, value, **age)

    found = get_cookie_with_chunks(part, USER_COOKIE_NAME)
    return found.decode() if found else None
