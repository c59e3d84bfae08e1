"""The two days of a run: customers are listed for one, and training looks from others."""

import gzip
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.runs import overwrite, point, raw_lake, run_record
from support.sentences import says

from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run import reach
from spanishgas.run.plan import plan_run
from spanishgas.run.pointers import Current
from spanishgas.run.reach import month_end
from spanishgas.run.record import RunRecord
from spanishgas.settings import Settings

LABELS = "customer_id,churned_within_horizon,label_date\n"
READINGS = "customer_id,timestamp,consumption_elec_kwh,consumption_gas_m3\n"
JUNE, SEPTEMBER, NOVEMBER, DECEMBER = (date(2024, *day) for day in ((6, 30), (9, 30), (11, 30), (12, 31)))


def plan(lake: Lake, mode: str = "train", **settings: object) -> RunRecord:
    return plan_run(lake, Settings(**settings), mode, "tuesday")


def readings(*moments: str) -> str:
    return READINGS + "".join(f"C1,{moment},1,1\n" for moment in moments)


def labels(*dates: str) -> str:
    return LABELS + "".join(f"C{number},0,{day}\n" for number, day in enumerate(dates))


@pytest.mark.parametrize("mode", ["train", "score"])
def test_customers_are_listed_for_the_last_whole_month_of_the_readings(mode: str, tmp_path: Path) -> None:
    lake = raw_lake(
        tmp_path,
        churn_label=labels("2024-09-30"),
        consumption_hourly=readings("2024-08-01 00:00:00", "2024-12-30 23:00:00"),
    )
    record = plan(lake, mode)
    assert (record.as_of, record.label_dates) == (NOVEMBER, (SEPTEMBER,) if mode == "train" else ())


def test_the_day_of_the_settings_comes_first(tmp_path: Path) -> None:
    both = readings("2024-01-01 00:00:00", "2024-12-31 23:00:00")
    lake = raw_lake(tmp_path, churn_label=labels("2024-12-31", "2024-11-30"), consumption_hourly=both)
    record = plan(lake, as_of=date(2024, 12, 30))
    assert (record.as_of, record.files_as_of, record.label_dates) == (date(2024, 12, 30), DECEMBER, (NOVEMBER,))
    assert plan(lake, as_of=date(2025, 1, 31)).files_as_of == date(2025, 1, 31)


@pytest.mark.parametrize("undated", [labels(""), "customer_id,churned_within_horizon\nC1,0\n"])
def test_labels_without_a_date_are_those_of_the_day(undated: str, tmp_path: Path) -> None:
    record = plan(raw_lake(tmp_path, churn_label=undated))
    assert (record.as_of, record.label_dates) == (DECEMBER, (DECEMBER,))


def test_training_looks_from_every_label_date_that_readings_come_before(tmp_path: Path) -> None:
    lake = raw_lake(
        tmp_path,
        churn_label=labels("2024-12-31", "2024-06-30", "2024-09-30", "2024-07-30", "2025-01-31", "2024-06-30"),
        consumption_hourly=readings("2024-07-01 00:00:00", "2024-12-31 23:00:00"),
    )
    record = plan(lake)
    assert (record.as_of, record.label_dates) == (DECEMBER, (SEPTEMBER, DECEMBER))
    assert [(f.check, f.severity, f.value, f.message) for f in record.findings] == [
        (
            "before_the_readings",
            "warning",
            3.0,
            "churn_label.csv: 3 labels of 2 label dates (2024-06-30 … 2024-07-30) are not trained on: the readings "
            "begin with 2024-07, and no month of them was over then.",
        )
    ]


def test_labels_that_all_come_before_the_readings_are_refused(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label=labels("2024-06-30", "2024-09-30"))
    with says(
        InputError,
        "churn_label.csv, column label_date: no month of readings is over on any label date (2024-06-30 … 2024-09-30); "
        "the readings begin with 2024-12. Give earlier readings, or later labels.",
    ):
        plan(lake)


@pytest.mark.parametrize(("last", "as_of"), [("2024-12-31 23:00:00", NOVEMBER), ("2024-12-30 23:00:00", NOVEMBER)])
def test_labels_of_a_day_that_the_run_does_not_see_are_refused(last: str, as_of: date, tmp_path: Path) -> None:
    both = readings("2024-11-01 00:00:00", last)
    lake = raw_lake(tmp_path, churn_label=labels("2025-01-31", "2024-12-31"), consumption_hourly=both)
    with says(
        InputError,
        "churn_label.csv, column label_date: every label begins its horizon after 2024-11-30, the day the run looks "
        "from, the first on 2024-12-31. Is a month of readings missing? Give the readings up to then and --as-of "
        "2024-12-31 or later, or score with --mode score.",
    ):
        plan(lake, as_of=as_of)
    assert plan(lake, "score", as_of=as_of).as_of == NOVEMBER


