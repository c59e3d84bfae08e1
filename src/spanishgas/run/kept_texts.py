"""What was read in texts, kept in the lake so that each text is read once: one table a reader, without the texts.

A text is found under its hash. The table's name carries the hash of all that decides a reading (reader, lexicons, code)
and a seal over its bytes, so that what is damaged, renamed or another reader's is read anew. Readings do not hang on
what else is read, so it makes no difference to a run what was kept.
"""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from spanishgas.content import table_bytes
from spanishgas.lake import Lake
from spanishgas.run.source_hash import source_hash
from spanishgas.run.store import kept_keys, sealed_key
from spanishgas.texts.choose import load_reader
from spanishgas.texts.reading import Reading, TextReader

KEPT_READINGS = "readings"
"""Where below ``kept/`` they are."""
_SCHEMA = {"text_hash": pl.Binary, "mood": pl.Float64, "intent": pl.String, "language": pl.String}
_PIECE = 256
"""Texts that are read between two reports of progress."""
_SECONDS = 20.0
"""What was read is kept at least so often: an hour's reading that is ended goes on where it was."""

Tell = Callable[[str, float], None]
"""Told how far the reading is."""


def tell_nobody(_text: str, _share: float) -> None:
    """For whoever shows no progress."""


def text_hash(text: str) -> bytes:
    """The name of a text: sixteen bytes, from which nobody reads it."""
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


class KeptReader:
    """A reader that reads only what was never read before in its lake."""

    def __init__(self, lake: Lake, reader: Callable[[], TextReader], decided_by: Mapping[str, str], tell: Tell) -> None:
        """``reader`` is loaded when a text is new; ``decided_by``: fingerprints of all that decides a reading."""
        self._lake, self._load, self._tell = lake, reader, tell
        self._digest = reader_digest(decided_by)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """One reading a text, in their order."""
        hashes = [text_hash(text) for text in texts]
        known = kept_readings(self._lake, self._digest)
        new = [at for at, name in enumerate(hashes) if name not in known]
        if new:
            self._read_new([texts[at] for at in new], [hashes[at] for at in new], known)
        return [known[name] for name in hashes]

    def _read_new(self, texts: Sequence[str], hashes: Sequence[bytes], known: dict[bytes, Reading]) -> None:
        reader, kept_at = self._load(), time.monotonic()
        for first in range(0, len(texts), _PIECE):
            self._tell(f"{first:,} of {len(texts):,} texts read", first / len(texts))
            piece = slice(first, first + _PIECE)
            known |= zip(hashes[piece], reader.read(texts[piece]), strict=True)
            if time.monotonic() - kept_at > _SECONDS:
                keep_readings(self._lake, self._digest, known)
                kept_at = time.monotonic()
        keep_readings(self._lake, self._digest, known)


def reader_digest(decided_by: Mapping[str, str]) -> str:
    """The hash of all that decides a reading, the source of the readers included."""
    code = source_hash([load_reader])
    text = ";".join(f"{name}:{decided_by[name]}" for name in sorted(decided_by))
    return hashlib.sha256(f"{text};code:{code};polars:{pl.__version__}".encode()).hexdigest()[:32]


def kept_readings(lake: Lake, digest: str) -> dict[bytes, Reading]:
    """All that a reader has read, by the hash of the text; a table that is not as it was kept is taken away."""
    found: dict[bytes, Reading] = {}
    for key in kept_keys(lake, KEPT_READINGS, digest):
        found |= {name: Reading(*row) for name, *row in _sealed_rows(lake, key, digest).iter_rows()}
    return found


def keep_readings(lake: Lake, digest: str, readings: Mapping[bytes, Reading]) -> str | None:
    """Keep these and no other readings of a reader, and return where; None where there are none."""
    rows = [(name, *readings[name]) for name in sorted(readings)]
    content = table_bytes(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))
    key = sealed_key(KEPT_READINGS, digest, content) if rows else None
    before = [each for each in kept_keys(lake, KEPT_READINGS, digest) if each != key]
    if key is not None:
        lake.write(key, content)
    lake.delete(before)
    return key


def _sealed_rows(lake: Lake, key: str, digest: str) -> pl.DataFrame:
    content = lake.read_if_there(key)
    if content is None:  # another run has kept more since
        return pl.DataFrame(schema=_SCHEMA)
    if sealed_key(KEPT_READINGS, digest, content) != key:
        lake.delete([key])
        return pl.DataFrame(schema=_SCHEMA)
    return pl.read_parquet(content)
