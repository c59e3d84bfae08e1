"""Locks of folders: one alone or several together, across processes, and never left behind."""

from pathlib import Path

import pytest
from support.processes import python
from support.sentences import says

from spanishgas.errors import ConflictError
from spanishgas.locks import folder_lock


def holding(folder: Path, *, shared: bool = False) -> str:
    """Code that holds a folder's lock until it hears something, and says when it has it."""
    return f"""
from pathlib import Path
from spanishgas.locks import folder_lock
with folder_lock(Path({str(folder)!r}), shared={shared}):
    print("held", flush=True)
    input()
print("given back", flush=True)
"""


def test_only_one_holds_a_lock_alone(tmp_path: Path) -> None:
    with folder_lock(tmp_path):
        for shared in (False, True):
            with (
                says(ConflictError, f"{tmp_path} is held by another process."),
                folder_lock(tmp_path, shared=shared, wait=False),
            ):
                pytest.fail("two hold it")
    with folder_lock(tmp_path, wait=False):
        pass


def test_many_hold_a_lock_together_and_nobody_alone_beside_them(tmp_path: Path) -> None:
    with (
        folder_lock(tmp_path, shared=True),
        folder_lock(tmp_path, shared=True, wait=False),
        says(ConflictError, f"{tmp_path} is held by another process."),
        folder_lock(tmp_path, wait=False),
    ):
        pytest.fail("one holds it alone")


def test_a_lock_leaves_no_file_behind_and_is_given_back_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), folder_lock(tmp_path):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    with folder_lock(tmp_path, wait=False):
        pass


def test_folders_are_locked_each_by_itself(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    with folder_lock(tmp_path), folder_lock(tmp_path / "inner", wait=False):
        pass


@pytest.mark.parametrize("shared", [False, True])
def test_another_process_keeps_us_out_until_it_ends_however_it_ends(shared: bool, tmp_path: Path) -> None:
    with python(holding(tmp_path, shared=shared)) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ConflictError), folder_lock(tmp_path, wait=False):
            pytest.fail("two hold it")
        other.kill()
        other.wait()
        with folder_lock(tmp_path, wait=False):
            pass


def test_who_waits_gets_the_lock_when_it_is_given_back(tmp_path: Path) -> None:
    with python(holding(tmp_path)) as other:
        with folder_lock(tmp_path):
            pass  # whoever of the two is first: the other waits
        assert other.stdout.readline() == "held\n"
        with python(holding(tmp_path)) as third:
            other.stdin.write("\n")
            other.stdin.flush()
            assert other.stdout.readline() == "given back\n"
            assert third.stdout.readline() == "held\n"
