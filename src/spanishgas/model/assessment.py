"""What an evaluation says of challenger and champion; making one is in ``evaluate.py``."""

from spanishgas.model.card import OutOfFold
from spanishgas.model.measured import BinaryMetrics
from spanishgas.tables.document import Document


class Assessment(Document):
    """One model on the test rows: its metrics, or why there are none."""

    model_id: str
    experiment: str
    test: BinaryMetrics | None
    error: str | None


class ChallengerAssessment(Assessment):
    """The challenger, with what it reached out of fold."""

    out_of_fold: OutOfFold
    features_without_values: tuple[str, ...]


class Evaluation(Document):
    """The challenger on the test rows, and beside the champion, where there is one, on rows that neither trained on."""

    test_rows: int
    test_churners: int
    challenger: ChallengerAssessment
    compared_rows: int
    """Test rows that did not train the champion either: all of them where both were split by the same key."""
    compared: BinaryMetrics | None
    """The challenger on these rows."""
    champion: Assessment | None
    """The champion on these rows."""
