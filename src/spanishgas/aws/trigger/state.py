"""What the trigger remembers and what it may do next: frozen facts, kept as one item of a table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from spanishgas.run.record import Mode

Ending = Literal["completed", "failed", "refused", "gate_failed", "superseded"]
"""How a run ends, as the state machine and the manifest say it."""
CONCLUSIVE: tuple[Ending, ...] = ("completed", "gate_failed", "refused")
"""Endings that say all there is to say of the contents: running the same again would end the same."""


@dataclass(frozen=True)
class Rules:
    """What a deployment sets."""

    quiet: timedelta
    """How long ``raw/`` stays unchanged before its contents are run."""
    patience: timedelta
    """How long files wait for a missing one before somebody is told."""
    attempts: int
    """How often the same files are tried, until somebody asks, brings others or deploys another version."""
    jobs: str = ""
    """Which version of code and settings jobs run: a run does not go on with another one."""


@dataclass(frozen=True)
class Listing:
    """What lies in ``raw/``."""

    digest: str
    """Of names, sizes and tags: what a run is planned on (``run.raw_listing``)."""
    contents: str
    """Of what the raw files hold: the same when the same files are uploaded again."""
    labels: str | None
    """The same of the labels alone; None where there are none."""
    missing: tuple[str, ...]
    """Datasets without a file that every run needs."""
    labels_name: str
    """What the names of files of labels begin with, which a training needs."""
    changed_at: datetime
    """When S3 took the latest of the files."""


@dataclass(frozen=True)
class Ask:
    """Somebody wants a run, whether or not anything changed."""

    mode: Mode
    reason: str
    """Who asks: ``weekly``, or the words of a person."""
    key: str = ""
    """The same for two deliveries of one request; empty where nobody says it."""


@dataclass(frozen=True)
class Claim:
    """A run that may be under way: whoever holds it is the only one."""

    run_id: str
    attempt: int
    tries: int
    """Which try in a row of this listing it is, by this version of the jobs, from 1."""
    mode: Mode
    listing: str
    contents: str
    labels: str | None
    execution: str
    """The name of its execution."""
    claimed_at: datetime
    asked: Ask | None = None
    is_started: bool = False
    jobs: str = ""
    """The version of the jobs that began it."""


@dataclass(frozen=True)
class LastRun:
    """The run that ended last."""

    claim: Claim
    status: Ending
    reason: str
    ended_at: datetime
    is_published: bool = False
    """Whether readers see it: scored by its own model, or by the champion before."""

    @property
    def is_conclusive(self) -> bool:
        """Whether its contents need no other run."""
        return self.status in CONCLUSIVE


@dataclass(frozen=True)
class Notice:
    """Something that people are told once."""

    key: str
    """Of the situation it is about."""
    text: str
    """In English, for the log and the manifest; people are told in the language of the deployment."""
    at: datetime
    """When somebody took it upon himself to say it."""
    missing: tuple[str, ...] = ()
    """The datasets that files wait for, where it is about them."""
    run: Claim | None = None
    """The run that has ended, where it is about one."""
    status: Ending = "failed"
    """How that run ended."""
    is_recorded: bool = True
    """Whether that run has left a record."""
    is_sent: bool = False


@dataclass(frozen=True)
class Hold:
    """Somebody works on the lake itself, so that nothing may start."""

    who: str
    since: datetime
    until: datetime
    """From then on it counts no more: whoever held it has died."""


@dataclass(frozen=True)
class Untold:
    """The end of a run that could not be told to the registry, to CloudWatch or to people."""

    run: Claim
    status: Ending
    ended_at: datetime | None
    """As its record says it; None where it has left none."""
    at: datetime
    """When somebody tried last."""
    tries: int = 1


@dataclass(frozen=True)
class State:
    """All that the trigger remembers."""

    rev: int = 0
    """Counts the writes: a write is only made on the state that was seen."""
    listing: Listing | None = None
    since: datetime | None = None
    """When this listing was first seen."""
    running: Claim | None = None
    last: LastRun | None = None
    n: int = 0
    """Runs that were given a number."""
    trained: str | None = None
    """Labels of the last training that was published."""
    published_at: datetime | None = None
    """When a run was published last."""
    asked: Ask | None = None
    last_keys: tuple[str, ...] = ()
    """Of the requests that were noted last, the latest first."""
    waiting_since: datetime | None = None
    """Since when files wait for a missing one."""
    notice: Notice | None = None
    hold: Hold | None = None
    untold: tuple[Untold, ...] = ()
    """Ends of runs that are told again, the latest last."""


@dataclass(frozen=True)
class Start:
    """Start the execution of a claim; done twice, it is done once."""

    claim: Claim


@dataclass(frozen=True)
class Tell:
    """Tell people."""

    notice: Notice


@dataclass(frozen=True)
class Rest:
    """Do nothing, and why."""

    why: str


Action = Start | Tell | Rest
