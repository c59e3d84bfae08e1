"""The command line as a person meets it: commands, messages, exit codes, files that open elsewhere."""

import json
import resource
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from conftest import FEW_GATE, published_id
from support.command import spanishgas

from spanishgas.cli.export import export_table
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.reader import open_run
from spanishgas.run.store import list_records, load_record


@pytest.fixture
def weak(few_policy: Path, tmp_path: Path) -> dict[str, str]:
    """An environment in which a challenger is trained that its gate keeps out; that of other models is as it was."""
    rules = few_policy.read_text("utf-8").replace("  experiments:\n", "  experiments:\n    E0: {minimum_lift: 50}\n")
    (tmp_path / "strict.yaml").write_text(rules, "utf-8")
    return {"SPANISHGAS_EXPERIMENT": "E0", "SPANISHGAS_POLICY_FILE": str(tmp_path / "strict.yaml")}


def test_a_run_ends_with_a_summary_and_exit_code_0(lake_copy: Lake) -> None:
    done = spanishgas("run", "--lake", lake_copy.root, "--run-id", "second")
    assert done.returncode == 0, done.stderr
    for text in (
        "Model ",
        "Risk tiers",
        "At risk",
        "expected loss",
        "Promise",
        "Drift",
        "Findings",
        "runs/current.json",
    ):
        assert text in done.stdout
    assert published_id(lake_copy) == "second"


def test_stages_one_by_one_give_what_a_run_gives(lake_copy: Lake) -> None:
    for name in ("bronze", "silver", "gold", "train", "evaluate", "score", "drift", "publish"):
        done = spanishgas("stage", name, "--run-id", "staged", "--lake", lake_copy.root)
        assert done.returncode == 0, done.stderr
    assert published_id(lake_copy) == "staged"
    for key in ("gold/{}/gold_master.parquet", "scored/{}/recommendations.parquet"):
        assert lake_copy.read(key.format("staged")) == lake_copy.read(key.format("first"))


def test_a_stage_out_of_order_says_so(lake_copy: Lake) -> None:
    spanishgas("stage", "bronze", "--run-id", "staged", "--lake", lake_copy.root)
    done = spanishgas("stage", "gold", "--run-id", "staged", "--lake", lake_copy.root)
    assert done.returncode == 1
    assert "run the stages in order" in done.stderr


def test_refused_input_is_exit_code_2_and_one_readable_message(lake_copy: Lake) -> None:
    path = Path(lake_copy.root) / "raw/price_history.csv"
    path.write_text(path.read_text("utf-8").replace("2024-03-01", "1 March 2024", 1), "utf-8")
    done = spanishgas("run", "--lake", lake_copy.root)
    assert done.returncode == 2
    assert "Input refused: price_history.csv, column pricing_date, row" in done.stderr
    assert "Traceback" not in done.stderr
    assert list_records(lake_copy)[0][0].status == "refused"
    assert published_id(lake_copy) == "first"


def test_a_model_that_fails_the_gate_is_exit_code_3_and_scores_nobody(raw_copy: Lake, weak: dict[str, str]) -> None:
    done = spanishgas("run", "--lake", raw_copy.root, env=weak)
    assert done.returncode == 3
    assert "Nothing was published" in done.stderr
    assert published_id(raw_copy) is None
    assert not raw_copy.exists("models/champion.json")


def test_behind_a_champion_a_failed_gate_publishes_with_the_champion(lake_copy: Lake, weak: dict[str, str]) -> None:
    champion = lake_copy.read("models/champion.json")
    done = spanishgas("run", "--lake", lake_copy.root, "--run-id", "weak", env=weak)
    assert done.returncode == 3, done.stderr
    assert published_id(lake_copy) == "weak"
    assert lake_copy.read("models/champion.json") == champion
    assert lake_copy.read("scored/weak/scored_customers.parquet") == lake_copy.read(
        "scored/first/scored_customers.parquet"
    )


@pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx"])
def test_a_table_is_exported_whole(ending: str, lake_copy: Lake, tmp_path: Path) -> None:
    out = tmp_path / f"offers.{ending}"
    done = spanishgas("export", "recommendations", "--out", str(out), "--lake", lake_copy.root)
    assert done.returncode == 0, done.stderr
    if ending == "xlsx":
        assert out.read_bytes()[:2] == b"PK"
    else:
        read = pl.read_csv if ending == "csv" else pl.read_parquet
        assert read(out).height == lake_copy.scan("scored/first/recommendations.parquet").collect().height


def test_an_unknown_table_is_answered_with_the_known_ones(lake_copy: Lake, tmp_path: Path) -> None:
    done = spanishgas("export", "secrets", "--out", str(tmp_path / "x.csv"), "--lake", lake_copy.root)
    assert done.returncode == 1
    assert "recommendations" in done.stderr


def test_a_run_id_cannot_leave_the_lake(lake_copy: Lake) -> None:
    done = spanishgas("run", "--lake", lake_copy.root, "--run-id", "../../etc/x")
    assert done.returncode == 1
    assert "no run id" in done.stderr


