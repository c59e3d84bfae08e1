"""Where campaigns are in a lake: ``campaigns/ID/`` with the plan, its members and what came of them."""

import hashlib
import io
import re
from datetime import date

import polars as pl

from spanishgas.content import json_bytes, table_bytes
from spanishgas.decide.promise import Promise
from spanishgas.decide.responses import ASSUMPTION, NO_SOURCE, Belief
from spanishgas.errors import ConflictError, InputError, RunError
from spanishgas.lake import Lake
from spanishgas.policy import Policy
from spanishgas.tables.campaigns import CampaignMembers
from spanishgas.tables.document import Document

PREFIX = "campaigns/"
RESPONSES = f"{PREFIX}responses.json"
CAMPAIGN = "campaign.json"
_RESERVED = (ASSUMPTION, NO_SOURCE)
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")


class Alternative(Document):
    """What else the same calls and euros could be spent on, by the same responses."""

    name: str
    contacts: int
    discount_eur: float
    incremental_margin_eur: float


class CurvePoint(Document):
    """What a budget for discounts returns."""

    budget_eur: float
    incremental_margin_eur: float
    contacts: int
    euro_price: float


class Campaign(Document):
    """A campaign as it was planned: from what, for whom, what it promises, and what it can tell."""

    campaign_id: str
    members_key: str = ""
    """Where its members are, under the hash of what they were: two plans of one name never mix."""
    run_id: str
    as_of: date
    contacted_on: date
    horizon_days: int
    policy: Policy
    control_share: float
    explore_share: float
    contacts: int
    controls: int
    explored: int
    promise: Promise
    """Of all who are called."""
    euro_price: float
    """What one more euro for discounts returns."""
    call_price_eur: float
    """What one more call returns."""
    control_cost_eur: float
    """Expected margin that is not won because the control group is not called."""
    detectable_points: float | None
    """Difference in the share who leave that would be found in nine of ten such campaigns, in points of 100."""
    promised_points: float | None
    """The difference that is expected."""
    needed_contacts: int | None
    """Contacts that would find what is expected, with the same share of control."""
    alternatives: tuple[Alternative, ...]
    curve: tuple[CurvePoint, ...]
    belief: Belief
    """The responses it was planned with."""


class TakenError(InputError):
    """There is a campaign of this name already."""


class LearnedFrom(Document):
    """What ``campaigns/responses.json`` says: where the responses are that campaigns have taught."""

    key: str
    campaigns: tuple[str, ...]


def check_campaign_id(campaign_id: str) -> str:
    """The id, if it can be a folder's name. Raises InputError where it cannot."""
    if not _PLAIN.fullmatch(campaign_id) or campaign_id in _RESERVED:
        raise InputError(
            f"{campaign_id!r} is no name of a campaign: letters, digits, dots, dashes and underscores, 61 at most, "
            f"and not {' or '.join(_RESERVED)}, which are sources of responses."
        )
    return campaign_id


def readout_key(campaign_id: str, language: str) -> str:
    """Where the page of a campaign's read-out in a language is. Raises InputError for what is no name of a campaign."""
    return f"{PREFIX}{check_campaign_id(campaign_id)}/readout.{language}.html"


def campaign_ids(lake: Lake) -> list[str]:
    """Ids of all campaigns, sorted."""
    keys = (item.key.removeprefix(PREFIX) for item in lake.list(PREFIX))
    return sorted(key.removesuffix(f"/{CAMPAIGN}") for key in keys if key.endswith(f"/{CAMPAIGN}"))


def save_campaign(lake: Lake, campaign: Campaign, members: pl.DataFrame) -> None:
    """Keep a new campaign: members first, so that one that can be read is whole.

    Raises:
        InputError: there is a campaign of this name.
    """
    refuse_taken(lake, campaign.campaign_id)
    folder = f"{PREFIX}{campaign.campaign_id}/"
    content = table_bytes(CampaignMembers.validate(members.select(CampaignMembers.column_names())))
    kept = campaign.model_copy(update={"members_key": f"{folder}members-{digest(content)}.parquet"})
    document = json_bytes(kept.model_dump(mode="json", by_alias=True))
    lake.write(kept.members_key, content)
    try:
        lake.swap(folder + CAMPAIGN, document, None)
    except ConflictError as error:
        raise TakenError(f"Campaign {campaign.campaign_id} was planned by somebody else just now.") from error


def refuse_taken(lake: Lake, campaign_id: str) -> None:
    """Raises InputError where no campaign can have this name, TakenError where one has it."""
    if lake.exists(f"{PREFIX}{check_campaign_id(campaign_id)}/{CAMPAIGN}"):
        raise TakenError(f"There is a campaign {campaign_id} already. Give the new one another name by --id.")


def load_campaign(lake: Lake, campaign_id: str) -> Campaign:
    """A campaign by its id. Raises InputError when there is none, naming those that are."""
    key = f"{PREFIX}{check_campaign_id(campaign_id)}/{CAMPAIGN}"
    if not lake.exists(key):
        known = ", ".join(campaign_ids(lake)) or "none yet"
        raise InputError(f"There is no campaign {campaign_id} in {lake}. Campaigns: {known}.")
    return Campaign.model_validate_json(lake.read(key), strict=False)


def load_members(lake: Lake, campaign_id: str) -> pl.DataFrame:
    """Members of a campaign, sorted by customer. Raises InputError when there is no such campaign."""
    return pl.read_parquet(io.BytesIO(lake.read(load_campaign(lake, campaign_id).members_key)))


def load_assignment(lake: Lake, campaign_id: str) -> pl.DataFrame:
    """Who gets which offer, from when, for how much and how long: one row a member, the control among them."""
    months = load_campaign(lake, campaign_id).policy.economics.discount_months
    return load_members(lake, campaign_id).select(
        "customer_id",
        "offer",
        "is_control",
        "contacted_on",
        discount_eur_month="offer_budget_eur_month",
        discount_months=pl.lit(months),
    )


def learned_from(lake: Lake) -> tuple[LearnedFrom | None, str | None]:
    """What campaigns have taught by now, and the tag by which the pointer moves on; None before the first read-out."""
    if not lake.exists(RESPONSES):
        return None, None
    content, tag = lake.look(RESPONSES)
    return LearnedFrom.model_validate_json(content), tag


def load_belief(lake: Lake, key: str) -> Belief:
    """Responses by the key of their file."""
    return Belief.model_validate_json(lake.read(key))


def save_belief(lake: Lake, belief: Belief, campaigns: tuple[str, ...], seen: str | None) -> LearnedFrom:
    """Keep responses under the hash of what they say, and let the pointer name them.

    Raises:
        RunError: somebody else moved the pointer meanwhile.
    """
    content = json_bytes(belief.model_dump(mode="json"))
    key = f"{PREFIX}responses/{hashlib.sha256(content).hexdigest()[:16]}.json"
    lake.write(key, content)
    pointer = LearnedFrom(key=key, campaigns=campaigns)
    try:
        lake.swap(RESPONSES, json_bytes(pointer.model_dump(mode="json")), seen)
    except ConflictError as error:
        raise RunError("Another read-out was kept just now. Give the command again.") from error
    return pointer


def digest(content: bytes) -> str:
    """What parts one version of a file from another in its name."""
    return hashlib.sha256(content).hexdigest()[:12]
