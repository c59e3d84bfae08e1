"""Who may launch, bring outcomes and learn, and the line that is kept of it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from support.campaigns import CAMPAIGN, DAY, members

from spanishgas.campaigns.outcomes import RefusedRowsError, load_outcomes
from spanishgas.campaigns.store import save_campaign
from spanishgas.dashboard import access, audit, campaigning
from spanishgas.dashboard.access import NotAllowedError, Person, Role
from spanishgas.dashboard.campaign_draft import Wishes
from spanishgas.errors import InputError
from spanishgas.lake import Lake

LATER = date(2025, 6, 1)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    found = Lake(tmp_path)
    save_campaign(found, CAMPAIGN, members(10))
    return found


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, object]]]:
    lines: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(audit, "note", lambda action, _by=None, **what: lines.append((action, what)))
    return lines


@pytest.mark.parametrize(
    "act",
    [
        lambda lake: campaigning.launch(None, Wishes(), "summer", DAY),
        lambda lake: campaigning.take_outcomes(lake, "spring", b"customer_id,reached\nC1,1\n", "r.csv", LATER),
        lambda lake: campaigning.learn(lake, "spring", LATER),
    ],
)
def test_only_a_manager_may(lake: Lake, noted, monkeypatch, act: Callable[[Lake], object]) -> None:
    monkeypatch.setattr(access, "person", lambda _visit=None: Person("ana", Role.AGENT))
    before = [item.key for item in lake.list("campaigns/")]
    with pytest.raises(NotAllowedError):
        act(lake)
    assert [item.key for item in lake.list("campaigns/")] == before
    assert noted == []


def test_outcomes_are_taken_whole_or_not_at_all_and_noted(lake: Lake, noted) -> None:
    with pytest.raises(RefusedRowsError, match="row 3"):
        campaigning.take_outcomes(lake, "spring", b"customer_id,reached\nC1,1\nC2,perhaps\n", "r.csv", LATER)
    assert load_outcomes(lake, "spring").is_empty()
    assert campaigning.take_outcomes(lake, "spring", b"customer_id,reached\nC1,1\nC2,0\n", "r.csv", LATER) == 2
    assert load_outcomes(lake, "spring").height == 2
    assert noted == [("outcomes", {"campaign": "spring", "rows": 2})]


def test_ninety_days_are_not_over_before_they_are(lake: Lake, noted) -> None:
    with pytest.raises(RefusedRowsError, match="90 days"):
        campaigning.take_outcomes(lake, "spring", b"customer_id,stayed_90_days\nC1,1\n", "r.csv", DAY)


def test_a_file_larger_than_all_members_take_is_refused_unread(lake: Lake) -> None:
    large = b"x" * (campaigning.LARGEST_MB * 1_000_000 + 1)
    with pytest.raises(InputError, match="larger than 4 MB"):
        campaigning.take_outcomes(lake, "spring", large, "r.csv", LATER)


def test_what_teaches_nothing_is_not_noted(lake: Lake, noted) -> None:
    with pytest.raises(InputError, match="no outcomes yet"):
        campaigning.learn(lake, "spring", LATER)
    assert noted == []
