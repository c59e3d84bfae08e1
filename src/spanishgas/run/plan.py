"""What a run starts from, fixed before its first step: fingerprints of inputs, settings and rules, and its day."""

import calendar
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.bronze.outcomes import refuse_alike
from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.readings import Clock, explain_unreadable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.tables import bronze_labels, bronze_readings
from spanishgas.errors import GateError, InputError, RunError, refuse_all
from spanishgas.lake import Lake
from spanishgas.model.experiments import Experiments
from spanishgas.model.feature_sources import FeatureSources
from spanishgas.pipelines import BRONZE, RULE_BOOKS
from spanishgas.policy import Policy
from spanishgas.run.inputs import input_record, recognise_inputs
from spanishgas.run.pointers import load_champion
from spanishgas.run.process import this_process
from spanishgas.run.raw_files import RAW, Limits, RawFile, find_raw_files, open_raw
from spanishgas.run.record import Champion, Mode, RunRecord
from spanishgas.run.source_hash import code_version, library_versions
from spanishgas.run.store import check_run_id
from spanishgas.settings import RUN_SETTINGS, RunSettings, Settings
from spanishgas.silver.reading_rules import ReadingRules
from spanishgas.silver.sentiment import VADER

LABELS, READINGS = "bronze_labels", "bronze_readings"
_SPAIN = ZoneInfo("Europe/Madrid")


def plan_run(lake: Lake, settings: Settings, mode: Mode, run_id: str) -> RunRecord:
    """A new run's record, not yet saved.

    Raises:
        InputError: files are missing, no day can be told, a rule book or a name in the settings is not what it must be.
    """
    own_columns = OwnColumns.load(settings.columns_file)
    columns = own_columns.added_to(ColumnRegistry.load())
    Experiments.load().experiment(settings.experiment)
    ReadingRules.load().accepted(settings.accept_readings)
    FeatureSources.load().waived(settings.score_without)
    policy = Policy.load(settings.policy_file)
    found = find_raw_files(lake, columns)
    door = _Door(lake, columns, settings)
    files = found.files
    refusals = found.refusals
    if mode == "train" and not files[LABELS]:
        text = (
            f"{lake.uri(RAW)}: there is no churn_label file; training needs it, with the columns customer_id and "
            "churned_within_horizon (or use --mode score)."
        )
        refusals = [*refusals, InputError(text)]
    refuse_all(refusals)
    if mode == "train":
        _check_outcomes(door, files[LABELS][0])
    if mode == "train" and settings.as_of:
        _check_labels_are_later(door, files[LABELS][0], settings.as_of)
    champion = load_champion(lake)
    if mode == "score" and champion:
        check_meets_gate(champion, policy)
    return RunRecord(
        run_id=check_run_id(run_id),
        record_version=2,
        process=this_process(),
        mode=mode,
        as_of=settings.as_of or _as_of_files(door, files, settings.clock),
        started_at=datetime.now(UTC),
        code_version=code_version(),
        settings=RunSettings(**settings.model_dump(include=set(RUN_SETTINGS))),
        policy=policy,
        rules=rule_fingerprints(settings.sentiment_model, own_columns),
        own_columns=own_columns,
        libraries=library_versions(),
        champion_before=champion and champion.model_id,
        inputs=[input_record(lake, file) for dataset in sorted(files) for file in files[dataset]],
        findings=found.findings,
    )


def check_meets_gate(champion: Champion, policy: Policy) -> None:
    """Only a champion that meets the policy's gate scores. Source: RULES, promotion gate.

    Raises:
        GateError: what it reached when it was promoted is less than the policy asks for now, or was never kept.
    """
    gate, reached = policy.promotion.minimum_pr_auc, champion.test_pr_auc
    if reached is None or not reached >= gate:
        said = "has no PR-AUC on record" if reached is None else f"reached a PR-AUC of {reached:.4f}"
        raise GateError(
            f"Champion {champion.model_id} {said} on untouched customers when it was promoted, and the policy asks for "
            f"{gate:.2f}: it may not score. Train anew (--mode train). Nothing was published."
        )


@dataclass(frozen=True)
class _Door:
    """Opens a lake's raw files as a run with these settings would."""

    lake: Lake
    columns: ColumnRegistry
    settings: Settings

    def open(self, file: RawFile) -> RawTable:
        return open_raw(self.lake, file, self.columns.datasets[file.dataset], Limits.of(self.settings))


def rule_fingerprints(sentiment_model: str, own_columns: OwnColumns | None = None) -> dict[str, str]:
    """The fingerprint of every rule book, and of the sentiment model's files where it is a folder."""
    books = {name: book.load().fingerprint() for name, book in RULE_BOOKS.items()}
    books["columns"] = (own_columns or OwnColumns()).added_to(ColumnRegistry.load()).fingerprint()
    return books if sentiment_model == VADER else {**books, "sentiment_model": _folder_hash(Path(sentiment_model))}


