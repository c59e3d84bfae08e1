"""Some customers out of one file of the lake: a file without them takes the place of the one with them."""

import hashlib
import shutil
from pathlib import Path

import polars as pl

from spanishgas.content import sha256_of
from spanishgas.folder_entries import beside
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run.kept_raw import KEPT_RAW
from spanishgas.run.kept_tables import keep_table
from spanishgas.run.raw_files import RAW
from spanishgas.run.store import KEPT
from spanishgas.upkeep.forget_file import forget_in_file
from spanishgas.upkeep.found import Found
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import ForgottenFile, ProofFile
from spanishgas.upkeep.search import here


def forget_in_key(lake: Lake, key: str, persons: Persons, kept: ProofFile) -> bool:
    """Take some customers out of a file, and write into the proof what was there and what stays.

    Returns whether all of it was looked into.
    """
    with here(lake, key) as path:
        partial = beside(path)
        try:
            found = forget_in_file(path, partial, persons, key)
            if found.unread:
                kept.proof.remain(f"{lake.uri(key)}: {found.unread}.")
            if found.is_something:
                _put(lake, key, path, partial, found, kept)
            return found.unread is None
        finally:
            partial.unlink(missing_ok=True)


def _put(lake: Lake, key: str, path: Path, partial: Path, found: Found, kept: ProofFile) -> None:
    """Put a file without the customers in the place of the one with them; the proof is written first."""
    file = ForgottenFile(
        key=key,
        rows=found.rows,
        mentions=found.mentions,
        before=sha256_of(path),
        after=sha256_of(partial),
        fingerprint=lake.fingerprint(key) if key.startswith((RAW, KEPT_RAW)) else None,
    )
    goes = key.startswith(KEPT_RAW) or (key.startswith(RAW) and found.rows > 0 and _has_no_rows(partial, key))
    if key.startswith(KEPT) and not goes:
        _keep_again(lake, file, partial)
    if goes:  # no run that read a copy can be replayed any more, so nobody needs it
        file.after = None
    kept.proof.add(file)
    kept.save()
    if goes or file.key_after:
        if not lake.is_s3:
            path.unlink()  # what a link leads to; the link goes with its key
        lake.delete([key])
    elif lake.is_s3:
        lake.upload(partial, key)
    else:
        shutil.copymode(path, partial)
        partial.replace(path)


def _has_no_rows(path: Path, key: str) -> bool:
    """Whether only a header is left of a table: a file of one customer alone, which a run would refuse."""
    if key.endswith(".parquet"):
        return pl.scan_parquet(path, glob=False).select(pl.len()).collect().item() == 0
    if key.endswith(".csv"):
        with path.open("rb") as file:
            file.readline()
            return not file.read(1)
    return False


def _keep_again(lake: Lake, file: ForgottenFile, partial: Path) -> None:
    """A kept result under a name of its own: were its raw file to come back, the customer would be in it again."""
    name, _, rest = file.key.removeprefix(KEPT).partition("/")
    if any(step.per_file and step.name == name for pipeline in PIPELINES.values() for step in pipeline.steps()):
        digest = hashlib.sha256(f"forgotten {rest}".encode()).hexdigest()[:32]
        kept = keep_table(lake, name, digest, pl.read_parquet(partial))
        file.key_after, file.after = kept.key, kept.sha256
