"""Where MLflow keeps runs: a database in a file, a folder, or a server; named without its credentials."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import SplitResult, quote, unquote, urlsplit

from spanishgas.errors import InputError

_SQLITE = "sqlite:///"
_KINDS = "sqlite:///FILE, a folder, or http(s)://HOST is expected"


@dataclass(frozen=True)
class Place:
    """A tracking URI as MLflow takes it and as people may see it: credentials are beside it, not in it."""

    uri: str
    file: Path | None = None
    """The database, where there is one."""
    folder: Path | None = None
    host: str = ""
    """Name and port of a server."""
    username: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @classmethod
    def of(cls, uri: str) -> Self:
        """Read a tracking URI. Raises InputError for one of another kind."""
        try:
            parts = urlsplit(uri)
            if parts.scheme in ("http", "https") and parts.hostname:
                return cls._of_server(parts)
        except ValueError as error:  # no URI at all; its text may hold a password
            raise InputError(f"--tracking-uri is no URI: {_KINDS}.") from error
        path = uri.removeprefix(_SQLITE)
        if path != uri and path not in ("", ":memory:") and "?" not in path:
            file = Path(path).expanduser().absolute()
            return cls(f"{_SQLITE}{file}", file=file)
        if parts.scheme in ("", "file") and not parts.netloc and parts.path:
            folder = Path(unquote(parts.path) if parts.scheme else uri).expanduser().absolute()
            return cls(folder.as_uri(), folder=folder)
        raise InputError(f"--tracking-uri begins with {parts.scheme or 'nothing'}: {_KINDS}.")

    @classmethod
    def _of_server(cls, parts: SplitResult) -> Self:
        host = parts.netloc.rpartition("@")[2]
        username, password = (word and unquote(word) for word in (parts.username, parts.password))
        return cls(f"{parts.scheme}://{host}{parts.path}", host=host, username=username, password=password)

    def __str__(self) -> str:
        return str(self.folder or self.uri)

    def artifact_location(self, experiment: str) -> str | None:
        """Where the files of a new experiment go: beside a database, not wherever the command was given."""
        return self.file and (self.file.parent / "mlruns" / quote(experiment, safe="")).as_uri()

    def takes(self, artifact_uri: str) -> bool:
        """Whether the files of a run stay at this place: a server may name a bucket or a folder of its own instead."""
        parts = urlsplit(artifact_uri)
        schemes = ("mlflow-artifacts",) if self.host else ("", "file")
        return parts.scheme in schemes and parts.netloc in ("", self.host)
