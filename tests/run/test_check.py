"""A check: what a run would refuse, in its words, with nothing in the lake changed."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from conftest import Silent, run
from support.bakery import BAKE, BAKERY, BREADS, GRIND, open_bakery
from support.mill import noticed
from support.runs import Watched, everything, raw_lake
from support.sentences import says

from spanishgas.errors import GateError, InputError, RunError
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES, SCORE_PIPELINE
from spanishgas.run import check
from spanishgas.run.check import check_run, checked_stages, plan_check
from spanishgas.run.kept_tables import keep_table
from spanishgas.run.per_file import parts
from spanishgas.run.reader import Run
from spanishgas.run.record import Mode, RunRecord
from spanishgas.settings import Settings
from spanishgas.tables.findings import Finding
from spanishgas.twin import simulate


def checked(lake: Lake, mode: Mode = "train", **settings: object) -> RunRecord:
    record = plan_check(lake, Settings(**settings), mode)
    check_run(lake, record, Silent())
    return record


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw files of a twin that is too small for a good model and big enough to be judged."""
    folder = tmp_path_factory.mktemp("tiny")
    simulate(folder, customers=400, seed=7)
    return folder


@pytest.fixture
def tiny_copy(tiny: Path, tmp_path: Path) -> Lake:
    shutil.copytree(tiny, tmp_path / "tiny")
    return Lake(tmp_path / "tiny")


@pytest.fixture
def baking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """A lake whose runs are of the bakery; its first two stages are checked."""
    open_bakery(monkeypatch)
    monkeypatch.setattr(check, "checked_stages", lambda mode: (GRIND, BAKE))
    return raw_lake(tmp_path, **BREADS)


def test_a_check_reads_what_a_run_would_and_touches_nothing(baking: Lake) -> None:
    before, watcher = everything(baking), Watched()
    record = plan_check(baking, Settings(as_of=date(2025, 1, 31)), "train")
    check_run(baking, record, watcher)
    assert (record.run_id, record.mode, record.as_of) == ("check", "train", date(2025, 1, 31))
    assert record.findings == [noticed("bronze_flour", layer="bronze")]
    assert everything(baking) == before
    finished = [call[1] for call in watcher.calls if call[0] == "finished"]
    assert finished == ["bronze_flour", "silver_bread", "silver_crumbs", "silver_spice"]


@pytest.mark.parametrize("damage", [b"", b"damaged"])
def test_a_check_takes_what_the_lake_keeps_of_a_file_and_leaves_what_is_damaged(damage: bytes, baking: Lake) -> None:
    record, step = plan_check(baking, Settings(), "train"), BAKERY.step("silver_crumbs")
    for _, digest, table in parts(Run(baking, record), step):
        found = keep_table(baking, step.name, digest, table.collect())
        baking.write(found.key, damage or baking.read(found.key))
    before = everything(baking)
    check_run(baking, record, Silent())
    assert record.step("silver_crumbs").reused is not bool(damage)
    assert everything(baking) == before


def test_a_scoring_needs_no_outcomes_and_a_training_does(baking: Lake) -> None:
    Path(baking.uri("raw/churn_label.csv")).unlink()
    plan_check(baking, Settings(), "score")
    text = (
        f"{baking.uri('raw/')}: there is no churn_label file; training needs it, with the columns customer_id and "
        "churned_within_horizon (or use --mode score)."
    )
    with says(InputError, text):
        plan_check(baking, Settings(), "train")


def test_a_check_that_refuses_touches_nothing_either(baking: Lake) -> None:
    baking.write("raw/consumption_hourly_1.csv", BREADS["consumption_hourly"].replace("500", "heavy").encode())
    before, record = everything(baking), plan_check(baking, Settings(clock="UTC"), "train")
    with says(InputError, "consumption_hourly_1.csv: heavy is no weight on the UTC clock"):
        check_run(baking, record, Silent())
    assert everything(baking) == before


