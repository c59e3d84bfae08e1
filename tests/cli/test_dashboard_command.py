"""The command that starts the server: to whom it listens, and what it says where the extra is missing."""

import sys

import pytest
from typer.testing import CliRunner

from spanishgas.cli import dashboard
from spanishgas.cli.commands import app
from spanishgas.dashboard import serve
from spanishgas.errors import RunError


def test_the_server_listens_to_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    monkeypatch.setattr(serve.os, "execve", lambda *call: started.append(call))
    done = CliRunner().invoke(app, ["dashboard", "--lake", "s3://book/lake", "--port", "8600"])
    assert (done.exit_code, done.output) == (0, "The dashboard of s3://book/lake: http://localhost:8600\n")
    ((program, words, environment),) = started
    assert program == sys.executable
    assert {"--server.address=127.0.0.1", "--server.port=8600"} <= set(words)
    assert environment["SPANISHGAS_LAKE"] == "s3://book/lake"


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard, "find_spec", lambda _name: None)
    done = CliRunner().invoke(app, ["dashboard"])
    assert isinstance(done.exception, RunError)
    assert "pip install 'spanishgas[dashboard]'" in str(done.exception)
