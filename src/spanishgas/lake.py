"""Where tables and artefacts live: one root, a folder or ``s3://bucket/prefix``, addressed by keys.

Small objects go through obstore, which writes a folder atomically (temporary name, then rename) and S3 in one PUT;
big raw files are scanned in place by Polars. Nothing above this module knows which of the two it is.
"""

import fcntl
import hashlib
import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Self

import obstore
import obstore.exceptions
from obstore.store import LocalStore, ObjectStore

from spanishgas.content import table_bytes
from spanishgas.errors import RunError
from spanishgas.folder_entries import PARTIAL, Entry, entries
from spanishgas.locks import folder_lock
from spanishgas.object_store import conflicts, open_bucket, plain_disk_errors, s3_options, tag_of
from spanishgas.program import command

if TYPE_CHECKING:
    import polars as pl

_CHUNK = 8 * 1024 * 1024
_FICLONE = 0x40049409
"""Linux's request to share the blocks of another file."""


@dataclass(frozen=True)
class LakeObject:
    """One object of the lake: its key below the root and its size in bytes."""

    key: str
    size: int
    tag: str = field(default="", compare=False)
    """Its entity tag: what changes whenever it is written."""


class Lake:
    """A folder or an S3 prefix: ``raw/ bronze/ silver/ gold/ training/ models/ scored/ monitoring/ campaigns/ …``."""

    def __init__(self, root: str | Path) -> None:
        """Open a lake that is there. Raises RunError when its folder is not."""
        text = str(root).rstrip("/")
        self.is_s3 = text.startswith("s3://")
        if self.is_s3:
            self.root = text
            self._options = s3_options()
            self._store: ObjectStore = open_bucket(text, self._options)
        else:
            folder = Path(text).expanduser().resolve()
            self.root = str(folder)
            self._options = {}
            if not folder.is_dir():
                raise RunError(
                    f"There is no lake {folder}. Name its folder by --lake; `{command('simulate')}` makes a new one."
                )
            self._store = LocalStore(folder)

    @classmethod
    def create(cls, root: str | Path) -> Self:
        """Open a lake, and make its folder where only that is missing. Raises RunError when it cannot be made."""
        if not str(root).startswith("s3://"):
            folder = Path(root).expanduser().resolve()
            try:
                folder.mkdir(exist_ok=True)
            except OSError as error:
                raise RunError(f"{folder} cannot be a lake: {error.strerror}. Name a folder by --lake.") from error
        return cls(root)

    def __str__(self) -> str:
        return self.root

    def uri(self, key: str) -> str:
        """Full path or address of a key, as Polars reads it and as people are told. Raises RunError for one outside."""
        if ".." in key.split("/") or key.startswith("/"):
            raise RunError(f"{key!r} is no key of a lake: it leads out of {self.root}.")
        return f"{self.root}/{key}"

    def exists(self, key: str) -> bool:
        """Whether an object of exactly this key is there."""
        try:
            obstore.head(self._store, key)
        except FileNotFoundError:
            return False
        return True

    def read(self, key: str) -> bytes:
        """The bytes of an object. Raises RunError when there is none."""
        return self.look(key)[0]

    def read_if_there(self, key: str) -> bytes | None:
        """The bytes of an object that another process may take away at any moment; None when there is none."""
        try:
            return bytes(obstore.get(self._store, key).bytes())
        except FileNotFoundError:
            return None

    def look(self, key: str) -> tuple[bytes, str]:
        """The bytes of an object and its tag, which ``swap`` holds against. Raises RunError when there is none."""
        try:
            found = obstore.get(self._store, key)
            return bytes(found.bytes()), tag_of(found.meta)
        except FileNotFoundError:
            raise RunError(f"{self.uri(key)} does not exist.") from None

    def tag(self, key: str) -> str | None:
        """What changes whenever an object is written, read from its head alone; None when there is none.

        In a folder it also tells of whoever writes in place and sets the time back (as rsync can): the system keeps the
        time of the last change, which nobody can set.
        """
        tag = self._swap_tag(key)
        if tag is None or self.is_s3:
            return tag
        try:
            return f"{tag}-{Path(self.uri(key)).stat().st_ctime_ns:x}"
        except FileNotFoundError:  # taken away in between
            return None

    def tag_if_unwritten(self, key: str, tag: str, fingerprint: str) -> str | None:
        """The tag that an object has now, if nobody wrote it since its tag and fingerprint were these; else None.

        A hard link, another owner or other permissions change the time of the last change too. Where no more than that
        differs, the content is hashed again and decides.
        """
        now = self.tag(key)
        if now is None or now == tag:
            return now
        is_same_writing = not self.is_s3 and now.rpartition("-")[0] == tag.rpartition("-")[0]
        is_same = is_same_writing and self.fingerprint(key) == fingerprint and self.tag(key) == now
        return now if is_same else None

    def _swap_tag(self, key: str) -> str | None:
        try:
            return tag_of(obstore.head(self._store, key))
        except FileNotFoundError:
            return None

    def written_at(self, key: str) -> datetime:
        """When an object was written last."""
        return obstore.head(self._store, key)["last_modified"]

    def chunks(self, key: str, version: str | None = None) -> Iterator[bytes]:
        """The bytes of an object piece by piece, for what does not fit in memory; of an older version where named."""
        if not self.is_s3:
            with Path(self.uri(key)).open("rb", buffering=0) as file:
                yield from iter(partial(file.read, _CHUNK), b"")
            return
        found = obstore.get(self._store, key, options={"version": version} if version else None)
        for chunk in found.stream(min_chunk_size=_CHUNK):
            yield bytes(chunk)

    def version(self, key: str) -> str | None:
        """The version of an object in a bucket that keeps versions; None elsewhere."""
        found = obstore.head(self._store, key)["version"]
        return None if found in (None, "null") else str(found)

    def edges(self, key: str, count: int) -> tuple[bytes, bytes]:
        """The first and the last bytes of an object that is not empty, without reading it."""
        size = int(obstore.head(self._store, key)["size"])
        start, end = (
            obstore.get_range(self._store, key, start=at, length=min(count, size)) for at in (0, max(size - count, 0))
        )
        return bytes(start), bytes(end)

    def write(self, key: str, data: bytes) -> None:
        """Write an object whole or not at all."""
        with plain_disk_errors(key):
            obstore.put(self._store, key, data)

    def swap(self, key: str, data: bytes, seen: str | None) -> str:
        """Replace an object only while its tag is the one ``seen`` (None: only if absent), and return the new tag.

        S3 compares by itself; a folder is locked for the moment. Raises ConflictError when somebody was faster.
        """
        with plain_disk_errors(key), conflicts(self.uri(key)):
            if seen is None or self.is_s3:
                return tag_of(obstore.put(self._store, key, data, mode="create" if seen is None else {"e_tag": seen}))
            with folder_lock(Path(self.uri(key)).parent):
                if self._swap_tag(key) != seen:
                    raise obstore.exceptions.PreconditionError(key)
                return tag_of(obstore.put(self._store, key, data))

    def delete(self, keys: Iterable[str]) -> None:
        """Take objects away; those that are gone already are no error."""
        for key in keys:
            with suppress(FileNotFoundError):
                obstore.delete(self._store, key)

    def upload(self, file: Path, key: str) -> None:
        """Bring a file of this machine into the lake, in parts when it is big."""
        with plain_disk_errors(key):
            obstore.put(self._store, key, file)

    def copy(self, source: str, target: str) -> None:
        """Copy an object within the lake, replacing what was there; readers see the old or the new one."""
        self.write(target, self.read(source))

    def clone(self, source: str, target: str) -> None:
        """Copy a big file of a folder, sharing its blocks where the file system can; never a hard link.

        The partial file has a name of its own: two runs may copy the same file at once.
        """
        partial = Path(f"{self.uri(target)}.{secrets.token_hex(4)}{PARTIAL}")
        partial.parent.mkdir(parents=True, exist_ok=True)
        file = Path(self.uri(source))
        if not _shares_blocks(file, partial):
            shutil.copyfile(file, partial)  # within the kernel, where it can
        partial.rename(self.uri(target))

    def list(self, prefix: str) -> list[LakeObject]:
        """All objects below a prefix (a folder), sorted by key. Raises RunError when one cannot be listed."""
        try:
            batches = obstore.list(self._store, prefix)
            found = [LakeObject(str(m["path"]), int(m["size"]), tag_of(m)) for batch in batches for m in batch]
        except obstore.exceptions.BaseError as error:
            if odd := next((entry for entry in self.entries(prefix) if entry.stops_lists), None):
                raise RunError(f"{self.uri(prefix)}{odd.name}: {odd.flaw}") from error
            raise
        return sorted(found, key=lambda item: item.key)

    def entries(self, prefix: str) -> tuple[Entry, ...]:
        """What lies below a prefix that ends in ``/``, sorted by name: objects, and in a folder what cannot be one."""
        if self.is_s3:
            return tuple(Entry(item.key.removeprefix(prefix), item.size) for item in self.list(prefix))
        return tuple(sorted(entries(Path(self.uri(prefix)))))

    def fingerprint(self, key: str) -> str:
        """What changes when an object's content changes: its SHA-256 in a folder, its entity tag on S3."""
        if self.is_s3:
            return f"etag:{str(obstore.head(self._store, key)['e_tag']).strip(chr(34))}"
        with Path(self.uri(key)).open("rb") as file:
            return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"

    def scan(self, key: str) -> "pl.LazyFrame":
        """A parquet table of the lake, read lazily; no key or folder is a pattern, whatever signs are in its name."""
        import polars as pl

        return pl.scan_parquet(
            self.uri(key), glob=False, hive_partitioning=False, storage_options=self._options or None
        )

    def write_table(self, key: str, table: "pl.DataFrame") -> str:
        """Write a table as parquet, whole or not at all, and return its SHA-256; the same rows give the same bytes."""
        content = table_bytes(table)
        self.write(key, content)
        return hashlib.sha256(content).hexdigest()


def _shares_blocks(file: Path, copy: Path) -> bool:
    """Let a new file share the blocks of another; False on a file system that cannot, or between two."""
    with file.open("rb") as read, copy.open("wb") as write:
        try:
            fcntl.ioctl(write.fileno(), _FICLONE, read.fileno())
        except OSError:
            return False
    return True
