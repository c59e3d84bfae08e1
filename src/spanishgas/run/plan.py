"""What a run starts from, fixed before its first step: fingerprints of inputs, settings, the day it looks from."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from spanishgas import __version__
from spanishgas.bronze.readings import Clock
from spanishgas.bronze.tables import bronze_labels, bronze_readings
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.policy import load_policy
from spanishgas.run.raw_files import READINGS, RawFile, find_raw_files, open_readings, open_table
from spanishgas.run.record import InputRecord, Mode, RunRecord, champion_id, check_run_id
from spanishgas.settings import RUN_SETTINGS, Settings

LABELS = "bronze_labels"
_SPAIN = ZoneInfo("Europe/Madrid")


def plan_run(lake: Lake, settings: Settings, mode: Mode, run_id: str) -> RunRecord:
    """A new run's record, not yet saved. Raises InputError when files are missing or no day can be told."""
    files = find_raw_files(lake)
    if mode == "train" and not files[LABELS]:
        raise InputError(f"{lake.uri('raw/')}: there is no churn_label file; training needs it (or use --mode score).")
    if mode == "train" and settings.as_of:
        _check_labels_are_later(lake, files[LABELS][0], settings.as_of)
    inputs = [
        InputRecord(dataset=file.dataset, key=file.key, size=file.size, fingerprint=lake.fingerprint(file.key))
        for dataset in sorted(files)
        for file in files[dataset]
    ]
    return RunRecord(
        run_id=check_run_id(run_id),
        mode=mode,
        as_of=settings.as_of or _default_as_of(lake, files, settings.clock),
        started_at=datetime.now(UTC),
        code_version=__version__,
        settings=settings.model_dump(mode="json", include=set(RUN_SETTINGS)),
        policy=load_policy(settings.policy_file).model_dump(mode="json", by_alias=True),
        champion_before=champion_id(lake),
        inputs=inputs,
    )


def _label_dates(lake: Lake, file: RawFile) -> list[date]:
    """The different label dates of the labels, the earliest first; none where the column is missing."""
    dates = bronze_labels(open_table(lake, file)).table.select("label_date").unique().drop_nulls()
    return dates.collect()["label_date"].sort().to_list()


def _check_labels_are_later(lake: Lake, file: RawFile, as_of: date) -> None:
    """No feature may see what a label tells: the horizon must not have begun on the day the features look from."""
    try:
        first = next(iter(_label_dates(lake, file)), None)
    except InputError:
        return  # the first layer refuses the file for the same reason, and then the run's record says so
    if first is not None and first < as_of:
        raise InputError(
            f"{file.name}, column label_date: {first} is before {as_of}, the day the features look from, so they would "
            f"see what happened after. Train with --as-of {first}, or score with --mode score."
        )


def _default_as_of(lake: Lake, files: dict[str, list[RawFile]], clock: Clock) -> date:
    """The label date, else the end of the last month that the readings cover. Source: FEATURES.md, as_of."""
    if files[LABELS]:
        found = _label_dates(lake, files[LABELS][0])
        if len(found) > 1:
            raise InputError(
                f"{files[LABELS][0].name}, column label_date: {len(found)} different dates ({found[0]} … {found[-1]}). "
                "One label date a run is expected; name the day with --as-of."
            )
        if found:
            return found[0]
    readings = bronze_readings([open_readings(lake, file) for file in files[READINGS]], clock=clock).table
    last: datetime | None = readings.select(pl.col("timestamp").max()).collect(engine="streaming").item()
    if last is None:
        raise InputError("The readings hold no timestamp, and the labels no label_date. Name the day with --as-of.")
    return _last_month_end(last if clock == "local" else last.replace(tzinfo=UTC).astimezone(_SPAIN))


def _last_month_end(last: datetime) -> date:
    """The last day of the month that ends at or before an hour-beginning reading; its last hour begins at 23:00."""
    days = calendar.monthrange(last.year, last.month)[1]
    if (last.day, last.hour) == (days, 23):
        return date(last.year, last.month, days)
    return date(last.year, last.month, 1) - timedelta(days=1)


def check_unchanged(lake: Lake, record: RunRecord) -> None:
    """Refuse to go on with a run whose inputs have changed since it started."""
    for item in record.inputs:
        if not lake.exists(item.key) or lake.fingerprint(item.key) != item.fingerprint:
            raise InputError(f"{item.key} has changed since run {record.run_id} started. Start a new run instead.")
