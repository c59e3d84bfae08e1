"""Copies of raw files, kept by content so that a run can be replayed: for some days, and up to some gigabytes."""

from collections.abc import Iterator
from datetime import datetime

from spanishgas.folder_entries import PARTIAL
from spanishgas.lake import LakeObject
from spanishgas.run.kept_raw import KEPT_RAW
from spanishgas.run.record import RunRecord
from spanishgas.settings import GIGABYTE
from spanishgas.upkeep.survey import Removal, Survey

_TEXT_DATASET = "bronze_interactions"


def going_copies(survey: Survey) -> Iterator[Removal]:
    """Copies that no run which stays has read, that are too old, or too many; the oldest go first.

    Those of runs that stay whole (the published one, held ones, unfinished ones) stay in any case.
    """
    if survey.damaged:
        return
    spare: list[tuple[datetime, LakeObject]] = []
    total = 0
    for item in (item for item in survey.lake.list(KEPT_RAW) if not item.key.endswith(PARTIAL)):
        readers = _readers(survey, item)
        if why := _is_past(survey, readers):
            yield _removal(item, why)
            continue
        total += item.size
        if not any(survey.stays[record.run_id].texts for record, _ in readers):
            spare.append((max(record.started_at for record, _ in readers), item))
    limit = survey.retention.keep_raw_gb
    for _, item in sorted(spare, key=lambda each: (each[0], each[1].key)):
        if total > limit * GIGABYTE:
            total -= item.size
            yield _removal(item, f"copies of raw files may take {limit:g} GB")


def _readers(survey: Survey, item: LakeObject) -> list[tuple[RunRecord, str]]:
    """The runs that stay and have read this content, and what it was to them."""
    sha256 = content_of(item.key)
    return [
        (record, each.dataset)
        for record in survey.records
        if survey.stays[record.run_id].tables
        for each in record.inputs
        if each.fingerprint == f"sha256:{sha256}"
    ]


def _is_past(survey: Survey, readers: list[tuple[RunRecord, str]]) -> str | None:
    if not readers:
        return "no run that stays has read it"
    if any(survey.stays[record.run_id].texts for record, _ in readers):
        return None
    days, why = survey.retention.keep_raw_days, "copies of raw files are kept for {} days"
    if any(dataset == _TEXT_DATASET for _, dataset in readers) and survey.retention.keep_text_days < days:
        days, why = survey.retention.keep_text_days, "texts are kept for {} days"
    return why.format(days) if all(survey.is_older(record, days) for record, _ in readers) else None


def content_of(key: str) -> str:
    """The SHA-256 of the content that a copy's key names."""
    return key.removeprefix(KEPT_RAW).partition(".")[0]


def _removal(item: LakeObject, why: str) -> Removal:
    return Removal(item.key, item.size, "raw copies", why)
