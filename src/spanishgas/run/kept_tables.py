"""Tables that are kept for later under the hash of all that decided them.

The name of each also carries a seal, the hash of this digest and of its own bytes, so that one which was damaged or
renamed since is not taken for what it was.
"""

import hashlib
from dataclasses import dataclass

import polars as pl

from spanishgas.content import table_bytes
from spanishgas.lake import Lake
from spanishgas.run.store import kept_keys, sealed_key


@dataclass(frozen=True)
class Kept:
    """A table that is kept: where it is, and the SHA-256 of its bytes."""

    key: str
    sha256: str


def sealed_table(lake: Lake, name: str, digest: str) -> Kept | None:
    """The table that is kept under this digest, its bytes verified; None where there is none, or it is damaged."""
    keys = kept_keys(lake, name, digest)
    return next((found for key in keys if (found := _sealed(name, digest, lake.read(key))).key == key), None)


def kept_table(lake: Lake, name: str, digest: str) -> Kept | None:
    """The same, and what is damaged is taken away, so that it is computed anew."""
    found = sealed_table(lake, name, digest)
    if found is None:
        lake.delete(kept_keys(lake, name, digest))
    return found


def keep_table(lake: Lake, name: str, digest: str, table: pl.DataFrame) -> Kept:
    """Keep a table that this digest decides."""
    content = table_bytes(table)
    result = _sealed(name, digest, content)
    lake.write(result.key, content)
    return result


def _sealed(name: str, digest: str, content: bytes) -> Kept:
    return Kept(sealed_key(name, digest, content), hashlib.sha256(content).hexdigest())
