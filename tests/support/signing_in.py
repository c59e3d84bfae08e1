"""A sign-in for tests without a provider: cookies as the server signs them, and a list of people."""

import json
import time
from collections.abc import Mapping
from pathlib import Path

from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from spanishgas.dashboard.sign_in import SignIn

SECRET = "a secret of a test that is long enough"
IDENTITY = "_streamlit_user"


def write_people(file: Path, people: Mapping[str, str]) -> None:
    """Write who may come in, and as what."""
    rows = "".join(f"  {name}: {role}\n" for name, role in people.items())
    file.write_text(f"ask: the desk\npeople:\n{rows}")


def identity(origin: str, /, *, hours: float = 0, secret: str = SECRET, **claims: object) -> str:
    """The cookie of somebody who has signed in so many hours ago."""

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return int(time.time() - hours * 3600)

    said = {"origin": origin, "is_logged_in": True, "nonce": "once", **claims}
    return URLSafeTimedSerializer(secret, salt=IDENTITY, signer=Earlier).dumps(json.dumps(said))


def a_sign_in(people: Path, origin: str = "https://book.example.com", hours: float = 8) -> SignIn:
    """A sign-in as settings make it."""
    provider = "https://id.example.com/.well-known/openid-configuration"
    return SignIn(provider, "dashboard", "given", f"{origin}/oauth2callback", SECRET, people, hours)
