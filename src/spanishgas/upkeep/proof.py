"""What was forgotten, as proof: what was where, with hashes before and after; it names customers by pseudonym only.

It is written as the work goes on, so that work which was ended goes on where it stopped, and nothing done is unproven.
"""

import secrets
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from spanishgas.content import json_bytes
from spanishgas.lake import Lake
from spanishgas.run.store import parsed
from spanishgas.upkeep.persons import Persons

FORGOTTEN_PREFIX = "upkeep/forgotten/"


class ForgottenFile(BaseModel):
    """One file of the lake in which a customer was: the SHA-256 of its bytes before and after."""

    model_config = ConfigDict(extra="forbid")

    key: str
    rows: int
    mentions: int
    before: str
    after: str | None
    """Null where the file is gone."""
    key_after: str | None = None
    """Where it is now, if not where it was."""
    fingerprint: str | None = None
    """What records of runs call the content that it had."""


class Proof(BaseModel):
    """All that was done to forget some customers."""

    model_config = ConfigDict(extra="forbid")

    at: datetime
    finished_at: datetime | None = None
    pseudonyms: list[str]
    """Keyed hashes of the ids, in hexadecimal: whoever holds the key and an id can tell that it was forgotten."""
    files: list[ForgottenFile] = Field(default_factory=list[ForgottenFile])
    models: dict[str, str] = Field(default_factory=dict[str, str])
    """Models whose reference held them, and the model that stands in the place of each."""
    runs: list[str] = Field(default_factory=list[str])
    """Runs that had read or written something of them, and cannot be replayed any more."""
    exports: list[str] = Field(default_factory=list[str])
    """Exported files that were rewritten."""
    remaining: list[str] = Field(default_factory=list[str])
    """What is for a person to do, in words."""

    def add(self, file: ForgottenFile) -> None:
        """Note a file; one that was noted before a process was ended, and not rewritten yet, is noted once."""
        self.files = [each for each in self.files if (each.key, each.before) != (file.key, file.before)] + [file]

    def remain(self, sentence: str) -> None:
        """Note what is for a person to do, once."""
        if sentence not in self.remaining:
            self.remaining.append(sentence)


class ProofFile:
    """A proof and where it is kept."""

    def __init__(self, lake: Lake, key: str, proof: Proof) -> None:
        self._lake, self.key, self.proof = lake, key, proof

    def save(self) -> None:
        """Write it down as it is now."""
        self._lake.write(self.key, json_bytes(self.proof.model_dump(mode="json")))

    def finish(self, persons: Persons) -> None:
        """Close it; where the name of a file names a customer, its name in the proof does not any more."""
        self.proof.finished_at = datetime.now(UTC)
        self.proof = Proof.model_validate(_nameless(self.proof.model_dump(mode="json"), persons))
        self.save()


def _nameless(value: Any, persons: Persons) -> Any:
    if isinstance(value, str):
        return persons.without_in_name(value)[0]
    if isinstance(value, list):
        return [_nameless(each, persons) for each in value]
    return {name: _nameless(each, persons) for name, each in value.items()} if isinstance(value, dict) else value


def open_proof(lake: Lake, persons: Persons, key: str) -> ProofFile | None:
    """The proof of the same customers that was begun and not finished, if there is one."""
    pseudonyms = _pseudonyms(persons, key)
    for item in lake.list(FORGOTTEN_PREFIX):
        proof = parsed(lake, item.key, lake.read(item.key), Proof)
        if proof.finished_at is None and proof.pseudonyms == pseudonyms:
            return ProofFile(lake, item.key, proof)
    return None


def new_proof(lake: Lake, persons: Persons, key: str) -> ProofFile:
    """An empty proof, written down before anything is done."""
    at = datetime.now(UTC)
    found = ProofFile(
        lake,
        f"{FORGOTTEN_PREFIX}{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.json",
        Proof(at=at, pseudonyms=_pseudonyms(persons, key)),
    )
    found.save()
    return found


def _pseudonyms(persons: Persons, key: str) -> list[str]:
    return sorted(f"{number:016x}" for number in persons.pseudonyms(key).values())
