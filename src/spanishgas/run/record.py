"""The record of a run: what went in, what decided it, what was done, what came out, where it failed.

The reader, the dashboard, the alerts and a replay all look at this one document. It is saved after every step, which is
what makes a run resumable: a step that is in the record has its table in the lake, whole.
"""

from datetime import UTC, date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.policy import Policy
from spanishgas.settings import RunSettings
from spanishgas.tables.findings import Finding

Mode = Literal["train", "score"]
Status = Literal["running", "published", "refused", "gate_failed", "failed"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InputRecord(_Part):
    """One raw file as it was when the run started."""

    dataset: str
    key: str
    size: int
    fingerprint: str


class StepRecord(_Part):
    """A finished step: where its output is, and what it cost."""

    stage: str
    name: str
    kind: Literal["table", "document", "model"]
    keys: list[str] = Field(default_factory=list[str])
    """Where a table (in one part or several) or a document is; none for a view or a model."""
    model_id: str | None = None
    rows: int | None = None
    seconds: float
    peak_memory_mb: float
    reused: bool = False


class ErrorRecord(_Part):
    """Where and why a run stopped."""

    stage: str
    step: str
    kind: str
    message: str


class TrainingMetrics(_Part):
    """The few figures of a training that everybody asks for; a missing one is null, and null passes nothing."""

    pr_auc: float | None
    roc_auc: float | None
    passed_gate: bool
    promoted: bool
    reasons: tuple[str, ...]
    features_without_values: tuple[str, ...]


class Metrics(_Part):
    """The few figures of a run that everybody asks for: EUR are per month."""

    customers: int
    expected_monthly_loss_eur: float
    risk_tiers: dict[str, int]
    actions: dict[str, int]
    columns_compared: int
    columns_drifted: int
    findings: dict[str, int]
    training: TrainingMetrics | None
    """Null where the run trained nothing."""


class RunRecord(_Part):
    """All that is worth knowing about a run."""

    run_id: str
    mode: Mode
    status: Status = "running"
    as_of: date
    started_at: datetime
    finished_at: datetime | None = None
    code_version: str
    """Version and hash of the code and of its packaged rules."""
    settings: RunSettings
    policy: Policy
    rules: dict[str, str]
    """Fingerprint of every rule book, and of the sentiment model's folder where there is one."""
    own_columns: OwnColumns = OwnColumns()
    """What the retailer's own file of columns said."""
    champion_before: str | None
    inputs: list[InputRecord]
    steps: list[StepRecord] = Field(default_factory=list[StepRecord])
    findings: list[Finding] = Field(default_factory=list[Finding])
    metrics: Metrics | None = None
    error: ErrorRecord | None = None

    def step(self, name: str) -> StepRecord | None:
        """The finished step of this name, if it is finished."""
        return next((step for step in self.steps if step.name == name), None)

    def finish(self, status: Status) -> None:
        """Close the record."""
        self.status = status
        self.finished_at = datetime.now(UTC)