def test_check_changes_nothing_in_the_lake(lake_copy: Lake) -> None:
    before = [(item.key, item.size) for item in lake_copy.list("")]
    done = spanishgas("check", "--lake", lake_copy.root)
    assert done.returncode == 0, done.stderr
    assert "good to run" in done.stdout
    assert [(item.key, item.size) for item in lake_copy.list("")] == before


def test_runs_shows_history_with_the_reason_of_a_failure(lake_copy: Lake) -> None:
    (Path(lake_copy.root) / "raw/churn_label.csv").write_text("customer_id\nC00001\n", "utf-8")
    spanishgas("run", "--lake", lake_copy.root, "--as-of", "2024-12-31")
    shown = spanishgas("runs", "--lake", lake_copy.root).stdout
    assert "first" in shown
    assert "refused" in shown
    assert "bronze_labels" in shown


def test_a_full_disk_loses_nothing(lake_copy: Lake) -> None:
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))  # no file may grow beyond: a disk without room

    words = [sys.executable, "-m", "spanishgas", "run", "--lake", lake_copy.root, "--run-id", "full"]
    done = subprocess.run(words, preexec_fn=little_room, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "disk is full" in done.stderr
    assert published_id(lake_copy) == "first"
    again = spanishgas("run", "--lake", lake_copy.root, "--resume", "full")
    assert again.returncode == 0, again.stderr
    assert lake_copy.read("gold/full/gold_master.parquet") == lake_copy.read("gold/first/gold_master.parquet")


def test_resume_refuses_input_that_has_changed(lake_copy: Lake) -> None:
    spanishgas("stage", "bronze", "--run-id", "half", "--lake", lake_copy.root)
    path = Path(lake_copy.root) / "raw/churn_label.csv"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    done = spanishgas("run", "--lake", lake_copy.root, "--resume", "half")
    assert done.returncode == 2
    assert "has changed since" in done.stderr


@pytest.mark.parametrize("command", ["simulate", "run", "stage", "runs", "export", "check", "fidelity"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    shown = spanishgas(command, "--help").stdout
    assert f"Example: spanishgas {command}" in shown


def test_stable_keys_hold_the_published_run(lake_copy: Lake) -> None:
    assert lake_copy.read("gold/gold_master.parquet") == lake_copy.read("gold/first/gold_master.parquet")
    assert lake_copy.read("scored/recommendations.parquet") == lake_copy.read("scored/first/recommendations.parquet")
    assert json.loads(lake_copy.read("monitoring/drift_results.json")) == []
    evaluation = json.loads(lake_copy.read("models/evaluation.json"))
    assert evaluation["challenger"]["test"]["pr_auc"] > FEW_GATE


def test_the_record_says_what_went_in_and_what_each_step_cost(lake_copy: Lake) -> None:
    record = list_records(lake_copy)[0][0]
    assert {item.dataset for item in record.inputs} >= {"bronze_readings", "bronze_labels"}
    assert all(item.fingerprint.startswith("sha256:") and item.size > 0 for item in record.inputs)
    assert all(step.seconds >= 0 and step.peak_memory_mb > 0 for step in record.steps if step.stage != "publish")
    assert record.settings.seed == 42


def test_findings_of_a_run_that_failed_can_be_exported(lake_copy: Lake, tmp_path: Path) -> None:
    spanishgas("run", "--lake", lake_copy.root, "--run-id", "bad", env={"SPANISHGAS_MAX_ELEC_KWH_PER_HOUR": "0.001"})
    out = tmp_path / "findings.csv"
    done = spanishgas("export", "quality_findings", "--run-id", "bad", "--out", str(out), "--lake", lake_copy.root)
    assert done.returncode == 0, done.stderr
    assert pl.read_csv(out).height == len(list_records(lake_copy)[0][0].findings)


def test_a_published_run_taken_up_again_moves_no_pointer(lake_copy: Lake) -> None:
    second = spanishgas("run", "--lake", lake_copy.root, "--mode", "score", "--run-id", "second")
    assert second.returncode == 0, second.stderr
    done = spanishgas("run", "--lake", lake_copy.root, "--resume", "first")
    assert done.returncode == 0, done.stderr
    assert published_id(lake_copy) == "second"


def test_a_challenger_is_not_promoted_over_a_champion_it_was_never_compared_with(lake_copy: Lake) -> None:
    for name in ("bronze", "silver", "gold", "train", "evaluate", "score", "drift"):
        step = spanishgas("stage", name, "--run-id", "slow", "--lake", lake_copy.root, env={"SPANISHGAS_SEED": "7"})
        assert step.returncode == 0, step.stderr
    other = {"model_id": "E5-of-another-run", "run_id": "fast", "threshold": 0.3}
    lake_copy.write("models/champion.json", json.dumps(other).encode())
    done = spanishgas("stage", "publish", "--run-id", "slow", "--lake", lake_copy.root)
    assert done.returncode == 1
    model = open_run(lake_copy, "slow").model().model_id
    assert done.stderr == (
        f"Stopped: E5-of-another-run was promoted since run slow started, and {model} was never compared with it. "
        "Start a new run instead.\n"
    )
    assert load_record(lake_copy, "slow").status == "failed"
    assert published_id(lake_copy) == "first"
    assert json.loads(lake_copy.read("models/champion.json")) == other


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('{"model_id": "../../x", "run_id": "first", "threshold": 0.3}', "which names nothing"),
        ("{}", "models/champion.json is damaged: model_id: is missing"),
        ("not json", "models/champion.json is damaged"),
        ('{"model_id": "E5-gone", "run_id": "first", "threshold": 0.3}', "has no PR-AUC on record"),
        (
            '{"model_id": "E5-gone", "run_id": "first", "threshold": 0.3, "test_pr_auc": 0.9}',
            "There is no model E5-gone",
        ),
    ],
)
def test_a_damaged_champion_pointer_scores_nobody(content: str, message: str, lake_copy: Lake) -> None:
    lake_copy.write("models/champion.json", content.encode())
    done = spanishgas("run", "--lake", lake_copy.root, "--mode", "score")
    assert done.returncode == (3 if "PR-AUC" in message else 1)
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert published_id(lake_copy) == "first"


def test_a_damaged_run_record_is_named_and_hides_no_other(lake_copy: Lake) -> None:
    lake_copy.write("runs/second.json", b"{")
    done = spanishgas("runs", "--lake", lake_copy.root)
    assert done.returncode == 0
    assert "runs/second.json is damaged" in done.stdout
    assert "first" in done.stdout


def test_no_key_leads_out_of_the_lake(lake_copy: Lake) -> None:
    with pytest.raises(RunError, match="leads out of"):
        lake_copy.scan("../elsewhere.parquet")


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "message"),
    [
        (("run",), {"SPANISHGAS_CLOCK": "mars"}, 2, "SPANISHGAS_CLOCK"),
        (("run",), {"SPANISHGAS_POLICY_FILE": "/nowhere/policy.yaml"}, 2, "/nowhere/policy.yaml: cannot be read"),
        (("export", "recommendations", "--out", "/nowhere/x.xlsx"), {}, 1, "there is no folder /nowhere"),
        (("stage", "nothing", "--run-id", "first"), {}, 1, "There is no stage 'nothing'"),
        (("run", "--run-id", "first"), {}, 1, "exists already"),
        (("run", "--run-id", "current"), {}, 1, "no run id"),
        (("run", "--resume", "nothing"), {}, 1, "There is no run nothing"),
    ],
)
def test_what_a_person_gets_wrong_is_answered_in_words(
    arguments: tuple[str, ...], environment: dict[str, str], code: int, message: str, lake_copy: Lake
) -> None:
    done = spanishgas(*arguments, "--lake", lake_copy.root, env=environment)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert message in done.stderr


