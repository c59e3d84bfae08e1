"""The images run as nobody on a read-only root, hold what they need within their budgets, and do their work."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import PATIENCE
from support.images import Image
from support.lambda_runtime import lambda_runtime
from support.pages_lake import copied

pytestmark = pytest.mark.images
HERE = Path(__file__).parent
PACKAGE = HERE.parents[1] / "src/spanishgas"
PORT = "8501"
BUDGETS_MB = {"processing": 450, "lambda": 60}


@pytest.mark.parametrize("name", ["lambda", "processing", "streamlit"])
def test_an_image_runs_as_a_user_without_rights_who_can_change_nothing_of_it(
    images: dict[str, Image], name: str
) -> None:
    assert images[name].config["User"] == "10001:10001"
    assert images[name].run("id", "-u").stdout == "10001\n"
    written = images[name].run("touch", "/opt/spanishgas/bin/other")
    assert "Read-only" in written.stderr
    owners = subprocess.run(
        ["find", images[name].root / "opt", "!", "-user", "0"], capture_output=True, text=True, check=True
    )
    assert owners.stdout == "", "files of the application belong to root"


@pytest.mark.parametrize("name", BUDGETS_MB)
def test_what_is_ours_in_an_image_keeps_to_its_budget(images: dict[str, Image], name: str) -> None:
    assert images[name].app_mb <= BUDGETS_MB[name]


def test_a_job_runs_its_stage_on_a_read_only_root_with_the_credentials_of_its_role(
    images: dict[str, Image], small_raw: Path
) -> None:
    image = images["processing"]
    command = ("job", "bronze") if (PACKAGE / "cli/job.py").exists() else ("stage", "bronze")
    done = subprocess.run(
        [
            *("unshare", "--net", sys.executable, HERE / "as_a_job.py", small_raw),
            *image.words("spanishgas", *command, "--run-id", "monday", "--mode", "train"),
        ],
        env=image.environment(PYTHONPATH=str(HERE.parent)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["code"] == 0, told["output"]
    assert set(told["asked"]) == {"/v2/credentials/job"}
    made = {key for key in told["sizes"] if not key.startswith("raw/")}
    assert "runs/monday.json" in made
    assert {key for key in made if "bronze" in key}


def test_the_function_answers_an_event_as_lambda_hands_it_over(images: dict[str, Image]) -> None:
    with lambda_runtime({"left": 1}) as (address, answers):
        image = images["lambda"]
        words = image.words(*image.config["Entrypoint"], "operator.eq")  # called as handler(event, context)
        process = subprocess.Popen(words, env=image.environment(AWS_LAMBDA_RUNTIME_API=address))
        answer = answers.get(timeout=PATIENCE)
        process.kill()
    assert answer == ("/2018-06-01/runtime/invocation/one/response", "false")


@pytest.mark.parametrize("service", ["cloudwatch", "dynamodb", "s3", "sagemaker", "sns", "stepfunctions"])
def test_the_function_knows_the_services_that_it_calls(images: dict[str, Image], service: str) -> None:
    code = "import boto3, sys; boto3.client(sys.argv[1], region_name='eu-west-1')"
    done = images["lambda"].run("python", "-c", code, service)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not (PACKAGE / "aws/trigger/handler.py").exists(), reason="the trigger is not written yet")
def test_the_function_loads_its_handler(images: dict[str, Image]) -> None:
    image = images["lambda"]
    (handler,) = image.config["Cmd"]
    module, _, name = handler.rpartition(".")
    done = image.run("python", "-c", f"from {module} import {name}", AWS_DEFAULT_REGION="eu-west-1")
    assert done.returncode == 0, done.stderr


def test_the_dashboard_serves_a_page_and_says_that_it_is_well(
    images: dict[str, Image], published: Path, tmp_path: Path
) -> None:
    lake = copied(published, tmp_path / "lake")
    subprocess.run(["chmod", "-R", "a+rX", lake.root], check=True)
    image = images["streamlit"]
    assert image.config["Cmd"] == ["--address", "0.0.0.0", "--port", PORT]
    listening = ("--lake", "/mnt", "--address", "127.0.0.1", "--port", PORT)
    done = subprocess.run(
        [
            *("unshare", "--net", sys.executable, HERE / "look_at_page.py", PORT),
            *image.words(*image.config["Entrypoint"], *listening, folder=lake.root, tmp="tmpfs"),
            *("--", *image.words(*image.config["Healthcheck"]["Test"][1:])),
        ],
        env=image.environment(PYTHONPATH=str(HERE.parents[1] / "tools")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Overview\n"


def test_the_dashboard_does_not_listen_to_others_where_nobody_signs_in(images: dict[str, Image]) -> None:
    image = images["streamlit"]
    done = image.run(*image.config["Entrypoint"], *image.config["Cmd"])
    assert done.returncode == 2
    assert "Without sign-in the dashboard listens to 127.0.0.1 only" in done.stdout + done.stderr
