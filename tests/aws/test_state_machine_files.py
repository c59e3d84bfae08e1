"""The committed state machines: what the code renders, what a linter accepts, and the names that others rely on."""

import json
from pathlib import Path

import pytest
from statelint.cli import main as statelint
from support.aws.filled import VALUES, filled, variables

from spanishgas.aws.state_machine.definition import definition
from spanishgas.aws.state_machine.jobs import course
from spanishgas.aws.state_machine.template import FILES, template
from spanishgas.run.execute import stage_names

ASL = Path(__file__).resolve().parents[2] / "infra" / "terraform" / "asl"
RENDERINGS = ["fused", "seven"]
LISTED_STATES = [
    "BeginRun",
    "BronzeETL",
    "SilverETL",
    "GoldETL",
    "TrainOrScore",
    "TrainModel",
    "EvaluateModel",
    "ScoreCustomers",
    "DriftCheck",
    "UpdateManifest",
    "PipelineComplete",
    "MarkFailed",
]


@pytest.mark.parametrize("name", FILES)
def test_a_committed_file_is_what_the_code_renders(name: str) -> None:
    again = "python -m spanishgas.aws.state_machine infra/terraform/asl writes it anew"
    assert (ASL / name).read_bytes() == template(FILES[name]).encode(), again


@pytest.mark.parametrize("name", FILES)
def test_a_linter_finds_nothing_in_a_filled_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    file = tmp_path / name
    file.write_text(filled((ASL / name).read_text("utf-8"), VALUES), "utf-8")
    assert statelint([str(file)]) == 0, capsys.readouterr().out


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_the_jobs_of_each_mode_run_its_stages_in_order(rendering: str) -> None:
    jobs = course(rendering)
    assert [stage for job in jobs.jobs for stage in job.stages] == stage_names("train")
    assert [stage for job in (*jobs.before, *jobs.after) for stage in job.stages] == stage_names("score")


def test_seven_has_the_states_that_others_rely_on_in_their_order() -> None:
    states = [name for name in definition("seven")["States"] if name in LISTED_STATES]
    assert states == LISTED_STATES


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_every_state_that_can_fail_is_caught_and_limited_in_time(rendering: str) -> None:
    tasks = {name: state for name, state in definition(rendering)["States"].items() if state["Type"] == "Task"}
    assert len(tasks) == len(course(rendering).jobs) + 3
    for name, state in tasks.items():
        assert state["Catch"][-1]["ErrorEquals"] == ["States.ALL"], name
        assert state["TimeoutSeconds"] > 0, name


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_sagemaker_ends_a_job_before_anything_that_waits_for_it_ends(rendering: str) -> None:
    whole, hour = definition(rendering), 3600
    for job in course(rendering).jobs:
        state = whole["States"][job.state]
        limit = state["Parameters"]["StoppingCondition"]["MaxRuntimeInSeconds"]
        assert state["TimeoutSeconds"] - limit >= hour, "a machine may take long to come up"
    assert "TimeoutSeconds" not in whole, "an execution that ends so leaves its job at work"


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_each_error_of_aws_is_tried_again_further_apart_each_time(rendering: str) -> None:
    retriers = [retry for state in definition(rendering)["States"].values() for retry in state.get("Retry", [])]
    assert {retry["JitterStrategy"] for retry in retriers} == {"FULL"}
    assert {retry["BackoffRate"] for retry in retriers} == {2}
    assert all(retry["IntervalSeconds"] < retry["MaxDelaySeconds"] for retry in retriers)


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_the_name_of_a_job_is_short_enough_and_new_each_time(rendering: str) -> None:
    for job in course(rendering).jobs:
        name = definition(rendering)["States"][job.state]["Parameters"]["ProcessingJobName.$"]
        assert name == f"States.Format('sg-{job.name}-{{}}', States.UUID())"
        assert len(f"sg-{job.name}-") + 36 <= 63


@pytest.mark.parametrize("rendering", RENDERINGS)
def test_an_execution_fails_by_one_of_four_names(rendering: str) -> None:
    fails = [state for state in definition(rendering)["States"].values() if state["Type"] == "Fail"]
    assert {state["Error"] for state in fails} == {"Refused", "GateFailed", "Superseded", "Failed"}


@pytest.mark.parametrize("name", FILES)
def test_a_filled_file_is_json_that_asks_for_nothing_more(name: str) -> None:
    text = (ASL / name).read_text("utf-8")
    assert variables(text) == set(VALUES)
    whole = filled(text, VALUES)
    assert variables(whole) == set()
    job = json.loads(whole)["States"][course(FILES[name]).before[0].state]["Parameters"]
    assert job["NetworkConfig"]["VpcConfig"]["Subnets"] == json.loads(VALUES["subnet_ids_json"])