def test_a_lake_that_is_a_file_is_answered_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    done = spanishgas("check", "--lake", str(tmp_path / "file"))
    assert done.returncode == 1
    assert "There is no lake" in done.stderr


def test_training_on_labels_of_days_after_the_run_is_refused(lake_copy: Lake) -> None:
    done = spanishgas("run", "--lake", lake_copy.root, "--as-of", "2024-11-30", "--replace-newer")
    assert done.returncode == 2
    assert "column label_date: every label begins its horizon after 2024-11-30" in done.stderr


@pytest.mark.parametrize("day", ["2023-12-31", "2099-12-31"])
def test_a_day_without_any_reading_before_it_is_refused(day: str, lake_copy: Lake) -> None:
    done = spanishgas("run", "--lake", lake_copy.root, "--mode", "score", "--as-of", day, "--replace-newer")
    assert done.returncode == 2
    assert "none is inside: choose another --as-of" in done.stderr


def test_ids_of_a_feed_cannot_steer_the_terminal(lake_copy: Lake) -> None:
    path = Path(lake_copy.root) / "raw/consumption_hourly_2024.parquet"
    table = pl.read_parquet(path)
    table.with_columns(pl.col("customer_id").replace("C00001", "\x1b[2J\x9b31mC00001/../x")).write_parquet(path)
    done = spanishgas("check", "--lake", lake_copy.root)
    assert done.returncode == 0, done.stderr
    assert "C00001/../x" in done.stdout
    assert "\x1b" not in done.stdout
    assert "\x9b" not in done.stdout


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1+1", " =1+1", "\n=1+1", "＝1+1"])
def test_no_text_is_exported_as_a_formula(text: str, lake_copy: Lake, tmp_path: Path) -> None:
    table = lake_copy.scan("scored/first/recommendations.parquet").collect()
    lake_copy.write_table("scored/first/recommendations.parquet", table.with_columns(sales_channel=pl.lit(text)))
    export_table(open_run(lake_copy), "recommendations", tmp_path / "x.csv")
    assert pl.read_csv(tmp_path / "x.csv")["sales_channel"].unique().to_list() == ["'" + text]