def test_all_of_a_scoring_is_checked_and_of_a_training_what_comes_before_the_trees() -> None:
    assert checked_stages("score") == SCORE_PIPELINE.stages
    stages = checked_stages("train")
    assert stages[:3] == PIPELINES["train"].stages[:3]
    assert [step.name for step in stages[3].steps] == ["training_master", "model_split"]


def test_a_check_of_an_earlier_day_than_the_published_one_is_refused_unless_asked_for(lake_copy: Lake) -> None:
    settings = Settings(as_of=date(2024, 11, 30))
    with pytest.raises(RunError, match=r"^Run first is published as of 2024-12-31, .* Ask for it by --replace-newer"):
        plan_check(lake_copy, settings, "score")
    assert plan_check(lake_copy, settings, "score", replace_newer=True).replaces_newer


@pytest.mark.parametrize("mode", ["train", "score"])
def test_readings_that_do_not_reach_the_published_day_are_refused_by_their_name(mode: Mode, lake_copy: Lake) -> None:
    BAD["readings that end in October"](Path(lake_copy.root) / "raw")
    refused = (
        r"^consumption_hourly_2024\.parquet, column timestamp: the readings are whole up to 2024-10-31, and run first "
        r"is published as of 2024-12-31\. Of 2024-11 they hold nothing, and nothing of the months after it "
        r"up to 2024-12\."
    )
    for attempt in (checked, run):
        with pytest.raises(InputError, match=refused):
            attempt(lake_copy, mode)


def without_channels(lake: Lake) -> None:
    path = Path(lake.root) / "raw/customer_attributes.csv"
    pl.read_csv(path, infer_schema=False).with_columns(sales_channel=pl.lit(None, pl.String)).write_csv(path)


def losses(record: RunRecord) -> list[tuple[str, bool]]:
    found = [finding for finding in record.findings if finding.check == "lost_column"]
    return [(finding.severity, finding.message.endswith("the run is refused for this.")) for finding in found]


def test_what_the_champion_lost_is_a_warning_before_a_training_and_a_refusal_before_a_scoring(lake_copy: Lake) -> None:
    without_channels(lake_copy)
    assert losses(checked(lake_copy)) == [("warning", True)]
    assert losses(checked(lake_copy, "score", score_without="sales_channel")) == [("warning", False)]
    with pytest.raises(InputError, match=r"column sales_channel: .* --score-without sales_channel"):
        checked(lake_copy, "score")


