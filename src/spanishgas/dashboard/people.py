"""Who may come in, and as what: a file on the server, read anew whenever it has changed."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

import structlog
from pydantic import Field, field_validator

from spanishgas.campaigns.calls import LONGEST_NAME
from spanishgas.config.rule_book import RuleBook
from spanishgas.dashboard.roles import Person, Role
from spanishgas.errors import InputError

_log = structlog.get_logger()


class People(RuleBook):
    """The list of people: an e-mail address that the provider has verified, or the provider's subject, and a role."""

    ask: Annotated[str, Field(min_length=1, max_length=200)]
    """Whom those ask who may not do something, such as the address of a desk."""
    people: Annotated[dict[Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)], Role], Field(min_length=1)]

    @field_validator("people")
    @classmethod
    def _without_case(cls, people: dict[str, Role]) -> dict[str, Role]:
        """E-mail addresses are the same in capitals; the same person twice is none that can be told."""
        found = {_same(name): role for name, role in people.items()}
        if len(found) < len(people):
            raise ValueError("the same e-mail address stands twice; keep one")
        return found

    @classmethod
    def now(cls, path: Path) -> Self | None:
        """The list as the file has it now; None where it cannot be read, so that nobody is let in."""
        try:
            status = path.stat()
            return cls._of(path, (status.st_mtime_ns, status.st_size, status.st_ino))
        except (InputError, OSError) as error:
            _log.error("the list of people cannot be read, so nobody is let in", reason=str(error).splitlines()[0])
            return None

    @classmethod
    @lru_cache(maxsize=2)
    def _of(cls, path: Path, _written: tuple[int, int, int]) -> Self:
        return cls.load(path)

    def find(self, names: tuple[str, ...]) -> Person | None:
        """The person who is listed by one of these names; nobody who is not listed is anybody."""
        return next(
            (Person(_same(name), self.people[_same(name)]) for name in names if _same(name) in self.people), None
        )


def _same(name: str) -> str:
    return name.strip().lower() if "@" in name else name.strip()
