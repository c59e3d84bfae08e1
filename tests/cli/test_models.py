"""The commands of models: what was evaluated and became champion, and the champion moved by a person."""

import re
import uuid
from collections.abc import Generator
from pathlib import Path

import pytest
from support.bucket import moto_server
from support.command import spanishgas
from support.deployed import aws_settings, client
from support.finished import MODEL, PROMOTION, finished_run
from support.runs import STARTED

from spanishgas.aws.registry import register
from spanishgas.lake import Lake
from spanishgas.model.artefact import PSEUDONYM, Model
from spanishgas.run.evaluated import evaluated_model
from spanishgas.run.models import store_model
from spanishgas.run.pointers import list_moves, load_champion, load_current
from spanishgas.run.publish import publish
from spanishgas.run.reader import Run
from spanishgas.run.store import load_record, write_document

DAYS = ("monday", "tuesday", "wednesday")
PROMOTED = PROMOTION.model_copy(update={"promoted": True})
REJECTED = PROMOTION.model_copy(update={"passed_gate": False})
DECISIONS = dict(zip(DAYS, (PROMOTED, PROMOTED, REJECTED), strict=True))


def other_model(number: int) -> Model:
    """A model of its own: the small one, with a row less in its reference."""
    return MODEL.without([MODEL.reference[PSEUDONYM][number]])


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """Monday's model was champion, Tuesday's is, Wednesday's missed the gate."""
    lake = Lake(tmp_path)
    for number, day in enumerate(DAYS):
        before = load_champion(lake)
        run = finished_run(
            tmp_path,
            run_id=day,
            started_at=STARTED.replace(day=6 + number),
            champion_before=before and before.model_id,
        )
        give(run, other_model(number), scores=DECISIONS[day].promoted or before is None)
        publish(run)
    return lake


def give(run: Run, model: Model, *, scores: bool) -> None:
    """Let a run have evaluated this model, and be scored by it where it was promoted, else by the champion."""
    store_model(run.lake, model)
    write_document(run.lake, f"training/{run.record.run_id}/promotion.json", DECISIONS[run.record.run_id])
    for step in run.record.steps:
        if step.kind == "model":
            own = step.name == "challenger" or scores
            step.model_id = model.model_id if own else run.record.champion_before


def test_evaluated_models_are_listed_with_what_became_of_them(lake: Lake) -> None:
    done = spanishgas("models", "list", "--lake", lake)
    assert (done.returncode, done.stderr) == (0, "")
    title, *rows, last = done.stdout.splitlines()
    assert re.split(r" {2,}", title.strip()) == ["Model", "Run", "As of", "PR-AUC", "Gate", "Standing"]
    monday, tuesday, wednesday = (other_model(number).model_id for number in range(3))
    reached = ["2024-12-31", "0.810 (0.71 to 0.88)"]
    assert [re.split(r" {2,}", row.strip()) for row in rows] == [
        [wednesday, "wednesday", *reached, "failed", "rejected"],
        [f"* {tuesday}", "tuesday", *reached, "passed", "champion"],
        [monday, "monday", *reached, "passed", "was champion"],
    ]
    assert last.startswith(f"* is the champion. Back to the one before, {monday}: spanishgas models rollback")


def test_a_lake_without_models_says_how_to_train_one(tmp_path: Path) -> None:
    done = spanishgas("models", "list", "--lake", tmp_path)
    assert done.stdout == (
        f"No model was evaluated in {tmp_path} yet. Train one: spanishgas run --mode train --lake {tmp_path}\n"
    )


def test_the_champion_is_rolled_back_and_promoted_again_and_readers_see_the_same_run(lake: Lake) -> None:
    monday, tuesday = other_model(0).model_id, other_model(1).model_id
    published = load_current(lake)
    done = spanishgas("models", "rollback", "--reason", "too many calls", "--lake", lake)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        f"Champion of {lake}: {monday}, of run monday.",
        f"To go forward again: spanishgas models promote {tuesday} --reason 'back from {monday}' --lake {lake}",
    ]
    again = spanishgas("models", "promote", tuesday, "--reason", "fewer now", "--lake", lake)
    assert again.stdout.splitlines()[0] == f"Champion of {lake}: {tuesday}, of run tuesday."
    said = [(move.after, move.reason, move.is_back) for move in list_moves(lake)][-2:]
    assert said == [(monday, "too many calls", True), (tuesday, "fewer now", False)]
    assert load_current(lake) == published


def test_a_model_that_the_gate_rejected_is_not_promoted_by_a_person(lake: Lake) -> None:
    rejected = other_model(2).model_id
    before = load_champion(lake)
    done = spanishgas("models", "promote", rejected, "--reason", "I like it", "--lake", lake)
    assert done.returncode == 1
    assert done.stderr.startswith(f"Stopped: {rejected} was never champion in {lake}")
    assert load_champion(lake) == before


def test_without_a_reason_no_champion_moves(lake: Lake) -> None:
    before = list_moves(lake)
    done = spanishgas("models", "rollback", "--reason", " ", "--lake", lake)
    assert done.returncode == 2
    assert list_moves(lake) == before


@pytest.fixture
def group() -> Generator[str]:
    with moto_server():
        name = f"churn-{uuid.uuid4().hex}"
        client("sagemaker").create_model_package_group(ModelPackageGroupName=name)
        yield name


def approvals(group: str) -> dict[str, str]:
    listed = client("sagemaker").list_model_packages(ModelPackageGroupName=group)["ModelPackageSummaryList"]
    return {each["ModelPackageDescription"].split()[-1]: each["ModelApprovalStatus"] for each in listed}


def test_on_aws_the_registry_is_told_of_what_a_person_moved(lake: Lake, group: str) -> None:
    for day in DAYS:
        model = evaluated_model(lake, load_record(lake, day))
        assert model is not None
        register(lake, model, aws_settings(model_package_group=group))
    assert approvals(group) == {"monday": "Approved", "tuesday": "Approved", "wednesday": "Rejected"}
    env = {"SPANISHGAS_MODEL_PACKAGE_GROUP": group}
    done = spanishgas("models", "rollback", "--reason", "too many calls", "--lake", lake, env=env)
    assert (done.returncode, done.stderr) == (0, "")
    assert approvals(group) == {"monday": "Approved", "tuesday": "Rejected", "wednesday": "Rejected"}
    tuesday = other_model(1).model_id
    spanishgas("models", "promote", tuesday, "--reason", "right after all", "--lake", lake, env=env)
    assert approvals(group) == {"monday": "Approved", "tuesday": "Approved", "wednesday": "Rejected"}


def test_a_registry_that_does_not_know_the_model_is_said_and_the_champion_has_moved(lake: Lake, group: str) -> None:
    env = {"SPANISHGAS_MODEL_PACKAGE_GROUP": group}
    done = spanishgas("models", "rollback", "--reason", "too many calls", "--lake", lake, env=env)
    assert done.returncode == 0
    assert f"{group} has no version of {other_model(0).model_id}: no approval was changed." in done.stdout
    champion = load_champion(lake)
    assert champion is not None
    assert champion.model_id == other_model(0).model_id
