"""Every model that a run evaluated: what it reached on untouched customers, and what the gate said of it.

Read from the documents of its run; where these were cleaned, from the few figures that its record keeps. Needs none of
the libraries that compute models.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from spanishgas.lake import Lake
from spanishgas.model.assessment import Evaluation
from spanishgas.model.decision import Promotion
from spanishgas.model.measured import BinaryMetrics, Interval
from spanishgas.run.pointers import list_moves, load_champion
from spanishgas.run.record import Champion, RunRecord
from spanishgas.run.store import read_document
from spanishgas.tables.document import Document

D = TypeVar("D", bound=Document)
CHALLENGER, CARD = "challenger", "model_card"
"""Steps of a training that make the model that is evaluated, and its card."""


@dataclass(frozen=True)
class EvaluatedModel:
    """One model of one run; what is not known any more is None."""

    model_id: str
    run_id: str
    as_of: date
    pr_auc: float | None
    """On the untouched test rows, as everything here that has no other name."""
    pr_auc_interval: Interval | None
    passed_gate: bool
    promoted: bool
    """By its run, which may have failed before it published."""
    reasons: tuple[str, ...]
    test: BinaryMetrics | None
    """None where the evaluation could not be made, or was cleaned."""
    minimum_pr_auc: float | None
    card_key: str | None
    """Where its card is, as Markdown."""


def evaluated_model(lake: Lake, record: RunRecord) -> EvaluatedModel | None:
    """The model that a run evaluated; None where it evaluated none, or nothing of that is left."""
    made = record.step(CHALLENGER)
    if made is None or made.model_id is None:
        return None
    evaluation = _document(lake, record, "evaluation", Evaluation)
    decision = _document(lake, record, "promotion", Promotion)
    kept = record.metrics and record.metrics.training
    if decision is None and kept is None:
        return None
    said, test = decision or kept, evaluation and evaluation.challenger.test
    assert said is not None
    card = record.step(CARD)
    return EvaluatedModel(
        model_id=made.model_id,
        run_id=record.run_id,
        as_of=record.as_of,
        pr_auc=test.pr_auc if test else kept and kept.pr_auc,
        pr_auc_interval=test.intervals.get("pr_auc") if test else kept and kept.pr_auc_interval,
        passed_gate=said.passed_gate,
        promoted=said.promoted,
        reasons=said.reasons,
        test=test,
        minimum_pr_auc=decision and decision.minimum_pr_auc,
        card_key=card.keys[-1] if card and card.keys and not record.cleaned(CARD) else None,
    )


def evaluated_models(lake: Lake, records: Iterable[RunRecord]) -> Iterator[EvaluatedModel]:
    """Those of all runs, in the order of these."""
    return (model for record in records if (model := evaluated_model(lake, record)))


def champions_ever(lake: Lake) -> tuple[Champion | None, set[str]]:
    """The champion, and every model that was one, by the moves of its pointer."""
    moves = [move for move in list_moves(lake) if move.pointer == "champion"]
    names = {name for move in moves for name in (move.before, move.after) if name}
    return load_champion(lake), names


def _document(lake: Lake, record: RunRecord, name: str, kind: type[D]) -> D | None:
    made = record.step(name)
    if made is None or not made.keys or record.cleaned(name):
        return None
    return read_document(lake, made.keys[0], kind)
