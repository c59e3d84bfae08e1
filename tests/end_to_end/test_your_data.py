"""From a retailer's first export to a published run, as docs/your-data.md tells it."""

import re
from pathlib import Path

from conftest import SMALL, published_id
from support.command import spanishgas
from support.spanish import NAMES, speak_spanish

from spanishgas.lake import Lake
from spanishgas.run.store import load_record
from spanishgas.twin import simulate

PAGE = Path(__file__).resolve().parents[2] / "docs/your-data.md"


def test_an_export_with_names_of_its_own_is_understood_by_the_lines_that_check_writes(
    raw_copy: Lake, tmp_path: Path
) -> None:
    speak_spanish(Path(raw_copy.root) / "raw")
    lines = tmp_path / "columns.yaml"
    refused = spanishgas("check", "--lake", raw_copy.root, "--columns-out", lines)
    assert refused.returncode == 2
    assert [line.partition(", row 1: required column")[0] for line in refused.stderr.splitlines()] == [
        "Input refused: consumption_hourly_2024.parquet",
        *[file for file in NAMES if file.endswith((".csv", ".json"))],
    ]
    shown = [line.split() for line in refused.stdout.splitlines()]
    for names in NAMES.values():
        for canonical, name in names.items():
            becomes = "interaction_date" if canonical == "date" else canonical
            assert any(row[: len(name.split()) + 1] == [*name.split(), f"{becomes}?"] for row in shown), name
    own = {"SPANISHGAS_COLUMNS_FILE": str(lines)}
    accepted = spanishgas("check", "--lake", raw_copy.root, env=own)
    assert accepted.returncode == 0, accepted.stderr
    assert "good to run as of 2024-12-31" in accepted.stdout
    assert "probably" not in accepted.stdout
    done = spanishgas("run", "--lake", raw_copy.root, "--run-id", "own", env=own)
    assert done.returncode == 0, done.stderr
    assert published_id(raw_copy) == "own"
    assert "Tipo cliente" in load_record(raw_copy, "own").own_columns.to_yaml()


def test_names_of_its_own_change_no_score(raw_copy: Lake, published: Path, tmp_path: Path) -> None:
    speak_spanish(Path(raw_copy.root) / "raw")
    lines = tmp_path / "columns.yaml"
    spanishgas("check", "--lake", raw_copy.root, "--columns-out", lines)
    done = spanishgas(
        "stage", "bronze", "--lake", raw_copy.root, "--run-id", "own", env={"SPANISHGAS_COLUMNS_FILE": str(lines)}
    )
    assert done.returncode == 0, done.stderr
    for table in ("bronze_customers", "bronze_contracts", "bronze_prices", "bronze_costs", "bronze_labels"):
        key = f"bronze/{{}}/{table}.parquet"
        assert raw_copy.scan(key.format("own")).collect().equals(Lake(published).scan(key.format("first")).collect())


def test_the_page_shows_what_check_says(tmp_path: Path) -> None:
    """Every line of the blocks that show columns, and the lines to add, is one that the command says."""
    simulate(tmp_path, customers=SMALL, seed=7)  # of fewer customers check says less
    speak_spanish(tmp_path / "raw")
    done = spanishgas("check", "--lake", tmp_path)
    said = {line.rstrip() for line in (done.stdout + done.stderr).splitlines()}
    blocks = re.findall(r"```(?:text|yaml)\n(.*?)```", PAGE.read_text("utf-8"), flags=re.DOTALL)
    shown = [line for block in blocks[:2] for line in block.splitlines() if line.strip() not in ("", "…")]
    assert len(shown) > 20
    assert [line for line in shown if line.rstrip() not in said] == []
