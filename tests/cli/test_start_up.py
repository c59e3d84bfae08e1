"""A person who asks for help waits for no library."""

import re
import subprocess
import sys
from pathlib import Path

from support.runs import raw_lake
from typer.testing import CliRunner

from spanishgas.cli.commands import app
from spanishgas.run.execute import stage_names

LOADED = "import sys; from typer.testing import CliRunner; from spanishgas.cli.commands import app; "
HEAVY = {"polars", "numpy", "scipy", "sklearn", "xgboost", "dataframely", "vaderSentiment", "obstore", "pydantic"}


def loaded_by(*arguments: str) -> set[str]:
    code = f"{LOADED}assert CliRunner().invoke(app, {list(arguments)!r}).exit_code == 0; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_help_loads_no_heavy_library() -> None:
    assert not HEAVY & loaded_by("--help")


def test_the_history_of_a_lake_loads_no_table_engine_and_no_model(tmp_path: object) -> None:
    assert not {"polars", "scipy", "sklearn", "xgboost"} & loaded_by("runs", "--lake", str(tmp_path))


def test_the_help_of_stage_names_every_stage() -> None:
    shown = CliRunner().invoke(app, ["stage", "--help"]).output
    named = re.sub(r"[\s│]+", " ", shown)
    assert f"One of {', '.join(stage_names('train'))}." in named


def test_the_stages_before_and_after_a_training_load_no_library_of_one(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    loaded = loaded_by("job", "bronze", "--run-id", "tuesday", "--mode", "train", "--lake", str(lake), "--log", "off")
    assert "spanishgas.run.publish" in loaded
    assert not {"xgboost", "sklearn", "optuna", "scipy.stats", "boto3", "botocore"} & loaded


def test_the_help_of_job_names_every_stage_and_waits_for_no_table_engine() -> None:
    shown = re.sub(r"[\s│]+", " ", CliRunner().invoke(app, ["job", "--help"]).output)
    assert f"One or several of {', '.join(stage_names('train'))}." in shown
    assert not (HEAVY - {"pydantic"}) & loaded_by("job", "--help")
