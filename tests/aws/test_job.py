"""A job of the state machine: stages of one run in one process, started again, stopped, refused, and what is left."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from support.finished import finished_run
from support.processes import GONE
from support.runs import everything, overwrite, raw_lake, run_record
from support.sentences import says

from spanishgas.aws.environment import tell_region
from spanishgas.aws.job import MESSAGE_BYTES, Job, leave_message, run_job
from spanishgas.errors import GateError, InputError, RunError, SpanishGasError, SupersededError
from spanishgas.lake import Lake
from spanishgas.run.inputs import raw_digest
from spanishgas.run.record import ErrorRecord, RefusedPlan
from spanishgas.run.store import find_record, load_record
from spanishgas.settings import Settings

BRONZE = Job(("bronze",), "tuesday", "train")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return raw_lake(tmp_path)


def test_a_job_runs_its_stages_and_the_next_job_goes_on(lake: Lake) -> None:
    run_job(lake, Settings(), BRONZE)
    record = load_record(lake, "tuesday")
    assert ({step.stage for step in record.steps}, record.status) == ({"bronze"}, "running")
    before = [step.model_dump() for step in record.steps]
    with pytest.raises(InputError, match="The silver layer failed 3 quality checks"):
        run_job(lake, Settings(), replace(BRONZE, stages=("bronze", "silver", "gold")))
    record = load_record(lake, "tuesday")
    assert ({step.stage for step in record.steps}, record.status) == ({"bronze", "silver"}, "refused")
    assert [step.model_dump() for step in record.steps[: len(before)]] == before


@pytest.mark.parametrize("status", ["failed", "stopped", "running"])
def test_the_next_attempt_goes_on_with_a_run_that_was_cut_short(lake: Lake, status: Any) -> None:
    run_job(lake, Settings(), BRONZE)
    record = load_record(lake, "tuesday")
    machine = GONE.model_copy(update={"host": "another-machine"})
    overwrite(lake, record.model_copy(update={"status": status, "process": machine}))
    before = {key: data for key, data in everything(lake).items() if key.startswith("bronze/")}
    run_job(lake, Settings(), BRONZE)
    assert load_record(lake, "tuesday").status == "running"
    assert {key: data for key, data in everything(lake).items() if key.startswith("bronze/")} == before


@pytest.mark.parametrize(
    ("status", "error"), [("refused", InputError), ("superseded", SupersededError), ("gate_failed", GateError)]
)
def test_a_run_that_ended_for_good_is_not_run_again(lake: Lake, status: Any, error: type[SpanishGasError]) -> None:
    why = ErrorRecord(stage="bronze", step="bronze_labels", kind=error.__name__, message="churn_label.csv, row 2: odd.")
    overwrite(lake, run_record("tuesday", status=status, error=why))
    before = everything(lake)
    with pytest.raises(error) as refused:
        run_job(lake, Settings(), BRONZE)
    assert type(refused.value) is error
    assert str(refused.value) == (
        "Run tuesday has ended and is not run again; start a new one. It ended because: churn_label.csv, row 2: odd."
    )
    assert everything(lake) == before


def test_a_published_run_is_done_and_stays_so(tmp_path: Path) -> None:
    run = finished_run(tmp_path)
    overwrite(run.lake, run.record)
    run_job(run.lake, Settings(), Job(("publish",), "tuesday", "train"))
    assert load_record(run.lake, "tuesday").status == "published"
    before = everything(run.lake)
    run_job(run.lake, Settings(), Job(("bronze", "score", "publish"), "tuesday", "train"))
    assert everything(run.lake) == before


@pytest.mark.parametrize(
    ("job", "said"),
    [
        (Job(("bake",), "tuesday", "train"), "There is no stage 'bake' in mode train; the stages are bronze, silver"),
        (Job(("train",), "tuesday", "score"), "There is no stage 'train' in mode score; the stages are bronze, silver"),
        (Job(("silver", "bronze"), "tuesday", "train"), "The stages of a job run once each and in order: bronze, silv"),
        (Job(("bronze", "bronze"), "tuesday", "train"), "The stages of a job run once each and in order: bronze, silv"),
        (Job(("silver",), "tuesday", "train"), "There is no run tuesday in "),
    ],
)
def test_stages_that_cannot_be_run_are_refused(lake: Lake, job: Job, said: str) -> None:
    before = everything(lake)
    with pytest.raises(RunError) as refused:
        run_job(lake, Settings(), job)
    assert str(refused.value).startswith(said)
    assert everything(lake) == before


def test_a_run_keeps_its_mode(lake: Lake) -> None:
    run_job(lake, Settings(), BRONZE)
    with says(RunError, "Run tuesday was started in mode train, and the job is for score."):
        run_job(lake, Settings(), replace(BRONZE, mode="score"))


def test_a_job_is_for_the_files_of_its_listing_alone(any_lake: Lake, tmp_path: Path) -> None:
    (tmp_path / "small").mkdir()
    for key, data in everything(raw_lake(tmp_path / "small")).items():
        any_lake.write(key, data)
    asked = replace(BRONZE, listing=raw_digest(any_lake))
    any_lake.write("raw/price_history.csv", any_lake.read("raw/price_history.csv") + b"\n")
    with says(
        SupersededError,
        f"{any_lake.root}/raw/ holds other files than those that this run was asked for. What is there now is for a "
        "new run.",
    ):
        run_job(any_lake, Settings(), asked)
    refused = find_record(any_lake, "tuesday")
    assert isinstance(refused, RefusedPlan)
    assert refused.status == "superseded"
    run_job(any_lake, Settings(), replace(BRONZE, listing=raw_digest(any_lake)))
    assert load_record(any_lake, "tuesday").status == "running"


def test_the_next_attempt_of_a_refused_plan_plans_anew(lake: Lake) -> None:
    labels = lake.read("raw/churn_label.csv")
    lake.delete(["raw/churn_label.csv"])
    with pytest.raises(InputError, match="there is no churn_label file"):
        run_job(lake, Settings(), BRONZE)
    lake.write("raw/churn_label.csv", labels)
    run_job(lake, Settings(), BRONZE)
    assert load_record(lake, "tuesday").status == "running"


@pytest.mark.parametrize("region", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_a_region_that_somebody_named_stays(region: str) -> None:
    environment = {region: "eu-south-2"}
    tell_region(environment, "eu-west-1")
    assert environment == {region: "eu-south-2"}


def test_where_nobody_named_a_region_it_is_that_of_the_settings() -> None:
    environment: dict[str, str] = {}
    tell_region(environment, "eu-west-1")
    assert environment == {"AWS_REGION": "eu-west-1"}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("a" * 2000, b"a" * MESSAGE_BYTES),
        ("a" * (MESSAGE_BYTES - 1) + "ñ", b"a" * (MESSAGE_BYTES - 1)),
        ("ñ" * 600, "ñ".encode() * 512),
        ("raw/\udce9.csv: odd", b"raw/\\udce9.csv: odd"),
    ],
    ids=["long", "a letter that would be cut", "letters of two bytes", "a name that is no UTF-8"],
)
def test_a_message_is_cut_between_characters_to_what_is_shown(tmp_path: Path, text: str, left: bytes) -> None:
    leave_message(tmp_path / "message", text)
    assert (tmp_path / "message").read_bytes() == left


def test_a_message_that_nobody_can_take_stops_nothing(tmp_path: Path) -> None:
    leave_message(tmp_path / "nowhere" / "message", "why")
    assert list(tmp_path.iterdir()) == []
