"""The committed state machines from end to end: files are put, the function is called, real jobs run, as locally."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import boto3
import pytest
from conftest import run
from support.aws.executions import Execution
from support.aws.faults import Fault
from support.aws.refusals import Refusing
from support.aws.server import Server
from support.aws.stack import Stack, new_stack
from support.aws.story import drop, manifest, ticked
from support.bucket import REGION

from spanishgas.aws.state_machine.jobs import course
from spanishgas.aws.state_machine.template import FILES
from spanishgas.dashboard import deployment_story
from spanishgas.dashboard.amounts import moment
from spanishgas.lake import Lake
from spanishgas.run.deployed import look_at_deployment
from spanishgas.run.pointers import load_current
from spanishgas.run.record import RunRecord
from spanishgas.run.store import KEPT, LAYERS, REPORTS, load_record

IAM = Path(__file__).resolve().parents[2] / "infra" / "terraform" / "modules" / "iam"
ARTEFACTS = ("bronze/", "silver/", "gold/", "training/", "models/", "scored/", "monitoring/")
POINTERS = ("models/champion.json", "monitoring/manifest.json")


@dataclass(frozen=True)
class Delivered:
    """What came of two deliveries of files: a training, then a scoring."""

    rendering: str
    stack: Stack
    executions: list[Execution]
    jobs: list[dict]

    @property
    def records(self) -> list[RunRecord]:
        return [load_record(self.stack.lake, each.name.rpartition("-")[0]) for each in self.executions]


@pytest.fixture(scope="module", params=sorted(FILES))
def delivered(request: pytest.FixtureRequest, server: Server, raw_files: list[Path], later_contacts: Path) -> Delivered:
    """Both deliveries, run by one of the state machines. Where each stage has a job, each lacks a machine once."""
    rendering = FILES[request.param]
    stack, before = new_stack(request.param, {}), len(server.machines.ran)
    if rendering == "seven":
        for job in course(rendering).jobs:
            server.machines.faults.next(job.name, Fault("capacity"))
    drop(stack, server, raw_files)
    ticked(stack, 1)
    drop(stack, server, [later_contacts])
    executions = ticked(stack, 2)
    return Delivered(rendering, stack, executions, [request for request, _ in server.machines.ran[before:]])


def states_of(rendering: str, mode: str) -> list[str]:
    """The states that a run without a fault enters."""
    jobs = course(rendering)
    learning = [job.state for job in jobs.learning] if mode == "train" else []
    before, after = ([job.state for job in part] for part in (jobs.before, jobs.after))
    return ["BeginRun", *before, "TrainOrScore", *learning, *after, "UpdateManifest", "HowItEnded", "PipelineComplete"]


def test_files_that_are_put_become_a_training_and_later_ones_a_scoring(delivered: Delivered) -> None:
    assert [each.status for each in delivered.executions] == ["SUCCEEDED", "SUCCEEDED"]
    assert [record.mode for record in delivered.records] == ["train", "score"]
    current = load_current(delivered.stack.lake)
    assert current is not None
    assert current.run_id == delivered.records[1].run_id


def test_the_states_are_entered_in_order_and_again_after_a_lack_of_machines(delivered: Delivered) -> None:
    train, score = delivered.executions
    waiting = ["JobFailed", "WaitForCapacity", "CountWait", "TryAgain"]
    expected = states_of(delivered.rendering, "train")
    if delivered.rendering == "seven":
        jobs = {job.state for job in course("seven").jobs}
        expected = [state for each in expected for state in ([each, *waiting, each] if each in jobs else [each])]
    assert train.states == expected
    assert score.states == states_of(delivered.rendering, "score")


def test_each_job_has_a_name_of_its_own_and_the_run_as_its_tag(delivered: Delivered) -> None:
    names = [job["ProcessingJobName"] for job in delivered.jobs]
    assert len(set(names)) == len(names)
    tagged = {tag["Value"] for job in delivered.jobs for tag in job["Tags"] if tag["Key"] == "run_id"}
    assert tagged == {record.run_id for record in delivered.records}


def test_artefacts_are_those_of_a_local_run_to_the_byte(
    delivered: Delivered, raw_files: list[Path], later_contacts: Path, few_policy: Path, tmp_path: Path
) -> None:
    local, settings = Lake(tmp_path), {"policy_file": few_policy, "experiment": "E1", "threads": 1}
    train, score = delivered.records
    for file in raw_files:
        local.upload(file, f"raw/{file.name}")
    run(local, "train", train.run_id, **settings)
    local.upload(later_contacts, f"raw/{later_contacts.name}")
    run(local, "score", score.run_id, **settings)
    there, here = (artefacts(lake) for lake in (delivered.stack.lake, local))
    assert there.keys() == here.keys()
    assert len(there) > 60
    assert [key for key in there if there[key] != here[key]] == []


def artefacts(lake: Lake) -> dict[str, bytes]:
    """All that runs made, by key."""
    keys = [item.key for item in lake.list("") if item.key.startswith(ARTEFACTS) and item.key not in POINTERS]
    return {key: lake.read(key) for key in keys}


def test_manifest_history_message_and_record_agree(delivered: Delivered) -> None:
    train, score = delivered.records
    runs = manifest(delivered.stack)["runs"]
    assert [(each["run_id"], each["mode"], each["status"]) for each in runs] == [
        (score.run_id, "score", "completed"),
        (train.run_id, "train", "completed"),
    ]
    for record in (train, score):
        row = delivered.stack.item(f"run/{record.run_id}")
        assert row is not None
        assert row["status"] == "completed"
        assert record.status == "published"
    messages = delivered.stack.messages()
    assert [record.run_id in message for record, message in zip((train, score), messages, strict=True)] == [True, True]


def test_the_evaluated_model_is_a_version_of_the_registry(delivered: Delivered) -> None:
    group = delivered.stack.values["model_package_group"]
    found = boto3.client("sagemaker", region_name=REGION).list_model_packages(ModelPackageGroupName=group)
    (version,) = found["ModelPackageSummaryList"]
    assert version["ModelApprovalStatus"] == "Approved"


def prefixes(pattern: str) -> set[str]:
    """The prefixes that the Terraform of the roles lists where a pattern says."""
    text = "".join(file.read_text("utf-8") for file in sorted(IAM.glob("*.tf")))
    (found,) = re.findall(pattern + r"\[([^\]]*)\]", text, re.DOTALL)
    return set(re.findall(r'"([^"]+)"', found))


def test_the_roles_may_do_what_the_trigger_and_the_jobs_did_and_no_more(delivered: Delivered) -> None:
    did = {
        (who, action): {each.prefix for each in Refusing.asked if (each.who, each.action) == (who, action)}
        for who in ("function", "job")
        for action in ("read", "write", "tag")
    }
    cleaned = {f"{layer}/" for layer in (*LAYERS, REPORTS)} | {KEPT, "models/", "runs/"}
    assert did["job", "write"] | cleaned == prefixes(r'variable "job_writes".*?default\s*=\s*')
    assert did["job", "tag"] <= {"scored/"}
    assert did["function", "read"] == prefixes(r'variable "trigger_reads".*?default\s*=\s*')
    assert did["function", "write"] == prefixes(r'"CloseRecordsAndProjectTheManifest".*?for prefix in ')
    assert did["function", "tag"] == set()


def test_registry_manifest_metrics_message_and_page_say_the_same(delivered: Delivered) -> None:
    """Each says of the last run and of the champion what its record says, and the page what they say."""
    train, score = delivered.records
    stack, deployed = delivered.stack, look_at_deployment(delivered.stack.lake)
    assert deployed is not None
    assert deployed.champion is not None
    assert deployed.version is not None
    assert score.metrics is not None
    version = boto3.client("sagemaker", region_name=REGION).describe_model_package(
        ModelPackageName=deployed.version.arn
    )
    told, item = version["CustomerMetadataProperties"], stack.item(f"run/{score.run_id}")
    assert item is not None
    customers, at_risk = score.metrics.customers, score.policy.count_at_risk(score.metrics.risk_tiers)
    assert deployment_story.champion(deployed) == (
        f"The champion is {told['model_id']}, of run {told['run_id']}. In the model registry it is version "
        f"{version['ModelPackageGroupName']}/{version['ModelPackageVersion']}: "
        f"{version['ModelApprovalStatus'].lower()}, as of {moment(deployed.version.told_at)} UTC."
    )
    assert (told["model_id"], told["run_id"]) == (deployed.champion.model_id, train.run_id)
    assert deployment_story.runs(deployed, {score.run_id: score}) == [
        f"Run {item['run_id']} (Scoring, attempt {item['attempt']}) ended on "
        f"{moment(datetime.fromisoformat(item['ended_at']))} UTC: {item['status']}. It published {customers} "
        f"customers, {at_risk} of them at risk."
    ]
    assert f"{score.run_id}, as of {score.as_of}: published" in stack.messages()[1]
    assert f"{customers} customers, {at_risk} of them at risk" in stack.messages()[1]
    assert measured("PrAuc", train) == pytest.approx(float(told["pr_auc"]), rel=1e-5)
    assert measured("FeaturesDrifted", score) == score.metrics.columns_drifted
    assert measured("DriftDetected", score) == (score.metrics.drift_level == "act")


def measured(name: str, record: RunRecord) -> float:
    """What CloudWatch was told at the end of a run."""
    assert record.finished_at is not None
    second = record.finished_at.replace(microsecond=0)
    (point,) = boto3.client("cloudwatch", region_name=REGION).get_metric_statistics(
        Namespace="SpanishGas",
        MetricName=name,
        Dimensions=[{"Name": "Environment", "Value": "dev"}],
        StartTime=second,
        EndTime=second + timedelta(seconds=1),
        Period=1,
        Statistics=["Maximum"],
    )["Datapoints"]
    return point["Maximum"]


def test_the_settings_of_jobs_are_those_of_the_deployment(delivered: Delivered) -> None:
    for job in delivered.jobs:
        assert job["Environment"]["S3_BUCKET"] == delivered.stack.bucket
        assert job["Environment"]["SPANISHGAS_CLOCK"] == "local"
        assert json.dumps(job).count("${") == 0
