"""Publication: the champion moves from the one seen, the pointer moves last and never back, and twice is once."""

import hashlib
import json
import os
import signal
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
import structlog
from structlog.testing import capture_logs
from support.finished import DRIFTED, METRICS, MODEL, OFFERS, SCORED, STABLE, finished_run
from support.mill import noticed
from support.runs import DAY, STARTED, add_raw, done, overwrite, point, run_record
from support.sentences import says

from spanishgas.cli.signals import stop_signals
from spanishgas.errors import InputError, RunError, StopError, SupersededError
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run import publish as publication
from spanishgas.run.failure import recorded_failure
from spanishgas.run.metrics import run_metrics
from spanishgas.run.models import Successor, succeed
from spanishgas.run.pointers import Current, Place, list_moves, load_champion, load_current
from spanishgas.run.precedence import check_is_current, check_may_replace
from spanishgas.run.publish import publish
from spanishgas.run.reader import Run, published_run
from spanishgas.run.record import Champion, ErrorRecord
from spanishgas.run.stable_copies import STABLE_COPIES, copy_to_stable_keys
from spanishgas.run.store import load_record, save_record
from spanishgas.tables.findings import Finding

FINDINGS = "monitoring/tuesday/quality_findings.parquet"


@pytest.fixture(autouse=True)
def _plain_logs() -> None:
    structlog.reset_defaults()


OF_EVERY_RUN = {
    "promise": Place(key="scored/tuesday/promise.json"),
    "value_horizon": Place(key="monitoring/tuesday/value_horizon.json"),
}


def everything(lake: Lake) -> dict[str, bytes]:
    return {item.key: lake.read(item.key) for item in lake.list("")}


def promoted(**changes: object) -> Champion:
    """What the pointer to the champion says once the run on Tuesday has promoted its model."""
    reached = {"test_pr_auc": 0.81, "test_churn_rate": METRICS.churners / METRICS.rows}
    entries = {"model_id": MODEL.model_id, "run_id": "tuesday", "threshold": MODEL.threshold, **reached}
    return Champion(**{**entries, **changes})


def published_before(lake: Lake, run_id: str = "monday", **changes: object) -> None:
    record = run_record(run_id, status="published", **changes)
    overwrite(lake, record)
    point(lake, Current(run_id=run_id, mode="train", as_of=record.as_of, model_id="E5-1", tables={}, documents={}))


def test_a_published_run_is_the_one_that_readers_see(tmp_path: Path) -> None:
    run = finished_run(tmp_path)
    run.record.error = ErrorRecord(stage="publish", step="publish", kind="OSError", message="full")
    publish(run)
    record = load_record(run.lake, "tuesday")
    assert record == run.record
    assert (record.status, record.error, record.metrics) == ("published", None, run_metrics(run))
    assert record.finished_at is not None
    assert load_champion(run.lake) == promoted()
    assert record.champion == promoted()
    current = load_current(run.lake)
    assert current is not None
    assert current.model_dump(exclude={"tables", "documents"}) == {
        "run_id": "tuesday",
        "mode": "train",
        "as_of": DAY,
        "model_id": MODEL.model_id,
        "replaced": None,
    }
    assert (
        current.documents
        == {
            name: Place(key=f"training/tuesday/{name}.json")
            for name in ("parameter_search", "evaluation", "plain_contender", "promotion")
        }
        | OF_EVERY_RUN
    )
    assert current.tables["scored_customers"] == Place(key="scored/tuesday/scored_customers.parquet", rows=3)
    assert current.tables["quality_findings"] == Place(key=FINDINGS, rows=0)
    tables = {step.name for step in run.pipeline.steps() if step.kind == "table"}
    assert set(current.tables) == tables - {"bronze_readings", "silver_meter_sums"} | {"quality_findings"}
    assert published_run(run.lake).table("scored_customers").equals(SCORED)


def test_copies_for_those_who_cannot_follow_the_pointer_lie_at_keys_that_stay(tmp_path: Path) -> None:
    run = finished_run(tmp_path, drift=DRIFTED)
    publish(run)
    copy_to_stable_keys(run)
    lake = run.lake
    assert lake.read("gold/gold_master.parquet") == lake.read("gold/tuesday/gold_master.parquet")
    assert lake.scan("scored/scored_customers.parquet").collect().equals(SCORED)
    assert lake.scan("scored/recommendations.parquet").collect().equals(OFFERS)
    assert json.loads(lake.read("monitoring/drift_results.json")) == DRIFTED.to_dicts()
    assert lake.read("models/evaluation.json") == lake.read("training/tuesday/evaluation.json")


