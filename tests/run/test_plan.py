"""What a run starts from: its files, its rules and its day are fixed, or refused, before its first step."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from conftest import FEW_GATE
from support.rules import (
    COLUMNS,
    EXPERIMENTS,
    FEATURE_SOURCES,
    INTENTS,
    LEVERS,
    LEXICON,
    NAMES,
    POLICY,
    READING_RULES,
    REASON_FAMILIES,
    RESPONSES,
    SERVICE_WORDS,
    STAY_RULES,
    TARIFF_PERIODS,
)
from support.runs import RAW_FILES, point, raw_lake, run_record
from support.sentences import says

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.errors import InputError, RunError, SupersededError
from spanishgas.lake import Lake
from spanishgas.policy import Policy
from spanishgas.run.plan import check_unchanged, plan_run, published_before, rule_fingerprints
from spanishgas.run.process import this_process
from spanishgas.run.record import Champion, InputRecord, RunRecord
from spanishgas.run.source_hash import code_version, library_versions
from spanishgas.run.store import save_record
from spanishgas.settings import RUN_SETTINGS, Settings
from spanishgas.texts.choose import reader_fingerprint

LABELS = "customer_id,churned_within_horizon,label_date\n"
READINGS = "customer_id,timestamp,consumption_elec_kwh,consumption_gas_m3\n"


def plan(lake: Lake, mode: str = "train", **settings: object) -> RunRecord:
    return plan_run(lake, Settings(**settings), mode, "tuesday")


def test_a_plan_says_all_that_decides_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPANISHGAS_POLICY_FILE", "")
    lake = raw_lake(tmp_path)
    point(lake, Champion(model_id="E5-1", run_id="monday", threshold=0.2, test_pr_auc=0.71))
    before = datetime.now(UTC)
    record = plan(lake, seed=7)
    assert before <= record.started_at <= datetime.now(UTC)
    assert record == run_record(
        started_at=record.started_at,
        code_version=code_version(),
        settings={**Settings(seed=7).model_dump(mode="json", include=set(RUN_SETTINGS))},
        policy=POLICY.model_dump(mode="json", by_alias=True),
        rules=rule_fingerprints("fast", OwnColumns()),
        record_version=2,
        process=this_process(),
        libraries=library_versions(),
        champion_before="E5-1",
        inputs=record.inputs,
    )
    assert (record.settings.seed, set(dict(record.settings)) & {"lake", "log"}) == (7, set())
    assert Policy.model_validate(record.policy) == POLICY
    assert not lake.exists("runs/tuesday.json")


def test_every_raw_file_is_fingerprinted_by_dataset_and_name(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    second = READINGS + "C1,2024-12-31 23:00:00,1,1\n"
    lake.write("raw/consumption_hourly_2.csv", second.encode())
    texts = {**RAW_FILES, "consumption_hourly_2.csv": second}
    files = [
        ("bronze_contracts", "customer_contracts.csv"),
        ("bronze_costs", "costs_by_province_month.csv"),
        ("bronze_customers", "customer_attributes.csv"),
        ("bronze_interactions", "customer_interactions.json"),
        ("bronze_labels", "churn_label.csv"),
        ("bronze_prices", "price_history.csv"),
        ("bronze_readings", "consumption_hourly_1.csv"),
        ("bronze_readings", "consumption_hourly_2.csv"),
    ]
    assert plan(lake).inputs == [
        InputRecord(
            dataset=dataset,
            key=f"raw/{name}",
            size=len(texts[name]),
            fingerprint=f"sha256:{hashlib.sha256(texts[name].encode()).hexdigest()}",
            tag=lake.tag(f"raw/{name}"),
        )
        for dataset, name in sorted(files, key=lambda file: file[0])
    ]


def test_before_the_first_champion_there_is_none(tmp_path: Path) -> None:
    assert plan(raw_lake(tmp_path)).champion_before is None


def test_policy_of_ones_own_is_in_the_record(tmp_path: Path, few_policy: Path) -> None:
    assert plan(raw_lake(tmp_path), policy_file=few_policy).policy.promotion.minimum_pr_auc == FEW_GATE


def test_training_needs_outcomes_and_scoring_none(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label=None)
    columns = "customer_id and churned_within_horizon"
    text = f"there is no churn_label file; training needs it, with the columns {columns} (or use --mode score)."
    with says(InputError, f"{lake}/raw/: {text}"):
        plan(lake)
    assert plan(lake, "score").mode == "score"


def test_an_experiment_that_nobody_knows_is_refused_before_any_step(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="E99"):
        plan(raw_lake(tmp_path), experiment="E99")


def test_a_name_that_is_none_is_refused_before_any_step(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="is no run id"):
        plan_run(raw_lake(tmp_path), Settings(), "train", "../tuesday")


@pytest.mark.parametrize("setting", ["accept_readings", "score_without"])
def test_a_name_that_nothing_has_is_refused_before_the_first_step(tmp_path: Path, setting: str) -> None:
    with pytest.raises(InputError, match=f"{setting}: .* nonsense"):
        plan_run(raw_lake(tmp_path), Settings(**{setting: "nonsense"}), "score", "tuesday")


def test_every_rule_book_has_its_fingerprint() -> None:
    assert rule_fingerprints("fast", OwnColumns()) == {
        "columns": COLUMNS.fingerprint(),
        "tariff_periods": TARIFF_PERIODS.fingerprint(),
        "names": NAMES.fingerprint(),
        "intents": INTENTS.fingerprint(),
        "lexicon": LEXICON.fingerprint(),
        "service_words": SERVICE_WORDS.fingerprint(),
        "sentiment_model": reader_fingerprint("fast"),
        "experiments": EXPERIMENTS.fingerprint(),
        "feature_sources": FEATURE_SOURCES.fingerprint(),
        "reading_rules": READING_RULES.fingerprint(),
        "reason_families": REASON_FAMILIES.fingerprint(),
        "levers": LEVERS.fingerprint(),
        "responses": RESPONSES.fingerprint(),
        "stay_rules": STAY_RULES.fingerprint(),
    }


def test_a_run_whose_inputs_code_and_rules_stay_may_go_on(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    check_unchanged(lake, plan(lake))


def test_a_file_is_hashed_again_only_where_its_tag_has_changed(tmp_path: Path, monkeypatch) -> None:
    lake = raw_lake(tmp_path)
    record = plan(lake)
    hashed, really = [], Lake.fingerprint
    monkeypatch.setattr(Lake, "fingerprint", lambda self, key: hashed.append(key) or really(self, key))
    check_unchanged(lake, record)
    assert hashed == []
    lake.write("raw/price_history.csv", RAW_FILES["price_history.csv"].encode())
    check_unchanged(lake, record)
    check_unchanged(lake, record)
    assert hashed == ["raw/price_history.csv"]


@pytest.mark.parametrize("fingerprint", ["sha256:0", "sha256:g"])
def test_a_fingerprint_on_either_side_of_the_files_own_ends_the_run(fingerprint: str, tmp_path: Path) -> None:
    record = plan(raw_lake(tmp_path))
    record.inputs[0].fingerprint, record.inputs[0].tag = fingerprint, "as it was before"
    with pytest.raises(SupersededError, match="has changed since run tuesday started"):
        check_unchanged(Lake(tmp_path), record)


@pytest.mark.parametrize("content", [None, RAW_FILES["price_history.csv"].replace("0.15", "0.16")])
def test_a_raw_file_that_changed_ends_the_run(content: str | None, tmp_path: Path) -> None:
    lake = raw_lake(tmp_path)
    record = plan(lake)
    if content is None:
        (tmp_path / "raw" / "price_history.csv").unlink()
    else:
        lake.write("raw/price_history.csv", content.encode())
    with says(SupersededError, "raw/price_history.csv has changed since run tuesday started. Start a new run instead."):
        check_unchanged(lake, record)


def test_other_code_does_not_finish_a_run(tmp_path: Path) -> None:
    record = run_record(code_version="0.0.9+abc", rules={"names": "other"})
    with says(
        RunError,
        f"Run tuesday was started by version 0.0.9+abc, this is {code_version()}: its tables would mix two versions. "
        "Start a new run instead.",
    ):
        check_unchanged(Lake(tmp_path), record)


def test_other_rules_do_not_finish_a_run(tmp_path: Path) -> None:
    record = run_record(rules={**rule_fingerprints("fast", OwnColumns()), "names": "other", "holidays": "gone"})
    with says(RunError, "names, holidays changed since run tuesday started. Start a new run instead."):
        check_unchanged(Lake(tmp_path), record)


def test_another_model_of_mood_does_not_finish_a_run(tmp_path: Path) -> None:
    (tmp_path / "mood").mkdir()
    (tmp_path / "mood" / "weights").write_bytes(b"1")
    mood = str(tmp_path / "mood")
    settings = run_record().settings.model_copy(update={"sentiment_model": mood})
    record = run_record(settings=settings, rules=rule_fingerprints(mood, OwnColumns()))
    check_unchanged(Lake(tmp_path), record)
    (tmp_path / "mood" / "weights").write_bytes(b"2")
    with says(RunError, "sentiment_model changed since run tuesday started. Start a new run instead."):
        check_unchanged(Lake(tmp_path), record)


def test_earlier_runs_are_judged_but_those_whose_champion_learned_from_the_outcomes_of_their_day(
    tmp_path: Path,
) -> None:
    lake = raw_lake(tmp_path)
    january, february, march, april = (date(2025, month, 28) for month in (1, 2, 3, 4))

    def ran(run_id: str, as_of: date, mode: str = "train", by: str | None = None, **learned: object) -> None:
        champion = Champion(model_id="E5-1", run_id=by, threshold=0.2) if by else None
        record = run_record(run_id=run_id, mode=mode, as_of=as_of, champion=champion, status="published", **learned)
        save_record(lake, record)

    ran("a", january, label_dates=(january,))
    ran("earlier-version", february, label_dates=())
    ran("c", march, label_dates=(january,))
    assert published_before(lake, april) == ("c",)
    ran("d", january, "score", by="a", label_dates=())
    assert published_before(lake, april) == ("c",)
    ran("e", february, "score", by="c", label_dates=())
    assert published_before(lake, april) == ("e", "c")
