"""What a training says of itself beyond the lake: figures and decisions, and nothing of any customer."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.finished import METRICS, MODEL, PROMOTION, evaluation, finished_run
from support.runs import STARTED, run_record
from support.sentences import says

from spanishgas.content import json_bytes
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.model.artefact import CARD
from spanishgas.run.metrics import run_metrics
from spanishgas.run.models import model_key
from spanishgas.run.reader import Run
from spanishgas.run.record import ErrorRecord, InputRecord, UpkeepNote
from spanishgas.run.store import page_key
from spanishgas.settings import RunSettings
from spanishgas.tables.findings import Finding
from spanishgas.tracking.said import has_trained, said_by

CARD_FIGURES = MODEL.card.out_of_fold
OUT_OF_FOLD = {
    "threshold": MODEL.threshold,
    "out_of_fold_pr_auc": CARD_FIGURES.pr_auc,
    "out_of_fold_roc_auc": CARD_FIGURES.roc_auc,
    "out_of_fold_brier": CARD_FIGURES.brier,
    "out_of_fold_log_loss": CARD_FIGURES.log_loss,
    "out_of_fold_precision": CARD_FIGURES.precision,
    "out_of_fold_recall": CARD_FIGURES.recall,
    "out_of_fold_churn_rate": CARD_FIGURES.churners / CARD_FIGURES.rows,
}
RANKING = {"test_pr_auc": 0.81, "test_roc_auc": 0.92, "test_churn_rate": 1 / 3}
TEST = {**RANKING, "test_brier": 0.1, "test_log_loss": 0.3, "test_precision": 1.0, "test_recall": 1.0}
WHEN_CLEANED = (
    "challenger",
    "scoring_model",
    "evaluation",
    "promotion",
    "plain_contender",
    "parameter_search",
    "model_card",
)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    run = finished_run(tmp_path, champion_before="E5-0123456789ab")
    run.record.metrics = run_metrics(run)
    run.record.finish("published")
    return run


def seconds(run: Run) -> float:
    return 0.5 * len(run.record.steps)


def test_a_training_says_how_it_came_about(run: Run) -> None:
    run.record.inputs = [InputRecord(dataset="labels", key=f"raw/{n}", size=1, fingerprint=f"sha256:{n}") for n in "ab"]
    trees = {f"trees.{name}": str(value) for name, value in MODEL.card.parameters.items()}
    assert len(trees) > 5
    assert said_by(run).parameters == {
        "experiment": "E5",
        "seed": "42",
        "as_of": "2024-12-31",
        "label_dates": "2024-12-31",
        "code_version": run.record.code_version,
        "raw_files": "2",
        **trees,
    }


def test_a_training_says_what_it_reached_and_what_was_decided(run: Run) -> None:
    said = said_by(run)
    assert said.metrics == {**TEST, **OUT_OF_FOLD, "expected_monthly_loss_eur": 11.25, "seconds": seconds(run)}
    assert said.tags == {
        "status": "published",
        "model_id": MODEL.model_id,
        "champion_before": "E5-0123456789ab",
        "passed_gate": "True",
        "promoted": "False",
    }
    assert (said.run_id, said.status, said.started_at) == ("tuesday", "published", STARTED)
    assert said.finished_at == run.record.finished_at


def test_its_documents_are_those_of_the_lake_and_its_card_lacks_the_key_of_the_split(run: Run) -> None:
    found = said_by(run).artifacts
    documents = {name: json.loads(content) for name, content in found.items() if name.endswith(".json")}
    card = json.loads(run.lake.read(model_key(MODEL.model_id, CARD)))
    assert card.pop("split_key")
    assert documents == {
        "card.json": card,
        "evaluation.json": evaluation().model_dump(mode="json"),
        "promotion.json": PROMOTION.model_dump(mode="json"),
    }
    assert found["evaluation.json"] == json_bytes(evaluation().model_dump(mode="json"))


def test_a_training_without_figures_says_none(tmp_path: Path) -> None:
    run = finished_run(tmp_path, test=METRICS.model_copy(update={"pr_auc": None, "roc_auc": None}))
    said = said_by(run)
    assert {"test_pr_auc", "test_roc_auc", "expected_monthly_loss_eur"} & set(said.metrics) == set()
    assert said.metrics["test_brier"] == 0.1
    assert "champion_before" not in said.tags
    assert said.tags["passed_gate"] == "True"  # what was decided is known before a run is published


def test_what_was_not_measured_on_the_test_rows_is_left_out(tmp_path: Path) -> None:
    said = said_by(finished_run(tmp_path, test=None))
    assert {name for name in said.metrics if name.startswith("test_")} == set()


def test_no_word_tells_of_a_customer_or_of_the_key(tmp_path: Path) -> None:
    settings = RunSettings(split_key="a secret key")
    error = ErrorRecord(stage="score", step="offers", kind="InputError", message="customer C00042 is odd")
    finding = Finding("raw", "t", "c", "k", 1.0, None, "info", "customer C00042 is odd")
    run = finished_run(tmp_path, settings=settings, error=error, findings=[finding])
    said = said_by(run)
    words = repr(said) + said.digest + "".join(map(bytes.decode, said.artifacts.values()))
    assert [
        secret for secret in ("C00042", "a secret key", MODEL.card.split_key or "?") if f"'{secret}'" in words
    ] == []
    assert "C00042" not in words
    assert "split_key" not in words


def test_of_a_run_that_was_cleaned_its_record_still_speaks(run: Run) -> None:
    at = datetime(2025, 6, 1, tzinfo=UTC)
    run.record.upkeep = [UpkeepNote(at=at, what="cleaned", steps=list(WHEN_CLEANED), why="it is old")]
    for item in run.lake.list("training/") + run.lake.list("models/"):
        run.lake.delete([item.key])
    said = said_by(run)
    assert said.metrics == {**RANKING, "expected_monthly_loss_eur": 11.25, "seconds": seconds(run)}
    assert (said.tags["model_id"], said.tags["passed_gate"], said.artifacts) == (MODEL.model_id, "True", {})
    assert "trees.rounds" not in said.parameters


def test_what_is_missing_though_nobody_cleaned_it_is_said(run: Run) -> None:
    run.lake.delete([run.record.step("evaluation").keys[0]])
    with says(RunError, f"{run.lake}/training/tuesday/evaluation.json does not exist."):
        said_by(run)


def test_pages_that_a_step_made_go_with_it_and_so_does_the_ladder(run: Run) -> None:
    pages = {"model_card.md": b"# A card", "ladder.html": b"<h1>A ladder</h1>"}
    for key in run.record.step("model_card").keys:
        run.lake.write(key, pages[key.rpartition("/")[2]])
    run.lake.write(page_key("experiments", "tuesday", "ladder"), pages["ladder.html"])
    found = said_by(run).artifacts
    assert {name: content for name, content in found.items() if not name.endswith(".json")} == pages


def test_whatever_changes_changes_the_digest(run: Run) -> None:
    digests = [said_by(run).digest]
    assert digests == [said_by(run).digest]
    for page in (b"a page", b"another page"):
        run.lake.write(page_key("experiments", "tuesday", "ladder"), page)
        digests.append(said_by(run).digest)
    run.record.status = "failed"
    assert len({*digests, said_by(run).digest}) == 4


def test_a_run_has_trained_once_it_has_a_model_of_its_own(tmp_path: Path) -> None:
    assert has_trained(finished_run(tmp_path).record)
    assert not has_trained(finished_run(tmp_path, "score").record)
    assert not has_trained(Run(Lake(tmp_path), run_record()).record)
