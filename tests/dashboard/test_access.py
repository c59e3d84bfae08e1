"""Who may do what, and what the audit keeps of it."""

import json
from datetime import UTC, datetime
from getpass import getuser
from pathlib import Path

import polars as pl
import pytest
from support.signing_in import IDENTITY, a_sign_in, identity, write_people

from spanishgas.dashboard import access, audit, calling, downloads, sign_in
from spanishgas.dashboard.access import NotAllowedError, OutsideError, Person, Role
from spanishgas.dashboard.contacts import contacts_of
from spanishgas.dashboard.language import speak, word
from spanishgas.dashboard.visit import visit_of
from spanishgas.lake import Lake


def test_each_role_may_all_that_those_before_it_may() -> None:
    may = {role: [other for other in Role if role.includes(other)] for role in Role}
    assert may == {
        Role.VIEWER: [Role.VIEWER],
        Role.AGENT: [Role.VIEWER, Role.AGENT],
        Role.MANAGER: [Role.VIEWER, Role.AGENT, Role.MANAGER],
    }


def test_whoever_is_at_the_machine_may_do_everything_where_nobody_signs_in() -> None:
    assert access.require(Role.MANAGER) == Person(getuser(), Role.MANAGER)


def test_whoever_comes_by_a_closed_network_without_sign_in_may_only_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sign_in, "may_only_look", lambda: True)
    assert access.person().role == Role.VIEWER
    with pytest.raises(NotAllowedError):
        access.require(Role.AGENT)


def test_a_user_without_a_name_is_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(access, "getuser", nameless)
    assert access.person().name == "somebody at this machine"


def test_a_role_that_is_too_low_is_refused_with_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "person", lambda _visit: Person("luis", Role.VIEWER))
    with pytest.raises(NotAllowedError, match="luis is viewer, and this needs agent") as refused:
        access.require(Role.AGENT)
    assert (refused.value.needed, refused.value.person.name) == (Role.AGENT, "luis")


def test_the_audit_says_who_did_what_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    audit.note("launch", Person("ana", Role.MANAGER), campaign="spring", rows=60)
    (line,) = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said.pop("timestamp").endswith("Z")
    assert said == {"event": "launch", "who": "ana", "role": "manager", "campaign": "spring", "rows": 60}


@pytest.fixture
def signing_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A server where people sign in; returns the list of them."""
    people = tmp_path / "people.yaml"
    write_people(people, {"S-17": "agent"})
    monkeypatch.setattr(sign_in, "current", lambda: a_sign_in(people))
    return people


def comes(monkeypatch: pytest.MonkeyPatch, **said: object) -> None:
    """Somebody is at the page that runs now."""
    known = sign_in.current()
    visit = visit_of({IDENTITY: identity(known.origin, **{"sub": "S-17", **said})}, known)
    monkeypatch.setattr(access, "here", lambda: visit)


def test_who_has_signed_in_is_whom_the_list_says(signing_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    comes(monkeypatch)
    assert access.require(Role.AGENT) == Person("S-17", Role.AGENT)
    with pytest.raises(NotAllowedError) as refused:
        access.require(Role.MANAGER)
    assert refused.value.ask == "the desk"


@pytest.mark.parametrize(
    ("said", "why"),
    [({"hours": 9}, "over"), ({"sub": "S-18"}, "unlisted"), ({"origin": "https://elsewhere"}, "unknown")],
)
def test_who_is_outside_may_do_nothing(signing_in: Path, monkeypatch: pytest.MonkeyPatch, said, why: str) -> None:
    comes(monkeypatch, **said)
    with pytest.raises(OutsideError) as refused:
        access.require(Role.VIEWER)
    assert refused.value.why == why


def test_outside_a_page_nobody_has_signed_in(signing_in: Path) -> None:
    with pytest.raises(OutsideError, match="unknown"):
        access.person()


def test_a_role_that_was_changed_counts_at_the_next_action(signing_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    comes(monkeypatch)
    write_people(signing_in, {"S-17": "viewer"})
    with pytest.raises(NotAllowedError, match="S-17 is viewer, and this needs agent"):
        access.require(Role.AGENT)
    signing_in.unlink()
    with pytest.raises(OutsideError, match="unlisted"):
        access.require(Role.VIEWER)


def test_a_viewer_can_neither_take_nor_record_nor_be_told(
    signing_in: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    comes(monkeypatch)
    write_people(signing_in, {"S-17": "viewer"})
    lake, now = Lake(tmp_path), datetime(2025, 1, 7, 9, tzinfo=UTC)
    for action in (
        lambda: calling.take(lake, "spring", "ana", now),
        lambda: calling.record(lake, "spring", "C1", "ana", "accepted", now),
        lambda: calling.briefing(lake, "spring", "C1", "en"),
        lambda: contacts_of(None, "C1"),
    ):
        with pytest.raises(NotAllowedError):
            action()


def test_a_file_of_customers_is_made_for_who_may_have_it_then_and_noted(
    signing_in: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    comes(monkeypatch)
    customers = pl.DataFrame({"customer": ["C1", "C2"]})
    rows = downloads.for_later(Role.AGENT, "customers-2025-01-07", lambda: customers)
    monkeypatch.setattr(access, "here", lambda: None)  # no page runs when the file is made
    assert rows().equals(customers)
    said = json.loads(capsys.readouterr().err)
    del said["timestamp"]
    assert said == {"event": "download", "who": "S-17", "role": "agent", "file": "customers-2025-01-07", "rows": 2}
    write_people(signing_in, {"S-17": "viewer"})
    with pytest.raises(NotAllowedError):
        rows()
    assert capsys.readouterr().err == ""


def test_a_file_that_is_made_later_speaks_the_language_of_its_page() -> None:
    speak("es")
    rows = downloads.for_later(Role.VIEWER, "tiers", lambda: pl.DataFrame({word("role", "manager"): [1]}))
    speak("en")
    assert rows().columns == ["responsable"]
