"""A lake in a bucket as it was at an earlier time: the versions of then become the current ones again.

Nothing is destroyed: what is brought back is copied over, and what came later is taken away by a marker that a bucket
with versions can undo. Tables come before pointers, and what came later goes last, so that readers see a whole run at
every moment. Locks, the proofs of what was forgotten and what the trigger says of itself stay as they are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.manifest import MANIFEST
from spanishgas.run.pointers import CHAMPION, load_current
from spanishgas.run.store import CURRENT, list_records, load_record
from spanishgas.upkeep.clean import refuse_at_work
from spanishgas.upkeep.proof import FORGOTTEN_PREFIX
from spanishgas.upkeep.search import LOCKS

Tell = Callable[[str, float], None]
"""Whoever is told which key is at work, and the share of all that is done."""


@dataclass(frozen=True)
class Version:
    """One version of an object; ``is_gone`` for the marker of a deletion."""

    key: str
    version_id: str
    tag: str
    """Its entity tag; nothing for the marker of a deletion. Equal tags are equal contents, and under a key of KMS equal
    contents have other tags: then what was copied is copied again, which does no harm."""
    written_at: datetime
    is_latest: bool
    is_gone: bool


@dataclass(frozen=True)
class Restoration:
    """What has to be done for a lake to be as it was: versions to copy over, and keys that were not there yet."""

    brought: tuple[Version, ...]
    taken: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of what is brought back."""
        return tuple(each.key for each in self.brought)


def plan_restoration(client: Any, lake: Lake, until: datetime) -> Restoration:
    """What differs between the lake and what it was at a time.

    Raises:
        RunError: the lake is in no bucket that keeps versions, a run is at work in it, or customers were forgotten
            since then.
    """
    bucket, prefix = _place(lake)
    if client.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
        raise RunError(f"The bucket {bucket} keeps no versions, so nothing of an earlier time can be brought back.")
    refuse_at_work(lake, list_records(lake)[0], datetime.now(UTC))
    brought, taken = list[Version](), list[str]()
    for key, versions in _versions(client, bucket, prefix).items():
        if key.startswith(FORGOTTEN_PREFIX):
            _refuse_forgotten(versions, until)
        elif not key.startswith(LOCKS) and key != MANIFEST:
            before = next((each for each in versions if each.written_at <= until), None)
            now = versions[0]
            if before is None or before.is_gone:
                taken += [] if now.is_gone else [key]
            elif before.tag != now.tag:
                brought.append(before)
    return Restoration(tuple(sorted(brought, key=_pointers_last)), tuple(taken))


def restore(client: Any, lake: Lake, restoration: Restoration, tell: Tell) -> None:
    """Carry a restoration out; one that is ended half-way is planned and given again."""
    bucket, prefix = _place(lake)
    whole = max(len(restoration.brought) + len(restoration.taken), 1)
    for number, each in enumerate(restoration.brought):
        tell(each.key, number / whole)
        source = {"Bucket": bucket, "Key": prefix + each.key, "VersionId": each.version_id}
        client.copy(source, bucket, prefix + each.key)  # in parts where it is big
    for number, key in enumerate(restoration.taken, len(restoration.brought)):
        tell(key, number / whole)
        client.delete_object(Bucket=bucket, Key=prefix + key)


def missing_keys(lake: Lake) -> list[str]:
    """What the published run wrote and the lake does not hold: its versions had expired. Empty where all is there."""
    current = load_current(lake)
    steps = load_record(lake, current.run_id).steps if current else []
    there = {item.key for item in lake.list("")}
    return sorted(key for step in steps for key in step.keys if key not in there)


def _place(lake: Lake) -> tuple[str, str]:
    if not lake.is_s3:
        raise RunError(f"{lake} is a folder, which keeps no versions. Restore it from a backup of your own.")
    bucket, _, prefix = lake.root.removeprefix("s3://").partition("/")
    return bucket, f"{prefix}/" if prefix else ""


def _versions(client: Any, bucket: str, prefix: str) -> dict[str, list[Version]]:
    """All versions of every key of the lake, the latest first; S3 tells seconds, and of one second content counts."""
    found: dict[str, list[Version]] = {}
    for page in client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix):
        for kind in ("Versions", "DeleteMarkers"):
            for item in page.get(kind, []):
                key = item["Key"].removeprefix(prefix)
                version = Version(
                    key=key,
                    version_id=item["VersionId"],
                    tag=item.get("ETag", ""),
                    written_at=item["LastModified"],
                    is_latest=item["IsLatest"],
                    is_gone=kind == "DeleteMarkers",
                )
                found.setdefault(key, []).append(version)
    for versions in found.values():
        versions.sort(key=lambda each: (each.is_latest, each.written_at, not each.is_gone), reverse=True)
    return found


def _refuse_forgotten(versions: Iterable[Version], until: datetime) -> None:
    """Going back to before customers were forgotten would bring them back."""
    if later := [each for each in versions if each.written_at > until and not each.is_gone]:
        raise RunError(
            f"Customers were forgotten on {later[0].written_at:%Y-%m-%d %H:%M} UTC ({later[0].key}): what was there "
            "before would bring them back. Restore a later time."
        )


def _pointers_last(version: Version) -> bool:
    return version.key in (CHAMPION, CURRENT)
