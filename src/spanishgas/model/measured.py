"""What is kept of a classifier's metrics; computing them is in ``metrics.py``, reading them needs no library."""

from pydantic import Field

from spanishgas.tables.document import Document

Interval = tuple[float, float]


class Confusion(Document):
    """How many rows were flagged or not, rightly or not."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int


class CalibrationBin(Document):
    """Rows whose probability lies in one tenth: what was said, and what came."""

    lower: float
    upper: float
    rows: int
    mean_probability: float
    churn_rate: float


class BrierParts(Document):
    """The Brier score over tenths of the rows by probability: reliability - resolution + uncertainty + within_bin.

    Source: Murphy, "A new vector partition of the probability score", J. Appl. Meteorology 1973; ``within_bin`` is what
    groups leave, because probabilities within one differ (Stephenson, Coelho and Jolliffe 2008).
    """

    reliability: float
    """How far what was said is from what came; 0 is best."""
    resolution: float
    """How far the groups' churn rates are from the whole one; more is better."""
    uncertainty: float
    """Of the outcomes themselves, whatever the model."""
    within_bin: float


class BinaryMetrics(Document):
    """All metrics of one model on one set of rows, unrounded; shares and probabilities 0..1."""

    rows: int
    churners: int
    pr_auc: float | None
    """Null where it cannot be told; the gate stays closed then."""
    roc_auc: float | None
    brier: float
    log_loss: float
    threshold: float
    precision: float
    recall: float
    f1: float
    confusion: Confusion
    calibration: tuple[CalibrationBin, ...]
    brier_parts: BrierParts | None = None
    """Null in cards of earlier versions."""
    intervals: dict[str, Interval] = Field(default_factory=dict[str, Interval])
    """By metric, what holds the true figure with 95 %; those that have none, and cards of earlier versions, lack it."""
