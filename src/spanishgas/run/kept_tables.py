"""Tables that are kept for later under the hash of all that decided them.

The name of each also carries a seal, the hash of this digest and of its own bytes, so that one which was damaged or
renamed since is not taken for what it was.
"""

import hashlib
from collections.abc import Iterator
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
    return next((kept for key, kept in _looked_at(lake, name, digest) if kept.key == key), None)


def kept_table(lake: Lake, name: str, digest: str) -> Kept | None:
    """The same, and what is damaged is taken away, so that it is computed anew.

    Only what was looked at goes: another run may have kept its table since.
    """
    damaged: list[str] = []
    for key, kept in _looked_at(lake, name, digest):
        if kept.key == key:
            return kept
        damaged.append(key)
    lake.delete(damaged)
    return None


def keep_table(lake: Lake, name: str, digest: str, table: pl.DataFrame) -> Kept:
    """Keep a table that this digest decides."""
    content = table_bytes(table)
    result = _sealed(name, digest, content)
    lake.write(result.key, content)
    return result


def _looked_at(lake: Lake, name: str, digest: str) -> Iterator[tuple[str, Kept]]:
    """Each key under this digest, and what its bytes say they are; what is taken away meanwhile is passed over."""
    for key in kept_keys(lake, name, digest):
        if (content := lake.read_if_there(key)) is not None:
            yield key, _sealed(name, digest, content)


def _sealed(name: str, digest: str, content: bytes) -> Kept:
    return Kept(sealed_key(name, digest, content), hashlib.sha256(content).hexdigest())
