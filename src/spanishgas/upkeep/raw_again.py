"""The raw files of a past run, brought into a scratch lake: from their copies, or from where they lay if unchanged."""

from collections.abc import Iterator
from pathlib import Path

from spanishgas.lake import Lake
from spanishgas.run.inputs import input_record
from spanishgas.run.kept_raw import kept_raw_key
from spanishgas.run.raw_files import RawFile
from spanishgas.run.record import InputRecord, RunRecord
from spanishgas.upkeep.causes import Cause, short


def bring_raw(lake: Lake, record: RunRecord, scratch: Lake) -> tuple[list[InputRecord], list[Cause]]:
    """Every raw file of a run as it was, in another lake, and which cannot be had any more, and why.

    In a folder files are linked by name (nothing writes to them, and a scratch lake does not outlive them).
    """
    found: list[InputRecord] = []
    missing: list[Cause] = []
    for item in record.inputs:
        had = _bring_version(lake, item, scratch) if lake.is_s3 else _bring_copy(lake, item, scratch)
        if had is None:
            missing.append(Cause("input", item.key, short(item.fingerprint), _why_missing(lake, record, item)))
        else:
            found.append(had)
    return found, missing


def _bring_copy(lake: Lake, item: InputRecord, scratch: Lake) -> InputRecord | None:
    for key in (kept_raw_key(item), item.key):
        if not lake.exists(key):
            continue
        target = _target(scratch, item)
        target.symlink_to(lake.uri(key))
        had = input_record(scratch, RawFile(item.dataset, item.key, item.size))
        if had.fingerprint == item.fingerprint:
            return had
        target.unlink()
    return None


def _bring_version(lake: Lake, item: InputRecord, scratch: Lake) -> InputRecord | None:
    is_there = lake.exists(item.key) and lake.fingerprint(item.key) == item.fingerprint
    if not is_there and item.version is None:
        return None
    try:
        _download(lake.chunks(item.key, None if is_there else item.version), _target(scratch, item))
    except FileNotFoundError:
        return None  # the bucket kept the version for some time only
    return input_record(scratch, RawFile(item.dataset, item.key, item.size))


def _download(chunks: Iterator[bytes], target: Path) -> None:
    with target.open("wb") as file:
        file.writelines(chunks)


def _target(scratch: Lake, item: InputRecord) -> Path:
    path = Path(scratch.uri(item.key))
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _why_missing(lake: Lake, record: RunRecord, item: InputRecord) -> str:
    if note := record.forgotten():
        return f"gone since customers were forgotten on {note.at:%Y-%m-%d}"
    if not lake.exists(item.key):
        return "gone, and no copy of it is kept"
    return f"replaced by {short(lake.fingerprint(item.key))}, and no copy of what it was is kept"
