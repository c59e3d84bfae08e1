from datetime import date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.twin import scenario_names, simulate
from spanishgas.twin.choices.course import Course, Hazards
from spanishgas.twin.choices.fitted import calibrated
from spanishgas.twin.files.damage import damaged_tables
from spanishgas.twin.files.extract import simulated
from spanishgas.twin.scenarios import load_scenario
from spanishgas.twin.world.build import build_world

CUSTOMERS = 1500
DAY = date(2024, 12, 31)


@pytest.fixture(scope="module")
def baseline():
    return simulated(CUSTOMERS, 7, load_scenario("baseline"), DAY)


def _chances(extract) -> pl.DataFrame:
    flag = extract.tables["customer_attributes"].select("customer_id", "is_high_competition_province")
    return extract.truth["churn_probability"].join(flag, on="customer_id")


def test_the_scenarios_are_these() -> None:
    happen = ["baseline", "broken_feed", "competitor_campaign", "moving_home", "price_shock"]
    assert scenario_names() == sorted([*happen, "contrast", "half_response", "no_response", "sleeping_dogs"])


def test_a_price_shock_raises_prices_contacts_and_leaving(baseline) -> None:
    shock = simulated(CUSTOMERS, 7, load_scenario("price_shock"), DAY)
    december = pl.col("pricing_date") == date(2024, 12, 1)
    tables = [extract.tables["price_history"].filter(december) for extract in (baseline, shock)]
    prices = [table["variable_price_tier1_eur_kwh"].mean() for table in tables]
    assert prices[1] / prices[0] == pytest.approx(1.25)
    truths = [extract.truth["churn_probability"] for extract in (baseline, shock)]
    chances = [truth["churn_probability_no_offer"].mean() for truth in truths]
    assert chances[1] > 1.3 * chances[0]
    moods = [(truth["mood"] == "negative").sum() for truth in truths]
    assert moods[1] > moods[0]


def test_a_campaign_makes_customers_leave_where_competition_is_strong(baseline) -> None:
    campaign = simulated(CUSTOMERS, 7, load_scenario("competitor_campaign"), DAY)
    before, after = _chances(baseline), _chances(campaign)
    near = before["is_high_competition_province"] == 1
    chance = "churn_probability_no_offer"
    assert after.filter(~near)[chance].equals(before.filter(~near)[chance])
    assert (after.filter(near)[chance] >= before.filter(near)[chance]).all()
    small = near & (before[chance] < 0.02) & (before[chance] > 0.001)
    assert (after.filter(small)[chance] / before.filter(small)[chance]).median() == pytest.approx(2, abs=0.05)


@pytest.mark.parametrize(
    ("name", "begins"),
    [
        ("competitor_campaign", date(2025, 3, 1)),
        ("competitor_campaign", date(2025, 3, 10)),  # within a step of fifteen days
        ("moving_home", date(2025, 3, 1)),
        ("price_shock", date(2025, 3, 1)),
    ],
)
def test_a_scenario_begins_on_the_day_it_is_given(name: str, begins: date) -> None:
    until = date(2025, 4, 30)
    plain = simulated(CUSTOMERS, 7, load_scenario("baseline"), until)
    later = simulated(CUSTOMERS, 7, load_scenario(name, begins), until)
    leavers = [x.truth["departures"] for x in (plain, later)]
    month = pl.col("left_on") < begins
    assert leavers[0].filter(month).equals(leavers[1].filter(month))
    assert leavers[1].filter(~month).height > leavers[0].filter(~month).height


def test_a_campaign_that_begins_within_a_step_counts_from_its_day() -> None:
    world = build_world(60, 7, 90)
    course = Course(world, calibrated(world), load_scenario("competitor_campaign"), from_day=69)
    assert course.under_way(60, 75) == pytest.approx(7 / 15)
    assert course.under_way(np.array([45, 70, 99]), 60).tolist() == [0, 0, 0]
    assert course.under_way(69, 75) == course.under_way(68, 69) == 1
    near = world.people.is_high_competition
    assert set(course.rivalry(60, 75)[near].round(9)) == {round(1 + 7 / 15, 9)}
    assert set(course.rivalry(60, 75)[~near]) == {1}


