"""The campaigns of a lake as pages see them: their names by one listing, what came of each when that changed."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from spanishgas.campaigns.standings import Standing, standings
from spanishgas.campaigns.store import CAMPAIGN, PREFIX, RESPONSES
from spanishgas.lake import Lake

_TELLING = (f"/{CAMPAIGN}", "do_not_contact.json")
"""What of campaigns decides whom the next may call: their members, and who asked not to be contacted."""


@dataclass(frozen=True)
class Past:
    """What a lake has of campaigns: their names, and what changes when a new plan, or what came of them, would."""

    names: tuple[str, ...]
    plans_by: str
    judged_by: str


def past(lake: Lake) -> Past:
    """The campaigns of a lake by one listing; nothing of them is ever rewritten but the pointer to what they taught."""
    keys = [item.key for item in lake.list(PREFIX)]
    names = [key.removeprefix(PREFIX).removesuffix(f"/{CAMPAIGN}") for key in keys if key.endswith(f"/{CAMPAIGN}")]
    taught = lake.tag(RESPONSES) or ""
    return Past(
        names=tuple(sorted(names)),
        plans_by=_digest([*(key for key in keys if key.endswith(_TELLING)), taught]),
        judged_by=_digest(keys),
    )


def known_standings(lake: Lake, before: Past) -> list[Standing]:
    """What was promised and what came true, read once for all readers until more is known."""
    return _standings(str(lake), before.judged_by, lake)


@st.cache_resource(max_entries=2, show_spinner=False)
def _standings(root: str, judged_by: str, _lake: Lake) -> list[Standing]:  # noqa: ARG001 what it is kept under
    return standings(_lake)


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()
