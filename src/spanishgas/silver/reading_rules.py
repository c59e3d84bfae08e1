"""When readings are refused and when they are only remarked on (``config/readings.yaml``)."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.errors import InputError
from spanishgas.tables.findings import Severity

Share = Annotated[float, Field(ge=0, le=1)]
CheckName = Literal[
    "mostly_negative_electricity",
    "mostly_negative_gas",
    "no_electricity",
    "gas_without_electricity",
    "gas_without_product",
    "no_gas",
    "beyond_power",
    "constant_readings",
    "copied_readings",
    "level_jump",
]
OTHER_CHECKS = ("negative_values", "implausible_median")
"""Checks of the readings that have limits of another kind, and may be accepted as well."""


class ShareLimits(Rules):
    """From which share something is a warning, and from which an error."""

    warning_above: Share
    error_above: Share

    @model_validator(mode="after")
    def _a_warning_comes_first(self) -> Self:
        if self.warning_above > self.error_above:
            raise ValueError(f"warning_above {self.warning_above} is beyond error_above {self.error_above}")
        return self

    def severity(self, share: float) -> Severity:
        """What a share is: information, a warning or an error."""
        return "error" if share > self.error_above else "warning" if share > self.warning_above else "info"


class ReadingCheck(ShareLimits):
    """A flaw of customer-months: what they do, what it may come from, and how many of them are too many."""

    what: str
    hint: str


class Band(Rules):
    """Where a value may lie, both ends included."""

    start: float = Field(alias="from", ge=0)
    end: float = Field(alias="to", gt=0)


class Medians(Rules):
    """Where the median customer of a segment may lie, in units a month."""

    elec_kwh: Band
    gas_m3: Band


class BookJumps(Rules):
    """How many times the book's use an hour may grow or fall from one month to the next."""

    elec_kwh: float = Field(gt=1)
    gas_m3: float = Field(gt=1)


class Completeness(Rules):
    """Shares that decide whether the readings are whole."""

    past_month_share: Share
    late_start_share: Share


class ReadingRules(RuleBook):
    """Limits of the readings. Source: RULES, data quality (numeric ranges, completeness)."""

    file: ClassVar[str] = "readings.yaml"

    minimum_customers: int = Field(ge=1)
    province_share: Share
    completeness: Completeness
    negative_rows: ShareLimits
    negative_hours_share: Share
    power_factor: float = Field(gt=0)
    impossible_power_factor: float = Field(gt=0)
    level_factor: float = Field(gt=1)
    constant_tolerance: float = Field(ge=0)
    copied_minimum_kwh: float = Field(ge=0)
    book_jumps: BookJumps
    checks: dict[CheckName, ReadingCheck]
    medians: dict[Literal["Residential", "SME", "Corporate"], Medians]

    @property
    def acceptable(self) -> tuple[str, ...]:
        """Checks whose errors may be accepted for a run, because what they doubt may be so."""
        return (*self.checks, *OTHER_CHECKS)

    def accepted(self, names: str) -> frozenset[str]:
        """The checks that the setting ``accept_readings`` names. Raises InputError for a name that is none."""
        wanted = frozenset(name.strip() for name in names.split(",") if name.strip())
        if unknown := sorted(wanted.difference(self.acceptable)):
            raise InputError(
                f"accept_readings: there is no check {', '.join(unknown)} of the readings that can be accepted; "
                f"those that can are {', '.join(self.acceptable)}."
            )
        return wanted
