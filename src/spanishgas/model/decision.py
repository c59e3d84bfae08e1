"""What the gate decided of a challenger; deciding it is in ``promote.py``."""

from spanishgas.tables.document import Document


class Promotion(Document):
    """Whether the challenger replaces the champion, with a reason for each condition."""

    promoted: bool
    passed_gate: bool
    unchanged: bool
    """The challenger is the champion, trained again."""
    reasons: tuple[str, ...]
    advice: tuple[str, ...] = ()
    """What to do, where the challenger missed the gate."""
    minimum_pr_auc: float
    challenger_id: str
    challenger_pr_auc: float | None
    champion_id: str | None
    compared_pr_auc: float | None
    """The challenger's on the champion's rows."""
    champion_pr_auc: float | None
    champion_passed_gate: bool | None
    """Null where there is no champion."""
