"""Packed files: right, cut off, damaged, of another kind, or more than anybody expects."""

import gzip
import io
import random
import zipfile
import zlib

from fuzz.draft import Draft, NotApplicableError, Note
from fuzz.registry import BYTES, mutation


def _plain(draft: Draft) -> bytes:
    if draft.ending not in ("csv", "json"):
        raise NotApplicableError
    data = draft.data
    draft.ending += ".gz"
    return data


def _zip(data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("data.csv", data)
    return target.getvalue()


@mutation("archives", rank=BYTES, weight=2)
def packed(draft: Draft, rng: random.Random) -> Note:
    data = _plain(draft)
    half = len(data) // 2
    draft.data = rng.choice(
        [gzip.compress(data, mtime=0, compresslevel=1), gzip.compress(data[:half]) + gzip.compress(data[half:])]
    )
    return Note(is_same=True, text="gzip")


@mutation("archives", rank=BYTES, weight=6)
def packed_wrongly(draft: Draft, rng: random.Random) -> Note:
    data = _plain(draft)
    good = gzip.compress(data, mtime=0, compresslevel=1)
    damaged = bytearray(good)
    damaged[rng.randrange(10, len(damaged))] ^= 0xFF
    cases = {
        "not packed": data,
        "cut off": good[: rng.randrange(len(good))],
        "twice": gzip.compress(good),
        "zip": _zip(data),
        "a zip within": gzip.compress(_zip(data)),
        "damaged": bytes(damaged),
        "bytes after": good + b"xyz",
        "zeros after": good + bytes(100),
        "deflate": zlib.compress(data),
        "only the head": good[:10],
        "empty inside": gzip.compress(b""),
        "bzip2": b"BZh91AY&SY" + data[:100],
        "xz": b"\xfd7zXZ\0" + data[:100],
        "zstd": b"\x28\xb5\x2f\xfd" + data[:100],
        "last checksum": good[:-4] + b"\0\0\0\0",
    }
    case = rng.choice(list(cases))
    draft.data = cases[case]
    return Note(text=f"gzip: {case}")


@mutation("archives", rank=BYTES)
def packed_but_named_plain(draft: Draft, rng: random.Random) -> Note:
    data = _plain(draft)
    draft.ending = draft.ending.removesuffix(".gz")
    draft.data = rng.choice([gzip.compress(data, compresslevel=1), _zip(data)])
    return Note(text="packed, and named as if it were not")


@mutation("archives", rank=BYTES)
def packed_and_huge(draft: Draft, rng: random.Random) -> Note:
    """Thirty megabytes of nothing in thirty kilobytes; the limit of the trials is twenty."""
    data = _plain(draft)
    draft.data = gzip.compress(data + rng.choice([b"\n", b" ", b"0"]) * 30_000_000, compresslevel=1)
    return Note(text="unpacks to 30 MB more")