def test_a_scoring_leaves_the_copy_of_the_evaluation_as_it_was(tmp_path: Path) -> None:
    run = finished_run(tmp_path, "score", champion_before=MODEL.model_id)
    champion(run.lake, MODEL.model_id)
    before = load_champion(run.lake)
    run.lake.write("models/evaluation.json", b"of the training")
    publish(run)
    copy_to_stable_keys(run)
    assert run.lake.read("models/evaluation.json") == b"of the training"
    assert load_champion(run.lake) == before
    assert run.record.champion == before
    current = load_current(run.lake)
    assert current is not None
    assert (current.mode, current.documents, current.model_id) == ("score", OF_EVERY_RUN, MODEL.model_id)


@pytest.mark.parametrize("mode", ["train", "score"])
def test_a_model_in_the_champions_place_keeps_who_promoted_it_and_what_it_reached(mode, tmp_path: Path) -> None:
    run = finished_run(tmp_path, mode, champion_before="E5-old")
    champion(run.lake, "E5-old")
    before = load_champion(run.lake)
    assert before is not None
    succeed(run.lake, "E5-old", Successor(model_id=MODEL.model_id, at=STARTED, why="customers were forgotten"))
    publish(run)
    now = before.model_copy(update={"model_id": MODEL.model_id})
    assert (load_champion(run.lake), run.record.champion) == (now, now)


def test_the_pointer_moves_when_all_it_names_is_there_and_the_record_closes_last(tmp_path, monkeypatch) -> None:
    run, written, write, swap = finished_run(tmp_path), [], Lake.write, Lake.swap

    def writing(lake: Lake, key: str, data: bytes) -> None:
        written.append("runs/moves/" if key.startswith("runs/moves/") else key)
        write(lake, key, data)

    def swapping(lake: Lake, key: str, data: bytes, seen: str | None) -> str:
        written.append(key)
        return swap(lake, key, data, seen)

    monkeypatch.setattr(Lake, "write", writing)
    monkeypatch.setattr(Lake, "swap", swapping)
    publish(run)
    assert written == [
        FINDINGS,
        "runs/tuesday.json",
        "models/champion.json",
        "runs/moves/",
        "runs/current.json",
        "runs/moves/",
        "runs/tuesday.json",
    ]
    copy_to_stable_keys(run)
    assert written[7:] == list(STABLE_COPIES.values())


def test_both_moves_say_why_and_what_was_before(tmp_path: Path) -> None:
    run = finished_run(tmp_path, champion_before="E5-old")
    published_before(run.lake)
    champion(run.lake, "E5-old")
    made_ready = len(list_moves(run.lake))
    publish(run)
    assert [(move.pointer, move.before, move.after, move.reason) for move in list_moves(run.lake)[made_ready:]] == [
        ("champion", "E5-old", MODEL.model_id, "promoted by run tuesday"),
        ("run", "monday", "tuesday", "the run is done"),
    ]
    current = load_current(run.lake)
    assert current is not None
    assert current.replaced == "monday"


def test_the_copies_are_of_the_run_that_is_published_when_they_are_made(tmp_path: Path) -> None:
    run = finished_run(tmp_path)
    publish(run)
    published_before(run.lake, "wednesday", started_at=STARTED + timedelta(days=1))
    run.lake.write("gold/gold_master.parquet", b"of wednesday")
    copy_to_stable_keys(run)
    assert run.lake.read("gold/gold_master.parquet") == b"of wednesday"
    assert not run.lake.exists("scored/recommendations.parquet")


def test_publishing_twice_is_publishing_once(tmp_path: Path) -> None:
    run = finished_run(tmp_path, drift=DRIFTED)
    publish(run)
    before = everything(run.lake)
    again = Run(run.lake, load_record(run.lake, "tuesday"))
    publish(again)
    assert [finding.check for finding in again.record.findings] == ["drift"]
    again.record.finished_at = run.record.finished_at
    save_record(run.lake, again.record)
    assert everything(run.lake) == before


def test_drift_is_one_more_finding_and_an_event(tmp_path: Path) -> None:
    run = finished_run(tmp_path, drift=DRIFTED)
    run.record.findings.append(noticed("gold_master"))
    with capture_logs() as events:
        publish(run)
    text = "b had values when the champion learned, and lost them: a file or a feed may be damaged."
    assert [finding.message for finding in run.record.findings] == ["gold_master is odd", text]
    assert run.table("quality_findings")["message"].to_list() == [text, "gold_master is odd"]
    entries = {"event": "drift_detected", "log_level": "warning", "run_id": "tuesday"}
    assert events == [{**entries, "text": text}]
    assert run.record.metrics is not None
    assert run.record.metrics.findings == {"info": 1, "warning": 1}


