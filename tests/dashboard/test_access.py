"""Who may do what, and what the audit keeps of it."""

import json
from getpass import getuser

import pytest

from spanishgas.dashboard import access, audit
from spanishgas.dashboard.access import NotAllowedError, Person, Role


def test_each_role_may_all_that_those_before_it_may() -> None:
    may = {role: [other for other in Role if role.includes(other)] for role in Role}
    assert may == {
        Role.VIEWER: [Role.VIEWER],
        Role.AGENT: [Role.VIEWER, Role.AGENT],
        Role.MANAGER: [Role.VIEWER, Role.AGENT, Role.MANAGER],
    }


def test_whoever_is_at_the_machine_may_do_everything_where_nobody_signs_in() -> None:
    assert access.require(Role.MANAGER) == Person(getuser(), Role.MANAGER)


def test_a_user_without_a_name_is_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(access, "getuser", nameless)
    assert access.person().name == "somebody at this machine"


def test_a_role_that_is_too_low_is_refused_with_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "person", lambda: Person("luis", Role.VIEWER))
    with pytest.raises(NotAllowedError, match="luis is viewer, and this needs agent") as refused:
        access.require(Role.AGENT)
    assert (refused.value.needed, refused.value.person.name) == (Role.AGENT, "luis")


def test_the_audit_says_who_did_what_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    audit.note("launch", Person("ana", Role.MANAGER), campaign="spring", rows=60)
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said.pop("timestamp").endswith("Z")
    assert said == {"event": "launch", "who": "ana", "role": "manager", "campaign": "spring", "rows": 60}
