"""The page of campaigns without a browser: a plan from the address, its launch, outcomes, and what is refused."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest
from support.command import spanishgas

from spanishgas.campaigns.outcomes import load_outcomes
from spanishgas.campaigns.store import campaign_ids, learned_from, load_campaign, load_members
from spanishgas.dashboard import access
from spanishgas.lake import Lake
from spanishgas.run.reader import published_run

KNOBS = {"calls": "120", "explore": "100", "control": "25"}
PLAN = ("campaign", "plan", "--calls", "120", "--explore", "1.0", "--control", "0.25", "--id", "spring")
LAUNCH, TAKE, LEARN = "Launch this campaign", "Take these outcomes", "Learn from it"


@pytest.fixture
def planned(lake_copy: Lake) -> Lake:
    done = spanishgas(*PLAN, "--lake", lake_copy.root)
    assert done.returncode == 0, done.stderr
    return lake_copy


def button(page: AppTest, label: str):
    return next(each for each in page.button if each.label == label)


def press(page: AppTest, label: str) -> AppTest:
    button(page, label).click().run()
    assert not page.exception
    return page


def said(page: AppTest) -> str:
    every = (*page.markdown, *page.text, *page.caption, *page.info, *page.success, *page.warning, *page.error)
    return "\n".join(str(each.value) for each in every).replace("\\", "")


def objects(lake: Lake) -> dict[str, bytes]:
    return {item.key: lake.read(item.key) for item in lake.list("campaigns/")}


def results(lake: Lake) -> bytes:
    """Of those who were called every tenth leaves, of the control every second."""
    members = load_members(lake, "spring").with_row_index()
    stays = pl.when("is_control").then(pl.col("index") % 2 == 0).otherwise(pl.col("index") % 10 > 0)
    return members.select("customer_id", stayed_90_days=stays.cast(pl.Int8)).write_csv().encode()


def given(page: AppTest, content: bytes) -> AppTest:
    page.file_uploader[0].upload("results.csv", content, "text/csv").run()
    assert not page.exception
    return page


def test_a_launch_keeps_what_the_command_keeps(lake_copy: Lake, published: Path, tmp_path: Path, open_page) -> None:
    page = open_page(lake_copy.root, "campaign", name="spring", **KNOBS)
    press(page, LAUNCH)
    assert "spring is launched" in said(page)
    launched = objects(lake_copy)
    for item in lake_copy.list("campaigns/"):
        Path(lake_copy.root, item.key).unlink()
    assert spanishgas(*PLAN, "--lake", lake_copy.root).returncode == 0
    assert launched == objects(lake_copy)


def test_a_plan_without_wishes_is_the_one_of_the_command_without_options(lake_copy: Lake, open_page) -> None:
    page = open_page(lake_copy.root, "campaign")
    done = spanishgas("campaign", "plan", "--lake", lake_copy.root)
    is_planned = done.returncode == 0
    assert button(page, LAUNCH).disabled != is_planned
    assert ("Nobody is to be called" in said(page)) != is_planned
    page = open_page(lake_copy.root, "campaign", calls="60")
    done = spanishgas("campaign", "plan", "--calls", "60", "--id", "same", "--lake", lake_copy.root)
    assert done.returncode == 0, done.stderr
    kept = load_campaign(lake_copy, "same")
    assert (kept.control_share, kept.explore_share) == (
        int(page.select_slider(key="filter control").value) / 100,
        int(page.select_slider(key="filter explore").value) / 100,
    )


def test_the_draft_says_its_promise_its_prices_and_what_it_can_tell(lake_copy: Lake, open_page) -> None:
    page = open_page(lake_copy.root, "campaign", **KNOBS)
    text = said(page)
    for part in ("Assumed: ", "90 %: ", "in nine of ten such campaigns", "calls and a control of"):
        assert part in text
    assert campaign_ids(lake_copy) == []
    assert page.metric[0].value.isdigit()


def test_wishes_that_are_chosen_stand_in_the_address(lake_copy: Lake, open_page) -> None:
    page = open_page(lake_copy.root, "campaign", **KNOBS)
    page.toggle(key="filter pays").set_value(True).run()
    page.number_input(key="filter budget").set_value(750.0).run()
    asked = {name: page.query_params[name] for name in ("calls", "pays", "budget", "control")}
    assert {name: value if isinstance(value, str) else value[0] for name, value in asked.items()} == {
        "calls": "120",
        "pays": "yes",
        "budget": "750.0",
        "control": "25",
    }
    page.toggle(key="filter pays").set_value(False).run()
    assert "pays" not in page.query_params


@pytest.mark.parametrize(
    "asked",
    [
        {"calls": "0"},
        {"calls": "1", "explore": "100", "control": "90"},
        {"budget": "0", "calls": "50", "explore": "100"},
        {"budget": "-5", "calls": "x", "control": "200", "on": "1999-01-01", "pays": "perhaps", "campaign": "../x"},
    ],
)
def test_an_odd_address_is_no_fault(published: Path, open_page, asked: dict[str, str]) -> None:
    page = open_page(published, "campaign", **asked)
    assert [each.value for each in page.title] == ["Campaign"]


@pytest.mark.parametrize(
    ("name", "why"),
    [("spring", "There is a campaign spring already"), ("../x", "../x is no name of a campaign")],
)
def test_a_name_that_cannot_be_is_refused_in_words(planned: Lake, open_page, name: str, why: str) -> None:
    page = open_page(planned.root, "campaign", name=name, **KNOBS)
    assert why in said(page)
    assert button(page, LAUNCH).disabled
    assert campaign_ids(planned) == ["spring"]


def test_only_a_manager_launches(lake_copy: Lake, open_page, monkeypatch: pytest.MonkeyPatch) -> None:
    page = open_page(lake_copy.root, "campaign", name="spring", **KNOBS)
    monkeypatch.setattr(access, "person", lambda _visit=None: access.Person("ana", access.Role.AGENT))
    button(page, LAUNCH).click().run()
    assert campaign_ids(lake_copy) == []


def test_files_of_customers_are_not_for_viewers_but_the_report_is(
    planned: Lake, open_page, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = open_page(planned.root, "campaign").get("download_button")
    assert [each.proto.disabled for each in files] == [False] * 5
    monkeypatch.setattr(access, "person", lambda _visit=None: access.Person("eva", access.Role.VIEWER))
    files = open_page(planned.root, "campaign").get("download_button")
    assert [each.label for each in files if not each.proto.disabled] == ["Download the campaign report"]


def test_a_file_with_a_wrong_row_is_refused_by_its_row_and_nothing_is_kept(planned: Lake, open_page) -> None:
    one = load_members(planned, "spring")["customer_id"][0]
    page = open_page(planned.root, "campaign")
    given(page, f"customer_id,stayed_90_days\n{one},**maybe**\n".encode())
    assert "Column stayed_90_days: is neither 1 nor 0 (yes or no).\nRow 2: “**maybe**”" in said(page)
    assert not any("maybe" in each.value for each in page.markdown)
    assert TAKE not in [each.label for each in page.button]
    spanish = given(open_page(planned.root, "campaign", lang="es"), b"customer_id,stayed_90_days\nNADIE,1\n")
    assert "Columna customer_id: no es miembro de esta campaña.\nFila 2: “NADIE”" in said(spanish)
    assert not planned.list("campaigns/spring/outcomes/")


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"a,b\n1\n2,3,4\n", b"customer_id\nC1\n", b"PK\x03\x04"])
def test_a_file_that_is_no_table_of_outcomes_is_refused(planned: Lake, open_page, content: bytes) -> None:
    page = given(open_page(planned.root, "campaign"), content)
    assert "This file is not taken" in said(page)
    assert "It must be CSV in UTF-8" in said(page)


def test_outcomes_are_read_out_and_taught_after_they_are_taken(planned: Lake, open_page, monkeypatch) -> None:
    page = open_page(planned.root, "campaign")
    assert "Nothing can be told yet" in said(page)
    assert button(page, LEARN).disabled
    press(given(page, results(planned)), TAKE)
    assert "The outcomes are taken" in said(page)
    assert load_outcomes(planned, "spring").height == load_members(planned, "spring").height
    text = said(open_page(planned.root, "campaign"))
    assert "Calls kept" in text
    assert "(95 %: " in text
    before = learned_from(planned)
    press(page, LEARN)
    assert learned_from(planned) != before
    assert [table for table in page.table if "Before" in table.value.columns]


def test_a_look_before_the_outcomes_are_due_is_warned_of(lake_copy: Lake, open_page) -> None:
    tomorrow = date.today() + timedelta(days=1)
    assert spanishgas(*PLAN, "--on", tomorrow, "--lake", lake_copy.root).returncode == 0
    page = open_page(lake_copy.root, "campaign")
    assert any("This is a look before" in each.value for each in page.warning)
    assert button(page, LEARN).disabled


def test_an_older_list_without_a_column_is_explained_and_campaigns_are_still_there(planned: Lake, open_page) -> None:
    (key,) = published_run(planned).record.step("scored_customers").keys
    planned.write_table(key, planned.scan(key).drop("main_cause").collect())
    page = open_page(planned.root, "campaign")
    assert [each.value for each in page.title] == ["Campaign"]
    assert {"This run has no such table", "Whom to call"} <= {each.value for each in page.subheader}


def test_without_a_campaign_the_page_says_so_in_both_languages(published: Path, open_page) -> None:
    assert "No campaign has been launched yet." in said(open_page(published, "campaign"))
    spanish = open_page(published, "campaign", lang="es")
    assert "Aún no se ha lanzado ninguna campaña." in said(spanish)
    assert [each.value for each in spanish.header] == ["Una campaña nueva", "Campañas hasta ahora"]
