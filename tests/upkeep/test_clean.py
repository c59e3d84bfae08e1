"""Cleaning: what stays, what goes, and that a process which ends in between leaves a lake that reads as cleaned."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from support.runs import done
from support.weeks import add_week, day, keys, name

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.locks import folder_lock
from spanishgas.run.execute import take_up_run
from spanishgas.run.reader import open_run
from spanishgas.run.store import list_records, load_record, report_key, save_record, step_keys
from spanishgas.settings import Retention
from spanishgas.upkeep import clean as cleaning
from spanishgas.upkeep.clean import clean
from spanishgas.upkeep.holds import hold, release

DAYS = Retention(
    keep_runs=2,
    keep_working_days=10,
    keep_scores_days=0,
    keep_text_days=20,
    keep_raw_days=20,
    keep_unfinished_days=10,
)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path)


def tables(lake: Lake, week: int) -> set[str]:
    layers = ("bronze", "gold", "scored", "monitoring")
    return {key.split("/")[2].removesuffix(".parquet") for key in keys(lake, *(f"{p}/{name(week)}/" for p in layers))}


WHOLE = {"bronze_customers", "bronze_interactions", "gold_master", "scored_customers", "drift_results"}
DECIDED = {"scored_customers", "drift_results"}


def test_the_latest_runs_keep_what_they_decided_and_others_go(lake: Lake) -> None:
    for week in range(5):
        add_week(lake, week, model="E5-a")
    clean(lake, DAYS.model_copy(update={"keep_runs": 3}), day(4))
    # the champion's run (0) keeps all but its texts; 4 is published, 3 is what rollback goes back to
    assert [tables(lake, week) for week in range(5)] == [WHOLE - {"bronze_interactions"}, set(), DECIDED, WHOLE, WHOLE]


def test_scores_of_published_runs_wait_for_the_outcomes_that_judge_them(lake: Lake) -> None:
    for week in range(5):
        add_week(lake, week, model="E5-a")
    clean(lake, DAYS.model_copy(update={"keep_scores_days": 200}), day(4))
    assert tables(lake, 1) == tables(lake, 2) == {"scored_customers"}
    clean(lake, DAYS.model_copy(update={"keep_scores_days": 200}), day(60))
    assert tables(lake, 1) == tables(lake, 2) == set()


def test_a_comparison_of_experiments_goes_with_the_tables_of_its_run_and_stays_with_them(lake: Lake) -> None:
    for week in range(5):
        add_week(lake, week, model="E5-a")
        for key in compared(week):
            lake.write(key, b"compared")
    clean(lake, DAYS.model_copy(update={"keep_runs": 3}), day(4))
    left = [[key for key in compared(week) if lake.exists(key)] for week in range(5)]
    assert left == [compared(0), [], compared(2), compared(3), compared(4)]


def compared(week: int) -> list[str]:
    run_id = name(week)
    made = ("experiment_folds.parquet", "experiment_ladder.parquet", "ladder.html")
    return [*(f"experiments/{run_id}/{each}" for each in made), f"kept/experiments/{run_id}/0f-1.parquet"]


def test_a_dry_run_says_the_same_and_changes_nothing(lake: Lake) -> None:
    for week in range(6):
        add_week(lake, week)
    before = {key: lake.read(key) for key in keys(lake, "")}
    said = clean(lake, DAYS, day(6), dry_run=True)
    assert {key: lake.read(key) for key in keys(lake, "")} == before
    done = clean(lake, DAYS, day(6))
    assert done == said
    assert {item.key for item in done.removals} == before.keys() - set(keys(lake, ""))
    assert {(item.what) for item in done.removals} == {"tables", "models", "kept results", "raw copies"}
    assert clean(lake, DAYS, day(6)).removals == []


def test_models_that_a_pointer_or_a_run_that_stays_names_stay(lake: Lake) -> None:
    for week in range(5):
        add_week(lake, week)
    lake.write("models/evaluation.json", b"{}")
    lake.write("models/mine/notes.txt", b"a file of somebody else")
    clean(lake, DAYS, day(5))
    assert keys(lake, "models/") == [
        "models/E5-model3/card.json",
        "models/E5-model4/card.json",
        "models/champion.json",
        "models/evaluation.json",
        "models/mine/notes.txt",
    ]


def test_a_cleaned_table_is_missed_in_words(lake: Lake) -> None:
    for week in range(4):
        add_week(lake, week)
    clean(lake, DAYS, day(4))
    run = open_run(lake, name(0))
    with pytest.raises(
        RunError, match=r"gold_master of run week-00 was cleaned on 2025-02-04: not one of the 2 latest"
    ):
        run.table("gold_master")
    with pytest.raises(RunError, match="replay week-00 --into"):
        run.model("scoring_model")
    assert run.table_names() == ["quality_findings"]
    assert run.table("quality_findings").is_empty()


def test_a_held_run_stays_whole_until_it_is_released(lake: Lake) -> None:
    for week in range(6):
        add_week(lake, week)
    hold(lake, name(1), "audit")
    later = day(60)
    clean(lake, DAYS, later)
    assert tables(lake, 1) == WHOLE
    assert len(keys(lake, "kept/raw/")) == 6  # of the held run, the published one, and the one before it
    assert "models/E5-model1/card.json" in keys(lake, "models/")
    with pytest.raises(RunError, match="cannot be held any more: bronze_customers was cleaned"):
        hold(lake, name(0), None)
    release(lake, name(1))
    clean(lake, DAYS, later)
    assert tables(lake, 1) == set()
    with pytest.raises(RunError, match="is not held"):
        release(lake, name(1))


def test_an_unfinished_run_stays_for_its_days_and_a_superseded_one_does_not(lake: Lake) -> None:
    add_week(lake, 0)
    for week, status in ((1, "stopped"), (2, "superseded")):
        add_week(lake, week, status=status)
    clean(lake, DAYS, day(2))
    assert [tables(lake, week) for week in (1, 2)] == [WHOLE, set()]
    clean(lake, DAYS, day(1) + timedelta(days=11))
    assert tables(lake, 1) == set()
    with pytest.raises(RunError, match="cannot be resumed"):
        take_up_run(lake, name(1))


def test_kept_results_that_an_unfinished_run_may_want_stay(lake: Lake) -> None:
    for week in range(4):
        add_week(lake, week)
    lake.write(f"kept/silver_meter_sums/{'a' * 32}-{'b' * 64}.parquet", b"named by no record yet")
    record = add_week(lake, 4, status="failed")
    clean(lake, DAYS, day(4))
    assert len(keys(lake, "kept/silver_meter_sums/")) == 6
    record.finish("superseded")
    save_record(lake, record)
    clean(lake, DAYS, day(4))
    assert len(keys(lake, "kept/silver_meter_sums/")) == 2  # of the published run and the one before it


def test_copies_of_raw_files_go_by_days_and_the_oldest_by_size(lake: Lake) -> None:
    for week in range(6):
        add_week(lake, week)
    many = DAYS.model_copy(update={"keep_runs": 6, "keep_raw_days": 36})  # texts go after 20 days
    clean(lake, many, day(5))
    assert len(keys(lake, "kept/raw/")) == 6 + 3
    size = sum(item.size for item in lake.list("kept/raw/"))
    done = clean(lake, many.model_copy(update={"keep_raw_gb": (size - 1) / 1e9}), day(5))
    assert [item.why.partition(" take ")[0] for item in done.removals] == ["copies of raw files may"]
    oldest = load_record(lake, name(0)).inputs[0].fingerprint.removeprefix("sha256:")
    assert [item.key for item in done.removals] == [f"kept/raw/{oldest}.csv"]
    clean(lake, many.model_copy(update={"keep_raw_gb": 0.0}), day(5))
    assert len(keys(lake, "kept/raw/")) == 4  # of the published run and of the one that rollback goes back to


def test_what_is_not_ours_stays(lake: Lake) -> None:
    for week in range(4):
        add_week(lake, week)
    foreign = (
        "raw/customer_notes.xlsx",
        "gold/my_run/my_table.parquet",
        "gold/week-00/mine.csv",
        "kept/mine.txt",
        "a#1",
    )
    for key in foreign:
        (Path(lake.root) / key).parent.mkdir(parents=True, exist_ok=True)
        (Path(lake.root) / key).write_text("mine")
    clean(lake, DAYS, day(40))
    assert all((Path(lake.root) / key).exists() for key in foreign)


def test_files_left_half_written_go(lake: Lake, tmp_path: Path) -> None:
    add_week(lake, 0)
    mark = {"files": {"churn_label.csv": 12, "churn_label.csv.partial": None}}
    lake.write("truth/twin.json", json.dumps(mark).encode())
    left = (
        "gold/week-00/gold_master.parquet#3",
        "runs/week-00.json#1",
        "kept/raw/abc.csv.partial",
        "raw/.spanishgas-readings.parquet.partial",
        "raw/churn_label.csv.partial",
        "truth/churn_probability.parquet.partial",
    )
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "consumption_hourly_2024.parquet.partial").write_bytes(b"somebody brings this")
    for key in left:
        (Path(lake.root) / key).parent.mkdir(exist_ok=True)
        (Path(lake.root) / key).write_bytes(b"half")
    assert [item.key for item in clean(lake, DAYS, day(0)).removals] == list(left)
    assert not any((tmp_path / key).exists() for key in left)
    assert (tmp_path / "raw" / "consumption_hourly_2024.parquet.partial").exists()


@pytest.mark.parametrize("kills", range(1, 12))
def test_cleaning_that_is_ended_anywhere_is_finished_by_the_next(
    lake: Lake, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for week in range(4):
        add_week(lake, week)
    calls = 0

    def ended(function):
        def call(*arguments):
            nonlocal calls
            calls += 1
            if calls == kills:
                raise KeyboardInterrupt
            return function(*arguments)

        return call

    with monkeypatch.context() as patch:
        patch.setattr(cleaning, "save_record", ended(cleaning.save_record))
        patch.setattr(cleaning, "_take_away", ended(cleaning._take_away))
        with pytest.raises(KeyboardInterrupt):
            clean(lake, DAYS, day(4))
    for record in list_records(lake)[0]:
        for step in record.steps:  # nothing is gone that its record does not say is gone
            assert record.cleaned(step.name) or all(lake.exists(key) for key in step.keys)
    clean(lake, DAYS, day(4))
    assert [tables(lake, week) for week in range(4)] == [set(), set(), WHOLE, WHOLE]
    assert [len(note.steps) for note in load_record(lake, name(0)).upkeep] == [6, 1]


def test_with_a_damaged_record_what_it_may_name_stays(lake: Lake) -> None:
    for week in range(5):
        add_week(lake, week)
    lake.write("runs/week-01.json", b'{"run_id": 1')
    done = clean(lake, DAYS, day(5))
    assert len(done.damaged) == 1
    assert {item.what for item in done.removals} == {"tables"}
    assert tables(lake, 1) == WHOLE


def test_records_go_where_the_settings_say_so(lake: Lake) -> None:
    for week in range(6):
        add_week(lake, week)
    clean(lake, DAYS.model_copy(update={"keep_records_days": 30}), day(5))
    assert [record.run_id for record in list_records(lake)[0]] == [name(week) for week in (5, 4, 3, 2, 1)]


def test_the_card_of_a_model_stays_as_long_as_the_record_of_its_run(lake: Lake) -> None:
    cards: list[list[str]] = []
    for week in range(6):
        record = add_week(lake, week)
        cards.append(step_keys("pages", "training", name(week), "model_card"))
        for key in cards[week]:
            lake.write(key, b"what is known of the model")
        record.steps.append(done("model_card", kind="pages", keys=cards[week]))
        save_record(lake, record)
    clean(lake, DAYS, day(5))
    assert [all(map(lake.exists, keys)) for keys in cards] == [True] * 6
    assert open_run(lake, name(0)).pages("model_card").markdown == "what is known of the model"
    clean(lake, DAYS.model_copy(update={"keep_records_days": 30}), day(5))
    assert [any(map(lake.exists, keys)) for keys in cards] == [False] + [True] * 5


def test_reports_of_a_run_stay_as_long_as_its_record(lake: Lake) -> None:
    pages = [report_key(name(week), "run", "en") for week in range(6)]
    for week, key in enumerate(pages):
        add_week(lake, week)
        lake.write(key, b"aggregates")
    clean(lake, DAYS, day(5))
    assert [lake.exists(key) for key in pages] == [True] * 6
    done = clean(lake, DAYS.model_copy(update={"keep_records_days": 30}), day(5))
    assert [lake.exists(key) for key in pages] == [False] + [True] * 5
    assert [item.key for item in done.removals if item.what == "reports"] == pages[:1]


def test_nobody_cleans_while_a_run_is_at_work(lake: Lake) -> None:
    add_week(lake, 0)
    raw = Path(lake.root) / "raw"
    raw.mkdir()
    with folder_lock(raw, shared=True), pytest.raises(RunError, match="A run is at work"):
        clean(lake, DAYS, day(1))


def test_a_weekly_year_stays_bounded(lake: Lake) -> None:
    sizes: list[int] = []
    for week in range(52):
        add_week(lake, week, size=20_000, model=f"E5-model{week // 4}")  # a champion a month
        clean(lake, Retention(), day(week))
        records = sum(item.size for item in lake.list("runs/"))
        sizes.append(sum(item.size for item in lake.list("")) - records)
    assert max(sizes[42:]) < 1.01 * max(sizes[:42])  # scores stay for 40 weeks
    assert sizes[-1] < 12 * 6 * 20_000  # far less than 52 weeks
    assert len(list_records(lake)[0]) == 52