WHOLE = [f"2024-11-{day:02} {hour:02}:00:00" for day in (1, 30) for hour in (0, 23)]
HELD = {
    "nothing": (),
    "1 of 744 hours in 1 rows, the last of 2024-12-06 07:00": ("2024-12-06 07:00:00",),
    "2 of 744 hours in 3 rows, the last of 2024-12-31 21:00": (
        "2024-12-01 00:00:00",
        "2024-12-31 21:00:00",
        "2024-12-31 21:00:00",
    ),
}


def published(lake: Lake, day: date) -> None:
    overwrite(lake, run_record("r1", status="published", as_of=day))
    point(lake, Current(run_id="r1", mode="train", as_of=day, model_id="E5-1", tables={}, documents={}))


@pytest.mark.parametrize("held", HELD)
@pytest.mark.parametrize("mode", ["train", "score"])
def test_a_last_month_that_is_not_whole_is_said_of_the_readings(held: str, mode: str, tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label=labels("2024-12-31"), consumption_hourly=readings(*[*WHOLE, *HELD[held]]))
    reach = "consumption_hourly_1.csv, column timestamp: the readings are whole up to 2024-11-30, and"
    if mode == "score":
        assert plan(lake, mode).as_of == NOVEMBER  # files that end within a month are honest as long as nobody needs it
    else:
        with says(
            InputError,
            f"{reach} the first label of churn_label.csv is of 2024-12-31. Of 2024-12 they hold {held}. Add the "
            "missing readings, or score with --mode score.",
        ):
            plan(lake, mode)
    published(lake, DECEMBER)
    with says(
        InputError,
        f"{reach} run r1 is published as of 2024-12-31. Of 2024-12 they hold {held}. Add the missing readings, or go "
        "back to 2024-11-30 knowingly by --replace-newer.",
    ):
        plan(lake, mode)
    assert plan_run(lake, Settings(), "score", "tuesday", replace_newer=True).as_of == NOVEMBER
    assert plan(lake, mode, as_of=DECEMBER).as_of == DECEMBER  # the cleaned readings tell what is missing


def test_the_files_that_hold_the_month_are_named_and_how_far_they_are_behind(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label=None, consumption_hourly=readings(*WHOLE))
    for part in range(5):
        lake.write(f"raw/consumption_hourly_2024-12_{part}.csv", readings("2024-12-05 00:00:00").encode())
    published(lake, date(2025, 2, 28))
    with says(
        InputError,
        "consumption_hourly_2024-12_0.csv, consumption_hourly_2024-12_1.csv, consumption_hourly_2024-12_2.csv and 2 "
        "more, column timestamp: the readings are whole up to 2024-11-30, and run r1 is published as of 2025-02-28. Of "
        "2024-12 they hold 1 of 744 hours in 5 rows, the last of 2024-12-05 00:00, and nothing of the "
        "months after it up to 2025-02. Add the missing readings, or go back to 2024-11-30 knowingly by "
        "--replace-newer.",
    ):
        plan(lake, "score")


def test_the_month_is_told_on_the_spanish_clock(tmp_path: Path) -> None:
    lake = raw_lake(
        tmp_path, churn_label=None, consumption_hourly=readings("2024-10-31 23:00:00", "2024-11-30 22:00:00")
    )
    published(lake, DECEMBER)
    with pytest.raises(InputError, match=r"whole up to 2024-11-30, .* Of 2024-12 they hold nothing\."):
        plan(lake, "score", clock="UTC")


@pytest.mark.parametrize("mode", ["train", "score"])
def test_readings_without_a_whole_month_are_refused_unless_a_day_is_named(mode: str, tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, consumption_hourly=readings("2024-12-06 07:00:00"))
    with says(
        InputError,
        "consumption_hourly_1.csv, column timestamp: the readings hold no whole month, and customers are listed for "
        "the end of one. Of 2024-12 they hold 1 of 744 hours in 1 rows, the last of 2024-12-06 07:00. Add the "
        "missing readings, or name the day by --as-of.",
    ):
        plan(lake, mode)
    assert plan(lake, mode, as_of=DECEMBER).as_of == DECEMBER


@pytest.mark.parametrize("day", [NOVEMBER, date(2024, 12, 30)])
def test_a_published_day_within_a_month_needs_no_more_than_the_month_before(day: date, tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label=None, consumption_hourly=readings(*WHOLE))
    published(lake, day)
    assert plan(lake, "score").as_of == NOVEMBER


@pytest.mark.parametrize("refused", ["customer_id\nC1\n", labels("soon"), "customer_id,churn\nC1,perhaps\n"])
def test_labels_that_the_first_layer_refuses_are_left_to_it(refused: str, tmp_path: Path) -> None:
    assert plan(raw_lake(tmp_path, churn_label=refused)).label_dates == (DECEMBER,)


def test_the_last_reading_of_all_files_counts(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label=None)
    lake.write("raw/consumption_hourly_0.csv", readings("2025-02-28 23:00:00").encode())
    assert plan(lake, "score").as_of == date(2025, 2, 28)


