"""A twin takes the place of a twin, and of nothing else."""

import json
import os
from datetime import date
from pathlib import Path

import pytest
from support.command import spanishgas
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.twin import simulate
from spanishgas.twin.files.mark import MARK, Present, claim, refuse_foreign, settle


def test_a_file_of_a_retailer_is_not_touched_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "customer_notes_2024.xlsx").write_bytes(b"notes")
    with says(
        InputError,
        f"{tmp_path}/raw holds files that simulate did not make, or that were changed since: customer_notes_2024.xlsx. "
        "A twin would take their place, so nothing was written: name another lake by --lake.",
    ):
        simulate(tmp_path, customers=200)
    assert [path.name for path in tmp_path.rglob("*")] == ["raw", "customer_notes_2024.xlsx"]


def test_a_folder_with_foreign_files_is_refused_before_anything_is_computed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "churn_label.csv").write_bytes(b"mine")
    monkeypatch.setattr("spanishgas.twin.files.extract.build_world", lambda *_: pytest.fail("a world was computed"))
    with pytest.raises(InputError, match="simulate did not make"):
        simulate(tmp_path, customers=200)


def test_files_added_to_a_twin_or_put_in_the_place_of_one_are_not_touched(tmp_path: Path) -> None:
    simulate(tmp_path, customers=200)
    (tmp_path / "raw" / "churn_label.csv").write_bytes(b"mine")
    with pytest.raises(InputError, match=r"changed since: churn_label\.csv\."):
        simulate(tmp_path, customers=200)
    assert (tmp_path / "raw" / "churn_label.csv").read_bytes() == b"mine"


def test_a_twin_takes_the_place_of_another_and_leaves_none_of_its_files(tmp_path: Path) -> None:
    simulate(tmp_path, customers=200, until=date(2025, 1, 31))
    simulate(tmp_path, customers=200, file_format="csv")
    names = {path.name for path in (tmp_path / "raw").iterdir()}
    assert {name for name in names if name.startswith("consumption")} == {"consumption_hourly_2024.csv"}
    assert set(json.loads((tmp_path / MARK).read_text())["files"]) == names


def test_a_twin_that_was_interrupted_is_known_as_one(tmp_path: Path) -> None:
    claim(tmp_path, ["churn_label.csv", "churn_label.csv.partial"])
    (tmp_path / "raw" / "churn_label.csv.partial").write_bytes(b"half")
    claim(tmp_path, ["churn_label.csv"])
    (tmp_path / "raw" / "churn_label.csv").write_bytes(b"whole")
    settle(tmp_path, ["churn_label.csv"])
    assert [path.name for path in (tmp_path / "raw").iterdir()] == ["churn_label.csv"]
    assert json.loads((tmp_path / MARK).read_text())["files"]["churn_label.csv"]["bytes"] == 5


def test_many_foreign_files_are_counted() -> None:
    with pytest.raises(InputError, match="since: 0, 1, 2 and 2 more"):
        refuse_foreign("raw", dict.fromkeys("01234", Present(1, str)), {})


def test_a_file_that_was_edited_and_kept_its_size_is_not_touched(tmp_path: Path) -> None:
    _lake_of(tmp_path, b"C1,0\n")
    (tmp_path / "raw" / "churn_label.csv").write_bytes(b"C1,1\n")
    with pytest.raises(InputError, match=r"changed since: churn_label\.csv\."):
        claim(tmp_path, ["churn_label.csv"])


def test_a_twin_that_was_copied_is_still_one_whatever_its_times_say(tmp_path: Path) -> None:
    _lake_of(tmp_path, b"C1,0\n")
    os.utime(tmp_path / "raw" / "churn_label.csv", (1, 1))
    claim(tmp_path, ["churn_label.csv"])


def test_a_mark_of_sizes_alone_is_believed_as_it_was(tmp_path: Path) -> None:
    _lake_of(tmp_path, b"C1,0\n")
    (tmp_path / MARK).write_text('{"what": "", "files": {"churn_label.csv": 5}}')
    claim(tmp_path, ["churn_label.csv"])
    (tmp_path / MARK).write_text('{"what": "", "files": {"churn_label.csv": 6}}')
    with pytest.raises(InputError, match="changed since"):
        claim(tmp_path, ["churn_label.csv"])


def _lake_of(target: Path, labels: bytes) -> None:
    claim(target, ["churn_label.csv"])
    (target / "raw" / "churn_label.csv").write_bytes(labels)
    settle(target, ["churn_label.csv"])


def test_the_command_refuses_with_the_code_of_a_refused_input(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "churn_label.csv").write_bytes(b"mine")
    done = spanishgas("simulate", "--lake", tmp_path, "--customers", 200)
    assert done.returncode == 2
    assert "simulate did not make" in done.stderr
