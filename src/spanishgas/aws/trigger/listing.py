"""What lies in ``raw/`` of the bucket, and what its files hold, looked at once a version.

Equal contents are told by S3's own checksum of a whole object. Where it has none, a small file is read and hashed; a
big one counts by the checksum of its parts, else by its tag: rather one run too many than one too few.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from botocore.exceptions import ClientError

from spanishgas.aws.trigger.state import Listing
from spanishgas.aws.trigger.store import Row, StateTable
from spanishgas.bronze.registry import ColumnRegistry, RawDataset
from spanishgas.errors import RunError
from spanishgas.run.raw_listing import ListedFile, listing_digest
from spanishgas.run.raw_names import recognise

RAW = "raw/"
_LABELS = "bronze_labels"
_SMALL = 32 * 1024 * 1024
_CHUNK = 1024 * 1024
_LOOKS = 5
_GONE = ("404", "412", "NoSuchKey", "PreconditionFailed")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


class _ChangedError(Exception):
    """A file is not the one that was listed any more."""


@dataclass(frozen=True)
class RawFiles:
    """The raw files of a bucket, and the table that remembers what they hold."""

    s3: Any
    bucket: str
    prefix: str
    """Of the lake: empty, or ending with a slash."""
    table: StateTable

    def look(self, known: Listing | None) -> Listing:
        """What lies there now; what is known of the same listing is not looked up again."""
        for _ in range(_LOOKS):
            files, changed_at = self._listed()
            try:
                return self._described(files, changed_at, known)
            except _ChangedError:
                continue
        raise RunError(f"{RAW} of {self.bucket} changed at every look. The next one begins anew.")

    def _listed(self) -> tuple[list[ListedFile], datetime]:
        root, files, changed_at = self.prefix + RAW, list[ListedFile](), _NEVER
        more: dict[str, str] = {}
        while True:
            page = self.s3.list_objects_v2(Bucket=self.bucket, Prefix=root, **more)
            for item in page.get("Contents", []):
                changed_at = max(changed_at, item["LastModified"].astimezone(UTC))
                if not item["Key"].endswith("/"):
                    tag = item["ETag"].strip('"')
                    files.append(ListedFile(item["Key"].removeprefix(root), item["Size"], tag))
            if not page.get("IsTruncated"):
                return files, changed_at
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _described(self, files: list[ListedFile], changed_at: datetime, known: Listing | None) -> Listing:
        digest = listing_digest(files)
        datasets = _datasets()
        names = recognise((file.name for file in files), datasets).files
        missing = tuple(d.file for name, d in datasets.items() if not names[name] and not d.optional)
        if known and known.digest == digest:
            contents, labels = known.contents, known.labels
        else:
            of_datasets = {name for each in names.values() for name in each}
            held = self._contents([file for file in files if file.name in of_datasets])
            contents = _digest(held.items())
            labels = _digest((name, held[name]) for name in names[_LABELS]) if names[_LABELS] else None
        return Listing(digest, contents, labels, missing, datasets[_LABELS].file, changed_at)

    def _contents(self, files: list[ListedFile]) -> dict[str, str]:
        """What each file holds, by its name."""
        rows = self.table.rows(RAW + file.name for file in files)
        return {file.name: self._content(file, rows.get(RAW + file.name)) for file in files}

    def _content(self, file: ListedFile, row: Row | None) -> str:
        """What a file holds, looked up once a version and remembered in the file's row."""
        if row and (row["tag"], row["size"]) == (file.tag, str(file.size)):
            return row["content"]
        content = self._looked_up(file)
        self.table.write_row(RAW + file.name, {"tag": file.tag, "size": str(file.size), "content": content})
        return content

    def _looked_up(self, file: ListedFile) -> str:
        where = {"Bucket": self.bucket, "Key": self.prefix + RAW + file.name}
        try:
            said = self.s3.get_object_attributes(**where, ObjectAttributes=["Checksum", "ETag"])
            if said["ETag"].strip('"') != file.tag:
                raise _ChangedError
            kind, value, is_whole = _checksum(said.get("Checksum", {}))
            if not is_whole and file.size <= _SMALL:
                return f"{file.size}:sha256:{self._sha256(where, file.tag)}"
        except ClientError as error:
            if error.response["Error"]["Code"] in _GONE:
                raise _ChangedError from error
            raise
        return f"{file.size}:{kind}:{value}" if value else f"{file.size}:tag:{file.tag}"

    def _sha256(self, where: dict[str, str], tag: str) -> str:
        hashed = hashlib.sha256()
        for chunk in self.s3.get_object(**where, IfMatch=f'"{tag}"')["Body"].iter_chunks(_CHUNK):
            hashed.update(chunk)
        return hashed.hexdigest()


@cache
def _datasets() -> dict[str, RawDataset]:
    return ColumnRegistry.load().datasets


def _checksum(said: dict[str, str]) -> tuple[str, str, bool]:
    """The kind and value of a checksum, and whether it is of the whole object rather than of its parts."""
    kind = next((name for name in sorted(said) if name != "ChecksumType"), "")
    value = said.get(kind, "")
    is_whole = bool(value) and said.get("ChecksumType", "FULL_OBJECT") == "FULL_OBJECT" and "-" not in value
    return (kind if is_whole else f"parts:{kind}"), value, is_whole


def _digest(pairs: Iterable[tuple[str, str]]) -> str:
    lines = "".join(f"{name}\n{content}\n" for name, content in sorted(pairs))
    return hashlib.sha256(lines.encode()).hexdigest()
