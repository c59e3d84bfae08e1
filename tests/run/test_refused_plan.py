"""A run that was planned and refused leaves a record: shown where runs are, passed by where they are worked with."""

import io
import os
import signal
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console
from support.command import spanishgas
from support.runs import STARTED, everything, overwrite, raw_lake, run_record, stored
from support.sentences import says

from spanishgas.cli.export import export_table
from spanishgas.cli.history import show_history
from spanishgas.cli.signals import stop_signals
from spanishgas.errors import GateError, InputError, RunError, StopError, SupersededError
from spanishgas.lake import Lake
from spanishgas.run import plan
from spanishgas.run.execute import open_stage, start_run, take_up_run
from spanishgas.run.record import ErrorRecord, RefusedPlan
from spanishgas.run.source_hash import code_version
from spanishgas.run.store import find_record, list_records, load_record, read_records, save_record
from spanishgas.settings import Retention, RunSettings, Settings
from spanishgas.upkeep.clean import clean
from spanishgas.upkeep.forget import forget
from spanishgas.upkeep.persons import Persons

NO_LABELS = (
    "{}: there is no churn_label file; training needs it, with the columns customer_id and churned_within_horizon (or "
    "use --mode score)."
)


def refused(lake: Lake, run_id: str = "tuesday", settings: Settings | None = None) -> RefusedPlan:
    """What a training without labels leaves."""
    with pytest.raises(InputError):
        start_run(lake, settings or Settings(), "train", run_id)
    found = find_record(lake, run_id)
    assert isinstance(found, RefusedPlan)
    return found


def refused_plan(message: str) -> RefusedPlan:
    return RefusedPlan(
        run_id="tuesday",
        mode="train",
        status="refused",
        as_of=None,
        started_at=STARTED,
        finished_at=STARTED,
        code_version=code_version(),
        settings=RunSettings(),
        error=ErrorRecord(stage="plan", step="plan", kind="InputError", message=message),
    )


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return raw_lake(tmp_path, churn_label=None)


