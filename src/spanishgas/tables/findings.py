"""What a step noticed about its data, as rows: the one form in which anything dropped, repaired or odd is reported."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from spanishgas.errors import readable

if TYPE_CHECKING:
    import polars as pl

Severity = Literal["info", "warning", "error"]


@dataclass(frozen=True)
class Finding:
    """One observation on a table. ``error`` stops the run before anything is published."""

    layer: str
    table: str
    column: str
    check: str
    value: float
    limit: float | None
    severity: Severity
    message: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", readable(self.message))


class Audited(NamedTuple):
    """A step's table together with what the step dropped, repaired or noticed while making it."""

    table: "pl.LazyFrame"
    findings: list[Finding]