def test_without_drift_there_is_nothing_to_say(tmp_path: Path) -> None:
    run = finished_run(tmp_path, drift=STABLE)
    with capture_logs() as events:
        publish(run)
    assert (run.record.findings, events) == ([], [])
    sha256 = hashlib.sha256(run.lake.read(FINDINGS)).hexdigest()
    assert run.record.steps[-1] == done(
        "quality_findings",
        stage="publish",
        keys=[FINDINGS],
        sha256=[sha256],
        rows=0,
        seconds=0.0,
        peak_memory_mb=0.0,
    )


@pytest.mark.parametrize("mode", ["train", "score"])
def test_a_run_is_not_published_before_its_stages_are_done(mode, tmp_path_factory: pytest.TempPathFactory) -> None:
    for missing in (step for step in PIPELINES[mode].steps() if step.stored):
        run = finished_run(tmp_path_factory.mktemp("lake"), mode)
        run.record.steps = [step for step in run.record.steps if step.name != missing.name]
        before = everything(run.lake)
        with says(
            RunError,
            f"Run tuesday cannot be published before its stages are done: {missing.name} is not there.",
        ):
            publish(run)
        assert everything(run.lake) == before


def test_the_first_step_that_is_missing_is_named(tmp_path: Path) -> None:
    run = finished_run(tmp_path)
    run.record.steps.clear()
    with pytest.raises(RunError, match="done: bronze_customers is not there"):
        publish(run)


STARTED_LATER = (
    "Run monday was started later than run tuesday and is published already: to publish this one would move readers "
    "back. Start a new run instead."
)
LATER_DAY = (
    "Run monday is published as of 2025-01-31, and run tuesday looks from 2024-12-31: to publish it would move readers "
    "back. Ask for it by --replace-newer, or choose a later --as-of."
)
LATER = date(2025, 1, 31)


@pytest.mark.parametrize(
    ("published", "replaces_newer", "sentence"),
    [
        ({"started_at": STARTED + timedelta(seconds=1)}, False, STARTED_LATER),
        ({"started_at": STARTED + timedelta(seconds=1)}, True, STARTED_LATER),
        ({"as_of": LATER}, False, LATER_DAY),
        ({"as_of": LATER, "started_at": STARTED + timedelta(seconds=1)}, False, LATER_DAY),
        ({"as_of": LATER, "started_at": STARTED + timedelta(seconds=1)}, True, STARTED_LATER),
    ],
)
def test_an_older_run_does_not_move_readers_back(published, replaces_newer: bool, sentence, tmp_path: Path) -> None:
    run = finished_run(tmp_path, replaces_newer=replaces_newer)
    published_before(run.lake, **published)
    before = load_current(run.lake)
    with says(RunError, sentence):
        check_may_replace(run.lake, run.record)
    with says(RunError, sentence):
        publish(run)
    assert load_current(run.lake) == before
    assert load_champion(run.lake) is None
    assert run.record.status == "running"


@pytest.mark.parametrize(
    ("published", "replaces_newer"),
    [
        ({"started_at": STARTED}, False),
        ({"started_at": STARTED - timedelta(seconds=1)}, False),
        ({"as_of": DAY - timedelta(days=1)}, False),
        ({"as_of": LATER}, True),
    ],
)
def test_a_run_replaces_one_that_is_not_newer_or_that_it_was_asked_to_replace(
    published, replaces_newer: bool, tmp_path: Path
) -> None:
    run = finished_run(tmp_path, replaces_newer=replaces_newer)
    published_before(run.lake, **published)
    publish(run)
    current = load_current(run.lake)
    assert current is not None
    assert (current.run_id, current.replaced) == ("tuesday", "monday")


@pytest.mark.parametrize("started", [timedelta(days=-1), timedelta(0), timedelta(days=1)])
@pytest.mark.parametrize("run_id", ["monday", "wednesday"])
def test_a_run_that_was_published_and_replaced_is_not_published_again(
    run_id: str, started: timedelta, tmp_path: Path
) -> None:
    run = finished_run(tmp_path, status="published")
    published_before(run.lake, run_id, started_at=STARTED + started)
    with says(
        RunError,
        f"Run tuesday was published and then replaced. To go back to it: spanishgas publish tuesday --lake {run.lake}",
    ):
        check_is_current(run)


def test_nothing_published_and_the_run_itself_stand_in_no_ones_way(tmp_path: Path) -> None:
    run = finished_run(tmp_path, status="published")
    check_is_current(run)
    check_may_replace(run.lake, run.record)
    published_before(run.lake, "tuesday", as_of=LATER, started_at=STARTED + timedelta(days=1))
    check_is_current(run)
    check_may_replace(run.lake, run.record)


def champion(lake: Lake, model_id: str) -> None:
    point(lake, Champion(model_id=model_id, run_id="monday", threshold=0.5))


