"""Where some customers are in a lake: every file is looked into, and nothing is written."""

import tempfile
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.run.kept_texts import KEPT_READINGS
from spanishgas.run.store import KEPT, list_records, record_key
from spanishgas.upkeep.exports import EXPORTS
from spanishgas.upkeep.forget_file import forget_in_file
from spanishgas.upkeep.forget_models import models_with
from spanishgas.upkeep.forget_runs import mentions_in
from spanishgas.upkeep.found import Found
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import FORGOTTEN_PREFIX

LOCKS = "locks/"
Tell = Callable[[str, float], None]
"""Told what is looked into, and how much is done, between 0 and 1."""


@dataclass
class Search:
    """Where some customers are: what was found by key of the lake, and rows of models' references by model."""

    files: dict[str, Found] = field(default_factory=dict[str, Found])
    models: dict[str, Found] = field(default_factory=dict[str, Found])
    alike: set[str] = field(default_factory=set[str])
    """Ids of others that are almost theirs."""

    @property
    def unread(self) -> dict[str, str]:
        """Files that name a customer and cannot be rewritten, and why."""
        return {key: found.unread for key, found in self.files.items() if found.unread}

    @property
    def ids(self) -> set[str]:
        """Customers of whom a row was found."""
        return {each for found in (*self.files.values(), *self.models.values()) for each in found.ids}

    @property
    def is_something(self) -> bool:
        """Whether anything was found that can be taken out."""
        return bool(self.models) or any(found.is_something for found in self.files.values())

    def refuse_strangers(self, lake: Lake, persons: Persons, *, mentioned: bool) -> None:
        """Refuse who has no row, because a text may mean somebody else; ``mentioned`` are those whom nobody is like.

        Raises:
            RunError: of a customer there is no row.
        """
        strangers = [each for each in persons.ids if each not in self.ids]
        if strangers and (not mentioned or persons.beside(self.alike).exact):
            meant = f" Did you mean {', '.join(sorted(self.alike))}?" if self.alike else ""
            raise RunError(
                f"No row of {', '.join(strangers)} is in {lake}, so nothing was touched.{meant} Of somebody who is "
                "mentioned only, --mentioned takes the mentions away."
            )


def searched(lake: Lake, persons: Persons, tell: Tell) -> tuple[Persons, Search]:
    """Customers as texts mention them where others are called almost as they are, and where they are."""
    found = search(lake, persons, tell)
    exact = persons.beside(found.alike)
    return (persons, found) if exact == persons else (exact, search(lake, exact, tell))


def search(lake: Lake, persons: Persons, tell: Tell) -> Search:
    """Look for customers in every file of a lake; nothing is written."""
    result = Search()
    keys = searched_keys(lake)
    for number, key in enumerate(keys):
        tell(key, number / len(keys))
        with here(lake, key) as path:
            found = forget_in_file(path, None, persons, key)
        result.alike |= found.alike
        if found.is_something or found.unread:
            result.files[key] = found
    for record in list_records(lake)[0]:
        found = mentions_in(record, persons)[1]
        if found.is_something:
            result.files[record_key(record.run_id)] = found
    result.models = models_with(lake, persons)
    return result


def searched_keys(lake: Lake) -> list[str]:
    """All files in which words or rows may be.

    Models are apart, and so are records that can be read, proofs, and readings of texts, which hold hashes only.
    """
    records = {record_key(record.run_id) for record in list_records(lake)[0]}
    apart = (FORGOTTEN_PREFIX, EXPORTS, LOCKS, f"{KEPT}{KEPT_READINGS}/")
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
def here(lake: Lake, key: str) -> Generator[Path]:
    """A file of the lake as a file of this machine."""
    if not lake.is_s3:
        yield Path(lake.uri(key)).resolve()  # a link stays, and what it leads to is looked into
        return
    with tempfile.TemporaryDirectory(prefix="spanishgas-forget-") as folder:
        path = Path(folder) / "file"
        with path.open("wb") as file:
            file.writelines(lake.chunks(key))
        yield path