def _folder_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as content:
            digest.update(f"{file.relative_to(folder)}:{hashlib.file_digest(content, 'sha256').hexdigest()};".encode())
    return digest.hexdigest()


def check_unchanged(lake: Lake, record: RunRecord) -> None:
    """Refuse to go on with a run when what decides it has changed since it started.

    Raises:
        SupersededError: a raw file has changed.
        RunError: the code or the rules have.
    """
    recognise_inputs(lake, record)
    if record.code_version != code_version():
        raise RunError(
            f"Run {record.run_id} was started by version {record.code_version}, this is {code_version()}: its tables "
            "would be of two makings. Start a new run instead."
        )
    now = rule_fingerprints(record.settings.sentiment_model, _own_columns_now(record))
    changed = [name for name, fingerprint in record.rules.items() if now.get(name) != fingerprint]
    if changed:
        raise RunError(f"{', '.join(changed)} changed since run {record.run_id} started. Start a new run instead.")


def _own_columns_now(record: RunRecord) -> OwnColumns:
    """What the retailer's file of columns says today; where the file is gone, what the record has kept of it."""
    file = record.settings.columns_file
    return OwnColumns.load(file) if file is not None and file.exists() else record.own_columns


def _label_dates(door: _Door, file: RawFile) -> list[date]:
    """The different label dates of the labels, the earliest first; none where the column is missing."""
    labels = bronze_labels(door.open(file), columns=door.columns).table
    dates = labels.select("label_date").unique().drop_nulls()
    return dates.collect()["label_date"].sort().to_list()


def _check_outcomes(door: _Door, file: RawFile) -> None:
    """No model can be trained on outcomes that are all alike: say so before the readings are read."""
    try:
        labels = bronze_labels(door.open(file), columns=door.columns).table.collect()
    except InputError:
        return  # the first layer refuses the file for the same reason, and then the run's record says so
    refuse_alike(labels, file.name, door.columns.datasets[LABELS])


def _check_labels_are_later(door: _Door, file: RawFile, as_of: date) -> None:
    """No feature may see what a label tells: the horizon must not have begun on the day the features look from."""
    try:
        first = next(iter(_label_dates(door, file)), None)
    except InputError:
        return  # the first layer refuses the file for the same reason, and then the run's record says so
    if first is not None and first < as_of:
        raise InputError(
            f"{file.name}, column label_date: {first} is before {as_of}, the day the features look from, so they would "
            f"see what happened after. Train with --as-of {first}, or score with --mode score."
        )


def _as_of_files(door: _Door, files: dict[str, list[RawFile]], clock: Clock) -> date:
    """The day that the files tell. Raises InputError where none does, with all that else is to mend."""
    try:
        return _default_as_of(door, files, clock)
    except InputError as refusal:
        others = _unreadable(door, [of_table[0] for of_table in files.values() if of_table])
        refuse_all([refusal, *(other for other in others if str(other) != str(refusal))])
        raise


def _unreadable(door: _Door, files: list[RawFile]) -> Iterator[InputError]:
    """What the first layer would refuse in the files that are read whole."""
    makers = {step.name: step.function for step in BRONZE.steps}
    for file in files:
        if door.columns.datasets[file.dataset].several:
            continue
        try:
            makers[file.dataset](door.open(file), columns=door.columns)
        except InputError as refusal:
            yield refusal


def _default_as_of(door: _Door, files: dict[str, list[RawFile]], clock: Clock) -> date:
    """The label date, else the end of the last month that the readings cover. Source: FEATURES.md, as_of."""
    if files[LABELS]:
        found = _label_dates(door, files[LABELS][0])
        if len(found) > 1:
            raise InputError(
                f"{files[LABELS][0].name}, column label_date: {len(found)} different dates ({found[0]} … {found[-1]}). "
                "One label date a run is expected; name the day with --as-of."
            )
        if found:
            return found[0]
    opened = [door.open(file) for file in files[READINGS]]
    readings = bronze_readings(opened, clock=clock, columns=door.columns).table
    last = _last_reading(readings, opened, door.columns)
    if last is None:
        raise InputError("The readings hold no timestamp, and the labels no label_date. Name the day with --as-of.")
    return _last_month_end(last if clock == "local" else last.replace(tzinfo=UTC).astimezone(_SPAIN))


def _last_reading(readings: pl.LazyFrame, opened: list[RawTable], columns: ColumnRegistry) -> datetime | None:
    try:
        return readings.select(pl.col("timestamp").max()).collect(engine="streaming").item()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # a missing permission is no matter of a file's content
        for raw in opened:
            if explained := explain_unreadable(raw, columns=columns):
                raise explained from error
        raise


def _last_month_end(last: datetime) -> date:
    """The last day of the month that ends at or before an hour-beginning reading; its last hour begins at 23:00."""
    days = calendar.monthrange(last.year, last.month)[1]
    if (last.day, last.hour) == (days, 23):
        return date(last.year, last.month, days)
    return date(last.year, last.month, 1) - timedelta(days=1)
