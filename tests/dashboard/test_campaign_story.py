"""What is told of a campaign, and what its pictures are drawn from: a few rows in, exact words out."""

from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from support.campaigns import CAMPAIGN, DAY, WAYS, members

from spanishgas.campaigns.calls import record_result, take_next
from spanishgas.campaigns.effects import effects
from spanishgas.campaigns.outcomes import RefusedRowsError
from spanishgas.campaigns.readout import Readout
from spanishgas.campaigns.standings import Standing
from spanishgas.campaigns.store import Alternative, save_campaign
from spanishgas.content import table_bytes
from spanishgas.dashboard import campaign_figures, campaign_story, readout_story
from spanishgas.dashboard.campaign_draft import Wishes, free_name, name_for, trouble
from spanishgas.dashboard.campaign_past import past
from spanishgas.dashboard.language import LANGUAGES, speak
from spanishgas.lake import Lake

EFFECT = {
    "kept_points": 4.0,
    "kept_points_low": 1.0,
    "kept_points_high": 7.0,
    "incremental_margin_eur": 900.0,
    "incremental_margin_low_eur": -100.0,
    "incremental_margin_high_eur": 1_900.0,
}
READOUT = Readout(pl.DataFrame([EFFECT]), 90, 18, 100, {"missing": ""}, "may_pay", "")


def test_a_campaign_without_a_name_is_called_by_its_day_and_the_next_number() -> None:
    assert free_name(DAY, ()) == "2025-01-31"
    assert free_name(DAY, ("2025-01-31", "2025-01-31-2")) == "2025-01-31-3"
    assert name_for("", DAY, ()) == name_for("spring", DAY, ("spring",)) == "2025-01-31"
    assert name_for("summer", DAY, ("spring",)) == "summer"


@pytest.mark.parametrize(
    ("name", "why"), [("spring", "taken"), ("../x", "odd"), ("otoño", "odd"), ("none", "odd"), ("summer", None)]
)
def test_a_name_is_taken_or_odd(name: str, why: str | None) -> None:
    assert trouble(name, ("spring",)) == why


def test_wishes_are_the_limits_of_the_command() -> None:
    assert Wishes().limits() == {"budget_eur": None, "calls": None, "budget_pays_calls": None}
    assert Wishes(500.0, 60, True).limits() == {"budget_eur": 500.0, "calls": 60, "budget_pays_calls": True}


def test_prices_are_told_in_words() -> None:
    assert campaign_story.prices(CAMPAIGN) == "One more euro of budget returns €0.50; one more call returns €3.25."
    free = CAMPAIGN.model_copy(update={"euro_price": 0.0, "call_price_eur": 0.0})
    assert "would return nothing" in campaign_story.prices(free)


def test_what_it_can_tell_comes_with_the_control_that_it_would_take() -> None:
    text = campaign_story.power(CAMPAIGN)
    assert "a difference of 12.3 of 100 customers or more" in text
    assert text.endswith("To find that takes 4,000 calls and a control of 1,000.")
    large = CAMPAIGN.model_copy(update={"needed_contacts": 80})
    assert campaign_story.power(large).endswith("It is large enough for that.")
    none = CAMPAIGN.model_copy(update={"detectable_points": None})
    assert campaign_story.power(none).startswith("It can tell nothing")


def test_customers_are_counted_by_offer_without_the_control() -> None:
    (row,) = campaign_story.by_offer(CAMPAIGN, members(10)).rows(named=True)
    assert (row["label"], row["value"], row["control"]) == ("Small offer", 8.0, "2")
    assert (row["discount"], row["expected"]) == ("€12", "€96")


def test_the_plan_stands_on_its_curve_with_its_calls_where_the_budget_pays_them() -> None:
    assert campaign_story.here(CAMPAIGN).row(0) == (400.0, 1_300.0)
    limits = CAMPAIGN.policy.limits.model_copy(update={"budget_pays_calls": True})
    paying = CAMPAIGN.model_copy(update={"policy": CAMPAIGN.policy.model_copy(update={"limits": limits})})
    assert campaign_story.here(paying).row(0) == (400.0 + 80 * 20.0, 1_300.0)


def test_promised_and_realised_come_in_the_order_of_their_days() -> None:
    later = CAMPAIGN.model_copy(update={"campaign_id": "autumn", "contacted_on": date(2025, 9, 1)})
    unknown = replace(READOUT, effects=pl.DataFrame([dict.fromkeys(EFFECT)]))
    every = [Standing(later, unknown), Standing(CAMPAIGN, READOUT)]
    rows = campaign_story.over_time(every)
    assert rows.select("label", "side", "value", "between").rows() == [
        ("31 Jan 2025 · spring", "promised (90 %)", 1_200.0, "-€300 to €2,500"),
        ("31 Jan 2025 · spring", "realised (95 %)", 900.0, "-€100 to €1,900"),
        ("1 Sep 2025 · autumn", "promised (90 %)", 1_200.0, "-€300 to €2,500"),
    ]
    table = campaign_story.standings_table(every)
    assert table["Campaign"].to_list() == ["autumn", "spring"]
    assert table["Realised (95 %)"].to_list() == ["–", "€900 (-€100 to €1,900)"]


def test_a_long_name_is_told_in_lines() -> None:
    assert [len(line) for line in campaign_story.wrapped("x" * 61).split("\n")] == [42, 19]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_and_offer_has_a_name_that_fits_above_its_bar_on_a_phone(language: str) -> None:
    speak(language)
    names = ("plan", "tier rule", "top by risk", "random", "probability x margin")
    every = [Alternative(name=name, contacts=1, discount_eur=1, incremental_margin_eur=1) for name in names]
    labels = [*campaign_story.alternatives(every)["label"], *campaign_story.by_offer(CAMPAIGN, members(9))["label"]]
    assert set(labels).isdisjoint(names)
    assert [label for label in labels if campaign_story.wrapped(label) != label] == []


