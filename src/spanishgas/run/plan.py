"""What a run starts from, fixed before its first step: fingerprints of inputs, settings and rules, and its day."""

import calendar
import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from spanishgas.bronze.outcomes import refuse_alike
from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.readings import Clock, explain_unreadable
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.tables import bronze_labels, bronze_readings
from spanishgas.errors import GateError, InputError, RunError
from spanishgas.lake import Lake
from spanishgas.model.experiments import Experiments
from spanishgas.model.feature_sources import FeatureSources
from spanishgas.pipelines import RULE_BOOKS
from spanishgas.policy import Policy
from spanishgas.run.inputs import input_record, recognise_inputs
from spanishgas.run.pointers import load_champion
from spanishgas.run.process import this_process
from spanishgas.run.raw_files import RAW, RawFile, find_raw_files, open_scan, open_words
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
    columns = ColumnRegistry.load()
    Experiments.load().experiment(settings.experiment)
    ReadingRules.load().accepted(settings.accept_readings)
    FeatureSources.load().waived(settings.score_without)
    files = find_raw_files(lake, columns)
    if mode == "train" and not files[LABELS]:
        raise InputError(f"{lake.uri(RAW)}: there is no churn_label file; training needs it (or use --mode score).")
    if mode == "train":
        _check_outcomes(lake, files[LABELS][0], columns)
    if mode == "train" and settings.as_of:
        _check_labels_are_later(lake, files[LABELS][0], settings.as_of, columns)
    policy = Policy.load(settings.policy_file)
    champion = load_champion(lake)
    if mode == "score" and champion:
        check_meets_gate(champion, policy)
    return RunRecord(
        run_id=check_run_id(run_id),
        record_version=2,
        process=this_process(),
        mode=mode,
        as_of=settings.as_of or _default_as_of(lake, files, settings.clock, columns),
        started_at=datetime.now(UTC),
        code_version=code_version(),
        settings=RunSettings(**settings.model_dump(include=set(RUN_SETTINGS))),
        policy=policy,
        rules=rule_fingerprints(settings.sentiment_model),
        libraries=library_versions(),
        champion_before=champion and champion.model_id,
        inputs=[input_record(lake, file) for dataset in sorted(files) for file in files[dataset]],
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


def rule_fingerprints(sentiment_model: str) -> dict[str, str]:
    """The fingerprint of every rule book, and of the sentiment model's files where it is a folder."""
    books = {name: book.load().fingerprint() for name, book in RULE_BOOKS.items()}
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
    now = rule_fingerprints(record.settings.sentiment_model)
    changed = [name for name, fingerprint in record.rules.items() if now.get(name) != fingerprint]
    if changed:
        raise RunError(f"{', '.join(changed)} changed since run {record.run_id} started. Start a new run instead.")


def _label_dates(lake: Lake, file: RawFile, columns: ColumnRegistry) -> list[date]:
    """The different label dates of the labels, the earliest first; none where the column is missing."""
    dates = bronze_labels(open_words(lake, file), columns=columns).table.select("label_date").unique().drop_nulls()
    return dates.collect()["label_date"].sort().to_list()


def _check_outcomes(lake: Lake, file: RawFile, columns: ColumnRegistry) -> None:
    """No model can be trained on outcomes that are all alike: say so before the readings are read."""
    try:
        labels = bronze_labels(open_words(lake, file), columns=columns).table.collect()
    except InputError:
        return  # the first layer refuses the file for the same reason, and then the run's record says so
    refuse_alike(labels, file.name, columns.datasets[LABELS])


def _check_labels_are_later(lake: Lake, file: RawFile, as_of: date, columns: ColumnRegistry) -> None:
    """No feature may see what a label tells: the horizon must not have begun on the day the features look from."""
    try:
        first = next(iter(_label_dates(lake, file, columns)), None)
    except InputError:
        return  # the first layer refuses the file for the same reason, and then the run's record says so
    if first is not None and first < as_of:
        raise InputError(
            f"{file.name}, column label_date: {first} is before {as_of}, the day the features look from, so they would "
            f"see what happened after. Train with --as-of {first}, or score with --mode score."
        )


def _default_as_of(lake: Lake, files: dict[str, list[RawFile]], clock: Clock, columns: ColumnRegistry) -> date:
    """The label date, else the end of the last month that the readings cover. Source: FEATURES.md, as_of."""
    if files[LABELS]:
        found = _label_dates(lake, files[LABELS][0], columns)
        if len(found) > 1:
            raise InputError(
                f"{files[LABELS][0].name}, column label_date: {len(found)} different dates ({found[0]} … {found[-1]}). "
                "One label date a run is expected; name the day with --as-of."
            )
        if found:
            return found[0]
    opened = [open_scan(lake, file) for file in files[READINGS]]
    readings = bronze_readings(opened, clock=clock, columns=columns).table
    last = _last_reading(readings, opened, columns)
    if last is None:
        raise InputError("The readings hold no timestamp, and the labels no label_date. Name the day with --as-of.")
    return _last_month_end(last if clock == "local" else last.replace(tzinfo=UTC).astimezone(_SPAIN))


def _last_reading(readings: pl.LazyFrame, opened: list[RawTable], columns: ColumnRegistry) -> datetime | None:
    try:
        return readings.select(pl.col("timestamp").max()).collect(engine="streaming").item()
    except (pl.exceptions.PolarsError, OSError) as error:
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
