"""Two agents at one list at once, one of them killed in the middle: nobody is called twice, no result is lost."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

from spanishgas.campaigns.calls import HELD_MINUTES, results
from spanishgas.lake import Lake

CUSTOMERS = 200
AGENT = """
import sys
from datetime import UTC, datetime, timedelta
import polars as pl
from spanishgas.campaigns import calls
from spanishgas.lake import Lake

root, agent, minutes, customers = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
names = [f"C{number:03d}" for number in range(customers)]
members = pl.DataFrame({"customer_id": names, "is_control": False, "expected_incremental_margin_eur": 1.0})
calls.load_members = lambda lake, campaign_id: members
at, lake = datetime(2025, 4, 1, 9, 0, tzinfo=UTC) + timedelta(minutes=minutes), Lake(root)
while customer := calls.take_next(lake, "spring", agent, at):
    print("talks to", customer, flush=True)
    calls.record_result(lake, "spring", customer, agent, "accepted", at)
    print("recorded", customer, flush=True)
"""


def _agent(lake: str, name: str, minutes: int = 0) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", AGENT, lake, name, str(minutes), str(CUSTOMERS)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, "POLARS_MAX_THREADS": "1"})


def _lines(process: "subprocess.Popen[str]") -> list[str]:
    out, _ = process.communicate(timeout=120)
    return out.splitlines()


def _told(lines: list[str], what: str) -> list[str]:
    return [line.removeprefix(what) for line in lines if line.startswith(what)]


def test_two_agents_work_two_hundred_customers_and_one_is_killed(tmp_path: Path):
    lake = str(tmp_path)
    first, second = _agent(lake, "ana"), _agent(lake, "luis")
    assert first.stdout is not None
    killed = [first.stdout.readline().strip() for _ in range(60)]
    first.kill()
    killed += _lines(first)
    survived = _lines(second)
    later = _lines(_agent(lake, "eva", HELD_MINUTES))
    talks = Counter(_told([*killed, *survived], "talks to "))
    assert max(talks.values()) == 1  # while a customer is held, nobody else gets the same
    came = results(Lake(lake), "spring")
    assert len(came) == CUSTOMERS
    assert all(found == ["accepted"] for found in came.values())
    assert set(_told(killed, "recorded ")) <= set(came)
    assert len(_told(survived, "recorded ")) > 0
    assert len(_told(later, "talks to ")) <= 1  # whom the killed one had in hand
