"""What a run starts from, fixed before its first step: fingerprints of inputs, settings and rules, and its days."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from spanishgas.bronze.column_names import OwnColumns
from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.campaigns.store import campaign_ids, learned_from
from spanishgas.errors import GateError, InputError, RunError, refuse_all
from spanishgas.lake import Lake
from spanishgas.model.experiments import Experiments
from spanishgas.model.feature_sources import FeatureSources
from spanishgas.pipelines import RULE_BOOKS
from spanishgas.policy import Policy
from spanishgas.run.days import LABELS, days_of
from spanishgas.run.door import Door
from spanishgas.run.inputs import input_record, recognise_inputs, unchanged_listing, without_copies
from spanishgas.run.pointers import load_champion, load_current
from spanishgas.run.process import this_process
from spanishgas.run.raw_files import RAW, find_raw_files
from spanishgas.run.record import RECORD_VERSION, Champion, Mode, RunRecord
from spanishgas.run.source_hash import code_version, library_versions
from spanishgas.run.store import check_run_id, list_records
from spanishgas.settings import RUN_SETTINGS, RunSettings, Settings
from spanishgas.silver.reading_rules import ReadingRules
from spanishgas.texts.choose import reader_fingerprint

READER = "sentiment_model"
"""The rule that is no book: what a record calls the reader of texts."""


def plan_run(
    lake: Lake,
    settings: Settings,
    mode: Mode,
    run_id: str,
    *,
    replace_newer: bool = False,
    listing: str | None = None,
) -> RunRecord:
    """A new run's record, not yet saved; it may look from an earlier day than the published one where asked to.

    Where the digest of a listing is given, the run is for these files and no others.

    Raises:
        SupersededError: something else lies in ``raw/`` than the listing says.
        InputError: files are missing, no day can be told, the readings do not reach the published one, a rule book or a
            name in the settings is not what it must be.
    """
    with unchanged_listing(lake, listing):
        return _planned(lake, settings, mode, run_id, replace_newer=replace_newer)


def _planned(lake: Lake, settings: Settings, mode: Mode, run_id: str, *, replace_newer: bool) -> RunRecord:
    own_columns = OwnColumns.load(settings.columns_file)
    columns = own_columns.added_to(ColumnRegistry.load())
    Experiments.load().experiment(settings.experiment)
    ReadingRules.load().accepted(settings.accept_readings)
    FeatureSources.load().waived(settings.score_without)
    policy = Policy.load(settings.policy_file)
    found = find_raw_files(lake, columns)
    door = Door(lake, columns, settings)
    files = found.files
    refusals = found.refusals
    if mode == "train" and not files[LABELS]:
        text = (
            f"{lake.uri(RAW)}: there is no churn_label file; training needs it, with the columns customer_id and "
            "churned_within_horizon (or use --mode score)."
        )
        refusals = [*refusals, InputError(text)]
    refuse_all(refusals)
    days = days_of(door, files, mode, None if replace_newer else load_current(lake))
    champion = load_champion(lake)
    if mode == "score" and champion:
        check_meets_gate(champion, policy)
    learned, _ = learned_from(lake)
    inputs = [input_record(lake, file) for dataset in sorted(files) for file in files[dataset]]
    different, copies = without_copies(inputs)
    return RunRecord(
        run_id=check_run_id(run_id),
        record_version=RECORD_VERSION,
        process=this_process(),
        mode=mode,
        as_of=days.as_of,
        files_as_of=days.files_as_of,
        label_dates=days.label_dates,
        started_at=datetime.now(UTC),
        code_version=code_version(),
        settings=RunSettings(**settings.model_dump(include=set(RUN_SETTINGS))),
        policy=policy,
        rules=rule_fingerprints(settings.sentiment_model, own_columns),
        own_columns=own_columns,
        libraries=library_versions(),
        champion_before=champion and champion.model_id,
        published_before=published_before(lake, days.as_of),
        responses_before=learned and learned.key,
        campaigns_before=tuple(campaign_ids(lake)),
        inputs=different,
        findings=[*found.findings, *copies, *days.findings],
        replaces_newer=replace_newer,
    )


def published_before(lake: Lake, day: date) -> tuple[str, ...]:
    """Of the published runs that foretold from days before this one the last of each day, the earliest day first.

    A run whose champion learned from the outcomes of its day had nothing to foretell.
    """
    records = {record.run_id: record for record in reversed(list_records(lake)[0])}
    earlier = [each for each in records.values() if each.status == "published" and each.as_of < day]
    last = {each.as_of: each.run_id for each in earlier if each.as_of not in _learned_from(each, records)}
    return tuple(last[as_of] for as_of in sorted(last))


def _learned_from(record: RunRecord, records: Mapping[str, RunRecord]) -> tuple[date, ...]:
    """The days that the run, or the one that promoted its champion, learned from."""
    promoting = records.get(record.champion.run_id) if record.champion else None
    return record.learned_from + (promoting.learned_from if promoting else ())


def check_meets_gate(champion: Champion, policy: Policy) -> None:
    """Only a champion that meets the policy's gate scores. Source: RULES, promotion gate.

    Raises:
        GateError: what it reached when it was promoted is less than the policy asks for now, or was never kept.
    """
    experiment, _, _ = champion.model_id.rpartition("-")
    gate, reached = policy.promotion.gate(experiment, champion.test_churn_rate), champion.test_pr_auc
    if reached is None or not reached >= gate:
        said = "has no PR-AUC on record" if reached is None else f"reached a PR-AUC of {reached:.4f}"
        raise GateError(
            f"Champion {champion.model_id} {said} on untouched customers when it was promoted, and the policy asks for "
            f"{gate:.2f}: it may not score. Train anew (--mode train). Nothing was published."
        )


def rule_fingerprints(sentiment_model: str, own_columns: OwnColumns) -> dict[str, str]:
    """The fingerprint of every rule book, and of all that the reader of texts hangs on."""
    books = {name: book.load().fingerprint() for name, book in RULE_BOOKS.items()}
    books["columns"] = own_columns.added_to(ColumnRegistry.load()).fingerprint()
    return {**books, READER: reader_fingerprint(sentiment_model)}


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
            "would mix two versions. Start a new run instead."
        )
    now = rule_fingerprints(record.settings.sentiment_model, _own_columns_now(record))
    changed = [name for name, fingerprint in record.rules.items() if now.get(name) != fingerprint]
    if changed:
        raise RunError(f"{', '.join(changed)} changed since run {record.run_id} started. Start a new run instead.")


def _own_columns_now(record: RunRecord) -> OwnColumns:
    """What the retailer's file of columns says today; where the file is gone, what the record has kept of it."""
    file = record.settings.columns_file
    return OwnColumns.load(file) if file is not None and file.exists() else record.own_columns