@pytest.mark.parametrize(
    ("hazard", "share"),
    [(0.2, 0.2), (0.4, 0.4), (0.4 + 0.3 + 0.15, 0.7), (1.3, 1.0)],  # 1 a step throughout, and 0.3 in the last 0.6
)
def test_before_a_campaign_nobody_leaves_sooner_for_it(hazard: float, share: float) -> None:
    each = [np.array([value]) for value in (0.8 + 0.3, 0.2, 0.0, 0.3, 0.4)]
    assert Hazards(*each).share_of_days(np.array([hazard])) == pytest.approx([share])


@pytest.mark.parametrize("name", ["competitor_campaign", "moving_home"])
def test_before_a_scenario_has_begun_nobody_can_know_of_it(baseline, name: str) -> None:
    later = simulated(CUSTOMERS, 7, load_scenario(name, date(2025, 1, 2)), DAY)
    assert later.truth["churn_probability"].equals(baseline.truth["churn_probability"])
    assert not later.truth["departures"].equals(baseline.truth["departures"])


def test_consumption_collapses_one_to_two_months_before_a_move(tmp_path: Path) -> None:
    moves, readings = {}, {}
    for name in ("baseline", "moving_home"):
        extract = simulated(600, 7, load_scenario(name), DAY)
        moves[name] = pl.DataFrame(extract.snapshot.history.events["moves"])
        simulate(tmp_path / name, customers=600, scenario=name)
        readings[name] = pl.scan_parquet(tmp_path / name / "raw/consumption_hourly_2024.parquet")
    movers = moves["moving_home"].join(moves["baseline"], on="number", how="anti").filter(pl.col("since") < -5)
    notice = movers["day"] - movers["since"]
    assert 30 <= notice.min() <= notice.max() <= 60
    day = (pl.col("timestamp").dt.date() - DAY).dt.total_days()
    kwh = {name: _kwh_around(table, movers, day) for name, table in readings.items()}
    both = kwh["baseline"].join(kwh["moving_home"], on="number")
    assert both.height == movers.height > 3
    assert both["before_right"].to_list() == pytest.approx(both["before"].to_list())
    assert (both["quiet_right"] / both["quiet"]).to_list() == pytest.approx([0.03] * both.height, abs=0.02)


def _kwh_around(readings: pl.LazyFrame, movers: pl.DataFrame, day: pl.Expr) -> pl.DataFrame:
    """Electricity of whoever moves, before the meter goes quiet and after it until the move; not counting flaws."""
    kwh = pl.col("consumption_elec_kwh").cast(pl.Float64).clip(lower_bound=0)
    number = pl.col("customer_id").str.slice(1).cast(pl.Int64) - 1
    theirs = readings.with_columns(number=number, on=day).join(movers.lazy(), on="number")
    return (
        theirs.group_by("number")
        .agg(
            kwh.filter(pl.col("on") < pl.col("since") - 31).sum().alias("before"),
            kwh.filter(pl.col("on") >= pl.col("since"), pl.col("on") < pl.col("day")).sum().alias("quiet"),
        )
        .sort("number")
        .collect()
    )


def test_an_offer_does_not_keep_a_mover() -> None:
    extract = simulated(CUSTOMERS, 7, load_scenario("moving_home"), DAY)
    movers = extract.truth["churn_probability"].filter("is_moving")
    assert movers["churn_probability_no_offer"].min() >= 0.85
    drop = (movers["churn_probability_no_offer"] - movers["churn_probability_offer_large"]).max()
    assert drop < 0.02


BREAKS = date(2024, 9, 10)


@pytest.fixture(scope="module", params=["customer", "tariff"])
def broken(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, str]:
    """The published day's extract, a later one, and their layout."""
    targets = [tmp_path_factory.mktemp("broken") for _ in range(2)]
    for target, until in zip(targets, (DAY, date(2025, 1, 20)), strict=True):
        simulate(target, customers=300, scenario="broken_feed", begins=BREAKS, until=until, layout=request.param)
    return *targets, request.param


def _local_readings(target: Path, year: int = 2024) -> pl.DataFrame:
    """Customers, and hours on Spain's clock."""
    table = pl.read_parquet(target / f"raw/consumption_hourly_{year}.parquet")
    if "timestamp_utc" in table.columns:
        local = pl.col("timestamp_utc").dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/Madrid")
        table = table.with_columns(timestamp=local.dt.replace_time_zone(None))
    return table.select("customer_id", "timestamp", pl.col(pl.Float32))


