"""Evaluated models in SageMaker's registry: one version each, with figures, card and the gate's word."""

import json
import uuid
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import pytest
from support.bucket import moto_server, new_bucket
from support.deployed import aws_settings, client
from support.finished import finished_run

from spanishgas.aws.environment import AwsSettings
from spanishgas.aws.registry import register, tell_moved
from spanishgas.lake import Lake
from spanishgas.run.evaluated import EvaluatedModel, evaluated_model
from spanishgas.run.record import Champion
from spanishgas.run.registered import find_version


@pytest.fixture(scope="module", autouse=True)
def server() -> Generator[str]:
    with moto_server() as address:
        yield address


@pytest.fixture
def settings(server: str) -> AwsSettings:
    group = f"churn-{uuid.uuid4().hex}"
    client("sagemaker").create_model_package_group(ModelPackageGroupName=group)
    return aws_settings(model_package_group=group)


@pytest.fixture(scope="module")
def evaluated(server: str) -> tuple[Lake, EvaluatedModel]:
    run = finished_run(new_bucket())
    model = evaluated_model(run.lake, run.record)
    assert model is not None
    return run.lake, model


def versions(settings: AwsSettings) -> list[dict[str, Any]]:
    listed = client("sagemaker").list_model_packages(ModelPackageGroupName=settings.model_package_group)
    names = [version["ModelPackageArn"] for version in listed["ModelPackageSummaryList"]]
    return [client("sagemaker").describe_model_package(ModelPackageName=name) for name in names]


def champion(model: EvaluatedModel) -> Champion:
    return Champion(model_id=model.model_id, run_id=model.run_id, threshold=0.5, test_pr_auc=0.8)


def test_a_model_that_passed_the_gate_is_an_approved_version_with_its_figures_and_its_card(evaluated, settings) -> None:
    lake, model = evaluated
    arn = register(lake, model, settings)
    (version,) = versions(settings)
    assert version["ModelPackageArn"] == arn
    assert version["ModelPackageDescription"] == f"{model.model_id} of run tuesday"
    assert (version["ModelApprovalStatus"], version["ApprovalDescription"]) == ("Approved", "Good. But not better.")
    told = version["CustomerMetadataProperties"]
    assert (told["pr_auc"], told["pr_auc_low"], told["pr_auc_high"]) == ("0.81", "0.71", "0.88")
    assert (told["recall"], told["threshold"], told["passed_gate"]) == ("1", "0.5", "true")
    assert told["card"] == lake.uri("training/tuesday/model_card.md")
    source = version["ModelMetrics"]["ModelQuality"]["Statistics"]
    assert source == {"ContentType": "application/json", "S3Uri": lake.uri("runs/registered/tuesday.json")}
    figures = json.loads(lake.read("runs/registered/tuesday.json"))["binary_classification_metrics"]
    assert figures["au_prc"] == {"value": 0.81, "low_95": 0.71, "high_95": 0.88}
    assert figures["threshold"] == {"value": 0.5}


def test_a_model_that_missed_the_gate_is_rejected(evaluated, settings) -> None:
    lake, model = evaluated
    register(lake, replace(model, passed_gate=False, reasons=("Test PR-AUC 0.61 misses the gate.",)), settings)
    (version,) = versions(settings)
    assert version["ModelApprovalStatus"] == "Rejected"
    assert version["ApprovalDescription"] == "Test PR-AUC 0.61 misses the gate."


def test_a_model_without_figures_is_registered_without_them(evaluated, settings) -> None:
    lake, model = evaluated
    register(lake, replace(model, test=None, pr_auc=None, pr_auc_interval=None, passed_gate=False), settings)
    (version,) = versions(settings)
    assert "pr_auc" not in version["CustomerMetadataProperties"]
    assert not version.get("ModelMetrics")


def test_registering_again_finds_the_version_of_the_model_and_its_run(evaluated, settings) -> None:
    lake, model = evaluated
    first = register(lake, model, settings)
    assert register(lake, model, settings) == first
    assert register(lake, replace(model, run_id="wednesday"), settings) != first
    assert len(versions(settings)) == 2


def test_what_sagemaker_does_not_take_in_a_property_is_written_otherwise(evaluated, settings) -> None:
    lake, model = evaluated
    register(lake, replace(model, card_key="training/a,b(c)/" + "x" * 300), settings)
    (version,) = versions(settings)
    card = version["CustomerMetadataProperties"]["card"]
    assert len(card) == 256
    assert "a_b_c_/xxx" in card


def test_a_rollback_approves_the_champion_rejects_what_was_left_and_keeps_all_else(evaluated, settings) -> None:
    lake, model = evaluated
    later = replace(model, model_id="E5-later", run_id="wednesday")
    for each in (model, later):
        register(lake, each, settings)
    assert list(tell_moved(lake, settings, champion(model), champion(later), "too many calls")) == []
    by_model = {version["CustomerMetadataProperties"]["model_id"]: version for version in versions(settings)}
    said = {name: (each["ModelApprovalStatus"], each["ApprovalDescription"]) for name, each in by_model.items()}
    assert said == {
        model.model_id: ("Approved", "Made champion by a person: too many calls"),
        "E5-later": ("Rejected", "Rolled back by a person: too many calls"),
    }
    assert {each["CustomerMetadataProperties"]["pr_auc"] for each in by_model.values()} == {"0.81"}


def test_what_the_registry_says_is_left_for_pages_and_follows_what_a_person_does(evaluated, settings) -> None:
    lake, model = evaluated
    later = replace(model, model_id="E5-later", run_id="wednesday")
    first, second = (register(lake, each, settings) for each in (model, later))

    def left() -> dict[str, str]:
        found = (find_version(lake, each.run_id) for each in (model, later))
        return {version.arn: version.approval for version in found if version}

    assert left() == {first: "Approved", second: "Approved"}
    assert list(tell_moved(lake, settings, champion(model), champion(later), "too many calls")) == []
    assert left() == {first: "Approved", second: "Rejected"}
    client("sagemaker").update_model_package(ModelPackageArn=second, ModelApprovalStatus="PendingManualApproval")
    register(lake, later, settings)
    assert left() == {first: "Approved", second: "PendingManualApproval"}


def test_a_promotion_says_nothing_of_the_model_before(evaluated, settings) -> None:
    lake, model = evaluated
    later = replace(model, model_id="E5-later", run_id="wednesday", passed_gate=False)
    for each in (model, later):
        register(lake, each, settings)
    assert list(tell_moved(lake, settings, champion(later), None, "it is better after all")) == []
    assert {version["ModelApprovalStatus"] for version in versions(settings)} == {"Approved"}


def test_what_the_registry_does_not_know_or_answer_is_said(evaluated, settings) -> None:
    lake, model = evaluated
    (said,) = tell_moved(lake, settings, champion(model), None, "a test")
    assert said == f"{settings.model_package_group} has no version of {model.model_id}: no approval was changed."
    nowhere = settings.model_copy(update={"aws_region": "no region"})
    (said,) = tell_moved(lake, nowhere, champion(model), None, "a test")
    assert said.startswith(f"The champion has moved, but the registry {settings.model_package_group} was not told: ")
