"""Every model that a run evaluated, from its documents or from what its record kept of them."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.finished import METRICS, MODEL, evaluation, finished_run
from support.runs import run_record

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.evaluated import EvaluatedModel, champions_ever, evaluated_model
from spanishgas.run.metrics import run_metrics
from spanishgas.run.pointers import load_champion
from spanishgas.run.publish import publish
from spanishgas.run.reader import Run
from spanishgas.run.record import UpkeepNote


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = finished_run(tmp_path)
    run.record.metrics = run_metrics(run)
    return run


def of(run: Run) -> EvaluatedModel:
    found = evaluated_model(run.lake, run.record)
    assert found is not None
    return found


def test_a_model_is_what_its_evaluation_and_the_gate_say_of_it(run: Run) -> None:
    assert of(run) == EvaluatedModel(
        model_id=MODEL.model_id,
        run_id="tuesday",
        as_of=run.record.as_of,
        pr_auc=0.81,
        pr_auc_interval=(0.71, 0.88),
        passed_gate=True,
        promoted=False,
        reasons=("Good.", "But not better."),
        test=METRICS,
        minimum_pr_auc=0.7,
        card_key="training/tuesday/model_card.md",
    )


def test_a_run_that_the_gate_stopped_has_a_model_though_its_record_has_no_figures(run: Run) -> None:
    known = of(run)
    run.record.status, run.record.metrics = "gate_failed", None
    assert of(run) == known


def test_of_a_cleaned_training_the_record_keeps_the_figures(run: Run) -> None:
    steps = ["evaluation", "promotion", "model_card"]
    run.record.upkeep.append(UpkeepNote(at=datetime.now(UTC), what="cleaned", steps=steps, why="old"))
    found = of(run)
    assert (found.pr_auc, found.pr_auc_interval, found.passed_gate, found.reasons) == (
        0.81,
        (0.71, 0.88),
        True,
        ("Good.", "But not better."),
    )
    assert (found.test, found.card_key, found.minimum_pr_auc) == (None, None, None)


def test_a_model_without_a_figure_has_none(tmp_path: Path) -> None:
    run = finished_run(tmp_path, test=None)
    assert evaluation(None).challenger.error
    found = of(run)
    assert (found.pr_auc, found.pr_auc_interval, found.test) == (None, None, None)


def test_a_run_that_trained_nothing_or_did_not_get_so_far_has_none(run: Run) -> None:
    assert evaluated_model(run.lake, run_record(mode="score")) is None
    run.record.metrics = None
    run.record.steps = [step for step in run.record.steps if step.name != "promotion"]
    assert evaluated_model(run.lake, run.record) is None


def test_a_damaged_document_is_named(run: Run) -> None:
    run.lake.write("training/tuesday/promotion.json", b"{}")
    with pytest.raises(RunError, match=r"promotion\.json is damaged"):
        evaluated_model(run.lake, run.record)


def test_champions_are_those_that_the_pointer_named(run: Run, tmp_path: Path) -> None:
    assert champions_ever(Lake(tmp_path)) == (None, set())
    publish(run)
    assert champions_ever(run.lake) == (load_champion(run.lake), {MODEL.model_id})


def test_listing_needs_none_of_the_libraries_that_compute() -> None:
    heavy = ("polars", "numpy", "scipy", "sklearn", "xgboost")
    code = f"import spanishgas.cli.models_view, sys; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
