"""What is typed to start a job, how it ends, and what is left of why."""

import json
import signal
from itertools import count
from pathlib import Path

import pytest
from support.command import Done, spanishgas
from support.finished import PROMOTION, finished_run
from support.runs import everything, overwrite, raw_lake, run_record

from spanishgas.lake import Lake
from spanishgas.run import execute, plan
from spanishgas.run.record import ErrorRecord
from spanishgas.run.store import document_key, load_record, write_document


@pytest.fixture
def message(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where why a job failed is left."""
    monkeypatch.setenv("SPANISHGAS_EXIT_MESSAGE_FILE", str(tmp_path / "message"))
    return tmp_path / "message"


@pytest.fixture
def lake(tmp_path: Path, message: Path) -> Lake:
    (tmp_path / "lake").mkdir()
    return raw_lake(tmp_path / "lake")


def job(lake: Lake, *words: str, mode: str = "train") -> Done:
    return spanishgas("job", *words, "--run-id", "tuesday", "--mode", mode, "--lake", lake)


def test_a_job_that_is_done_leaves_no_message_and_logs_json_with_its_run_and_attempt(lake: Lake, message: Path) -> None:
    done = job(lake, "bronze", "--attempt", "2")
    assert (done.returncode, done.stdout, message.exists()) == (0, "", False)
    events = [json.loads(line) for line in done.stderr.splitlines()]
    steps = [event["name"] for event in events if event["event"] == "step"]
    assert steps == [step.name for step in load_record(lake, "tuesday").steps]
    assert {(event["run_id"], event["attempt"]) for event in events} == {("tuesday", 2)}


def test_the_log_is_off_where_the_environment_says_so(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPANISHGAS_LOG", "off")
    assert job(lake, "bronze").stderr == ""


def test_the_lake_is_the_bucket_of_the_environment(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, message: Path
) -> None:
    for key, data in everything(raw_lake(tmp_path)).items():
        Lake(bucket.removesuffix("/retail")).write(key, data)
    monkeypatch.setenv("DATA_SOURCE", "s3")
    monkeypatch.setenv("S3_BUCKET", bucket.split("/")[2])
    done = spanishgas("job", "bronze", "--run-id", "tuesday", "--mode", "train")
    assert (done.returncode, message.exists()) == (0, False)
    assert load_record(Lake(bucket.removesuffix("/retail")), "tuesday").status == "running"


def test_refused_files_end_with_2_and_the_words_of_the_refusal(lake: Lake, message: Path) -> None:
    lake.write("raw/churn_label.csv", b"")
    done = job(lake, "bronze")
    said = "Input refused: churn_label.csv, row 1: the file is empty (… bytes). Export it again."
    assert (done.returncode, done.stderr.splitlines()[-1], message.read_text("utf-8")) == (2, said, said)


def test_a_customer_of_a_refused_file_is_named_in_the_record_alone(lake: Lake, message: Path) -> None:
    header = b"customer_id,province_code,is_industrial,contracted_power_kw\n"
    lake.write("raw/customer_attributes.csv", header + b"C00017,28,0,4.6\nC00017,28,0,4.6\nC2,28,0,Ana L\xc3\xb3pez\n")
    done = job(lake, "bronze")
    error = load_record(lake, "tuesday").error
    assert error is not None
    assert "Ana López" in error.message or "C00017" in error.message
    for said in (message.read_text("utf-8"), done.stderr):
        assert "customer_attributes.csv, column" in said
        assert ", row" in said
        assert not any(name in said for name in ("C00017", "Ana", "López"))


def test_files_of_another_listing_end_with_2(lake: Lake, message: Path) -> None:
    assert job(lake, "bronze", "--listing", "0" * 64).returncode == 2
    assert message.read_text("utf-8").startswith(f"Superseded: {lake}/raw/ holds other files than those")


def test_a_gate_that_stops_ends_with_3(lake: Lake, message: Path) -> None:
    why = ErrorRecord(stage="evaluate", step="scoring_model", kind="GateError", message="no model may score.")
    overwrite(lake, run_record("tuesday", status="gate_failed", error=why))
    assert job(lake, "evaluate").returncode == 3
    assert message.read_text("utf-8").endswith("It ended because: no model may score.")


def test_a_publication_with_the_old_champion_is_a_success(tmp_path: Path, message: Path) -> None:
    (tmp_path / "lake").mkdir()
    run = finished_run(tmp_path / "lake")
    overwrite(run.lake, run.record)
    kept = PROMOTION.model_copy(update={"passed_gate": False, "promoted": False})
    write_document(run.lake, document_key("training", "tuesday", "promotion"), kept)
    done = job(run.lake, "publish")
    assert done.returncode == 0
    events = [json.loads(line)["event"] for line in done.stderr.splitlines()]
    assert events[-1] == "cleaned"
    assert execute.exit_code(load_record(run.lake, "tuesday")) == 3
    assert not message.exists()


def test_what_nobody_foresaw_ends_with_1_and_says_where(
    lake: Lake, message: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan, "days_of", lambda *_: 1 // 0)
    assert job(lake, "bronze").returncode == 1
    said = message.read_text("utf-8")
    assert said.startswith("A fault of the software: spanishgas/run/plan.py, line ")
    assert "(ZeroDivisionError)" in said


def test_a_setting_that_cannot_be_is_said_as_well(lake: Lake, message: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPANISHGAS_SEED", "few")
    assert job(lake, "bronze").returncode == 2
    assert message.read_text("utf-8") == "Settings: SPANISHGAS_SEED: a whole number is expected, found 'few'."


def test_where_the_environment_of_aws_cannot_be_the_message_has_its_usual_place(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spanishgas.aws.environment.EXIT_MESSAGE_FILE", tmp_path / "usual")
    monkeypatch.setenv("DATA_SOURCE", "ftp")
    assert job(lake, "bronze").returncode == 2
    assert (tmp_path / "usual").read_text("utf-8").startswith("Settings: DATA_SOURCE (or SPANISHGAS_DATA_SOURCE)")


def test_a_job_that_is_asked_to_end_closes_its_record_and_says_so(
    lake: Lake, message: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swap, writes = Lake.swap, count(1)

    def stopped(*given: object) -> object:
        seen = swap(*given)
        if next(writes) == 3:
            signal.raise_signal(signal.SIGTERM)
        return seen

    monkeypatch.setattr(Lake, "swap", stopped)
    assert job(lake, "bronze").returncode == 143
    record = load_record(lake, "tuesday")
    assert (record.status, len(record.steps)) == ("stopped", 2)
    assert message.read_text("utf-8").startswith("Stopped: Run tuesday was stopped.")
    monkeypatch.setattr(Lake, "swap", swap)
    assert job(lake, "bronze").returncode == 0
