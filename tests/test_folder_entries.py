"""What lies in a folder: files, and what is none, called what it is."""

import os
from pathlib import Path

import pytest
from support.sentences import says

from spanishgas.errors import RunError
from spanishgas.folder_entries import entries
from spanishgas.lake import Lake

PUT = "Put the file itself in its place."
BACK = "is a link that leads back to itself. Take it out."
NAME = "has a name that is not UTF-8, or that holds a line feed or the like. Rename it."


def found(folder: Path) -> list[tuple[str, int, str | None]]:
    return sorted((entry.name, entry.size, entry.flaw) for entry in entries(folder))


def test_files_are_found_also_through_links(tmp_path: Path) -> None:
    folder, other = tmp_path / "a", tmp_path / "b"
    (folder / "x/y").mkdir(parents=True)
    other.mkdir()
    for path, text in {"a/x/y/1.csv": "1", "a/ñ .csv": "22", "b/2.csv": "333", "a/half.csv#1": "4"}.items():
        (tmp_path / path).write_text(text, "utf-8")
    (folder / "link.csv").symlink_to(other / "2.csv")
    (folder / "linked").symlink_to(other)
    assert found(folder) == [
        ("link.csv", 3, None),
        ("linked/2.csv", 3, None),
        ("x/y/1.csv", 1, None),
        ("ñ .csv", 2, None),
    ]


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert found(tmp_path / "raw") == []


@pytest.mark.parametrize(
    ("target", "flaw"),
    [
        ("nowhere", f"is a link to nowhere, which is not there. {PUT}"),
        ("/dev/null", f"is a link to /dev/null, which is no file. {PUT}"),
        ("odd", BACK),
        (".", BACK),
        ("..", BACK),
    ],
)
def test_a_link_that_leads_to_no_file_is_called_so(target: str, flaw: str, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/odd").symlink_to(target)
    assert found(tmp_path / "raw") == [("odd", 0, flaw)]


def test_a_pipe_and_an_empty_folder_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    (tmp_path / "b").mkdir()
    assert found(tmp_path) == [("a", 0, f"is no file. {PUT}"), ("b", 0, f"is an empty folder. {PUT}")]


@pytest.mark.parametrize(
    ("name", "shown"), [(b"espa\xf1a", "espa\\xf1a"), (b"a\n\x1b", "a\\x0a\\x1b"), (b"\xf1/a", "\\xf1/a")]
)
def test_a_name_that_no_key_can_have_is_shown_escaped(name: bytes, shown: str, tmp_path: Path) -> None:
    path = Path(os.fsdecode(bytes(tmp_path) + b"/" + name))
    path.parent.mkdir(exist_ok=True)
    path.write_text("x")
    assert found(tmp_path) == [(shown, 0, NAME)]


def test_a_folder_that_nobody_may_read_stays_what_it_is(tmp_path: Path, monkeypatch) -> None:
    def scandir(path: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(os, "scandir", scandir)
    with pytest.raises(PermissionError):
        list(entries(tmp_path))


@pytest.mark.parametrize(("name", "target", "flaw"), [("x", "x", BACK), ("loop", ".", BACK), ("a\nb", None, NAME)])
def test_a_list_that_the_store_cannot_make_says_why(name: str, target: str | None, flaw: str, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    if target:
        (tmp_path / "raw" / name).symlink_to(target)
    else:
        (tmp_path / "raw" / name).write_text("x")
    shown = name.replace("\n", "\\x0a")
    with says(RunError, f"{tmp_path}/raw/{shown}: {flaw}"):
        Lake(tmp_path).list("raw/")
