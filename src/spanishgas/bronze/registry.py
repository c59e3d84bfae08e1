"""The column registry: which raw files there are, under which names their columns may come, and what they may hold."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from spanishgas.config.rule_book import RuleBook, Rules
from spanishgas.tables.findings import Severity

Share = Annotated[float, Field(ge=0, le=1)]
Bound = float | date


class RawColumn(Rules):
    """What a raw column may be called, whether it must be there, and what it may hold."""

    required: bool = False
    spare: bool = False
    """No feature is null without it, so its absence is not worth a word."""
    aliases: tuple[str, ...] = ()
    values: dict[str, int] = Field(default_factory=dict[str, int])
    """Words that stand for a value, in lower case."""
    one_of: tuple[str, ...] = ()
    """The only words it may hold, in lower case."""
    is_id: bool = False
    """It says who or what a row is about, so that 12.0 is the same as 12."""
    is_text: bool = False
    """Free text, which is left as it was written."""
    usual_capitals_share: Share | None = None
    """Of the texts, those without a small letter: more of them are a system's doing, and a warning says so."""
    digits: int | None = None
    """A number is written with leading zeros to so many digits."""
    at_least: Bound | None = None
    at_most: Bound | None = None
    """A value beyond these is refused at its row."""
    usual: tuple[float, float] | None = None
    """Values outside are counted, and refused where their share is larger than ``maximum_unusual_share``."""
    maximum_unusual_share: Share | None = None
    usual_mean: tuple[float, float] | None = None
    """A column whose mean is outside is said to be odd: a flag that means the opposite, labels that are all alike."""
    usual_median: tuple[float, float] | None = None
    """A column whose median is outside is said to be in another unit, though each of its values could be."""
    usual_home_median: tuple[float, float] | None = None
    """The same of homes alone, which are more alike than businesses."""
    usual_home_median_per_kw: tuple[float, float] | None = None
    """The same for each kW of a home's contracted power."""
    zero_is_missing: bool = False
    maximum_missing_share: Share | None = None
    """Rows without a value (or with a zero that means none) above this share are refused."""
    varies: bool = False
    """It never holds one and the same value in a whole book: a warning says so where it does."""


class Order(Rules):
    """Two dates of a row, the earlier first, and how far apart they may be."""

    earlier: str
    later: str
    early_days: int = 0
    """The later may come so many days before the earlier."""
    within_days: int | None = None
    maximum_share: Share
    """Rows that break the order are counted, and refused above this share."""


class Fit(Rules):
    """How well the ids of a file must fit the customers; without a limit it is only said how well they do."""

    maximum_unmatched_share: Share | None = None
    """Of the rows, those that match no customer."""
    maximum_silent_share: Share | None = None
    """Of the customers, those without a row."""


class Stale(Rules):
    """How far behind the day of a run the newest row of a file may be, in whole months."""

    warning_from_months: int = Field(ge=1)
    error_from_months: int = Field(ge=1)


class Refusals(Rules):
    """Columns that say who may not be called, and what the names of such columns hold in whatever system."""

    columns: tuple[str, ...]
    signs: tuple[str, ...]
    """Pieces of names, in lower case, without accents and separators."""


class RawDataset(Rules):
    """One of the seven raw files."""

    file: str
    """What its name begins with."""
    optional: bool = False
    several: bool = False
    """It may come in several files, too big to be read whole: they are scanned in place."""
    columns: dict[str, RawColumn]
    layouts: dict[str, tuple[str, ...]] = Field(default_factory=dict[str, tuple[str, ...]])
    """Columns that each layout must have, where there is more than one."""
    judged_from: int = 100
    """Shares of fewer rows say nothing: what is odd is counted, but refuses no file."""
    in_order: tuple[Order, ...] = ()
    falling: tuple[tuple[str, ...], ...] = ()
    """Columns whose means (of texts: lengths) fall from one to the next: a peak costs more than a night, a summary is
    longer than a channel, or two columns are swapped."""
    maximum_contradictory_share: Share | None = None
    """Rows whose columns contradict each other are refused above this share."""
    fit: Fit = Fit()
    stale: Stale | None = None
    """Rows go on from month to month; without limits nobody asks until when."""
    refusals: Refusals | None = None
    few: int | None = None
    """Fewer labels of an outcome than these say little of a model: a warning says so."""

    def accepted(self, canonical: str) -> tuple[str, ...]:
        """All names under which a column is understood."""
        return (canonical, *self.columns[canonical].aliases)

    def verdict(self, share: float, limit: float | None, rows: int) -> tuple[Severity, str]:
        """What a share of so many rows is by its limit, and the sentence that says the limit where it is refused."""
        if limit is not None and share > limit and rows >= self.judged_from:
            return "error", f" At most {limit:.0%} may be."
        return "warning", ""

    def required(self) -> dict[str, tuple[str, ...]]:
        """The required columns by layout; a file with one layout has it under no name."""
        return self.layouts or {"": tuple(name for name, column in self.columns.items() if column.required)}


class ColumnRegistry(RuleBook):
    """The raw files by the bronze table they become. Source: DATA."""

    file: ClassVar[str] = "columns.yaml"
    entry: ClassVar[str | None] = "datasets"

    datasets: dict[str, RawDataset]
