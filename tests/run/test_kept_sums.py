"""Sums of readings are kept under the hash of all that decided them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import spanishgas
from spanishgas.bronze.column_names import ColumnNames, OwnColumns
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run.per_file import parts
from spanishgas.run.reader import Run
from spanishgas.run.store import load_record


@pytest.fixture
def edited_package(tmp_path: Path) -> Path:
    """The package with Good Friday made a holiday in its tariff calendar."""
    shutil.copytree(Path(spanishgas.__file__).parent, tmp_path / "edited" / "spanishgas")
    calendar = tmp_path / "edited" / "spanishgas" / "config" / "tariff_periods.yaml"
    calendar.write_text(calendar.read_text("utf-8").replace('"01-01",', '"01-01", "03-29",'), "utf-8")
    return tmp_path / "edited"


def kept_sums(lake: Lake) -> int:
    return len(lake.list("kept/silver_meter_sums/"))


@pytest.mark.parametrize(
    ("file", "canonical", "is_same"), [("churn_label", "label_date", True), ("consumption_hourly", "timestamp", False)]
)
def test_only_names_of_columns_of_the_readings_decide_their_sums(
    file: str, canonical: str, is_same: bool, lake_copy: Lake, published: Path
) -> None:
    record = load_record(Lake(published), "first").model_copy(update={"rules": {}})
    own = OwnColumns(files={file: {canonical: ColumnNames(aliases=("instante",))}})
    step = PIPELINES["train"].step("silver_meter_sums")
    before, after = (
        [digest for _, digest, _ in parts(Run(lake_copy, each), step)]
        for each in (record, record.model_copy(update={"own_columns": own}))
    )
    assert (before == after) is is_same


def test_an_edited_tariff_calendar_computes_the_sums_anew(lake_copy: Lake, edited_package: Path) -> None:
    before = kept_sums(lake_copy)
    for stage in ("bronze", "silver"):
        subprocess.run(
            [sys.executable, "-m", "spanishgas", "stage", stage, "--run-id", "edited", "--lake", lake_copy.root],
            env={**os.environ, "PYTHONPATH": str(edited_package)},
            check=True,
            capture_output=True,
        )
    assert kept_sums(lake_copy) == before + 1
