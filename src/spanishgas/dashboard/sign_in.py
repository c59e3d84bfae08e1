"""How people sign in, from the settings: checked as a whole before anybody is let in, or not set at all."""

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from spanishgas.dashboard.people import People
from spanishgas.errors import InputError, SettingsError
from spanishgas.settings import Settings

CALLBACK = "/oauth2callback"
"""Where Streamlit takes the provider's answer."""
_METADATA = "/.well-known/openid-configuration"
_SHORTEST_SECRET = 32
_HERE = ("localhost", "127.0.0.1")
"""Hosts whose traffic leaves no machine, so that it need not be encrypted."""
_SETTINGS = {
    "sign_in_provider": (),
    "sign_in_client_id": (),
    "sign_in_client_secret": ("sign_in_client_secret_file",),
    "sign_in_redirect": (),
    "sign_in_cookie_secret": ("sign_in_cookie_secret_file",),
    "sign_in_people": (),
}
"""All that a sign-in needs, each with what may be set instead."""


@dataclass(frozen=True)
class SignIn:
    """A sign-in that is set up whole."""

    provider: str
    client_id: str
    client_secret: str = field(repr=False)
    redirect: str
    cookie_secret: str = field(repr=False)
    people: Path
    hours: float

    @property
    def origin(self) -> str:
        """Where the dashboard is, as a browser says it."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.redirect))

    @property
    def is_encrypted(self) -> bool:
        """Whether people come by https, so that cookies may ask for it."""
        return self.redirect.startswith("https://")

    def secrets(self) -> dict[str, Any]:
        """What Streamlit needs of it, in memory only."""
        return {
            "auth": {
                "redirect_uri": self.redirect,
                "cookie_secret": self.cookie_secret,
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "server_metadata_url": self.provider,
            }
        }


def configured(settings: Settings) -> SignIn | None:
    """The sign-in of the settings; None where none of it is set.

    Raises:
        SettingsError: it is set by half, or an address, a secret or the file of people cannot be; it says all of it.
    """
    given = {name for name, others in _SETTINGS.items() for each in (name, *others) if getattr(settings, each)}
    if not given:
        return None
    wrong = [f"{_named(name, *others)} is missing." for name, others in _SETTINGS.items() if name not in given]
    if not wrong:
        wrong = [*_wrong_addresses(settings), *_wrong_people(settings)]
    secrets = {name: _secret(settings, name, wrong) for name in ("sign_in_client_secret", "sign_in_cookie_secret")}
    if secrets["sign_in_cookie_secret"] and len(secrets["sign_in_cookie_secret"]) < _SHORTEST_SECRET:
        wrong.append(f"SPANISHGAS_SIGN_IN_COOKIE_SECRET is shorter than {_SHORTEST_SECRET} characters.")
    if wrong:
        raise SettingsError("Signing in to the dashboard is not set up whole:\n" + "\n".join(wrong))
    assert settings.sign_in_provider and settings.sign_in_client_id
    assert settings.sign_in_redirect and settings.sign_in_people
    return SignIn(
        settings.sign_in_provider,
        settings.sign_in_client_id,
        secrets["sign_in_client_secret"],
        settings.sign_in_redirect,
        secrets["sign_in_cookie_secret"],
        settings.sign_in_people,
        settings.sign_in_hours,
    )


@cache
def current() -> SignIn | None:
    """The sign-in of this server, which stays as it was when it started. Raises SettingsError."""
    return configured(Settings())


@cache
def may_only_look() -> bool:
    """Whether whoever comes without sign-in may only look: it comes by a network, not from this machine."""
    return Settings().viewers_at is not None


def _named(*names: str) -> str:
    return " or ".join(f"SPANISHGAS_{name.upper()}" for name in names)


def _wrong_addresses(settings: Settings) -> list[str]:
    wrong: list[str] = []
    for name, path in (("sign_in_provider", _METADATA), ("sign_in_redirect", CALLBACK)):
        address = urlsplit(str(getattr(settings, name)))
        is_safe = address.scheme == "https" or (address.scheme == "http" and address.hostname in _HERE)
        if not is_safe or not address.hostname:
            wrong.append(f"{_named(name)}: an address with https:// is expected (http:// on this machine only).")
        if not address.path.endswith(path) or address.query or address.fragment:
            wrong.append(f"{_named(name)}: an address that ends with {path} is expected.")
    redirect = urlsplit(str(settings.sign_in_redirect))
    if redirect.path.endswith(CALLBACK) and redirect.path != CALLBACK:
        wrong.append(f"{_named('sign_in_redirect')}: the dashboard is at the root of its host, so {CALLBACK} alone.")
    return wrong


def _wrong_people(settings: Settings) -> list[str]:
    assert settings.sign_in_people
    try:
        People.load(settings.sign_in_people)
    except InputError as error:
        return [f"{_named('sign_in_people')}: {error}"]
    return []


def _secret(settings: Settings, name: str, wrong: list[str]) -> str:
    """A secret, itself or from its file; what is wrong is added to the list, and never says the secret."""
    given: SecretStr | None = getattr(settings, name)
    file: Path | None = getattr(settings, f"{name}_file")
    if given and file:
        wrong.append(f"{_named(name, f'{name}_file')}: one of the two is expected, not both.")
    if file is None:
        return given.get_secret_value() if given else ""
    try:
        found = file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        wrong.append(f"{_named(f'{name}_file')}: {file} cannot be read.")
        return ""
    if not found:
        wrong.append(f"{_named(f'{name}_file')}: {file} is empty.")
    return found
