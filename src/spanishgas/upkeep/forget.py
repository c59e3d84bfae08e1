"""Everything of some customers out of a lake: raw files first, then all that was made of them, with a proof.

What a process that was ended did not come to, the same command does when it is given again.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.pipelines import PIPELINES
from spanishgas.run import per_file
from spanishgas.run.kept_raw import KEPT_RAW
from spanishgas.run.raw_files import RAW
from spanishgas.run.store import KEPT, list_records, record_key
from spanishgas.run.turns import alone
from spanishgas.upkeep.clean import refuse_at_work
from spanishgas.upkeep.exports import EXPORTS, Export, forget_in_exports, sha256_of
from spanishgas.upkeep.forget_file import forget_in_file
from spanishgas.upkeep.forget_models import forget_in_models, models_with
from spanishgas.upkeep.forget_runs import forget_in_runs, mentions_in
from spanishgas.upkeep.found import Found
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import FORGOTTEN_PREFIX, ForgottenFile, ProofFile, new_proof, open_proof
from spanishgas.upkeep.strays import MARK, strays

Tell = Callable[[str, float], None]
"""Told what is looked into, and how much is done, between 0 and 1."""


@dataclass
class Search:
    """Where some customers are: what was found by key of the lake, and rows of models' references by model."""

    files: dict[str, Found] = field(default_factory=dict[str, Found])
    models: dict[str, int] = field(default_factory=dict[str, int])

    @property
    def unread(self) -> dict[str, str]:
        """Files that name a customer and cannot be rewritten, and why."""
        return {key: found.unread for key, found in self.files.items() if found.unread}

    @property
    def ids(self) -> set[str]:
        """Customers of whom a row was found."""
        return {each for found in self.files.values() for each in found.ids}

    @property
    def is_something(self) -> bool:
        """Whether anything was found that can be taken out."""
        return bool(self.models) or any(found.is_something for found in self.files.values())


def search(lake: Lake, persons: Persons, tell: Tell) -> Search:
    """Look for customers in every file of a lake; nothing is written."""
    result = Search()
    keys = _keys(lake)
    for number, key in enumerate(keys):
        tell(key, number / len(keys))
        with _here(lake, key) as path:
            found = forget_in_file(path, None, persons, key)
        if found.is_something or found.unread:
            result.files[key] = found
    for record in list_records(lake)[0]:
        found = mentions_in(record, persons)[1]
        if found.is_something:
            result.files[record_key(record.run_id)] = found
    result.models = models_with(lake, persons)
    return result


def forget(lake: Lake, persons: Persons, pseudonym_key: str, export: Export, tell: Tell) -> ProofFile:
    """Take all of some customers out of a lake, and return the proof.

    Raises:
        RunError: a run is at work in the lake, or something of them is still there in the end.
    """
    with alone(lake):
        refuse_at_work(lake, list_records(lake)[0], datetime.now(UTC))
        kept = open_proof(lake, persons, pseudonym_key) or new_proof(lake, persons, pseudonym_key)
        for stray in strays(lake):
            Path(lake.uri(stray.key)).unlink(missing_ok=True)
        keys = sorted(_keys(lake), key=lambda key: not key.startswith(RAW))  # what would come back goes first
        for number, key in enumerate(keys):
            tell(key, number / len(keys))
            _forget_key(lake, key, persons, kept)
            if persons.without(key)[1]:
                kept.proof.remain(f"{lake.uri(key)}: the name of this file names a customer. Give it another.")
        forget_in_models(lake, persons, kept, kept.proof.at)
        forget_in_runs(lake, persons, kept)
        forget_in_exports(lake, persons, kept.proof, export)
        _say_versions(lake, kept)
        left = search(lake, persons, tell)
        if left.is_something:
            first = next(iter([*(k for k, f in left.files.items() if f.is_something), *left.models]))
            raise RunError(f"Something of the customers is still in {first}. Give the command again.")
        kept.finish()
        return kept


def _keys(lake: Lake) -> list[str]:
    """All files in which words or rows may be: models are apart, and so are records that can be read, and proofs."""
    records = {record_key(record.run_id) for record in list_records(lake)[0]}
    apart = (FORGOTTEN_PREFIX, EXPORTS, "locks/")
    return [
        item.key
        for item in lake.list("")
        if item.key not in records
        and not item.key.startswith(apart)
        and not (item.key.startswith("models/") and item.key.count("/") > 1 and _is_of_a_model(item.key))
    ]


def _is_of_a_model(key: str) -> bool:
    """Whether a key below ``models/`` is a part of a model; the first version kept tables of runs there as well."""
    return not key.endswith(".parquet") or key.endswith("/reference.parquet")


@contextmanager
def _here(lake: Lake, key: str) -> Generator[Path]:
    """A file of the lake as a file of this machine."""
    if not lake.is_s3:
        yield Path(lake.uri(key))
        return
    with tempfile.TemporaryDirectory(prefix="spanishgas-forget-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            file.writelines(lake.chunks(key))
        yield path


def _forget_key(lake: Lake, key: str, persons: Persons, kept: ProofFile) -> None:
    with _here(lake, key) as path:
        partial = path.with_name(f"{MARK}{path.name}.partial")
        try:
            found = forget_in_file(path, partial, persons, key)
            if found.unread:
                kept.proof.remain(f"{lake.uri(key)}: {found.unread}.")
            if found.is_something:
                _put(lake, key, path, partial, found, kept)
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
    steps = [
        step for pipeline in PIPELINES.values() for step in pipeline.steps() if step.per_file and step.name == name
    ]
    if steps:
        digest = hashlib.sha256(f"forgotten {rest}".encode()).hexdigest()[:32]
        kept = per_file.keep(lake, steps[0], digest, pl.read_parquet(partial))
        file.key_after, file.after = kept.key, kept.sha256


def _say_versions(lake: Lake, kept: ProofFile) -> None:
    """A bucket that keeps versions keeps what was forgotten until its own rule takes it away."""
    changed = [file.key for file in kept.proof.files]
    if lake.is_s3 and any(lake.exists(key) and lake.version(key) for key in changed):
        kept.proof.remain(
            f"The bucket of {lake} keeps old versions, and those of {len(changed)} objects hold the customers still. "
            "Give it a lifecycle rule that lets noncurrent versions expire (NoncurrentVersionExpiration, 1 day), or "
            "delete the versions of the keys in this proof."
        )
