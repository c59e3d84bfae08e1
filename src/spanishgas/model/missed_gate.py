"""What to do about a missed gate: how sure its figure is, what the model did without, and where the gate is set."""

from collections.abc import Iterator, Sequence

from spanishgas.model.assessment import Evaluation
from spanishgas.model.intervals import pr_auc_interval


def advice_on_gate(evaluation: Evaluation, pr_auc: float | None, silent_columns: Sequence[str]) -> Iterator[str]:
    """Sentences for whoever holds a model that missed the gate.

    Args:
        evaluation: what the model was trained and measured on.
        pr_auc: the challenger's on the test rows.
        silent_columns: raw columns that said nothing of anybody in its training.
    """
    trained = evaluation.challenger.out_of_fold
    interval = pr_auc_interval(pr_auc, evaluation.test_churners)
    true = interval and f": the true PR-AUC is probably between {interval[0]:.2f} and {interval[1]:.2f}"
    yield (
        f"It was trained on {trained.churners:,} churners among {trained.rows:,} labels and measured on "
        f"{evaluation.test_churners:,} among {evaluation.test_rows:,}{true or ''}."
    )
    if silent_columns:
        yield f"It learned nothing from columns that are missing or empty: {', '.join(silent_columns)}."
    yield 'What to do is in docs/your-data.md, "When the gate is missed".'
    yield "The gate is set under promotion in the policy (config/policy.yaml, or SPANISHGAS_POLICY_FILE)."
