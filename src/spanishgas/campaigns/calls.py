"""The calls of a campaign: who takes which customer next, and what came of each call. Nothing is ever rewritten.

Every event is an object of its own, ``campaigns/ID/calls/CUSTOMER/NNNN-WHAT.json``, which is created or is not: two who
want the same customer cannot both have it, and what was recorded before a crash is there after it. A listing alone says
where each call stands.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Literal, get_args
from urllib.parse import quote, unquote

import polars as pl

from spanishgas.campaigns.store import PREFIX, check_campaign_id, load_members
from spanishgas.content import json_bytes
from spanishgas.errors import ConflictError, InputError
from spanishgas.lake import Lake
from spanishgas.tables.campaigns import CampaignOutcomes
from spanishgas.tables.document import Document

Result = Literal["not_reached", "reached", "accepted", "declined", "call_back", "do_not_contact"]
RESULTS: tuple[Result, ...] = get_args(Result)
"""What can come of a call; *reached* is talked to and undecided."""
HELD_MINUTES = 60
"""So long a customer whom somebody took is not given to anybody else."""
_TAKEN = "taken"
LONGEST_NAME = 100
"""Characters of an agent's name."""


class CallEvent(Document):
    """Somebody took a customer, or recorded what came of the call."""

    what: Literal["taken"] | Result
    agent: str
    at: datetime
    call_back_on: date | None = None


def take_next(lake: Lake, campaign_id: str, agent: str, at: datetime) -> str | None:
    """The next customer for an agent to call, whom nobody else gets meanwhile; None when there is nobody left.

    Whom the agent took before and has not finished comes first: a page that was closed goes on where it was. Then those
    to be called back by today, then those nobody has called, the most promising first, then those whom somebody took
    more than an hour ago and never finished.

    Args:
        lake: with the campaign.
        campaign_id: the campaign.
        agent: who asks.
        at: now, with its zone.

    Raises:
        InputError: there is no such campaign, or the agent has no name.
    """
    _check_agent(agent)
    events = _events(lake, campaign_id)
    last = {
        customer: _read(lake, campaign_id, customer, names[-1]) for customer, names in events.items() if _is_open(names)
    }
    if own := sorted(customer for customer, event in last.items() if _is_own(event, agent, at)):
        return own[0]
    for customer in _free(load_members(lake, campaign_id), events, last, at):
        event = CallEvent(what="taken", agent=agent, at=at)
        if _append(lake, campaign_id, customer, len(events.get(customer, ())), event) and _is_held(
            _events(lake, campaign_id, customer)[customer]
        ):
            return customer
    return None


def record_result(
    lake: Lake,
    campaign_id: str,
    customer: str,
    agent: str,
    result: Result,
    at: datetime,
    call_back_on: date | None = None,
) -> None:
    """Keep what came of a call that an agent has taken; the same twice is one.

    Raises:
        InputError: the agent does not have this customer (any more), or a day to call back is missing, past, or said
            of another result.
    """
    _check_agent(agent)
    if (result == "call_back") != (call_back_on is not None):
        raise InputError("A day to call back belongs to the result call_back, and to no other.")
    if call_back_on is not None and call_back_on < at.date():
        raise InputError(f"{call_back_on} is over: choose a later day to call back.")
    names = _events(lake, campaign_id, customer).get(customer, [])
    if not _is_held(names) or _read(lake, campaign_id, customer, names[-1]).agent != agent:
        raise InputError(f"{customer} is not yours to call (any more): take the next customer.")
    event = CallEvent(what=result, agent=agent, at=at, call_back_on=call_back_on)
    _append(lake, campaign_id, customer, len(names), event)


def results(lake: Lake, campaign_id: str) -> dict[str, list[Result]]:
    """What came of the calls to each customer who was called, in order."""
    events = _events(lake, campaign_id)
    came: dict[str, list[Result]] = {}
    for customer, names in events.items():
        came[customer] = [each for name in names if (each := _result(name))]
    return {customer: found for customer, found in came.items() if found}


