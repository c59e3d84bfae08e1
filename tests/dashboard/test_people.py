"""The list of people is as the file has it now, and lets nobody in when it cannot be read."""

from pathlib import Path

import pytest
from support.signing_in import write_people

from spanishgas.dashboard.people import People
from spanishgas.dashboard.roles import Person, Role
from spanishgas.errors import InputError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_people(tmp_path / "people.yaml", {"Ana@example.com": "manager", "S-17": "viewer"})
    return tmp_path / "people.yaml"


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("x", "ANA@example.com"), Person("ana@example.com", Role.MANAGER)),
        (("S-17",), Person("S-17", Role.VIEWER)),
        (("s-17",), None),
        (("eva@example.com",), None),
        ((), None),
    ],
)
def test_who_is_listed_has_a_role_and_nobody_else_has_any(file: Path, names, found) -> None:
    assert People.load(file).find(names) == found


def test_what_the_file_says_now_counts(file: Path) -> None:
    assert People.now(file).find(("S-17",)).role is Role.VIEWER
    write_people(file, {"S-17": "agent"})
    assert People.now(file).find(("S-17",)).role is Role.AGENT


@pytest.mark.parametrize("text", [None, "people: [", "ask: the desk\npeople: {}\n", "people: {a: viewer}\n"])
def test_a_file_that_cannot_be_read_lets_nobody_in(file: Path, text: str | None) -> None:
    assert People.now(file) is not None
    file.unlink()
    if text is not None:
        file.write_text(text)
    assert People.now(file) is None


def test_the_same_address_in_capitals_is_refused(file: Path) -> None:
    write_people(file, {"ana@example.com": "viewer", "ANA@example.com": "manager"})
    with pytest.raises(InputError, match="the same e-mail address stands twice"):
        People.load(file)
