"""Two agents at their browsers work one list, one browser is killed in the middle: nobody twice, nothing lost."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from browsing import serving
from playwright.sync_api import Browser
from support.command import spanishgas
from support.pages_lake import copied

from spanishgas.campaigns.calls import results
from spanishgas.campaigns.store import load_members
from spanishgas.lake import Lake

TESTS = Path(__file__).parents[1]


def _agent(address: str, name: str) -> "subprocess.Popen[str]":
    words = [sys.executable, "-m", "support.agent", address, "spring", name]
    own = {**os.environ, "PYTHONPATH": str(TESTS.parent / "tools")}
    return subprocess.Popen(words, cwd=TESTS, env=own, stdout=subprocess.PIPE, text=True, start_new_session=True)


def _told(lines: list[str], what: str) -> list[str]:
    return [line.removeprefix(what) for line in lines if line.startswith(what)]


@pytest.fixture
def lake(published: Path, tmp_path: Path, listed: int) -> Lake:
    """With a campaign for so many calls."""
    lake = copied(published, tmp_path / "lake")
    plan = ("campaign", "plan", "--calls", str(listed), "--explore", "1.0", "--control", "0.2", "--id", "spring")
    assert spanishgas(*plan, "--lake", lake.root).returncode == 0
    return lake


def test_two_browsers_work_one_list_and_one_is_killed(lake: Lake, browser: Browser) -> None:
    members = load_members(lake, "spring").filter(~pl.col("is_control"))["customer_id"].to_list()
    with serving(lake.root) as address:
        first, second = _agent(address, "ana"), _agent(address, "luis")
        assert first.stdout is not None
        killed = [first.stdout.readline().strip() for _ in range(len(members) // 4)]
        os.killpg(first.pid, signal.SIGKILL)
        killed += first.communicate()[0].splitlines()
        in_hand = set(_told(killed, "talks to ")) - set(_told(killed, "recorded "))
        again = _agent(address, "ana")  # she opens the page anew, and has whom she had
        later = again.communicate(timeout=1_200)[0].splitlines()
        survived = second.communicate(timeout=1_200)[0].splitlines()
    assert (again.returncode, second.returncode) == (0, 0)
    talks = [_told(lines, "talks to ") for lines in (killed, later, survived)]
    assert not (set(talks[0]) | set(talks[1])) & set(talks[2])
    assert (set(talks[0]) & set(talks[1])) <= in_hand
    came = results(lake, "spring")
    assert sorted(came) == sorted(members)
    assert all(found == ["accepted"] for found in came.values())
    assert min(len(talks[0]), len(talks[2])) > 0
