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
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import ProofFile, new_proof, open_proof
from spanishgas.upkeep.readings import forget_in_readings
from spanishgas.upkeep.search import Tell, search, searched_keys
from spanishgas.upkeep.strays import strays


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
        forget_in_readings(lake, persons, kept)  # while the tables still tell whose text is whose
        keys = sorted(searched_keys(lake), key=lambda key: not key.startswith(RAW))  # what would come back goes first
        for number, key in enumerate(keys):
            tell(key, number / len(keys))
            forget_in_key(lake, key, persons, kept)
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


def _say_versions(lake: Lake, kept: ProofFile) -> None:
    """A bucket that keeps versions keeps what was forgotten until its own rule takes it away."""
    changed = [file.key for file in kept.proof.files]
    if lake.is_s3 and any(lake.exists(key) and lake.version(key) for key in changed):
        kept.proof.remain(
            f"The bucket of {lake} keeps old versions, and those of {len(changed)} objects hold the customers still. "
            "Give it a lifecycle rule that lets noncurrent versions expire (NoncurrentVersionExpiration, 1 day), or "
            "delete the versions of the keys in this proof."
        )
