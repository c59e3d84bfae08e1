"""Two runs side by side: what decided them, what they noticed, and who moved where."""

import json
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from support.command import spanishgas
from support.finished import DRIFTED, STABLE, finished_run
from support.rules import POLICY
from support.runs import done, run_record

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.metrics import run_metrics
from spanishgas.run.record import InputRecord, UpkeepNote
from spanishgas.run.store import load_record, save_record, table_key
from spanishgas.tables.findings import Finding
from spanishgas.upkeep.compare import compare

ROWS = {
    "C1": ("Low", 0.1, 1.0, "no_offer", "mood"),
    "C2": ("Low", 0.3, 3.0, "no_offer", "price; mood"),
    "C3": ("High", 0.7, 9.0, "offer_medium", "price"),
    "C4": ("Low", 0.2, 0.5, "no_offer", "price"),
}
LATER = ROWS | {"C2": ("Medium", 0.5, 5.0, "offer_small", "renewal; mood"), "C5": ("Low", 0.1, 0.25, "no_offer", "=1")}


def offers(rows: dict) -> pl.DataFrame:
    names = ("risk_tier", "churn_probability", "expected_monthly_loss_eur", "action", "reasons")
    return pl.DataFrame([{"customer_id": key, **dict(zip(names, row, strict=True))} for key, row in rows.items()])


def finding(value: float, column: str = "price") -> Finding:
    return Finding("bronze", "bronze_prices", column, "zero_price", value, None, "info", "said")


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    (tmp_path / "lake").mkdir()
    lake = Lake(tmp_path / "lake")
    item = InputRecord(dataset="bronze_costs", key="raw/costs.csv", size=10, fingerprint="sha256:" + "a" * 64)
    steps = [done("scoring_model", kind="model", model_id="E5-a")]
    add(lake, "one", ROWS, inputs=[item], steps=steps, findings=[finding(1), finding(7)], libraries={"polars": "1"})
    policy = json.loads(POLICY.model_dump_json(by_alias=True))
    policy["promotion"]["minimum_pr_auc"] = 0.5
    later = item.model_copy(update={"fingerprint": "sha256:" + "b" * 64, "size": 1234})
    steps = [done("scoring_model", kind="model", model_id="E5-b")]
    add(
        lake,
        "two",
        {key: row for key, row in LATER.items() if key != "C4"},
        inputs=[later],
        steps=steps,
        policy=policy,
        findings=[finding(1), finding(8), finding(2, "month")],
        libraries={"polars": "2"},
        rules={"names": "f" * 64},
        code_version="9+abc",
    )
    return lake


def add(lake: Lake, run_id: str, rows: dict, **changes) -> None:
    record = run_record(run_id, record_version=2, status="published", **changes)
    key = table_key("scored", run_id, "recommendations")
    lake.write_table(key, offers(rows))
    record.steps.append(done("recommendations", stage="score", keys=[key]))
    save_record(lake, record)


def test_all_that_decided_two_runs_is_held_side_by_side(lake: Lake) -> None:
    causes = compare(lake, "one", "two").causes
    code = load_record(lake, "one").code_version
    assert [str(cause) for cause in causes] == [
        f"input raw/costs.csv: 10 bytes (sha256:{'a' * 12}) → 1,234 bytes (sha256:{'b' * 12})",
        "policy promotion.minimum_pr_auc: 0.7 → 0.5",
        f"code: {code} → 9+abc",
        f"rule names: nothing → {'f' * 12}",
        "library polars: 1 → 2",
        "model that scored: E5-a → E5-b",
    ]


def test_findings_are_compared_by_their_place(lake: Lake) -> None:
    assert [str(each) for each in compare(lake, "one", "two").findings] == [
        "finding bronze_prices.month zero_price: nothing → 2",
        "finding bronze_prices.price zero_price: 1, 7 → 1, 8",
    ]


def test_customers_who_moved_are_counted_by_tier_and_named_by_euros(lake: Lake) -> None:
    moves = compare(lake, "one", "two").moves
    assert moves is not None
    assert moves.tiers.rows() == [
        ("High", "High", 1),
        ("Low", "Low", 1),
        ("Low", "Medium", 1),
        ("Low", None, 1),
        (None, "Low", 1),
    ]
    assert (moves.new, moves.gone, moves.loss_before, moves.loss_after) == (1, 1, 13.5, 15.25)
    expected = pl.DataFrame({"customer_id": ["C2", "C4", "C5"], "loss_change_eur_month": [2.0, -0.5, 0.25]})
    assert_frame_equal(moves.movers.select(expected.columns), expected)


def test_a_run_compared_with_itself_differs_in_nothing(lake: Lake) -> None:
    found = compare(lake, "one", "one")
    assert (found.causes, found.findings, found.figures) == ([], [], [])
    assert found.moves is not None
    assert found.moves.movers.is_empty()
    text = spanishgas("compare", "one", "one", "--lake", lake).stdout
    assert "What decided them: nothing differs" in text


def test_the_screen_shows_a_matrix_and_the_file_all_movers(lake: Lake, tmp_path: Path) -> None:
    out = tmp_path / "movers.csv"
    text = spanishgas("compare", "one", "two", "--lake", lake, "--out", out).stdout
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert [line for line in lines if line.startswith(("from", "Low", "new"))][:3] == [
        "from \\ to Low Medium High gone",
        "Low 1 1 — 1",
        "new 1 — — —",
    ]
    assert "1 new customers, 1 gone. Expected loss 14 → 15 EUR/month." in lines
    assert "C2 +2.00 30% → 50% Low → Medium no_offer → offer_small renewal; mood" in lines
    assert f"{out}: 3 customers." in lines
    assert pl.read_csv(out)["reasons_after"].to_list() == ["renewal; mood", None, "'=1"]
    assert spanishgas("forget", "C2", "--yes", "--lake", lake).returncode == 0
    assert "C2" not in pl.read_csv(out)["customer_id"]


def test_a_cleaned_run_is_compared_as_far_as_its_record_allows(lake: Lake, tmp_path: Path) -> None:
    record = load_record(lake, "one")
    note = UpkeepNote(at=record.started_at, what="cleaned", steps=["recommendations"], why="not one of the latest")
    record.upkeep.append(note)
    save_record(lake, record)
    found = compare(lake, "one", "two")
    assert len(found.causes) == 6
    assert found.missing is not None
    assert "recommendations of run one was cleaned on 2025-01-07" in found.missing
    done_ = spanishgas("compare", "one", "two", "--lake", lake, "--out", tmp_path / "m.csv")
    assert "Customers cannot be compared: recommendations of run one was cleaned" in done_.stdout
    assert done_.returncode == 1


def test_a_run_that_is_not_there_is_said(lake: Lake) -> None:
    with pytest.raises(RunError, match="There is no run three"):
        compare(lake, "one", "three")


def test_the_figures_of_two_runs_are_side_by_side_words_and_numbers_as_they_are(lake: Lake, tmp_path: Path) -> None:
    for name, drift in (("one", STABLE), ("two", DRIFTED)):
        (tmp_path / name).mkdir()
        record = load_record(lake, name)
        record.metrics = run_metrics(finished_run(tmp_path / name, drift=drift))
        save_record(lake, record)
    said = [str(figure) for figure in compare(lake, "one", "two").figures]
    assert "figure drift_level: none → act" in said
    assert "figure columns_drifted: 0 → 2" in said
    assert spanishgas("compare", "one", "two", "--lake", lake.root).returncode == 0
