"""A full-size lake that lives: half a year of runs, a campaign from plan to what it taught, and one that is at work.

Every command is what a retailer would type. Those that are done are noted in the lake, so that making it goes on where
it stopped; the days of the book decide everything but the moments at which its runs are made.
"""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from spanishgas.campaigns.calls import RESULTS, record_result, take_next
from spanishgas.lake import Lake

MONTHS = {
    date(2024, 12, 31): "train",
    date(2025, 1, 31): "score",
    date(2025, 2, 28): "score",
    date(2025, 3, 31): "train",
    date(2025, 4, 30): "score",
    date(2025, 5, 31): "score",
}
"""Days that the lists are for, and whether a model is trained for them."""
PLANNED, READ_OUT = date(2025, 2, 28), date(2025, 5, 31)
"""When the first campaign is planned, and when enough is known to read it out."""
CALLS = 40
"""So many calls of the second campaign are made."""
_CALLED = "calls"


def commands(folder: Path) -> list[list[str]]:
    """All that is typed, in order."""
    sheet, outcomes, lake = f"{folder.parent}/spring.csv", f"{folder}/outcomes/spring.csv", ["--lake", str(folder)]
    typed: list[list[str]] = []
    for day, mode in MONTHS.items():
        played = ["--campaign", sheet] if day > PLANNED else []
        typed.append(["simulate", "--until", f"{day}", *played, *lake])
        if day == READ_OUT:
            typed.append(["campaign", "outcomes", "spring", outcomes, "--on", f"{day}", *lake])
            typed.append(["campaign", "readout", "spring", "--learn", "--on", f"{day}", *lake])
        typed.append(["run", "--mode", mode, "--run-id", f"{day:%Y-%m}", *lake])
        if day == PLANNED:
            typed.append(["campaign", "plan", "--calls", "1200", "--explore", "0.3", "--id", "spring", *lake])
            typed.append(["campaign", "assignment", "spring", "--out", sheet, *lake])
    typed.append(["campaign", "plan", "--calls", "400", "--id", "summer", *lake])
    return typed


def make(folder: Path) -> None:
    """Do what is not done yet of all commands, and the calls. Raises SystemExit with what a failed command said."""
    notes, typed = folder / "done.txt", commands(folder)
    done = notes.read_text("utf-8").splitlines() if notes.exists() else []
    for place, words in enumerate(typed, start=1):
        if (line := " ".join(words)) in done:
            continue
        print(f"{place} of {len(typed)}: spanishgas {line}", flush=True)
        result = subprocess.run(
            [sys.executable, "-m", "spanishgas", *words], capture_output=True, text=True, check=False
        )
        if result.returncode:
            raise SystemExit(result.stdout + result.stderr)
        _note(notes, line)
    if _CALLED not in done:
        _call(Lake(folder))
        _note(notes, _CALLED)


def _note(notes: Path, line: str) -> None:
    with notes.open("a", encoding="utf-8") as noted:
        noted.write(f"{line}\n")


def _call(lake: Lake) -> None:
    """Two agents call the first customers of the second campaign."""
    for number in range(CALLS):
        at = datetime(2025, 6, 2, 9, number, tzinfo=UTC)
        agent, result = f"Agent {number % 2 + 1}", RESULTS[number * 7 % len(RESULTS)]
        back = date(2025, 6, 9) if result == "call_back" else None
        if customer := take_next(lake, "summer", agent, at):
            record_result(lake, "summer", customer, agent, result, at, back)
