"""Whatever letters a terminal knows, a command is understood."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize(("name", "code"), [("lake ñ", 0), ("lake ñ/missing", 1)])
def test_a_terminal_of_ascii_shows_a_question_mark_for_other_letters(name: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "lake ñ").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "spanishgas", "runs", "--lake", str(tmp_path / name)],
        env={**os.environ, "PYTHONIOENCODING": "ascii", "LANG": "C"},
        capture_output=True,
        check=False,
        encoding="ascii",
    )
    assert done.returncode == code
    assert "lake ?" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
