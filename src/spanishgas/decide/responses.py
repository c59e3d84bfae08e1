"""What an offer does to whom: log-odds of leaving that it takes away, by offer and cause, and how sure that is."""

from typing import ClassVar, Self

import numpy as np
from pydantic import Field, model_validator

from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.tables.document import Document

ASSUMPTION, NO_SOURCE = "assumption", "none"
"""Sources of a response that no campaign has measured: somebody assumes it, or nobody knows."""


class Relief(Rules):
    """What one offer does to who leaves for one cause."""

    mean: float
    """Log-odds of leaving that it takes away; less than 0 where it drives customers off."""
    spread: float = Field(gt=0)
    """How far the truth may be from that, besides what all offers and all of a cause have in common."""
    source: str = Field(min_length=1)


class Responses(RuleBook):
    """What is assumed of every offer and cause before a campaign has measured it."""

    file: ClassVar[str] = "responses.yaml"

    shared_spread: float = Field(ge=0)
    """Spread of the one factor that all reliefs share, around 1."""
    cause_spread: float = Field(ge=0)
    """Log-odds that all reliefs of a cause may be off together, besides the shared factor."""
    reliefs: dict[str, dict[str, Relief]] = Field(min_length=1)

    def belief(self) -> "Belief":
        """The assumption as a normal distribution: what is shared makes reliefs move together."""
        cells = [(offer, cause, relief) for offer, by in self.reliefs.items() for cause, relief in by.items()]
        mean = np.array([relief.mean for _, _, relief in cells])
        causes = np.array([cause for _, cause, _ in cells])
        of_cause = self.cause_spread**2 * (causes[:, None] == causes)
        own = np.diag([relief.spread**2 for _, _, relief in cells])
        covariance = np.outer(mean, mean) * self.shared_spread**2 + of_cause + own
        return Belief.of([(offer, cause, relief.source) for offer, cause, relief in cells], mean, covariance)


class Cell(Document):
    """An offer to who leaves for a cause, and where its response is from."""

    offer: str
    cause: str
    source: str


class Belief(Document):
    """Reliefs of all offers and causes as a joint normal distribution, in log-odds."""

    cells: tuple[Cell, ...]
    mean: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]

    @classmethod
    def of(cls, cells: list[tuple[str, str, str]], mean: np.ndarray, covariance: np.ndarray) -> Self:
        """A belief from (offer, cause, source) of each cell, means and covariance."""
        named = tuple(Cell(offer=offer, cause=cause, source=source) for offer, cause, source in cells)
        rows = tuple(tuple(row) for row in covariance.tolist())
        return cls(cells=named, mean=tuple(mean.tolist()), covariance=rows)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        size = len(self.cells)
        if len(self.mean) != size or len(self.covariance) != size or any(len(row) != size for row in self.covariance):
            raise ValueError("a belief has a mean and a row and column of the covariance for each of its cells")
        if len({(cell.offer, cell.cause) for cell in self.cells}) < size:
            raise ValueError("a belief has one cell for an offer and a cause")
        return self

    def position(self, offer: str, cause: str) -> int | None:
        """Where an offer and cause stand among the cells; None where nobody knows what that offer does to them."""
        for number, cell in enumerate(self.cells):
            if (cell.offer, cell.cause) == (offer, cause):
                return None if cell.source == NO_SOURCE else number
        return None

    @property
    def spread(self) -> np.ndarray:
        """Standard deviation of each cell's relief."""
        return np.sqrt(np.diag(np.array(self.covariance)))

    def draws(self, count: int, seed: int) -> np.ndarray:
        """Reliefs as they may be: one row a draw, one column a cell."""
        rng = np.random.default_rng(seed)
        return rng.multivariate_normal(np.array(self.mean), np.array(self.covariance), size=count, method="eigh")