def edited(file: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    def edit(raw: Path) -> None:
        (raw / file).write_text(change((raw / file).read_text("utf-8")), "utf-8")

    return edit


def cell(file: str, column: str, value: str) -> Callable[[Path], None]:
    """Another value in the third row."""

    def edit(raw: Path) -> None:
        table = pl.read_csv(raw / file, infer_schema=False)
        new = pl.when(pl.int_range(pl.len()) == 2).then(pl.lit(value)).otherwise(column).alias(column)
        table.with_columns(new).write_csv(raw / file)

    return edit


def renamed(file: str, old: str, new: str) -> Callable[[Path], None]:
    return edited(file, lambda text: text.replace(old, new, 1))


def all_of(*edits: Callable[[Path], None]) -> Callable[[Path], None]:
    def edit(raw: Path) -> None:
        for each in edits:
            each(raw)

    return edit


def readings(**values: pl.Expr) -> Callable[[Path], None]:
    def edit(raw: Path) -> None:
        path = raw / "consumption_hourly_2024.parquet"
        pl.read_parquet(path).with_columns(**values).write_parquet(path)

    return edit


def few_leave(raw: Path) -> None:
    table = pl.read_csv(raw / "churn_label.csv", infer_schema=False)
    left = pl.col("churned_within_horizon") == "1"
    kept = table.filter(~left | (left.cum_sum() <= 20))
    kept.write_csv(raw / "churn_label.csv")


ATTRIBUTES, PRICES, LABELS = "customer_attributes.csv", "price_history.csv", "churn_label.csv"
BAD: dict[str, Callable[[Path], None]] = {
    "a file that is not there": lambda raw: (raw / "costs_by_province_month.csv").unlink(),
    "a file under another name": lambda raw: (raw / PRICES).rename(raw / "price_histroy.csv"),
    "an empty file": lambda raw: (raw / PRICES).write_bytes(b""),
    "semicolons": edited(PRICES, lambda text: text.replace(",", ";")),
    "an unknown column": renamed(ATTRIBUTES, "province_code", "provincia"),
    "a column twice": renamed(ATTRIBUTES, "region", "province"),
    "several files at once": all_of(
        renamed(ATTRIBUTES, "province_code", "provincia"),
        cell(PRICES, "pricing_date", "1 March 2024"),
        renamed("customer_contracts.csv", "next_renewal_date", "renovacion"),
    ),
    "labels and others": all_of(
        renamed(LABELS, "customer_id", "cliente"), renamed(ATTRIBUTES, "province_code", "provincia")
    ),
    "a word among numbers": cell(ATTRIBUTES, "contracted_power_kw", "4,6"),
    "outcomes all alike": edited(LABELS, lambda text: text.replace(",1,", ",0,")),
    "too few who left": few_leave,
    "ids of others": edited("customer_contracts.csv", lambda text: text.replace("C0", "c0")),
    "readings in watt-hours": readings(consumption_elec_kwh=pl.col("consumption_elec_kwh") * 1000),
    "readings that are words": readings(consumption_elec_kwh=pl.lit("1,5")),
    "readings that end in October": lambda raw: (
        pl.read_parquet(raw / "consumption_hourly_2024.parquet")
        .filter(pl.col("timestamp").dt.month() < 11)
        .write_parquet(raw / "consumption_hourly_2024.parquet")
    ),
    "contracts that have all ended": edited("customer_contracts.csv", lambda text: text.replace("active", "ended")),
    "prices of a year ago": edited(PRICES, lambda text: text.replace("2024-", "2023-")),
    "a header that is not there": edited(PRICES, lambda text: text.partition("\n")[2]),
    "a link to nowhere": all_of(lambda raw: (raw / PRICES).unlink(), lambda raw: (raw / PRICES).symlink_to("nowhere")),
    "no champion to score with": lambda raw: None,
}


@pytest.mark.parametrize("bad", BAD)
def test_a_check_refuses_what_a_run_refuses_in_the_same_words_and_by_the_same_code(bad: str, tiny_copy: Lake) -> None:
    BAD[bad](Path(tiny_copy.root) / "raw")
    mode: Any = "score" if bad.startswith("no champion") else "train"
    with pytest.raises((InputError, GateError)) as by_check:
        checked(tiny_copy, mode)
    assert [item.key for item in tiny_copy.list("") if not item.key.startswith(("raw/", "truth/"))] == []
    with pytest.raises((InputError, GateError)) as by_run:
        run(tiny_copy, mode)
    assert type(by_check.value) is type(by_run.value)
    assert str(by_check.value) == str(by_run.value)
    assert by_check.value.exit_code == by_run.value.exit_code


def test_every_file_that_is_refused_is_named_at_once(tiny_copy: Lake) -> None:
    BAD["several files at once"](Path(tiny_copy.root) / "raw")
    with pytest.raises(InputError) as refused:
        checked(tiny_copy)
    lines = str(refused.value).splitlines()
    assert [line.partition(",")[0] for line in lines] == [ATTRIBUTES, "customer_contracts.csv", PRICES]
    BAD["labels and others"](Path(tiny_copy.root) / "raw")
    with pytest.raises(InputError) as refused:
        checked(tiny_copy)
    named = [line.partition(",")[0] for line in str(refused.value).splitlines()]
    assert named == [ATTRIBUTES, "customer_contracts.csv", PRICES, LABELS]


def test_findings_of_a_check_are_those_of_a_run(lake_copy: Lake) -> None:
    def noted(findings: list[Finding]) -> list[str]:
        return [finding.message for finding in findings]

    assert noted(checked(lake_copy, "score").findings) == noted(run(lake_copy, "score").findings)
