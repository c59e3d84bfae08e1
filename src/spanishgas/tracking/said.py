"""What a training says of itself, as far as it may leave the lake: figures and decisions, and nothing of any customer.

A finding, the message of an error or a table may name a customer, and the key of the split would tell who is behind a
pseudonym: none of them is here.
"""

import hashlib
import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from spanishgas.model.artefact import CARD, Model
from spanishgas.model.assessment import Evaluation
from spanishgas.model.card import ModelCard
from spanishgas.model.decision import Promotion
from spanishgas.model.measured import BinaryMetrics
from spanishgas.run.reader import Run
from spanishgas.run.record import RunRecord, Status, StepRecord
from spanishgas.run.store import EXPERIMENTS, page_key
from spanishgas.tables.base import table_name

_CHALLENGER = "challenger"
_FIGURES = ("pr_auc", "roc_auc", "brier", "log_loss", "precision", "recall")
_LADDER = "ladder"


@dataclass(frozen=True)
class Said:
    """One training: parameters and tags are words, metrics finite numbers, artifacts files by their name."""

    run_id: str
    status: Status
    started_at: datetime
    finished_at: datetime | None
    parameters: dict[str, str]
    metrics: dict[str, float]
    tags: dict[str, str]
    artifacts: dict[str, bytes]

    @property
    def digest(self) -> str:
        """What changes whenever anything of it does."""
        files = {name: hashlib.sha256(content).hexdigest() for name, content in self.artifacts.items()}
        content = json.dumps(asdict(self) | {"artifacts": files}, sort_keys=True, default=str)
        return hashlib.sha256(content.encode()).hexdigest()


def has_trained(record: RunRecord) -> bool:
    """Whether a run got as far as a model of its own."""
    return record.step(_CHALLENGER) is not None


def said_by(run: Run) -> Said:
    """All that a training says; of one that was cleaned, what its record still says.

    Raises:
        RunError: something that must be there is missing or damaged.
    """
    record = run.record
    model = run.model(_CHALLENGER) if _kept(record, _CHALLENGER) else None
    evaluation = run.document(Evaluation) if _kept(record, table_name(Evaluation)) else None
    promotion = run.document(Promotion) if _kept(record, table_name(Promotion)) else None
    return Said(
        run_id=record.run_id,
        status=record.status,
        started_at=record.started_at,
        finished_at=record.finished_at,
        parameters=_parameters(record, model and model.card),
        metrics={
            name: value
            for name, value in _metrics(record, model, evaluation)
            if value is not None and math.isfinite(value)
        },
        tags=_tags(record, promotion),
        artifacts=dict(_artifacts(run, model)),
    )


def _kept(record: RunRecord, name: str) -> StepRecord | None:
    """A finished step whose output was not cleaned."""
    return None if record.cleaned(name) else record.step(name)


def _parameters(record: RunRecord, card: ModelCard | None) -> dict[str, str]:
    trees = {f"trees.{name}": value for name, value in card.parameters.items()} if card else {}
    found: dict[str, object] = {
        "experiment": record.settings.experiment,
        "seed": record.settings.seed,
        "as_of": record.as_of,
        "label_dates": ", ".join(map(str, record.learned_from)),
        "code_version": record.code_version,
        "raw_files": len(record.inputs),
        **trees,
    }
    return {name: str(value) for name, value in found.items()}


def _metrics(
    record: RunRecord, model: Model | None, evaluation: Evaluation | None
) -> Iterator[tuple[str, float | None]]:
    yield "seconds", sum(step.seconds for step in record.steps)
    if record.metrics is not None:
        yield "expected_monthly_loss_eur", record.metrics.expected_monthly_loss_eur
        if training := record.metrics.training:
            yield "test_pr_auc", training.pr_auc
            yield "test_roc_auc", training.roc_auc
            yield "test_churn_rate", training.churn_rate
    if evaluation is not None and evaluation.challenger.test is not None:
        yield from _figures("test", evaluation.challenger.test)
    if model is not None:
        yield "threshold", model.threshold
        yield from _figures("out_of_fold", model.card.out_of_fold)


def _figures(part: str, found: BinaryMetrics) -> Iterator[tuple[str, float | None]]:
    for name in _FIGURES:
        yield f"{part}_{name}", getattr(found, name)
    yield f"{part}_churn_rate", found.churners / max(found.rows, 1)


def _tags(record: RunRecord, promotion: Promotion | None) -> dict[str, str]:
    decision = promotion or (record.metrics and record.metrics.training)
    challenger = record.step(_CHALLENGER)
    found: dict[str, Any] = {
        "status": record.status,
        "model_id": challenger and challenger.model_id,
        "champion_before": record.champion_before,
        "passed_gate": decision and decision.passed_gate,
        "promoted": decision and decision.promoted,
    }
    return {name: str(value) for name, value in found.items() if value is not None}


def _artifacts(run: Run, model: Model | None) -> Iterator[tuple[str, bytes]]:
    if model is not None:
        yield CARD, _without_key(model.files[CARD])
    for name in (table_name(Evaluation), table_name(Promotion)):
        if step := _kept(run.record, name):
            yield f"{name}.json", run.lake.read(step.keys[0])
    for step in run.record.steps:
        if step.kind == "pages" and _kept(run.record, step.name):
            for key in step.keys:
                yield key.rpartition("/")[2], run.lake.read(key)
    key = page_key(EXPERIMENTS, run.record.run_id, _LADDER)
    if run.lake.exists(key):
        yield f"{_LADDER}.html", run.lake.read(key)


def _without_key(card: bytes) -> bytes:
    """A card as it was written, but for the key of the split: with it the pseudonyms of a reference can be undone."""
    facts = {name: value for name, value in json.loads(card).items() if name != "split_key"}
    return json.dumps(facts, indent=1, ensure_ascii=False).encode()
