"""The tariff rule: which hours are peak, standard and off-peak, where (``config/tariff_periods.yaml``)."""

from typing import Annotated, ClassVar, Self

import polars as pl
from pydantic import Field, model_validator

from spanishgas.config.rule_book import RuleBook, Rules

Hour = Annotated[int, Field(ge=0, le=23)]
MonthAndDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class Territory(Rules):
    """Hours of the day (hour-beginning, local clock); what is neither peak nor off-peak is standard."""

    peak: tuple[Hour, ...]
    off_peak: tuple[Hour, ...]
    provinces: tuple[str, ...] = ()
    """How raw files may call its provinces, in lower case; the mainland is all others."""

    @model_validator(mode="after")
    def _no_hour_is_both(self) -> Self:
        if both := sorted(set(self.peak) & set(self.off_peak)):
            raise ValueError(f"hours {both} are both peak and off-peak")
        return self


class Territories(Rules):
    """Ceuta and Melilla have their own hours."""

    mainland: Territory
    ceuta_melilla: Territory


class TariffPeriods(RuleBook):
    """The periods of 2.0TD. Source: CNMC Circular 3/2020, article 7."""

    file: ClassVar[str] = "tariff_periods.yaml"

    time_zone: str
    first_year: int
    last_year: int
    fixed_holidays: tuple[MonthAndDay, ...]
    """Month and day of the national holidays that are off-peak all day; Good Friday is not one of them."""
    territories: Territories

    def territory(self, province_code: pl.Expr) -> pl.Expr:
        """The tariff territory of a province."""
        african = self.territories.ceuta_melilla.provinces
        is_african = province_code.str.strip_chars().str.to_lowercase().is_in(african)
        return pl.when(is_african).then(pl.lit("ceuta_melilla")).otherwise(pl.lit("mainland"))
