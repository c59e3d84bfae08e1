"""What decides how things go on from any day: the world, what was fitted to it, and the scenario."""

from dataclasses import dataclass

import numpy as np

from spanishgas.twin.choices.aftermath import anger
from spanishgas.twin.choices.contacted import NOBODY, Contacted
from spanishgas.twin.choices.contracts import STEP_DAYS
from spanishgas.twin.choices.fitted import Calibration
from spanishgas.twin.choices.hazard import log_odds, market_hazard
from spanishgas.twin.choices.moves import ORDINARY, moving_hazard
from spanishgas.twin.choices.offers import Relief
from spanishgas.twin.sampling import Floats, Ints
from spanishgas.twin.scenarios import MovingHome, Scenario
from spanishgas.twin.world.book import Book
from spanishgas.twin.world.state import State, World


@dataclass(frozen=True)
class Hazards:
    """Hazards of each customer within a step: of the market and the calendar, of a bad contact, of moving home."""

    market: Floats
    trouble: Floats
    moving: Floats
    rivals: Floats
    """The part of the market's that a campaign adds."""
    spared: Floats
    """Share of the customer's days in the step that are over when the campaign begins."""

    @property
    def total(self) -> Floats:
        """All together."""
        return self.market + self.trouble + self.moving

    def share_of_days(self, hazard: Floats) -> Floats:
        """After which share of the customer's days in the step market and trouble have brought so much hazard."""
        always = self.market + self.trouble - self.rivals
        early = hazard / np.maximum(always, 1e-12)
        pace = self.rivals / np.maximum(1 - self.spared, 1e-12)
        late = (hazard + pace * self.spared) / np.maximum(always + pace, 1e-12)
        return np.where(early <= self.spared, early, late)


@dataclass(frozen=True)
class Course:
    """What decides how things go on from any day: the world, what was fitted to it, and what happens besides."""

    world: World
    calibration: Calibration
    scenario: Scenario
    from_day: int
    """The first day of the scenario."""
    contacted: Contacted = NOBODY
    """Whom campaigns have contacted by now."""

    def relief(self, book: Book, day: int) -> Relief:
        """What offers under way on a day take off the hazards of each customer of a book."""
        return self.contacted.relief(book, day)

    def under_way(self, after: Ints | int, until: int) -> Floats:
        """Share of the days after one day until another on which the scenario is under way."""
        return np.clip((until - self.from_day + 1) / np.maximum(until - np.asarray(after), 1), 0.0, 1.0)

    def moving(self, after: int, until: int) -> MovingHome:
        """How many move home within these days, and what becomes of them."""
        share, scenario = float(self.under_way(after, until)), self.scenario.moving_home or ORDINARY
        change = {name: value - getattr(ORDINARY, name) for name, value in scenario}
        return MovingHome(**{name: value + share * change[name] for name, value in ORDINARY})

    def rivalry(self, after: Ints | int, until: int) -> Floats:
        """By what a rival's campaign multiplies the hazard of each customer within these days."""
        campaign = self.scenario.competitor_campaign
        more = campaign.hazard_factor - 1 if campaign else 0.0
        return 1 + np.where(self.world.people.is_high_competition, more * self.under_way(after, until), 0.0)

    def hazards(self, book: Book, now: State) -> Hazards:
        """The hazards of the step that begins after a state's day."""
        end = now.day + STEP_DAYS
        first = np.maximum(book.joined, now.day)
        there = np.clip((end - first) / STEP_DAYS, 0.0, 1.0)
        relief = self.relief(book, now.day)
        odds = log_odds(self.world, book, now, self.calibration.effects) - relief.market
        ordinary = market_hazard(odds) * there
        market = ordinary * self.rivalry(first, end)
        moving = moving_hazard(book, self.moving(now.day, end), now.day, end) * np.exp(-relief.moving)
        trouble = anger(book, now.day, end) * np.exp(-relief.angry)
        return Hazards(market, trouble, moving, market - ordinary, 1 - self.under_way(first, end))
