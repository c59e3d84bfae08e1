"""The record of a run: what went in, what decided it, what was done, what came out, where it failed.

The reader, the dashboard, the alerts and a replay all look at this one document. It is saved after every step, which is
what makes a run resumable: a step that is in the record has its table in the lake, whole.
"""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.policy import Policy
from spanishgas.run.process import ProcessRecord
from spanishgas.settings import RunSettings
from spanishgas.tables.document import Document, Kind
from spanishgas.tables.findings import Finding

RECORD_VERSION = 2
"""Of the records that this version writes; it reads those before as well."""
Mode = Literal["train", "score"]
Status = Literal["running", "published", "refused", "superseded", "gate_failed", "stopped", "failed"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class InputRecord(_Part):
    """One raw file as it was when the run started."""

    dataset: str
    key: str
    size: int
    fingerprint: str
    """Its SHA-256, taken once; on S3 its entity tag."""
    tag: str | None = None
    """What the lake says changes whenever the file is written: held against before and after every read."""
    version: str | None = None
    """The version of the object where the bucket keeps versions."""


class StepRecord(_Part):
    """A finished step: where its output is, and what it cost."""

    stage: str
    name: str
    kind: Kind
    keys: list[str] = Field(default_factory=list[str])
    """Where a table (in one part or several), a document or pages are; none for a view or a model."""
    sha256: list[str] = Field(default_factory=list[str])
    """The hash of what lies at each key, in their order."""
    model_id: str | None = None
    rows: int | None = None
    seconds: float
    peak_memory_mb: float
    reused: bool = False


class Champion(Document):
    """What ``models/champion.json`` says: the promoted model, the run that promoted it, and what it reached there."""

    model_id: str
    run_id: str
    threshold: float
    test_pr_auc: float | None = None
    """PR-AUC on the untouched test rows when it was promoted; without it the gate stays closed."""
    test_churn_rate: float | None = None
    """Churn rate of these rows: gates that are a multiple of it hang on it."""
    replaced: str | None = None
    """The champion before it."""


class ErrorRecord(_Part):
    """Where and why a run stopped."""

    stage: str
    step: str
    kind: str
    message: str


class UpkeepNote(_Part):
    """What was done to a run's tables after it had ended."""

    at: datetime
    what: Literal["cleaned", "forgotten"]
    steps: list[str]
    """Whose tables, documents or models were taken away, or are without the rows of a customer."""
    why: str


class TrainingMetrics(_Part):
    """The few figures of a training that everybody asks for; a missing one is null, and null passes nothing."""

    pr_auc: float | None
    roc_auc: float | None
    pr_auc_interval: tuple[float, float] | None = None
    roc_auc_interval: tuple[float, float] | None = None
    """95 %; records of an earlier version have none."""
    churn_rate: float | None = None
    """Of the test rows."""
    passed_gate: bool
    promoted: bool
    reasons: tuple[str, ...]
    features_without_values: tuple[str, ...]
    advice: tuple[str, ...] = ()
    """What to do, where the gate was missed."""


class Metrics(_Part):
    """The few figures of a run that everybody asks for: EUR are per month."""

    customers: int
    expected_monthly_loss_eur: float
    risk_tiers: dict[str, int]
    actions: dict[str, int]
    columns_compared: int
    columns_drifted: int
    drift_level: str = "none"
    drift: str = ""
    """One sentence; records of an earlier version have none."""
    expected: str = ""
    """What the list is worth if its probabilities hold, in one sentence; records of an earlier version have none."""
    promise: str = ""
    """What the offers are worth by the responses, in one sentence; records of an earlier version have none."""
    findings: dict[str, int]
    training: TrainingMetrics | None
    """Null where the run trained nothing."""


def _of_today(policy: Any) -> Any:
    """A policy as an earlier version wrote it: the action of the tier, and a share kept that nobody had measured."""
    economics = policy.get("economics") if isinstance(policy, dict) else None
    if not isinstance(economics, dict) or not {"save_rate", "offer_months"} <= economics.keys():
        return policy
    kept = {name: value for name, value in economics.items() if name not in ("save_rate", "offer_months")}
    return {**policy, "decision": "tier_rule", "economics": {**kept, "discount_months": economics["offer_months"]}}


class RunRecord(_Part):
    """All that is worth knowing about a run."""

    run_id: str
    record_version: Literal[1, 2] = 1
    """2 since runs keep the hash of all they write; a record without it is of the first version."""
    mode: Mode
    status: Status = "running"
    process: ProcessRecord | None = None
    """The process that took the run up last."""
    as_of: date
    """The day that customers are listed and scored for."""
    files_as_of: date | None = None
    """The day of the files themselves: what they say without a date is so on this day."""
    label_dates: tuple[date, ...] = ()
    """The days that training looks from, the earliest first; none where nothing is trained, or by earlier versions."""
    started_at: datetime
    finished_at: datetime | None = None
    code_version: str
    """Version and hash of the code and of its packaged rules."""
    settings: RunSettings
    policy: Annotated[Policy, BeforeValidator(_of_today)]
    rules: dict[str, str]
    """Fingerprint of every rule book, and of the reader of texts."""
    libraries: dict[str, str] = Field(default_factory=dict[str, str])
    """Versions of the libraries that decide bytes."""
    own_columns: OwnColumns = OwnColumns()
    """What the retailer's own file of columns said."""
    champion_before: str | None
    published_before: tuple[str, ...] = ()
    """Runs of earlier days that were published by then, one a day, the earliest first: what they said is judged."""
    responses_before: str | None = None
    """Key of the responses that campaigns had taught by then; null before the first read-out: assumptions."""
    campaigns_before: tuple[str, ...] = ()
    """Campaigns that were planned by then: whom they contacted rests."""
    replaces_newer: bool = False
    """Asked for: the run may replace a published one that looks from a later day."""
    champion: Champion | None = None
    """What the pointer to the champion said when the run was published."""
    inputs: list[InputRecord]
    steps: list[StepRecord] = Field(default_factory=list[StepRecord])
    findings: list[Finding] = Field(default_factory=list[Finding])
    metrics: Metrics | None = None
    error: ErrorRecord | None = None
    upkeep: list[UpkeepNote] = Field(default_factory=list[UpkeepNote])
    seen: str | None = Field(default=None, exclude=True)
    """The lake's tag of the record as this process last read or wrote it; not part of what is stored."""

    @property
    def learned_from(self) -> tuple[date, ...]:
        """The days that training looked from; earlier versions trained on the day of the list and did not say so."""
        return (self.as_of,) if self.mode == "train" and not self.label_dates else self.label_dates

    def step(self, name: str) -> StepRecord | None:
        """The finished step of this name, if it is finished."""
        return next((step for step in self.steps if step.name == name), None)

    def cleaned(self, name: str) -> UpkeepNote | None:
        """When and why what a step made was taken away, if it was."""
        return next((note for note in self.upkeep if note.what == "cleaned" and name in note.steps), None)

    def forgotten(self) -> UpkeepNote | None:
        """When customers were forgotten that the run had read, if any were."""
        return next((note for note in self.upkeep if note.what == "forgotten"), None)

    def finish(self, status: Status) -> None:
        """Close the record."""
        self.status = status
        self.finished_at = datetime.now(UTC)


class RefusedPlan(_Part):
    """What is left of a run that could not be planned: as much as was known by then, and why. Nothing was computed.

    It lies where the record of the run would lie, until a plan under the same id takes its place.
    """

    planned: Literal[False] = False
    """By which it is told from the record of a run, which says nothing of it."""
    run_id: str
    record_version: Literal[2] = 2
    mode: Mode
    status: Status
    as_of: date | None
    """The day that was asked for; null where the readings were to tell it."""
    started_at: datetime
    finished_at: datetime
    code_version: str
    settings: RunSettings
    error: ErrorRecord
    seen: str | None = Field(default=None, exclude=True)
    """As that of a run's record."""


AnyRecord = RunRecord | RefusedPlan
"""What ``runs/<run_id>.json`` may be."""
