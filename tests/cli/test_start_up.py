"""A person who asks for help waits for no library."""

import re
import subprocess
import sys

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
