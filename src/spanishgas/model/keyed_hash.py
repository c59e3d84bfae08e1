"""A number for a customer that depends on the id and a key alone: the same for ever, whoever else is in the book."""

import hashlib

import polars as pl

BITS = 64


def keyed_hash(ids: pl.Series, key: str) -> pl.Series:
    """A whole number from 0 to 2^64 - 1 for each id (UInt64), by BLAKE2b keyed with up to 64 bytes of key."""
    secret = key.encode()
    numbers = (
        int.from_bytes(hashlib.blake2b(each.encode(), digest_size=BITS // 8, key=secret).digest()) for each in ids
    )
    return pl.Series(ids.name, numbers, dtype=pl.UInt64)
