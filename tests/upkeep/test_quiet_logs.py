"""Logs are for machines and for whoever keeps them: at the default level they name no customer and quote no text."""

import json
import re
from pathlib import Path

import polars as pl
from support.command import Done, spanishgas

from spanishgas.lake import Lake
from spanishgas.run.reader import open_run

_ID = re.compile(r"\b[CK]\d{5}")


def events(done: Done) -> list[str]:
    """The lines of the log; a sentence for the person at the screen is none."""
    return [line for line in done.stderr.splitlines() if line.startswith("{")]


def names(lake: Lake) -> tuple[set[str], set[str]]:
    """All ids of customers and all texts that a lake's raw files hold."""
    texts = json.loads(lake.read("raw/customer_interactions.json"))
    ids = pl.read_csv(lake.read("raw/customer_attributes.csv"))["customer_id"]
    return set(ids), {each["interaction_summary"] for each in texts if each.get("interaction_summary")}


def check(lines: list[str], lake: Lake) -> None:
    ids, texts = names(lake)
    assert _ID.search(next(iter(ids)))
    for line in lines:
        assert _ID.search(line) is None, line
        assert not any(text in line for text in texts), line


def test_a_run_and_what_is_done_with_it_name_nobody_in_the_log(raw_copy: Lake, tmp_path: Path) -> None:
    done = spanishgas("run", "--lake", raw_copy, "--run-id", "first", "--log", "json")
    assert done.returncode == 0
    assert len(events(done)) > 30
    check(events(done), raw_copy)
    replayed = spanishgas("replay", "first", "--lake", raw_copy, "--log", "json")
    assert len(events(replayed)) > 30
    check(events(replayed), raw_copy)
    person = open_run(raw_copy, "first").table("scored_customers")["customer_id"][0]
    gone = spanishgas("forget", person, "--yes", "--lake", raw_copy, env={"SPANISHGAS_LOG": "json"})
    assert gone.returncode == 0
    check(events(gone), raw_copy)


def test_a_run_that_is_refused_for_a_customer_names_it_to_the_person_alone(raw_copy: Lake) -> None:
    lines = raw_copy.read("raw/customer_attributes.csv").decode().splitlines(keepends=True)
    raw_copy.write("raw/customer_attributes.csv", "".join([*lines, lines[1]]).encode())
    person = lines[1].partition(",")[0]
    done = spanishgas("run", "--lake", raw_copy, "--log", "json")
    assert done.returncode == 2
    assert person in done.stderr
    assert any('"run_stopped"' in line for line in events(done))
    check(events(done), raw_copy)
    loud = spanishgas("run", "--lake", raw_copy, "--log", "json", env={"SPANISHGAS_LOG_LEVEL": "debug"})
    assert any(person in line for line in events(loud))  # asked for: debug says why
