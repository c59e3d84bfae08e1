"""Where tables and artefacts live: one root, a folder or ``s3://bucket/prefix``, addressed by keys.

Small objects go through obstore, which writes a folder atomically (temporary name, then rename) and S3 in one PUT;
big raw files are scanned in place by Polars. Nothing above this module knows which of the two it is.
"""

import hashlib
import io
import json
import os
import re
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import obstore
import obstore.exceptions
from obstore.store import LocalStore, ObjectStore, S3Store

from spanishgas.errors import RunError

if TYPE_CHECKING:
    import polars as pl

_CHUNK = 8 * 1024 * 1024


@dataclass(frozen=True)
class LakeObject:
    """One object of the lake: its key below the root and its size in bytes."""

    key: str
    size: int


def _s3_options() -> dict[str, str]:
    """Extra options for an S3-compatible service named by ``AWS_ENDPOINT_URL``; credentials come as usual on AWS."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    if not endpoint:
        return {}
    return {"aws_endpoint_url": endpoint, "aws_allow_http": str(endpoint.startswith("http://")).lower()}


class Lake:
    """A folder or an S3 prefix with the layers ``raw/ bronze/ silver/ gold/ models/ scored/ monitoring/ runs/``."""

    def __init__(self, root: str | Path) -> None:
        """Open a lake that is there. Raises RunError when its folder is not."""
        text = str(root).rstrip("/")
        self.is_s3 = text.startswith("s3://")
        if self.is_s3:
            self.root = text
            bucket, _, prefix = text.removeprefix("s3://").partition("/")
            self._options = _s3_options()
            self._store: ObjectStore = S3Store(bucket, prefix=prefix or None, config=self._options)  # pyright: ignore[reportArgumentType]
        else:
            folder = Path(text).expanduser().resolve()
            self.root = str(folder)
            self._options = {}
            if not folder.is_dir():
                raise RunError(
                    f"There is no lake {folder}. Name its folder by --lake; `spanishgas simulate` makes a new one."
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
        try:
            return bytes(obstore.get(self._store, key).bytes())
        except FileNotFoundError:
            raise RunError(f"{self.uri(key)} does not exist.") from None

    def chunks(self, key: str) -> Iterator[bytes]:
        """The bytes of an object piece by piece, for what does not fit in memory."""
        if not self.is_s3:
            with Path(self.uri(key)).open("rb", buffering=0) as file:
                yield from iter(partial(file.read, _CHUNK), b"")
            return
        for chunk in obstore.get(self._store, key).stream(min_chunk_size=_CHUNK):
            yield bytes(chunk)

    def edges(self, key: str, count: int) -> tuple[bytes, bytes]:
        """The first and the last bytes of an object that is not empty, without reading it."""
        size = int(obstore.head(self._store, key)["size"])
        start, end = (
            obstore.get_range(self._store, key, start=at, length=min(count, size)) for at in (0, max(size - count, 0))
        )
        return bytes(start), bytes(end)

    def write(self, key: str, data: bytes) -> None:
        """Write an object whole or not at all."""
        with _plain_disk_errors(key):
            obstore.put(self._store, key, data)

    def upload(self, file: Path, key: str) -> None:
        """Bring a file of this machine into the lake, in parts when it is big."""
        with _plain_disk_errors(key):
            obstore.put(self._store, key, file)

    def copy(self, source: str, target: str) -> None:
        """Copy an object within the lake, replacing what was there; readers see the old or the new one."""
        self.write(target, self.read(source))

    def list(self, prefix: str) -> list[LakeObject]:
        """All objects below a prefix (a folder), sorted by key."""
        batches = obstore.list(self._store, prefix)
        found = [LakeObject(str(meta["path"]), int(meta["size"])) for batch in batches for meta in batch]
        return sorted(found, key=lambda item: item.key)

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

    def scan_csv(self, key: str, **options: Any) -> "pl.LazyFrame":
        """A CSV file of the lake, read lazily."""
        import polars as pl

        return pl.scan_csv(self.uri(key), glob=False, storage_options=self._options or None, **options)

    def write_table(self, key: str, table: "pl.DataFrame") -> None:
        """Write a table as parquet, whole or not at all; the same rows give the same bytes."""
        buffer = io.BytesIO()
        table.rechunk().write_parquet(buffer, compression="zstd", statistics=True)
        self.write(key, buffer.getvalue())


@contextmanager
def _plain_disk_errors(key: str) -> Generator[None]:
    """A full disk or a missing permission as the OSError that it is, instead of the store's general error."""
    try:
        yield
    except obstore.exceptions.BaseError as error:
        if found := re.search(r"os error (\d+)\)", str(error)):
            raise OSError(int(found[1]), os.strerror(int(found[1])), key) from error
        raise


def json_bytes(document: Any) -> bytes:
    """A document as JSON text in UTF-8, ending in a newline; NaN and infinity are refused."""
    return (json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n").encode()
