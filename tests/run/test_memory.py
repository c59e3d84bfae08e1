"""The peak of memory, in MB, wherever the system tells it."""

import resource
import subprocess
import sys
from types import SimpleNamespace

import pytest

from spanishgas.run import memory


def test_the_peak_is_what_the_system_says(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "status").write_text("Name:\tpython\nVmRSS:\t 1024 kB\nVmHWM:\t 2560 kB\nThreads:\t2\n")
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "status")
    assert memory.peak_mb() == 2.5


@pytest.mark.parametrize(("platform", "unit"), [("darwin", 1), ("linux", 1024)])
def test_without_that_word_it_is_the_peak_of_the_whole_process(platform, unit, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(memory, "_STATUS", tmp_path / "nothing")
    monkeypatch.setattr(sys, "platform", platform)
    used = {resource.RUSAGE_SELF: SimpleNamespace(ru_maxrss=3 * 2**20 // unit)}
    monkeypatch.setattr(resource, "getrusage", used.__getitem__)
    assert memory.peak_mb() == 3.0


def test_the_peak_so_far_is_forgotten_where_that_is_possible(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "clear").touch()
    monkeypatch.setattr(memory, "_CLEAR", tmp_path / "clear")
    memory.reset_peak()
    assert (tmp_path / "clear").read_text() == "5"
    monkeypatch.setattr(memory, "_CLEAR", tmp_path / "no" / "such" / "file")
    memory.reset_peak()


@pytest.mark.skipif(not memory._CLEAR.exists(), reason="only Linux forgets a peak")
def test_a_new_piece_of_work_starts_from_what_is_in_use() -> None:
    code = """
from spanishgas.run import memory
memory.reset_peak()
before = memory.peak_mb()
block = b"x" * (64 * 2**20)
assert memory.peak_mb() >= before + 60
del block
memory.reset_peak()
assert memory.peak_mb() < before + 60
"""  # in a process of its own: one that has computed much gives memory back meanwhile
    subprocess.run([sys.executable, "-c", code], check=True)
