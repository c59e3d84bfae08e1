"""Workflows are clean, may do little, and say the names that others rely on."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
FILES = {file.stem: file for file in (ROOT / ".github/workflows").glob("*.yml")}
TEXTS = {name: file.read_text("utf-8") for name, file in FILES.items()}
PARSED: dict[str, dict[Any, Any]] = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
ON = True  # YAML reads the key `on` so
each_workflow = pytest.mark.parametrize("name", ["ci", "deploy", "retrain"])


def jobs(name: str) -> dict[str, Any]:
    return PARSED[name]["jobs"]


def test_there_are_three() -> None:
    assert set(FILES) == {"ci", "deploy", "retrain"}


@pytest.mark.parametrize(
    "words",
    [["actionlint", *map(str, FILES.values())], ["zizmor", "--offline", "--no-progress", str(ROOT / ".github")]],
)
def test_a_linter_finds_nothing(words: list[str]) -> None:
    done = subprocess.run([BIN / words[0], *words[1:]], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@each_workflow
def test_every_action_is_pinned_to_a_commit_with_its_version_beside(name: str) -> None:
    uses = re.findall(r"uses: (.*)$", TEXTS[name], flags=re.MULTILINE)
    assert uses
    for line in uses:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_is_of_one_version_everywhere() -> None:
    pins = set(re.findall(r"uses: (\S+)", "".join(TEXTS.values())))
    assert len(pins) == len({pin.split("@")[0] for pin in pins})


@each_workflow
def test_a_workflow_may_do_nothing_but_what_a_job_says_and_ends_by_itself(name: str) -> None:
    assert PARSED[name]["permissions"] == {}
    assert "concurrency" in PARSED[name]
    for job in jobs(name).values():
        assert set(job.get("permissions", {}).items()) <= {("contents", "read"), ("id-token", "write")}
        assert job["timeout-minutes"] <= 90


@each_workflow
def test_the_only_secret_is_the_name_of_a_role(name: str) -> None:
    assert set(re.findall(r"secrets\.(\w+)", TEXTS[name])) == (set() if name == "ci" else {"AWS_DEPLOY_ROLE_ARN"})
    assert not re.search(r"aws-access-key-id|AWS_SECRET_ACCESS_KEY", TEXTS[name])


@each_workflow
def test_nothing_that_a_person_types_becomes_part_of_a_script(name: str) -> None:
    scripts = [step["run"] for job in jobs(name).values() for step in job.get("steps", ()) if "run" in step]
    assert not [script for script in scripts if "${{" in script]


def test_ci_runs_on_feature_branches_and_on_pull_requests_to_main() -> None:
    assert PARSED["ci"][ON] == {"push": {"branches-ignore": ["main"]}, "pull_request": {"branches": ["main"]}}


def test_main_is_deployed_by_the_plan_that_was_kept_within_an_environment() -> None:
    assert PARSED["deploy"][ON]["push"] == {"branches": ["main"]}
    assert [jobs("deploy")[name]["needs"] for name in ("image", "plan", "apply")] == ["approval", "image", "plan"]
    assert all("environment" in jobs("deploy")[name] for name in ("image", "plan", "apply"))
    assert "terraform apply -input=false plan\n" in TEXTS["deploy"]


@pytest.mark.parametrize(
    ("token", "ref", "code"),
    [
        ("prod:abc", "refs/heads/main", 0),
        ("", "refs/heads/main", 1),
        ("prod:abd", "refs/heads/main", 1),
        ("prod:abc", "refs/heads/other", 1),
    ],
)
def test_production_needs_a_token_for_this_very_commit_of_main(token: str, ref: str, code: int) -> None:
    (step,) = jobs("deploy")["approval"]["steps"]
    assert step["if"] == "inputs.environment == 'prod'"
    environment = {"APPROVAL_TOKEN": token, "GITHUB_REF": ref, "GITHUB_SHA": "abc"}
    done = subprocess.run(["bash", "-ec", step["run"]], env=environment, capture_output=True, check=False)
    assert done.returncode == code


@pytest.mark.parametrize(("running", "code"), [("streamlit:8", 0), ("streamlit:7", 1)])
def test_a_dashboard_that_was_rolled_back_is_no_success(running: str, code: int, tmp_path: Path) -> None:
    (tmp_path / "aws").write_text(f"#!/bin/sh\n[ $2 = wait ] || echo '{running}'\n")
    (tmp_path / "aws").chmod(0o755)
    (step,) = [each for each in jobs("deploy")["apply"]["steps"] if "wait services-stable" in each.get("run", "")]
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin",
        "ecs_cluster_name": "cluster",
        "ecs_service_name": "streamlit",
        "ecs_task_definition_arn": "streamlit:8",
    }
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", step["run"]], env=environment, capture_output=True, check=False
    )
    assert done.returncode == code, done.stdout


def test_images_are_tagged_as_the_repositories_count_them() -> None:
    ecr = (ROOT / "infra/terraform/modules/ecr/main.tf").read_text("utf-8")
    assert 'tag="commit-$GITHUB_SHA"' in TEXTS["deploy"]
    assert 'tags = "commit-*"' in ecr
    assert ":by-hand-$(git rev-parse HEAD)" in (ROOT / "docs/deploy.md").read_text("utf-8")  # else signed unscanned


def test_what_deploy_asks_terraform_for_is_an_output() -> None:
    (names,) = re.findall(r"for name in (ecs_[\w ]+); do", TEXTS["deploy"])
    outputs = re.findall(r'^output "(\w+)"', (ROOT / "infra/terraform/outputs.tf").read_text("utf-8"), re.MULTILINE)
    assert set(names.split()) <= set(outputs)


def test_the_weekly_look_asks_for_no_second_training_and_waits_for_no_reviewer() -> None:
    (job,) = jobs("retrain").values()
    assert job["environment"] == "${{ inputs.environment || 'prod' }}-retrain"
    (asks,) = [each for each in job["steps"] if "lambda invoke" in each.get("run", "")]
    assert asks["if"] == "github.event_name == 'workflow_dispatch'"
    oidc = (ROOT / "infra/terraform/modules/github_oidc/retrain.tf").read_text("utf-8")
    assert ":environment:${var.environment}-retrain" in oidc


def test_the_weekly_look_waits_for_what_the_schedule_started_however_late_it_comes(tmp_path: Path) -> None:
    (step,) = [
        each for each in jobs("retrain")["retrain"]["steps"] if each.get("if") == "github.event_name == 'schedule'"
    ]
    subprocess.run(
        ["bash", "-ec", step["run"]], env={"PATH": "/usr/bin:/bin", "GITHUB_ENV": tmp_path / "env"}, check=True
    )
    assert re.fullmatch(r"ASKED=\d{4}-\d\d-\d\dT06:00:00\+00:00\n", (tmp_path / "env").read_text("utf-8"))
    schedules = (ROOT / "infra/terraform/modules/lambda/invocations.tf").read_text("utf-8")
    assert '"cron(0 6 ? * MON *)"' in schedules


def test_retraining_is_weekly_and_by_hand_and_polls_for_an_hour() -> None:
    triggers = PARSED["retrain"][ON]
    assert triggers["schedule"] == [{"cron": "0 6 * * 1"}]
    assert "workflow_dispatch" in triggers
    rounds, seconds = re.findall(r"seq (\d+)|sleep (\d+)", TEXTS["retrain"])
    assert int(rounds[0]) * int(seconds[1]) == 3_600


@pytest.mark.parametrize(
    ("executions", "code"),
    [
        ([("2026-11-30T06:00:05.1+00:00", "SUCCEEDED")], 0),
        ([("2026-11-30T06:00:05.1+00:00", "FAILED")], 1),
        ([("2026-11-30T05:00:00.1+00:00", "FAILED"), ("2026-11-30T06:00:00.9+00:00", "SUCCEEDED")], 0),
        ([("2026-11-30T05:00:00.1+00:00", "SUCCEEDED")], 1),  # another's: nothing of ours within the time
    ],
)
def test_what_is_waited_for_is_the_first_run_that_starts_after_the_question(
    executions: list[tuple[str, str]], code: int, tmp_path: Path
) -> None:
    if subprocess.run(["bash", "-c", "command -v jq"], capture_output=True, check=False).returncode:
        pytest.skip("jq is not installed; GitHub's machines have it")
    listed = [{"startDate": start, "status": status} for start, status in executions]
    (tmp_path / "aws").write_text(
        f"#!/bin/sh\n[ $1 = sts ] && echo 123456789012 || echo '{json.dumps({'executions': listed})}'\n"
    )
    (tmp_path / "sleep").write_text("#!/bin/sh\n")
    for tool in ("aws", "sleep"):
        (tmp_path / tool).chmod(0o755)
    script = jobs("retrain")["retrain"]["steps"][-1]["run"]
    environment = {
        "PATH": f"{tmp_path}:/usr/bin:/bin",
        "ASKED": "2026-11-30T06:00:00+00:00",
        "AWS_REGION": "eu-west-1",
        "ENVIRONMENT": "dev",
    }
    done = subprocess.run(["bash", "-eo", "pipefail", "-c", script], env=environment, capture_output=True, check=False)
    assert done.returncode == code, done.stdout


def test_the_names_that_others_rely_on_are_as_listed(shared: Callable[[str], Path]) -> None:
    listed = shared("NAMES-AWS.md").read_text("utf-8")
    assert "AWS_DEPLOY_ROLE_ARN" in listed
    (region,) = re.findall(r"\*\*Region and prefix:\*\* `([\w-]+)`", listed)
    targets = re.search(r"\*\*Make:\*\* ([^.]*)\.", listed)
    files = re.search(r"\*\*Images:\*\* docker/Dockerfile\.\{([\w,]+)\}", listed)
    assert targets and files
    for name in ("deploy", "retrain"):
        assert PARSED[name]["env"]["AWS_REGION"] == region
    for name in files[1].split(","):
        assert (ROOT / f"docker/Dockerfile.{name}").exists()
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(targets[1].split(", ")) - {"terraform"}:
        assert target in makefile
    assert 'repository="spanishgas-$ENVIRONMENT-$NAME"' in TEXTS["deploy"]
    assert "spanishgas-$ENVIRONMENT-pipeline-trigger" in TEXTS["retrain"]
    assert ":stateMachine:spanishgas-$ENVIRONMENT-pipeline" in TEXTS["retrain"]
    assert "--provenance=false" in makefile
    assert "--platform linux/amd64" in makefile
