"""The command that starts the server: to whom it listens, and what it says where the extra is missing."""

import sys
from pathlib import Path

import pytest
from support.signing_in import SECRET, write_people
from typer.testing import CliRunner

from spanishgas.cli import dashboard
from spanishgas.cli.commands import app
from spanishgas.dashboard import serve
from spanishgas.errors import RunError, SettingsError


def test_the_server_listens_to_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(serve.os, "execve", lambda *call: started.append(call))
    done = CliRunner().invoke(app, ["dashboard", "--lake", "s3://book/lake", "--port", "8600"])
    assert (done.exit_code, done.output) == (0, "The dashboard of s3://book/lake: http://localhost:8600\n")
    ((program, words, environment),) = started
    assert program == sys.executable
    assert {"--server.address=127.0.0.1", "--server.port=8600"} <= set(words)
    assert environment["SPANISHGAS_LAKE"] == "s3://book/lake"
    assert environment["STREAMLIT_CLIENT_DISABLE_DATA_EXPORT"] == "true"


def test_a_server_where_people_sign_in_may_listen_to_all_and_has_no_secret_among_its_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write_people(tmp_path / "people.yaml", {"S-17": "agent"})
    settings = {
        "PROVIDER": "https://id.example.com/.well-known/openid-configuration",
        "CLIENT_ID": "dashboard",
        "CLIENT_SECRET": "what the provider gave",
        "REDIRECT": "https://book.example.com/oauth2callback",
        "COOKIE_SECRET": SECRET,
        "PEOPLE": str(tmp_path / "people.yaml"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(f"SPANISHGAS_SIGN_IN_{name}", value)
    started = []
    monkeypatch.setattr(serve.os, "execve", lambda *call: started.append(call))
    done = CliRunner().invoke(app, ["dashboard", "--lake", "s3://book/lake", "--address", "0.0.0.0"])
    assert (done.exit_code, done.output) == (0, "The dashboard of s3://book/lake: https://book.example.com\n")
    ((_, words, environment),) = started
    assert {"--server.address=0.0.0.0", "--server.allowedHosts=book.example.com"} <= set(words)
    assert not any(secret in word for secret in ("what the provider gave", SECRET) for word in words)
    assert environment["STREAMLIT_CLIENT_DISABLE_DATA_EXPORT"] == "true"


def test_a_sign_in_that_is_set_up_by_half_starts_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPANISHGAS_SIGN_IN_CLIENT_ID", "dashboard")
    done = CliRunner().invoke(app, ["dashboard"])
    assert isinstance(done.exception, SettingsError)
    assert "SPANISHGAS_SIGN_IN_PROVIDER is missing." in str(done.exception)


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "find_spec", lambda _name: None)
    done = CliRunner().invoke(app, ["dashboard"])
    assert isinstance(done.exception, RunError)
    assert "pip install 'spanishgas[dashboard]'" in str(done.exception)
