"""A campaign that is not launched yet: what the reader wishes, and the plan that the command line would make of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import polars as pl
import streamlit as st

from spanishgas.campaigns.launch import NobodyToCallError
from spanishgas.campaigns.store import Alternative, Campaign, check_campaign_id
from spanishgas.dashboard.absent import AbsentError
from spanishgas.dashboard.campaign_past import Past
from spanishgas.dashboard.lake_view import settings
from spanishgas.dashboard.seen_run import SeenRun
from spanishgas.errors import InputError, RunError
from spanishgas.policy import Policy
from spanishgas.program import command
from spanishgas.run.campaign_plan import planned_on


@dataclass(frozen=True)
class Wishes:
    """What the reader asks of a campaign; None where nothing limits it but the policy."""

    budget_eur: float | None = None
    calls: int | None = None
    budget_pays_calls: bool = False
    control: float = 0.2
    explore: float = 0.0

    def limits(self) -> dict[str, Any]:
        """Those of the policy's limits that are replaced."""
        return {
            "budget_eur": self.budget_eur,
            "calls": self.calls,
            "budget_pays_calls": self.budget_pays_calls or None,
        }


def free_name(day: date, taken: Sequence[str]) -> str:
    """The name that a campaign of this day has by itself: the day, with a number where that is taken."""
    numbers = ("", *(f"-{number}" for number in range(2, len(taken) + 3)))
    return next(name for number in numbers if (name := f"{day}{number}") not in taken)


def name_for(asked: str, day: date, taken: Sequence[str]) -> str:
    """The name that is asked for where a new campaign can have it, else the one that it has by itself."""
    return asked if asked and trouble(asked, taken) is None else free_name(day, taken)


def trouble(name: str, taken: Sequence[str]) -> Literal["taken", "odd"] | None:
    """Why a new campaign cannot have this name."""
    try:
        check_campaign_id(name)
    except InputError:
        return "odd"
    return "taken" if name in taken else None


def planned(run: SeenRun, wishes: Wishes, name: str, day: date) -> tuple[Campaign, pl.DataFrame]:
    """A campaign and its members as ``spanishgas campaign plan`` makes them now; nothing is kept.

    Raises:
        NobodyToCallError: nobody is to be called.
        InputError: the name is taken or cannot be.
    """
    return planned_on(
        run.run,
        settings(),
        wishes.limits(),
        campaign_id=name,
        contacted_on=day,
        control=wishes.control,
        explore=wishes.explore,
    )


@dataclass(frozen=True)
class Draft:
    """What would be launched, None where nobody is to be called; and what other rules would return."""

    plan: tuple[Campaign, pl.DataFrame] | None
    alternatives: tuple[Alternative, ...]


def draft(run: SeenRun, wishes: Wishes, name: str, day: date, before: Past) -> Draft:
    """The same as a draft, kept for all readers until campaigns or the policy are others.

    Raises:
        AbsentError: the run lacks what a campaign is planned on, or has it without a column.
    """
    policy = Policy.load(settings().policy_file).fingerprint()
    try:
        return _draft(run, (str(run.run.lake), run.run_id, before.plans_by, policy), wishes, name, day)
    except (RunError, pl.exceptions.ColumnNotFoundError, pl.exceptions.SchemaError) as error:
        again = command("run", "--lake", run.run.lake)
        raise AbsentError("table", named=run.run_id, detail=str(error).splitlines()[0], command=again) from error


@st.cache_resource(max_entries=20, show_spinner=False)
def _draft(
    _run: SeenRun,
    by: tuple[str, ...],  # noqa: ARG001 what it is kept under
    wishes: Wishes,
    name: str,
    day: date,
) -> Draft:
    try:
        plan = planned(_run, wishes, name, day)
    except NobodyToCallError as error:
        return Draft(None, error.alternatives)
    return Draft(plan, plan[0].alternatives)