@pytest.mark.parametrize(
    ("finding", "begins"),
    [
        ("too_few", "Nothing can be told yet"),
        ("costs", "Stop: it costs more than it keeps. "),
        ("drives_away", "Stop: calls drive customers away. "),
        ("pays", "It works, and it pays. "),
        ("may_pay", "It works, though whether it pays is open. "),
        ("open", "Nothing can be told. "),
    ],
)
def test_every_finding_is_a_sentence_with_its_intervals(finding, begins: str) -> None:
    text = readout_story.sentence(replace(READOUT, finding=finding), CAMPAIGN)
    assert text.startswith(begins)
    if finding != "too_few":
        assert "Calls kept 4.0 more of 100 customers (95 %: 1.0 to 7.0)" in text
        assert "measured: €900 beyond doing nothing (95 %: -€100 to €1,900)" in text
    assert ("takes 4,000 calls" in text) == (finding == "open")


def test_why_to_be_careful_is_said_in_the_readers_language() -> None:
    careful = replace(READOUT, cautions={"early": "", "lopsided": "", "missing": ""})
    early, lopsided, missing = readout_story.cautions(careful, CAMPAIGN).values()
    assert early.startswith("This is a look before 1 May 2025")
    assert lopsided.startswith("Of 90 outcomes 18 are of the control, where 20% of the members are")
    assert missing == "Of 10 of 100 members nobody has said yet whether they stayed."
    speak("es")
    assert readout_story.cautions(careful, CAMPAIGN)["missing"].startswith("De 10 de 100 miembros")


def test_a_campaign_teaches_when_its_outcomes_are_due_there_and_of_both_sides() -> None:
    assert readout_story.unteachable(READOUT, CAMPAIGN) is None
    assert "from 1 May 2025 on" in readout_story.unteachable(replace(READOUT, cautions={"early": ""}), CAMPAIGN)
    assert "once its outcomes are here" in readout_story.unteachable(replace(READOUT, outcomes=0), CAMPAIGN)
    assert "one side" in readout_story.unteachable(replace(READOUT, cautions={"lopsided": ""}), CAMPAIGN)


def test_a_group_too_small_to_tell_says_so() -> None:
    known = members(10).with_columns(left=pl.lit(value=False), accepted=None, reached=None)
    known = known.with_columns(pl.col("accepted", "reached").cast(pl.Boolean))
    found = replace(READOUT, effects=effects(known, CAMPAIGN.policy.economics))
    rows = readout_story.by_group(found, "main_cause")
    assert rows["value"].to_list() == [None]
    assert readout_story.group_table(rows, "Reason").rows() == [("Price", "8", "2", "too few", "too few", "€96")]


def test_wrong_rows_are_told_in_the_readers_language_with_how_many_more() -> None:
    rows = pl.DataFrame({"row": range(2, 9), "reached": ["maybe", None, *["x" * 200] * 5]})
    error = RefusedRowsError("results.csv", "reached", "was not contacted", rows)
    told = readout_story.refused(error).split("\n")
    assert told[:3] == ["Column reached: was not contacted.", "Row 2: “maybe”", "Row 3: nothing"]
    assert told[3] == f"Row 4: “{'x' * 80}”"
    assert told[-1] == "and 2 more rows"
    speak("es")
    assert readout_story.refused(error).startswith("Columna reached: no fue contactado.")


def test_a_plan_hangs_on_campaigns_and_refusals_and_a_judgement_on_all_that_came(any_lake: Lake) -> None:
    lake = any_lake
    before = past(lake)
    save_campaign(lake, CAMPAIGN, members(10))
    launched = past(lake)
    assert (before.names, launched.names) == ((), ("spring",))
    customer = take_next(lake, "spring", "ana", datetime(2025, 2, 1, tzinfo=UTC))
    taken = past(lake)
    assert (taken.plans_by, taken.judged_by) == (launched.plans_by, taken.judged_by)
    assert taken.judged_by != launched.judged_by
    record_result(lake, "spring", customer, "ana", "do_not_contact", datetime(2025, 2, 1, tzinfo=UTC))
    assert past(lake).plans_by != launched.plans_by
    lake.write("campaigns/responses.json", table_bytes(members(1)))
    assert past(lake).plans_by != taken.plans_by


def test_losses_go_to_the_left_and_the_amount_has_room() -> None:
    drawn = campaign_figures.signed_bars(campaign_story.alternatives(WAYS), {"a": "#000"}, dark=False, hover=[])
    (low, high), *_ = [
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in drawn.to_dict(validate=False)["layer"]
        if "scale" in layer["encoding"].get("x", {})
    ]
    assert low == -900.0
    assert high > 1_300.0 * 1.3


def test_every_side_of_every_campaign_has_its_line() -> None:
    rows = campaign_story.over_time([Standing(CAMPAIGN, READOUT)])
    tints = {campaign_story.promised_side(): "#111", campaign_story.realised_side(): "#222"}
    drawn = campaign_figures.named_intervals(rows, tints, "EUR", dark=True, form=",.0f").to_dict(validate=False)
    marks = [layer["mark"]["type"] for layer in drawn["layer"]]
    assert (marks.count("point"), marks.count("rule"), marks.count("text")) == (2, 3, 1)
