"""The one way a YAML file becomes rules: read safely, validated, frozen, and known by the hash of what it says."""

import hashlib
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from spanishgas.config.wrong_entry import wrong_entries
from spanishgas.config.yaml_file import parse_yaml
from spanishgas.errors import InputError

PACKAGE = "spanishgas.config"


@cache
def read_yaml(name: str, package: str = PACKAGE) -> Any:
    """A packaged YAML file, read safely and once. Raises InputError when it is no YAML."""
    return _parsed(files(package).joinpath(name))


class Rules(BaseModel):
    """A part of a rule book: every entry named and typed, none unknown, none changed later."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class RuleBook(Rules):
    """A whole YAML file of rules. Of those that a step takes as a setting, a run's record keeps the fingerprint."""

    file: ClassVar[str]
    """The packaged file's name in ``config``."""
    entry: ClassVar[str | None] = None
    """The name of the one entry that a file without a name at its top (a list, a mapping by key) is."""

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """The rules of a file; without a path, the packaged ones. Raises InputError naming every wrong entry."""
        source = path or files(PACKAGE).joinpath(cls.file)
        content = _parsed(source) if path else read_yaml(cls.file)
        try:
            return cls.model_validate(content if cls.entry is None else {cls.entry: content})
        except ValidationError as error:
            raise InputError(f"{source}: not valid. {wrong_entries(error)}.") from error

    def fingerprint(self) -> str:
        """SHA-256 of what the rules say; comments and layout of the file do not count."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def _parsed(source: Traversable) -> Any:
    try:
        return parse_yaml(source.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"{source}: cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{source}: byte 0x{error.object[error.start]:02x} is not UTF-8. Save it as UTF-8.") from error
    except ValueError as error:
        raise InputError(f"{source}: cannot be read as YAML: {error}.") from error
