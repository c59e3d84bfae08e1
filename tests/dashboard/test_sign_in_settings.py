"""A sign-in is set up whole or not at all, and what is wrong with it is said at once, but never a secret."""

from pathlib import Path

import pytest
from pydantic import SecretStr
from support.signing_in import SECRET, write_people

from spanishgas.dashboard.serve import options
from spanishgas.dashboard.sign_in import SignIn, configured
from spanishgas.errors import SettingsError
from spanishgas.settings import Settings

PROVIDER = "https://id.example.com/.well-known/openid-configuration"
REDIRECT = "https://book.example.com/oauth2callback"


def settings(folder: Path, **others: object) -> Settings:
    people = folder / "people.yaml"
    if not people.exists():
        write_people(people, {"ana@example.com": "manager"})
    whole = {
        "sign_in_provider": PROVIDER,
        "sign_in_client_id": "dashboard",
        "sign_in_client_secret": SecretStr("given"),
        "sign_in_redirect": REDIRECT,
        "sign_in_cookie_secret": SecretStr(SECRET),
        "sign_in_people": people,
    }
    return Settings(**{**whole, **others})


def refusal(folder: Path, **others: object) -> str:
    with pytest.raises(SettingsError) as refused:
        configured(settings(folder, **others))
    return str(refused.value)


def test_a_sign_in_that_is_set_up_whole_is_what_streamlit_needs(tmp_path: Path) -> None:
    sign_in = configured(settings(tmp_path))
    assert sign_in == SignIn(
        PROVIDER, "dashboard", "given", REDIRECT, SECRET, tmp_path / "people.yaml", hours=Settings().sign_in_hours
    )
    assert (sign_in.origin, sign_in.is_encrypted) == ("https://book.example.com", True)
    assert sign_in.secrets() == {
        "auth": {
            "redirect_uri": REDIRECT,
            "cookie_secret": SECRET,
            "client_id": "dashboard",
            "client_secret": "given",
            "server_metadata_url": PROVIDER,
        }
    }


def test_without_any_of_it_nobody_signs_in() -> None:
    assert configured(Settings()) is None


def test_half_of_it_is_refused_with_all_that_is_missing() -> None:
    with pytest.raises(SettingsError) as refused:
        configured(Settings(sign_in_provider=PROVIDER, sign_in_cookie_secret_file=Path("secret")))
    assert str(refused.value).splitlines()[1:5] == [
        "SPANISHGAS_SIGN_IN_CLIENT_ID is missing.",
        "SPANISHGAS_SIGN_IN_CLIENT_SECRET or SPANISHGAS_SIGN_IN_CLIENT_SECRET_FILE is missing.",
        "SPANISHGAS_SIGN_IN_REDIRECT is missing.",
        "SPANISHGAS_SIGN_IN_PEOPLE is missing.",
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("sign_in_provider", "http://id.example.com/.well-known/openid-configuration", "https:// is expected"),
        ("sign_in_provider", "https://id.example.com", "ends with /.well-known/openid-configuration is expected"),
        ("sign_in_redirect", "ftp://book.example.com/oauth2callback", "https:// is expected"),
        ("sign_in_redirect", "https:///oauth2callback", "https:// is expected"),
        ("sign_in_redirect", "https://book.example.com/app/oauth2callback", "at the root of its host"),
        ("sign_in_redirect", "https://book.example.com/", "ends with /oauth2callback is expected"),
        ("sign_in_redirect", f"{REDIRECT}?to=me", "ends with /oauth2callback is expected"),
        ("sign_in_cookie_secret", SecretStr("short"), "COOKIE_SECRET is shorter than 32 characters"),
        ("sign_in_client_secret_file", Path("also"), "one of the two is expected, not both"),
        ("sign_in_people", Path("nowhere.yaml"), "nowhere.yaml: cannot be read"),
    ],
)
def test_what_cannot_be_is_refused(tmp_path: Path, name: str, value: object, said: str) -> None:
    text = refusal(tmp_path, **{name: value})
    assert said in text
    assert "given" not in text
    assert SECRET not in text


def test_a_provider_on_this_machine_needs_no_encryption(tmp_path: Path) -> None:
    here = {"sign_in_provider": f"http://localhost:9400{PROVIDER.partition('.com')[2]}"}
    assert configured(settings(tmp_path, **here, sign_in_redirect="http://127.0.0.1:8501/oauth2callback"))


def test_a_secret_may_lie_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    from_file = {"sign_in_client_secret": None, "sign_in_client_secret_file": file}
    assert f"{file} cannot be read" in refusal(tmp_path, **from_file)
    file.write_text("\n")
    assert f"{file} is empty" in refusal(tmp_path, **from_file)
    file.write_text("in a file\n")
    found = configured(settings(tmp_path, **from_file))
    assert found.client_secret == "in a file"
    assert "in a file" not in repr(found)
    assert SECRET not in repr(found)


def test_a_list_with_another_role_is_refused_with_those_there_are(tmp_path: Path) -> None:
    write_people(tmp_path / "people.yaml", {"ana@example.com": "boss"})
    text = refusal(tmp_path)
    assert "people.ana@example.com" in text
    assert "expected 'viewer', 'agent' or 'manager'" in text


def test_only_who_signs_in_may_come_from_elsewhere(tmp_path: Path) -> None:
    sign_in = configured(settings(tmp_path))
    assert options(8501, "0.0.0.0", sign_in)["server.address"] == "0.0.0.0"
    assert options(8501, "0.0.0.0", sign_in)["server.allowedHosts"] == "book.example.com"
    with pytest.raises(SettingsError, match=r"127\.0\.0\.1 only, so not to 0\.0\.0\.0"):
        options(8501, "0.0.0.0", None)
    assert options(8501, "127.0.0.1", None)["server.address"] == "127.0.0.1"


def test_viewers_of_a_closed_network_come_from_elsewhere_by_one_name() -> None:
    found = options(8501, "0.0.0.0", None, "book.example.com")
    assert (found["server.address"], found["server.allowedHosts"]) == ("0.0.0.0", "book.example.com")