@pytest.mark.parametrize("before", [None, "E5-old"])
def test_a_champion_is_replaced_by_the_model_that_was_compared_with_it(before: str | None, tmp_path: Path) -> None:
    run = finished_run(tmp_path, champion_before=before)
    if before:
        champion(run.lake, before)
    publish(run)
    assert load_champion(run.lake) == promoted(replaced=before)
    assert run.record.champion == promoted(replaced=before)


@pytest.mark.parametrize("before", [None, "E5-old"])
def test_a_champion_promoted_meanwhile_is_not_replaced(before: str | None, tmp_path: Path) -> None:
    run = finished_run(tmp_path, champion_before=before)
    champion(run.lake, "E5-new")
    with says(
        RunError,
        f"E5-new was promoted since run tuesday started, and {MODEL.model_id} was never compared with it. Start a new "
        "run instead.",
    ):
        publish(run)
    now = load_champion(run.lake)
    assert now is not None
    assert now.model_id == "E5-new"
    assert load_current(run.lake) is None
    assert run.record.status == "running"


def test_a_champion_withdrawn_meanwhile_is_said_to_be_gone(tmp_path: Path) -> None:
    run = finished_run(tmp_path, champion_before="E5-old")
    with says(RunError, "E5-old was withdrawn since run tuesday started. Start a new run instead."):
        publish(run)
    assert load_champion(run.lake) is None
    assert load_current(run.lake) is None


def test_a_champion_that_this_run_has_moved_already_is_no_obstacle(tmp_path: Path) -> None:
    run = finished_run(tmp_path, champion_before="E5-old")
    champion(run.lake, MODEL.model_id)
    publish(run)
    assert run.record.status == "published"


def test_a_champion_that_scored_again_is_not_moved(tmp_path: Path) -> None:
    run = finished_run(tmp_path, champion_before=MODEL.model_id)
    champion(run.lake, MODEL.model_id)
    publish(run)
    assert load_champion(run.lake) == Champion(model_id=MODEL.model_id, run_id="monday", threshold=0.5)


@pytest.mark.parametrize("mode", ["train", "score"])
def test_what_a_former_champion_scored_is_not_published_beside_the_new_one(mode, tmp_path: Path) -> None:
    run = finished_run(tmp_path, mode, champion_before=MODEL.model_id)
    champion(run.lake, "E5-new")
    with pytest.raises(RunError, match="E5-new was promoted since run tuesday started"):
        publish(run)
    assert load_champion(run.lake) == Champion(model_id="E5-new", run_id="monday", threshold=0.5)
    assert load_current(run.lake) is None


def test_a_run_named_like_its_model_is_published_and_leaves_the_model_whole(tmp_path: Path) -> None:
    run = finished_run(tmp_path, run_id=MODEL.model_id)
    publish(run)
    copy_to_stable_keys(run)
    assert published_run(run.lake).model().to_files() == MODEL.to_files()


def test_a_raw_file_that_was_replaced_since_ends_the_publication(tmp_path: Path) -> None:
    item = add_raw(Lake(tmp_path), "bronze_labels", "churn_label.csv", "before")
    run = finished_run(tmp_path, inputs=[item])
    run.lake.write(item.key, b"afters")
    with pytest.raises(SupersededError, match=r"raw/churn_label\.csv"):
        publish(run)
    assert load_current(run.lake) is None
    assert load_champion(run.lake) is None


def test_findings_that_are_stored_are_not_written_again(tmp_path: Path) -> None:
    run = finished_run(tmp_path, drift=DRIFTED)
    kept = pl.DataFrame({"severity": ["info"]})
    run.lake.write_table(FINDINGS, kept)
    run.record.steps.append(done("quality_findings", stage="publish", keys=[FINDINGS], rows=1))
    publish(run)
    assert run.record.findings == []
    assert run.table("quality_findings").equals(kept)


def test_a_run_whose_checks_failed_is_not_published_however_far_its_stages_went(tmp_path: Path) -> None:
    run = finished_run(tmp_path)
    run.record.findings.append(Finding("silver", "bread", "loaf", "null_rate", 1.0, 0.0, "error", "no loaf"))
    with pytest.raises(InputError, match="no loaf"):
        publish(run)
    assert load_current(run.lake) is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_in_the_middle_of_a_publication_comes_when_it_is_whole(number: int, tmp_path: Path, monkeypatch) -> None:
    run, move = finished_run(tmp_path), publication._move_current

    def stopped(*given: Run) -> None:
        os.kill(os.getpid(), number)
        move(*given)

    monkeypatch.setattr(publication, "_move_current", stopped)
    with pytest.raises(StopError), stop_signals(), recorded_failure(run.lake, run.record, "publish", "publish"):
        publish(run)
    record = load_record(run.lake, "tuesday")
    assert (record.status, record.error) == ("published", None)
    assert published_run(run.lake).record == record
