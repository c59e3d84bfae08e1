"""The published figures the twin is drawn from and judged against."""

from typing import Any

from spanishgas.twin.data import read_data


def published() -> dict[str, Any]:
    """All published aggregates by section; rates 0..1, months of 30 days, kWh, m3 and EUR."""
    return read_data("published_aggregates.yaml")


CUSTOMERS: int = published()["population"]["customers"]
"""Of the published book."""


def expected_count(total: float, customers: int) -> float:
    """A published count of customers, in proportion to the size of this twin."""
    return total * customers / CUSTOMERS
