"""A campaign from plan to what it taught, on a lake of few customers and the real command line."""

from pathlib import Path

import polars as pl
import pytest
from conftest import FEW, published_id
from support.command import spanishgas

from spanishgas.campaigns.outcomes import load_outcomes
from spanishgas.campaigns.store import campaign_ids, learned_from, load_campaign, load_members
from spanishgas.lake import Lake
from spanishgas.run.reader import open_run
from spanishgas.run.store import load_record
from spanishgas.tables.campaigns import CampaignOutcomes

PLAN = ("campaign", "plan", "--calls", "120", "--explore", "1.0", "--control", "0.25", "--id", "spring")


@pytest.fixture
def planned(lake_copy: Lake) -> Lake:
    done = spanishgas(*PLAN, "--lake", lake_copy.root)
    assert done.returncode == 0, done.stderr
    return lake_copy


def _outcomes(lake: Lake, file: Path) -> pl.DataFrame:
    """Of those who were called every tenth leaves, of the control every second."""
    members = load_members(lake, "spring").with_row_index()
    stays = pl.when("is_control").then(pl.col("index") % 2 == 0).otherwise(pl.col("index") % 10 > 0)
    reached = pl.when(~pl.col("is_control")).then(pl.lit("yes"))
    said = members.select("customer_id", stayed_90_days=stays.cast(pl.Int8), reached=reached)
    said.write_csv(file)
    return said


def test_a_plan_says_what_it_promises_what_it_can_tell_and_what_else_there_is(lake_copy: Lake) -> None:
    done = spanishgas(*PLAN, "--lake", lake_copy.root)
    for text in (
        "assumed: ",
        "(90 %: ",
        "one more call",
        "nine of ten campaigns",
        "tier rule",
        "What a budget returns",
    ):
        assert text in done.stdout
    campaign, members = load_campaign(lake_copy, "spring"), load_members(lake_copy, "spring")
    assert campaign.contacts == members.filter(~pl.col("is_control")).height <= 120
    assert campaign.controls == members.filter("is_control").height > 20
    assert campaign.run_id == published_id(lake_copy)


def test_the_control_is_a_share_of_every_offer_and_cause_and_the_same_whenever_it_is_drawn(planned: Lake) -> None:
    members = load_members(planned, "spring")
    strata = members.group_by("offer", "main_cause").agg(pl.len(), pl.col("is_control").sum())
    assert ((strata["is_control"] - 0.25 * strata["len"]).abs() < 1).all()
    Path(planned.root, "campaigns/spring/campaign.json").unlink()
    assert spanishgas(*PLAN, "--lake", planned.root).returncode == 0
    assert load_members(planned, "spring").equals(members)
    names = [item.key for item in planned.list("campaigns/spring/")]
    assert len(names) == 2  # the same members lie under the same key


def test_a_campaign_is_planned_once_under_a_name_that_can_be_a_folder(planned: Lake) -> None:
    again = spanishgas(*PLAN, "--lake", planned.root)
    assert (again.returncode, "There is a campaign spring already" in again.stderr) == (2, True)
    outside = spanishgas(*PLAN[:-1], "../../x", "--lake", planned.root)
    assert (outside.returncode, "no name of a campaign" in outside.stderr) == (2, True)
    assert campaign_ids(planned) == ["spring"]


def test_nobody_is_contacted_again_within_the_rest_period(planned: Lake) -> None:
    done = spanishgas(*PLAN[:-1], "summer", "--lake", planned.root)
    assert done.returncode in (0, 2), done.stderr
    members = set(load_members(planned, "spring")["customer_id"])
    if done.returncode == 0:
        assert not members & set(load_members(planned, "summer")["customer_id"])
    else:
        assert "Nobody is to be called" in done.stderr


def test_agents_get_a_list_in_their_language_with_nobody_of_the_control(planned: Lake, tmp_path: Path) -> None:
    out = tmp_path / "calls.csv"
    done = spanishgas("campaign", "contacts", "spring", "--out", out, "--language", "es", "--lake", planned.root)
    assert done.returncode == 0, done.stderr
    rows, members = pl.read_csv(out), load_members(planned, "spring")
    assert rows.columns == ["cliente", "oferta", "descuento_eur_mes", "meses", "motivos"]
    assert set(rows["cliente"]) == set(members.filter(~pl.col("is_control"))["customer_id"])
    assert rows["oferta"].str.starts_with("descuento").all()


