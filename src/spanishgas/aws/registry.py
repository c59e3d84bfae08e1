"""Every evaluated model as a version in the SageMaker model package group: its figures, its card, the gate's word.

The lake stays the truth: the registry is a copy for those who look at SageMaker, and nothing is ever scored from it. A
version is found again by its description, the model's id and its run's, so that telling twice registers once.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from spanishgas.aws.connections import connect
from spanishgas.aws.environment import AwsSettings
from spanishgas.aws.model_card import card_content
from spanishgas.content import json_bytes
from spanishgas.lake import Lake
from spanishgas.run.evaluated import EvaluatedModel
from spanishgas.run.record import Champion
from spanishgas.run.registered import RegisteredVersion, save_version

STATISTICS = "runs/registered/"
"""Below it the figures of each registered model, as SageMaker shows them."""
_LONGEST = 1024
_VALUE = re.compile(r"[^\w .:/=+\-@]")
_LONGEST_VALUE = 256


def register(lake: Lake, model: EvaluatedModel, settings: AwsSettings) -> str:
    """The ARN of the version of an evaluated model, made where there is none yet.

    Raises:
        botocore's ClientError or BotoCoreError where the registry does not answer, or refuses.
    """
    client, described = _client(settings), _description(model.model_id, model.run_id)
    for version in _versions(client, settings):
        if version.get("ModelPackageDescription") == described:
            arn = str(version["ModelPackageArn"])
            _keep(lake, model, arn, str(version["ModelApprovalStatus"]))  # a person may have changed it there
            return arn
    made = client.create_model_package(
        ModelPackageGroupName=settings.model_package_group,
        ModelPackageDescription=described,
        ClientToken=str(uuid5(NAMESPACE_URL, described)),  # two who look at once make one
        ModelApprovalStatus="Approved" if model.passed_gate else "Rejected",
        CustomerMetadataProperties=_properties(lake, model),
        ModelCard={
            "ModelCardContent": card_content(model),
            "ModelCardStatus": "Approved" if model.passed_gate else "Draft",
        },
        **_metrics(lake, model),
    )
    arn = str(made["ModelPackageArn"])
    _keep(lake, model, arn, _approve(client, arn, is_approved=model.passed_gate, why=" ".join(model.reasons)))
    return arn


def _keep(lake: Lake, model: EvaluatedModel | Champion, arn: str, approval: str) -> None:
    """Leave what the registry says now where pages read it."""
    said = {"model_id": model.model_id, "run_id": model.run_id, "arn": arn, "approval": approval}
    save_version(lake, RegisteredVersion(**said, told_at=datetime.now(UTC)))


def tell_moved(
    lake: Lake, settings: AwsSettings, champion: Champion, left: Champion | None, reason: str
) -> Iterator[str]:
    """Approve the model that a person made champion, and reject the one that was rolled back; what failed, in words.

    Args:
        lake: whose champion has moved.
        settings: of the deployment.
        champion: the champion now.
        left: the model that was taken back; None where nobody said that it was wrong.
        reason: why, as the lake keeps it.
    """
    from botocore.exceptions import BotoCoreError, ClientError

    told = [(champion, True, f"Made champion by a person: {reason}")]
    if left is not None and left.model_id != champion.model_id:
        told.append((left, False, f"Rolled back by a person: {reason}"))
    try:
        client = _client(settings)
        by_name = {version.get("ModelPackageDescription"): version for version in _versions(client, settings)}
        for model, is_approved, why in told:
            version = by_name.get(_description(model.model_id, model.run_id))
            if version is None:
                yield f"{settings.model_package_group} has no version of {model.model_id}: no approval was changed."
            else:
                arn = str(version["ModelPackageArn"])
                _keep(lake, model, arn, _approve(client, arn, is_approved=is_approved, why=why))
    except (ClientError, BotoCoreError) as error:
        yield f"The champion has moved, but the registry {settings.model_package_group} was not told: {error}"


def _client(settings: AwsSettings) -> Any:
    return connect("sagemaker", settings.aws_region)


def _versions(client: Any, settings: AwsSettings) -> Iterator[Mapping[str, Any]]:
    pages = client.get_paginator("list_model_packages").paginate(
        ModelPackageGroupName=settings.model_package_group, SortBy="CreationTime", SortOrder="Descending"
    )
    for page in pages:
        yield from page["ModelPackageSummaryList"]


def _approve(client: Any, arn: str, *, is_approved: bool, why: str) -> str:
    """Set the approval, say why, and return it; what else the version tells of itself is sent along, or it is lost."""
    approval = "Approved" if is_approved else "Rejected"
    known = client.describe_model_package(ModelPackageName=arn).get("CustomerMetadataProperties", {})
    client.update_model_package(
        ModelPackageArn=arn,
        ModelApprovalStatus=approval,
        ApprovalDescription=why[:_LONGEST],
        CustomerMetadataProperties=known,
    )
    return approval


def _description(model_id: str, run_id: str) -> str:
    return f"{model_id} of run {run_id}"


def _properties(lake: Lake, model: EvaluatedModel) -> dict[str, str]:
    """What a version tells of its model, in the letters that SageMaker allows there."""
    interval, test = model.pr_auc_interval, model.test
    said: dict[str, object] = {
        "model_id": model.model_id,
        "run_id": model.run_id,
        "as_of": model.as_of,
        "lake": lake,
        "card": lake.uri(model.card_key) if model.card_key else None,
        "passed_gate": str(model.passed_gate).lower(),
        "promoted_by_run": str(model.promoted).lower(),
        "minimum_pr_auc": model.minimum_pr_auc,
        "pr_auc": model.pr_auc,
        "pr_auc_low": interval and interval[0],
        "pr_auc_high": interval and interval[1],
        "roc_auc": test and test.roc_auc,
        "recall": test and test.recall,
        "precision": test and test.precision,
        "threshold": test and test.threshold,
        "test_customers": test and test.rows,
        "test_churners": test and test.churners,
    }
    told = {name: f"{value:.6g}" if isinstance(value, float) else str(value) for name, value in said.items()
            if value is not None}  # fmt: skip
    return {name: _VALUE.sub("_", value)[:_LONGEST_VALUE] for name, value in told.items()}


def _metrics(lake: Lake, model: EvaluatedModel) -> dict[str, Any]:
    """Where the figures lie that SageMaker shows; it reads them from S3 alone, and from none where there are none."""
    if model.test is None or not lake.is_s3:
        return {}
    key = f"{STATISTICS}{model.run_id}.json"
    lake.write(key, json_bytes(_statistics(model)))
    source = {"ContentType": "application/json", "S3Uri": lake.uri(key)}
    return {"ModelMetrics": {"ModelQuality": {"Statistics": source}}}


def _statistics(model: EvaluatedModel) -> dict[str, Any]:
    """The figures as SageMaker's Model Monitor writes those of a binary classification, with their intervals beside."""
    test = model.test
    assert test is not None
    figures = {
        "au_prc": ("pr_auc", test.pr_auc),
        "auc": ("roc_auc", test.roc_auc),
        "recall": ("recall", test.recall),
        "precision": ("precision", test.precision),
        "f1": ("f1", test.f1),
        "brier": ("brier", test.brier),
    }
    said = {
        name: {"value": value, **_between(test.intervals.get(ours))}
        for name, (ours, value) in figures.items()
        if value is not None
    }
    return {"binary_classification_metrics": {**said, "threshold": {"value": test.threshold}}}


def _between(interval: tuple[float, float] | None) -> dict[str, float]:
    return {} if interval is None else {"low_95": interval[0], "high_95": interval[1]}
