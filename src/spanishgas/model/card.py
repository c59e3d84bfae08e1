"""What a model's card tells: how it came about, what it reached, and the hashes of its files."""

from datetime import date

from pydantic import ConfigDict, Field

from spanishgas.model.measured import BinaryMetrics
from spanishgas.tables.document import Document


class OutOfFold(BinaryMetrics):
    """Metrics on the rows that calibrated and chose the threshold, each predicted by a fit without its fold.

    With a ``calibration_label_date`` these are the rows of that day, predicted by fits on the days before it.
    """

    recall_lower_bound: float


class TrainingFacts(Document):
    """How a model came about: experiment, data, parameters, seed, versions, and what it reached out of fold."""

    experiment: str
    tiers: tuple[str, ...]
    features: tuple[str, ...]
    features_without_values: tuple[str, ...]
    """Features of the experiment that no training row has. Source: DATA, optional columns."""
    algorithm: str
    parameters: dict[str, int | float]
    seed: int
    split_key: str | None = None
    """Key of the hash that told who trained; a card without it is of a model whose split was another."""
    threshold: float
    """Calibrated probability from which a customer counts as a churner."""
    minimum_recall: float
    recall_confidence: float
    out_of_fold: OutOfFold
    training_rows: int
    training_churners: int
    training_data_sha256: str
    libraries: dict[str, str]
    calibration_label_date: date | None = None
    """Training day that calibrated and chose the threshold, by fits on earlier days; null: all did, out of fold."""
    fold_fits: int = 0
    """Fits without a fold that say how sure a probability is; earlier versions kept none."""
    margin_shifts: dict[str, float] = Field(default_factory=dict[str, float])
    """By band of the monthly margin: log-odds that held for such customers beyond what was said of them out of fold."""
    predecessor: str | None = None
    """The model with the same trees in whose place this one stands, because customers were forgotten."""


class ModelCard(TrainingFacts):
    """The whole card: the facts, the hash of every file, and the id that follows from all of them."""

    model_config = ConfigDict(extra="ignore")  # what other versions write; the id holds it all the same

    files: dict[str, str]
    model_id: str
    """Experiment and the first twelve digits of the content's hash: equal models have equal ids."""