def called_outcomes(lake: Lake, campaign_id: str) -> pl.DataFrame:
    """What the calls say of members: contacted, reached, accepted; one row a customer who was called, sorted."""
    rows = [
        {
            "customer_id": customer,
            "contacted": True,
            "reached": any(result != "not_reached" for result in found),
            "accepted": _accepted(found),
        }
        for customer, found in sorted(results(lake, campaign_id).items())
    ]
    return pl.concat([CampaignOutcomes.create_empty(), pl.DataFrame(rows)], how="diagonal_relaxed")


def refusals(lake: Lake, campaign_id: str, until: datetime | None = None) -> list[str]:
    """Who asked not to be contacted (any more), by a time if one is given; sorted."""
    asked = [
        (customer, name)
        for customer, names in _events(lake, campaign_id).items()
        for name in names
        if _what(name) == "do_not_contact"
    ]
    return sorted({each for each, name in asked if until is None or _read(lake, campaign_id, each, name).at <= until})


def refusal_keys(lake: Lake, campaign_id: str) -> list[str]:
    """Where it is kept who asked not to be contacted."""
    return [
        item.key for item in lake.list(_folder(campaign_id)) if _what(item.key.rpartition("/")[2]) == "do_not_contact"
    ]


def _free(
    members: pl.DataFrame, events: dict[str, list[str]], last: dict[str, CallEvent], at: datetime
) -> Iterator[str]:
    """Whom an agent may take, in order: to be called back, never called, and taken long ago."""
    yield from sorted(each for each, event in last.items() if event.call_back_on and event.call_back_on <= at.date())
    called = members.filter(~pl.col("is_control"))
    ranked = called.sort("expected_incremental_margin_eur", "customer_id", descending=[True, False])
    yield from (customer for customer in ranked["customer_id"].to_list() if customer not in events)
    yield from sorted(each for each, event in last.items() if event.what == _TAKEN and _is_late(event, at))


def _is_late(event: CallEvent, at: datetime) -> bool:
    return event.at <= at - timedelta(minutes=HELD_MINUTES)


def _is_own(event: CallEvent, agent: str, at: datetime) -> bool:
    return event.what == _TAKEN and event.agent == agent and not _is_late(event, at)


def _is_open(names: list[str]) -> bool:
    return _what(names[-1]) in (_TAKEN, "call_back")


def _is_held(names: list[str]) -> bool:
    """Whether somebody has the customer: a result of the same number as a claim came before it."""
    return bool(names) and _what(names[-1]) == _TAKEN


def _accepted(found: list[Result]) -> bool | None:
    said = [result for result in found if result in ("accepted", "declined", "do_not_contact")]
    return said[-1] == "accepted" if said else None


def _check_agent(agent: str) -> None:
    if not agent.strip() or len(agent) > LONGEST_NAME:
        raise InputError(f"Who calls needs a name of at most {LONGEST_NAME} characters.")


def _folder(campaign_id: str, customer: str = "") -> str:
    """Names of customers are the retailer's: nothing in them may part a path."""
    return f"{PREFIX}{check_campaign_id(campaign_id)}/calls/" + (f"c-{quote(customer, safe='')}/" if customer else "")


def _events(lake: Lake, campaign_id: str, customer: str = "") -> dict[str, list[str]]:
    """Names of each customer's events, in order; of a claim and a result with one number the result is last."""
    found: dict[str, list[str]] = {}
    for item in lake.list(_folder(campaign_id, customer)):
        folder, _, name = item.key.rpartition("/")
        found.setdefault(unquote(folder.rpartition("/c-")[2]), []).append(name)
    return {each: sorted(names, key=lambda name: (name[:4], _what(name) != _TAKEN)) for each, names in found.items()}


def _what(name: str) -> str:
    return name[5:].removesuffix(".json")


def _result(name: str) -> Result | None:
    return next((result for result in RESULTS if result == _what(name)), None)


def _read(lake: Lake, campaign_id: str, customer: str, name: str) -> CallEvent:
    return CallEvent.model_validate_json(lake.read(_folder(campaign_id, customer) + name))


def _append(lake: Lake, campaign_id: str, customer: str, number: int, event: CallEvent) -> bool:
    """Whether the event is new; one of this number and kind that is there already stays."""
    key = f"{_folder(campaign_id, customer)}{number:04d}-{event.what}.json"
    try:
        lake.swap(key, json_bytes(event.model_dump(mode="json")), None)
    except ConflictError:
        return False
    return True
