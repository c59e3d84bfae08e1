"""A lake is made on purpose, and every next command names it."""

from pathlib import Path

import pytest
from support.command import spanishgas

from spanishgas.lake import Lake


@pytest.mark.parametrize("command", ["runs", "run", "check", "fidelity"])
def test_a_mistyped_lake_is_said_and_not_made(command: str, tmp_path: Path) -> None:
    done = spanishgas(command, "--lake", tmp_path / "typo")
    assert done.returncode == 1
    assert f"There is no lake {tmp_path / 'typo'}" in done.stderr
    assert not (tmp_path / "typo").exists()


def test_simulate_makes_no_folders_above_the_lake(tmp_path: Path) -> None:
    done = spanishgas("simulate", "--lake", tmp_path / "no" / "such" / "lake", "--customers", "50")
    assert done.returncode == 1
    assert "cannot be a lake" in done.stderr
    assert not (tmp_path / "no").exists()


def test_the_next_command_of_the_summary_names_the_lake(lake_copy: Lake) -> None:
    done = spanishgas("run", "--lake", lake_copy.root, "--mode", "score")
    assert f"spanishgas export recommendations --out recommendations.xlsx --lake {lake_copy.root}" in done.stdout