def test_a_refused_plan_says_what_was_known_and_why(lake: Lake) -> None:
    found = refused(lake, settings=Settings(seed=7, as_of=date(2024, 12, 31)))
    assert (found.mode, found.status, found.settings.seed, found.as_of, found.code_version) == (
        "train",
        "refused",
        7,
        date(2024, 12, 31),
        code_version(),
    )
    why = NO_LABELS.format(lake.uri("raw/"))
    assert found.error == ErrorRecord(stage="plan", step="plan", kind="InputError", message=why)
    assert found.started_at <= found.finished_at


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError("odd"), "refused"),
        (SupersededError("other"), "superseded"),
        (GateError("closed"), "gate_failed"),
        (RunError("no"), "failed"),
        (ZeroDivisionError("unforeseen"), "failed"),
    ],
)
def test_its_status_is_that_of_the_error(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, error: Exception, status: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(plan, "find_raw_files", fail)
    with pytest.raises(type(error)):
        start_run(lake, Settings(), "train", "tuesday")
    found = find_record(lake, "tuesday")
    assert isinstance(found, RefusedPlan)
    assert (found.status, found.error.message) == (status, str(error))


def test_a_plan_that_is_stopped_leaves_nothing(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, "find_raw_files", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    with pytest.raises(StopError), stop_signals():
        start_run(lake, Settings(), "train", "tuesday")
    assert find_record(lake, "tuesday") is None


def test_nothing_is_written_into_a_folder_that_is_no_lake(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        start_run(Lake(tmp_path), Settings(), "train", "tuesday")
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_that_cannot_be_saved_hides_nothing(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Lake, "swap", full)
    with pytest.raises(InputError, match="no churn_label file"):
        start_run(lake, Settings(), "train", "tuesday")


def test_the_id_of_a_refused_plan_may_be_planned_anew(tmp_path: Path, any_lake: Lake) -> None:
    (tmp_path / "small").mkdir()
    for key, data in everything(raw_lake(tmp_path / "small")).items():
        any_lake.write(key, data)
    labels = any_lake.read("raw/churn_label.csv")
    any_lake.delete(["raw/churn_label.csv"])
    first = refused(any_lake)
    assert refused(any_lake).started_at > first.started_at
    any_lake.write("raw/churn_label.csv", labels)
    record = open_stage(any_lake, Settings(), "train", "tuesday", "bronze")
    assert load_record(any_lake, "tuesday") == record


def test_of_two_who_plan_anew_one_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lake = raw_lake(tmp_path)
    before = refused_plan("odd")
    save_record(lake, before)
    found = plan.find_raw_files

    def meanwhile(*given: object) -> object:
        overwrite(lake, run_record("tuesday"))
        return found(*given)

    monkeypatch.setattr(plan, "find_raw_files", meanwhile)
    with says(RunError, "Run tuesday exists already. Go on with it by --resume tuesday, or choose another id."):
        start_run(lake, Settings(), "train", "tuesday")
    assert stored(load_record(lake, "tuesday")) == stored(run_record("tuesday"))


def test_a_refused_plan_is_no_run_to_go_on_with(lake: Lake) -> None:
    refused(lake)
    with says(
        RunError,
        f"Run tuesday was not begun, because its plan was refused: {NO_LABELS.format(lake.uri('raw/'))}\n"
        f"Once that is mended, start it: spanishgas run --run-id tuesday --mode train --lake {lake}",
    ):
        take_up_run(lake, "tuesday")
    for words in (["run", "--resume", "tuesday"], ["replay", "tuesday"]):
        done = spanishgas(*words, "--lake", lake)
        assert (done.returncode, "its plan was refused" in done.stderr) == (1, True)


def test_runs_and_refused_plans_are_told_apart(lake: Lake) -> None:
    overwrite(lake, run_record("monday"))
    refused(lake)
    lake.write("runs/odd.json", b'{"planned": false}')
    found = read_records(lake)
    assert [record.run_id for record in found.all] == ["tuesday", "monday"]
    assert ([record.run_id for record in found.runs], [plan.run_id for plan in found.refused]) == (
        ["monday"],
        ["tuesday"],
    )
    assert [text.startswith(f"{lake.uri('runs/odd.json')} is damaged: run_id") for text in found.damaged] == [True]
    assert list_records(lake) == (found.runs, found.damaged)


@pytest.mark.parametrize("width", [80, 200])
def test_the_history_shows_a_refused_plan(lake: Lake, width: int) -> None:
    refused(lake)
    screen = Console(file=io.StringIO(), width=width)
    show_history(screen, lake)
    shown = screen.file.getvalue()
    row = next(line for line in shown.splitlines() if line.split()[:1] == ["tuesday"])
    assert row.split()[1:3] == ["train", "refused"]
    assert "plan: " in shown
    assert "1 run: 0 published, 1 without a result, 0 at work." in shown


def test_cleaning_takes_a_refused_plan_away_when_records_go(lake: Lake) -> None:
    refused(lake)
    later = datetime.now(UTC) + timedelta(days=31)
    assert clean(lake, Retention(), later).removals == []
    removals = clean(lake, Retention(keep_records_days=30), later).removals
    assert [(item.key, item.what, item.why, item.run_id) for item in removals] == [
        ("runs/tuesday.json", "records", "records are kept for 30 days", "tuesday")
    ]
    assert find_record(lake, "tuesday") is None


def test_whom_a_refused_plan_names_can_be_forgotten(lake: Lake) -> None:
    save_record(lake, refused_plan("churn_label.csv, row 2: customer ES-77 is there twice"))
    forget(lake, Persons.of(["ES-77"]), "key", export_table, lambda _what, _share: None)
    found = find_record(lake, "tuesday")
    assert isinstance(found, RefusedPlan)
    assert found.error.message.startswith("churn_label.csv, row 2: customer ")
    assert "ES-77" not in found.error.message