@pytest.mark.parametrize(("clock", "day"), [("UTC", NOVEMBER), ("local", date(2024, 10, 31))])
def test_a_month_ends_on_the_spanish_clock(clock: str, day: date, tmp_path: Path) -> None:
    both = readings("2024-10-01 00:00:00", "2024-11-30 22:00:00")
    lake = raw_lake(tmp_path, churn_label=None, consumption_hourly=both)
    assert plan(lake, "score", clock=clock).as_of == day


@pytest.mark.parametrize(
    ("last", "day"),
    [
        (datetime(2024, 12, 31, 23), DECEMBER),
        (datetime(2024, 12, 31, 22), NOVEMBER),
        (datetime(2024, 12, 30, 23), NOVEMBER),
        (datetime(2024, 2, 29, 23), date(2024, 2, 29)),
        (datetime(2024, 2, 28, 23), date(2024, 1, 31)),
        (datetime(2025, 2, 28, 23), date(2025, 2, 28)),
        (datetime(2025, 1, 1, 0), DECEMBER),
        (datetime(2025, 1, 31, 23, 30), date(2025, 1, 31)),
    ],
)
def test_a_month_counts_once_its_last_hour_is_there(last: datetime, day: date) -> None:
    assert month_end(last) == day


@given(st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))
def test_the_day_is_a_months_end_that_the_readings_reach(last: datetime) -> None:
    day = month_end(last)
    assert day <= last.date()
    assert (last.date() - day).days <= 31
    assert date.fromordinal(day.toordinal() + 1).day == 1


def test_readings_without_time_cannot_tell_the_day(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label=None, consumption_hourly=readings(""))
    with says(InputError, "The readings hold no timestamp, so no month is known to be whole. Name the day by --as-of."):
        plan(lake, "score")
    assert plan(lake, "score", as_of=DECEMBER).as_of == DECEMBER
    lake = Lake(tmp_path)
    lake.write("raw/churn_label.csv", labels("2024-09-30").encode())
    assert plan(lake, as_of=DECEMBER).label_dates == (SEPTEMBER,)  # what is wrong with the readings is said of them


def test_readings_that_cannot_tell_the_day_are_refused_by_file_and_row(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label=None)
    lake.write("raw/consumption_hourly_2.csv", readings("2024-11-30 23:00:00", "soon").encode())
    with says(
        InputError,
        "consumption_hourly_2.csv, column timestamp, row 3: found 'soon', expected a timestamp like 2024-12-31 "
        "23:00:00.",
    ):
        plan(lake, "score")


def test_where_no_day_can_be_told_all_else_that_is_to_mend_is_said_too(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label="who\nC1\n", consumption_hourly=readings("soon"))
    with pytest.raises(InputError) as refused:
        plan(lake)
    named = [line.partition(",")[0] for line in str(refused.value).splitlines()]
    assert named == ["consumption_hourly_1.csv", "churn_label.csv"]


def test_readings_that_are_cut_off_cannot_tell_the_day(tmp_path: Path) -> None:
    lake = raw_lake(tmp_path, churn_label=None)
    cut = gzip.compress(readings(*["2024-11-30 23:00:00"] * 20_000).encode(), 1, mtime=0)[:-30]
    lake.write("raw/consumption_hourly_2.csv.gz", cut)
    with pytest.raises(
        InputError, match=r"^consumption_hourly_2\.csv\.gz, row [\d,]+: the gzip file is cut off here, before"
    ):
        plan(lake, "score")


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), pl.exceptions.ComputeError("odd")])
def test_what_is_no_matter_of_content_stays_what_it_is(error: Exception, tmp_path: Path, monkeypatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    lake = raw_lake(tmp_path, churn_label=None)
    table = SimpleNamespace(select=lambda *_: SimpleNamespace(collect=fail))
    monkeypatch.setattr(reach, "bronze_readings", lambda *_, **__: SimpleNamespace(table=table))
    with pytest.raises(type(error)) as raised:
        plan(lake, "score")
    assert raised.value is error


def test_one_reading_of_a_wrong_year_is_named_instead_of_choosing_the_day(tmp_path: Path) -> None:
    whole = [f"2024-11-{day:02}" for day in range(1, 31)] + [f"2024-12-{day:02}" for day in range(1, 32)]
    hours = [f"{day} {hour:02}:00:00" for day in whole for hour in range(24)]
    lake = raw_lake(tmp_path, consumption_hourly=readings(*hours, "2034-01-05 00:00:00"))
    with says(
        InputError,
        "consumption_hourly_1.csv, column timestamp, customer C1: the last reading is of 2034-01-05 00:00, and 1 of "
        "all readings lies after 2024-12, with empty months between. Correct it, or name the day by --as-of, such as "
        "2024-12-31.",
    ):
        plan(lake, "score")
    assert plan(lake, "score", as_of=DECEMBER).as_of == DECEMBER
