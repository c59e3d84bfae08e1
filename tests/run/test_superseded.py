"""A set of files that is replaced under a run ends it as superseded: at every stage, and whatever the reading met."""

from collections.abc import Callable
from pathlib import Path

import pytest
from support.runs import Watched, everything, raw_lake

from spanishgas.errors import SupersededError
from spanishgas.lake import Lake
from spanishgas.run.execute import execute_stage, stage_names, start_run
from spanishgas.run.inputs import raw_digest
from spanishgas.run.store import load_record
from spanishgas.settings import Settings

LABELS = "raw/churn_label.csv"


@pytest.fixture
def lake(any_lake: Lake, tmp_path: Path) -> Lake:
    (tmp_path / "small").mkdir()
    for key, data in everything(raw_lake(tmp_path / "small")).items():
        any_lake.write(key, data)
    return any_lake


def test_every_stage_looks_first_whether_the_files_are_the_planned_ones(lake: Lake) -> None:
    records = {stage: start_run(lake, Settings(), "train", f"run-{stage}") for stage in stage_names("train")}
    lake.write(LABELS, lake.read(LABELS) + b"\n")
    for stage in stage_names("train")[:-1]:
        with pytest.raises(SupersededError, match=f"{LABELS} has changed"):
            execute_stage(lake, records[stage], stage, Watched())
        record = load_record(lake, f"run-{stage}")
        assert (record.status, record.error and record.error.stage) == ("superseded", stage)


def broken(lake: Lake) -> None:
    lake.write(LABELS, b"customer_id,churned_within_horizon\nC1,perhaps\n")


def gone(lake: Lake) -> None:
    lake.delete([LABELS])


@pytest.mark.parametrize("replaced", [broken, gone])
def test_what_a_step_meets_in_a_file_that_was_replaced_is_not_the_files_fault(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, replaced: Callable[[Lake], None]
) -> None:
    record = start_run(lake, Settings(), "train", "tuesday")
    read = Lake.read

    def meanwhile(self: Lake, key: str) -> bytes:
        if key == LABELS:
            replaced(self)
        return read(self, key)

    monkeypatch.setattr(Lake, "read", meanwhile)
    with pytest.raises(SupersededError, match=f"{LABELS} was replaced while run tuesday was at work on it"):
        execute_stage(lake, record, "bronze", Watched())
    record = load_record(lake, "tuesday")
    assert (record.status, record.error and record.error.step) == ("superseded", "bronze_labels")


def test_a_plan_whose_files_change_meanwhile_is_superseded_and_not_refused(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    listing, read = raw_digest(lake), Lake.read

    def meanwhile(self: Lake, key: str) -> bytes:
        if key == LABELS:
            gone(self)
        return read(self, key)

    monkeypatch.setattr(Lake, "read", meanwhile)
    with pytest.raises(SupersededError, match="holds other files than those that this run was asked for"):
        start_run(lake, Settings(), "train", "tuesday", listing=listing)
