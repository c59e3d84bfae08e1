"""End the process at any moment: the last published run is intact, and the run can be finished to the same bytes."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support.agreement import check_files, check_whole
from support.command import spanishgas

from spanishgas.lake import Lake
from spanishgas.run.process import is_gone
from spanishgas.run.reader import open_run
from spanishgas.run.store import CURRENT, has_record, load_record

COMPARED = ("gold_master", "scored_customers", "recommendations", "quality_findings")
WAYS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)


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


def ended_at(lake: Lake, run_id: str, moment: float, how: signal.Signals) -> None:
    """A run whose process is ended at a moment; its record and what it says tell the truth."""
    process = subprocess.Popen(
        command(lake, "--run-id", run_id), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(moment)
    os.killpg(process.pid, how)
    said = process.communicate()[1].decode()
    assert "Traceback" not in said
    if not has_record(lake, run_id):
        return
    record = load_record(lake, run_id)
    if record.status == "running":
        assert how == signal.SIGKILL
        assert record.process is not None
        assert is_gone(record.process)
    elif record.status == "stopped":
        assert process.returncode == 128 + how
        assert said.count("Stopped: ") == 1
        assert f"spanishgas run --resume {run_id} --lake {lake.root}" in said
    else:
        assert record.status == "published", said


@pytest.fixture
def duration(lake_copy: Lake) -> float:
    """Seconds of an undisturbed run, which is also what the others are compared with."""
    start = time.monotonic()
    subprocess.run(command(lake_copy, "--run-id", "undisturbed"), check=True, capture_output=True)
    return time.monotonic() - start


def test_a_run_that_is_ended_loses_nothing_and_resumes_to_the_same_bytes(
    lake_copy: Lake, duration: float, moments: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPANISHGAS_KEEP_RAW_GB", "1")
    expected = finished(lake_copy, "undisturbed")
    kept = Path(lake_copy.root) / "kept"
    chance = random.Random(7)
    for number in range(moments):
        run_id = f"ended-{number}"
        for folder in ("silver_meter_sums", "raw"):  # so that both are written again, and may be what is interrupted
            for file in (kept / folder).glob("*"):
                file.unlink()
        ended_at(lake_copy, run_id, chance.uniform(0.3, 1.0) * duration, WAYS[number % len(WAYS)])
        check_pointer(lake_copy, {"undisturbed", f"ended-{number - 1}", run_id})
        again = ("--resume", run_id) if has_record(lake_copy, run_id) else ("--run-id", run_id)
        subprocess.run(command(lake_copy, *again), check=True, capture_output=True)
        assert finished(lake_copy, run_id) == expected
        check_pointer(lake_copy, {run_id})
    assert spanishgas("clean", "--lake", lake_copy).returncode == 0
    check_files(lake_copy)  # nothing is left half-written
    check_whole(lake_copy, load_record(lake_copy, f"ended-{moments - 1}"))
