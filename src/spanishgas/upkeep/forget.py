"""Everything of some customers out of a lake: raw files first, then all that was made of them, with a proof.

What a process that was ended did not come to, the same command does when it is given again.
"""

from datetime import UTC, datetime
from pathlib import Path

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.raw_files import RAW
from spanishgas.run.store import list_records
from spanishgas.run.turns import alone
from spanishgas.upkeep.clean import refuse_at_work
from spanishgas.upkeep.exports import Export, forget_in_exports
from spanishgas.upkeep.forget_key import forget_in_key
from spanishgas.upkeep.forget_models import forget_in_models
from spanishgas.upkeep.forget_runs import forget_in_runs
from spanishgas.upkeep.kept_texts import forget_in_readings
from spanishgas.upkeep.look_again import still_named
from spanishgas.upkeep.numbers import NOT_SEARCHED, is_number
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import FORGOTTEN_PREFIX, ProofFile, new_proof, open_proof
from spanishgas.upkeep.search import LOCKS, Tell, here, search, searched_keys
from spanishgas.upkeep.strays import strays


def forget(lake: Lake, persons: Persons, pseudonym_key: str, export: Export, tell: Tell) -> ProofFile:
    """Take all of some customers out of a lake, and return the proof. Who may be forgotten ``search`` says.

    Raises:
        RunError: a run is at work in the lake, or something of them is still there in the end.
    """
    with alone(lake):
        records, damaged = list_records(lake)
        refuse_at_work(lake, records, datetime.now(UTC))
        kept = open_proof(lake, persons, pseudonym_key) or new_proof(lake, persons, pseudonym_key)
        for sentence in damaged:
            kept.proof.remain(f"{sentence} Nobody can tell which names of columns this run knew.")
        if any(is_number(each) for each in persons.ids):
            kept.proof.remain(NOT_SEARCHED)
        for stray in strays(lake):
            Path(lake.uri(stray.key)).unlink(missing_ok=True)
        forget_in_readings(lake, persons, kept)  # while the tables still tell whose text is whose
        unread = _forget_in_files(lake, persons, kept, tell)
        forget_in_models(lake, persons, kept, kept.proof.at)
        forget_in_runs(lake, persons, kept)
        forget_in_exports(lake, persons, kept.proof, export)
        _say_versions(lake, kept)
        _refuse_rest(lake, persons, tell)
        _look_again(lake, persons, kept, unread, tell)
        kept.finish(persons)
        return kept


def _forget_in_files(lake: Lake, persons: Persons, kept: ProofFile, tell: Tell) -> set[str]:
    """Take customers out of every file; returns those of which something cannot be looked into."""
    keys = sorted(searched_keys(lake), key=lambda key: not key.startswith(RAW))  # what would come back goes first
    unread: set[str] = set()
    for number, key in enumerate(keys):
        tell(key, number / len(keys))
        if not forget_in_key(lake, key, persons, kept):
            unread.add(key)
    return unread


def _refuse_rest(lake: Lake, persons: Persons, tell: Tell) -> None:
    left = search(lake, persons, tell)
    if left.is_something:
        first = next(iter([*(k for k, f in left.files.items() if f.is_something), *left.models]))
        raise RunError(f"Something of the customers is still in {first}. Give the command again.")


def _look_again(lake: Lake, persons: Persons, kept: ProofFile, unread: set[str], tell: Tell) -> None:
    """By other means than those that did the work; of what is unread that was said, and proofs name nobody."""
    every = (item.key for item in lake.list("") if not item.key.startswith((FORGOTTEN_PREFIX, LOCKS)))
    keys = [key for key in every if key not in unread]
    for number, key in enumerate(keys):
        tell(key, number / len(keys))
        with here(lake, key) as path:
            if sentence := still_named(path, persons, key):
                kept.proof.remain(f"{lake.uri(key)}: {sentence}.")


def _say_versions(lake: Lake, kept: ProofFile) -> None:
    """A bucket that keeps versions keeps what was forgotten until its own rule takes it away."""
    changed = [file.key for file in kept.proof.files]
    if lake.is_s3 and any(lake.exists(key) and lake.version(key) for key in changed):
        kept.proof.remain(
            f"The bucket of {lake} keeps old versions, and those of {len(changed)} objects still contain the "
            "customers. Give it a lifecycle rule that lets noncurrent versions expire (NoncurrentVersionExpiration, "
            "1 day), or delete the versions of the keys in this proof."
        )
