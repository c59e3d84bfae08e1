"""What happens to the twin besides ordinary life: one YAML file a scenario in ``twin/data/scenarios``."""

from datetime import date
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from spanishgas.errors import InputError
from spanishgas.twin.data import read_data


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PriceShock(_Part):
    """Electricity and gas tariffs are multiplied by ``factor`` from the month on in which the scenario begins."""

    factor: float = Field(gt=0)


class CompetitorCampaign(_Part):
    """The hazard in provinces with strong competition is multiplied."""

    hazard_factor: float = Field(ge=1)


class MovingHome(_Part):
    """A share of customers moves: most of them leave, content or not, and their consumption collapses before."""

    share: float = Field(gt=0, lt=1)
    leaving_probability: float = Field(ge=0, le=1)
    remaining_consumption: float = Field(ge=0, le=1)


class Rename(_Part):
    """A column arrives under a name nobody knows."""

    file: str
    column: str
    to: str


class BrokenFeed(_Part):
    """Readings of a province missing for the month in which it begins; from then on a renamed column and rows twice."""

    province: str
    rename: Rename
    duplicate_share: float = Field(ge=0, lt=1)


class Responses(_Part):
    """How customers answer a contact with an offer; every seed draws a world around these (``choices/offers``)."""

    price: float = Field(default=1.5, ge=0)
    """Log-odds of leaving that the largest offer takes away from who leaves for this; likewise the others."""
    competition: float = Field(default=0.9, ge=0)
    renewal: float = Field(default=1.05, ge=0)
    service: float = Field(default=0.4, ge=0)
    moving: float = Field(default=0.03, ge=0)
    factor: float = Field(default=1.0, ge=0)
    """Times all of them."""
    woken_share: float = Field(default=0.03, ge=0, le=1)
    """Of customers who had not thought of leaving until somebody called."""
    woken: float = Field(default=0.5, ge=0)
    """Log-odds of leaving that a call adds to theirs, whatever it offers."""


class Scenario(_Part):
    """A scenario: what it is for, the day it begins, and which of the things above happen."""

    description: str
    begins: date
    price_shock: PriceShock | None = None
    competitor_campaign: CompetitorCampaign | None = None
    moving_home: MovingHome | None = None
    broken_feed: BrokenFeed | None = None
    responses: Responses = Responses()


def scenario_names() -> list[str]:
    """Names of the packaged scenarios, sorted."""
    folder = files("spanishgas.twin.data").joinpath("scenarios")
    return sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


def load_scenario(name: str, begins: date | None = None) -> Scenario:
    """A packaged scenario by name, from its own day or another. InputError with the known names if there is none."""
    if name not in scenario_names():
        raise InputError(f"there is no scenario {name!r}: choose one of {', '.join(scenario_names())}")
    scenario = Scenario.model_validate(read_data(f"scenarios/{name}.yaml"))
    return scenario if begins is None else scenario.model_copy(update={"begins": begins})