def test_a_campaign_is_read_out_learned_from_once_and_used_by_the_next_run(planned: Lake, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    said = _outcomes(planned, file)
    taken = spanishgas("campaign", "outcomes", "spring", file, "--lake", planned.root)
    assert f"{said.height:,} taken" in taken.stdout.replace("\n", " ")
    early = spanishgas("campaign", "readout", "spring", "--learn", "--on", "2025-01-10", "--lake", planned.root)
    assert "This is a look before" in early.stdout
    assert (early.returncode, "teaches from 2025-03-31 on" in early.stderr) == (2, True)
    read = spanishgas("campaign", "readout", "spring", "--learn", "--on", "2025-06-01", "--lake", planned.root)
    assert "calls kept" in read.stdout
    assert "measured: " in read.stdout
    taught = learned_from(planned)[0]
    spanishgas("campaign", "readout", "spring", "--learn", "--on", "2025-06-02", "--lake", planned.root)
    assert learned_from(planned)[0] == taught  # the same outcomes teach the same, however often
    listed = spanishgas("campaign", "list", "--lake", planned.root)
    assert "spring" in listed.stdout

    done = spanishgas("run", "--lake", planned.root, "--run-id", "second")
    assert done.returncode == 0, done.stderr
    record, pointer = load_record(planned, "second"), learned_from(planned)[0]
    assert (record.responses_before, record.campaigns_before) == (pointer.key, ("spring",))
    table = open_run(planned, "second").table("recommendations")
    called = load_members(planned, "spring").filter(~pl.col("is_control"))
    control = load_members(planned, "spring").filter("is_control")["customer_id"]
    assert set(table.filter(guardrail="in_control")["customer_id"]) <= set(control)
    assert not set(table.filter(pl.col("action") != "no_offer")["customer_id"]) & set(control)
    resting = table.filter(guardrail="rest_period")["customer_id"]
    assert set(resting) <= set(called["customer_id"])
    assert resting.len() > 0
    assert not set(table.filter(pl.col("action") != "no_offer")["customer_id"]) & set(called["customer_id"])
    replayed = spanishgas("replay", "second", "--lake", planned.root)
    assert replayed.returncode == 0, replayed.stdout + replayed.stderr


def test_a_sheet_for_outcomes_names_all_members_and_not_who_is_control(planned: Lake, tmp_path: Path) -> None:
    out = tmp_path / "sheet.csv"
    done = spanishgas("campaign", "members", "spring", "--out", out, "--lake", planned.root)
    assert done.returncode == 0, done.stderr
    sheet = pl.read_csv(out)
    assert sheet["customer_id"].to_list() == load_members(planned, "spring")["customer_id"].to_list()
    assert sheet.columns == CampaignOutcomes.column_names()
    filled = spanishgas("campaign", "outcomes", "spring", out, "--lake", planned.root)
    assert filled.returncode == 0, filled.stderr  # blanks say nothing


def test_outcomes_of_strangers_are_refused_and_nothing_is_kept(planned: Lake, tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("customer_id,stayed_90_days\nNOBODY,1\n", "utf-8")
    done = spanishgas("campaign", "outcomes", "spring", file, "--lake", planned.root)
    assert (done.returncode, "is no member of this campaign" in done.stderr) == (2, True)
    assert not planned.list("campaigns/spring/outcomes/")


def test_what_was_said_last_of_a_member_counts_and_blanks_change_nothing(planned: Lake, tmp_path: Path) -> None:
    one = load_members(planned, "spring").filter(~pl.col("is_control"))["customer_id"][0]
    for number, row in enumerate((f"{one},1,yes", f"{one},0,")):
        file = tmp_path / f"{number}.csv"
        file.write_text(f"customer_id,stayed_90_days,reached\n{row}\n", "utf-8")
        assert spanishgas("campaign", "outcomes", "spring", file, "--lake", planned.root).returncode == 0
    assert load_outcomes(planned, "spring").rows() == [(one, None, True, None, False, None)]


def test_a_twin_plays_a_campaign_and_writes_what_came_of_it(planned: Lake, tmp_path: Path) -> None:
    sheet, lake = tmp_path / "spring.csv", ("--lake", planned.root)
    assert spanishgas("campaign", "assignment", "spring", "--out", str(sheet), *lake).returncode == 0
    twin = ("simulate", "--customers", str(FEW), "--until", "2025-03-31", "--campaign", str(sheet))
    done = spanishgas(*twin, *lake)
    assert done.returncode == 0, done.stderr
    results = Path(planned.root, "outcomes/spring.csv")
    assert str(results) in done.stdout.replace("\n", "")
    taken = spanishgas("campaign", "outcomes", "spring", str(results), "--on", "2025-03-31", *lake)
    assert taken.returncode == 0, taken.stderr
    known, members = load_outcomes(planned, "spring"), load_members(planned, "spring")
    assert known["customer_id"].equals(members["customer_id"])
    assert known["contacted"].equals(~members["is_control"])
    assert 0 < known["stayed_90_days"].sum() < members.height
    prices = pl.read_csv(Path(planned.root, "raw/price_history.csv"))
    before, after = (
        prices.filter(pricing_date=day).select("customer_id", fee="elec_fixed_fee_eur_month")
        for day in ("2024-12-01", "2025-02-01")
    )
    accepted = pl.read_csv(sheet).join(known.filter("accepted"), on="customer_id")
    paid = accepted.join(before, on="customer_id").join(after, on="customer_id", suffix="_after")
    assert paid.height > 20
    assert (paid["fee"] - paid["fee_after"]).to_list() == pytest.approx(paid["discount_eur_month"].to_list(), abs=1e-3)
