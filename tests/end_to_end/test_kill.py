"""Kill the process at any moment: the last published run is intact, and the run can be finished to the same bytes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import SMALL

from spanishgas.lake import Lake
from spanishgas.run.reader import open_run
from spanishgas.run.store import CURRENT, has_record

COMPARED = ("gold_master", "scored_customers", "recommendations", "quality_findings")


def command(lake: Lake, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "spanishgas", "run", "--lake", lake.root, *arguments]


def finished(lake: Lake, run_id: str) -> dict[str, bytes]:
    run = open_run(lake, run_id)
    assert run.record.status == "published"
    tables = {name: lake.read(key) for name in COMPARED for key in run.record.step(name).keys}
    return tables | run.model().to_files()


def check_pointer(lake: Lake, run_ids: set[str]) -> None:
    """Readers see a whole run: every file that the pointer names is there and opens."""
    pointer = json.loads(lake.read(CURRENT))
    assert pointer["run_id"] in run_ids
    for name, table in pointer["tables"].items():
        if name == "silver_meter_sums":
            continue  # the test itself has taken these files away, see below
        assert lake.scan(table["key"]).collect().height == table["rows"]


@pytest.fixture
def duration(lake_copy: Lake) -> float:
    """Seconds of an undisturbed run, which is also what the others are compared with."""
    start = time.monotonic()
    subprocess.run(command(lake_copy, "--run-id", "undisturbed"), check=True, capture_output=True)
    return time.monotonic() - start


def test_a_killed_run_loses_nothing_and_resumes_to_the_same_bytes(
    lake_copy: Lake, duration: float, moments: int
) -> None:
    expected = finished(lake_copy, "undisturbed")
    cache = Path(lake_copy.root) / "kept" / "silver_meter_sums"
    chance = random.Random(SMALL)
    for number in range(moments):
        run_id = f"killed-{number}"
        for kept in cache.glob("*"):
            kept.unlink()  # so that the readings are read again, and may be what is interrupted
        process = subprocess.Popen(
            command(lake_copy, "--run-id", run_id), stdout=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(chance.uniform(0.2, 1.0) * duration)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        check_pointer(lake_copy, {"undisturbed", f"killed-{number - 1}", run_id})
        again = ("--resume", run_id) if has_record(lake_copy, run_id) else ("--run-id", run_id)
        subprocess.run(command(lake_copy, *again), check=True, capture_output=True)
        assert finished(lake_copy, run_id) == expected
        check_pointer(lake_copy, {run_id})