def test_a_broken_feed_renames_a_column_of_all_files_since(broken) -> None:
    columns = pl.read_csv(broken[0] / "raw/customer_attributes.csv").columns
    assert "canal_de_venta" in columns
    assert "sales_channel" not in columns


def test_a_broken_feed_lacks_the_whole_month_of_a_province_on_spains_clock(broken) -> None:
    province = "province" if broken[2] == "tariff" else "province_code"
    customers = pl.read_csv(broken[0] / "raw/customer_attributes.csv", schema_overrides={province: pl.String})
    madrid = customers.filter(pl.col(province) == "28")["customer_id"]
    readings = _local_readings(broken[0]).unique(["customer_id", "timestamp"])
    lacking = readings.filter(pl.col("customer_id").is_in(madrid.implode()))["timestamp"]
    assert not lacking.is_between(datetime(2024, 9, 1), datetime(2024, 9, 30, 23)).any()
    assert lacking.is_in([datetime(2024, 8, 31, 23), datetime(2024, 10, 1)]).sum() == 2 * len(madrid)
    september = readings.filter(pl.col("timestamp").dt.month() == 9)
    assert set(september["customer_id"]) == set(customers["customer_id"]) - set(madrid)


def test_a_broken_feed_repeats_rows_from_its_day_on(broken) -> None:
    readings = _local_readings(broken[0])
    repeated = readings.filter(readings.is_duplicated())
    since = readings.filter(pl.col("timestamp") >= BREAKS)
    assert repeated["timestamp"].min() >= datetime(2024, 9, 10)
    assert repeated.height / 2 / since.height == pytest.approx(0.01, abs=0.001)
    contracts = pl.read_csv(broken[0] / "raw/customer_contracts.csv", try_parse_dates=True)
    twice = contracts.filter(contracts.is_duplicated())
    assert twice.is_empty() or twice["contract_start_date"].min() >= BREAKS


def test_a_later_extract_of_a_broken_feed_repeats_the_same_rows(broken) -> None:
    first, later = (_local_readings(target) for target in broken[:2])
    known = pl.col("customer_id") <= "C00300"
    assert first.equals(later.filter(known))
    days = "interaction_ts" if broken[2] == "tariff" else "date"
    talks = [pl.read_json(target / "raw/customer_interactions.json") for target in broken[:2]]
    assert talks[0].equals(talks[1].filter(pl.col(days) <= "2024-11-30"))
    contracts = [pl.read_csv(target / "raw/customer_contracts.csv", try_parse_dates=True) for target in broken[:2]]
    since = known & (pl.col("contract_start_date") <= DAY)
    assert contracts[0]["contract_id"].equals(contracts[1].filter(since)["contract_id"])


def test_contracts_that_began_before_a_feed_broke_come_once_and_some_of_the_others_twice() -> None:
    rows = {
        "contract_id": [f"K{n:05d}-2" for n in range(2_000)],
        "contract_start_date": [date(2024, 9, 9), BREAKS] * 1_000,
    }
    talks = {"interaction_id": ["I-1", "I-2"], "date": ["2024-09-09", "2024-09-10"]}
    tables = {
        "customer_contracts": pl.DataFrame(rows),
        "customer_interactions": pl.DataFrame(talks),
        "customer_attributes": pl.DataFrame({"sales_channel": ["oficina"]}),
    }
    damage = load_scenario("broken_feed").broken_feed
    damaged = damaged_tables(tables, damage.model_copy(update={"duplicate_share": 0.5}), BREAKS, 7)[
        "customer_contracts"
    ]
    counts = damaged.group_by("contract_start_date").len().sort("contract_start_date")["len"].to_list()
    assert counts == [1_000, pytest.approx(1_500, abs=60)]


def test_a_feed_that_would_break_after_the_files_end_is_refused(tmp_path: Path) -> None:
    sentence = "begins is 2025-01-01: the files end on 2024-12-31, so none of them would be damaged"
    with says(InputError, sentence):
        simulate(tmp_path, customers=60, scenario="broken_feed", begins=date(2025, 1, 1))
    assert not (tmp_path / "raw").exists()
