"""The lake as pages see it: the published run, its history and its tables, each read once and shared by all readers.

Frames are Polars and never copied; whoever needs other columns makes a new frame.
"""

from collections.abc import Sequence

import obstore.exceptions
import polars as pl
import streamlit as st

from spanishgas.dashboard import champion
from spanishgas.dashboard.absent import AbsentError
from spanishgas.dashboard.champion import Scorer
from spanishgas.dashboard.seen_run import History, SeenRun, of_each
from spanishgas.dashboard.table_preview import Preview, Wanted, preview
from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.deployed import Deployed, look_at_deployment
from spanishgas.run.pointers import load_current
from spanishgas.run.raw_presence import RawPresence, raw_presence
from spanishgas.run.reader import Run, published_runs
from spanishgas.run.record import RefusedPlan, RunRecord
from spanishgas.run.store import Records, read_records
from spanishgas.settings import Settings

_FRESH_SECONDS, _AT_WORK_SECONDS = 20.0, 3.0


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """The settings that this server was started with."""
    return Settings()


def lake_root() -> str:
    """Where the lake is that this server reads."""
    return settings().lake


def current() -> SeenRun:
    """The published run. Raises AbsentError where there is none."""
    root = lake_root()
    return _seen(root, history().current.record.run_id)


@st.cache_resource(max_entries=3, show_spinner=False)
def _seen(root: str, run_id: str) -> SeenRun:
    found = _history(root)
    return SeenRun(next(run for run in (found.current, *found.before) if run.record.run_id == run_id))


def history() -> History:
    """The published run and its past. Raises AbsentError where there is none."""
    return _history(lake_root())


@st.cache_resource(ttl=_FRESH_SECONDS, max_entries=2, show_spinner=False)
def _history(root: str) -> History:
    lake = _open(root)
    try:
        pointer = load_current(lake)
        if pointer is None:
            raise _unpublished(lake)
        published = published_runs(lake)
    except obstore.exceptions.BaseError as error:
        raise AbsentError("bucket", named=root, detail=str(error).splitlines()[0][:300]) from error
    named = next((run for run in published if run.record.run_id == pointer.run_id), None)
    if named is None:
        raise AbsentError("damaged", named=pointer.run_id, command=command("publish", "RUN", "--lake", root))
    return History(named, published)


def scorer(run: SeenRun) -> Scorer:
    """The model that scored a run. Raises AbsentError where the run does not name it."""
    return _scorer(str(run.run.lake), run.run_id, run)


@st.cache_resource(max_entries=3, show_spinner=False)
def _scorer(root: str, run_id: str, _run: SeenRun) -> Scorer:  # noqa: ARG001 what it is kept under
    return champion.scorer(_run)


def of_runs(name: str, runs: Sequence[Run]) -> list[tuple[RunRecord, pl.DataFrame]]:
    """A small table of several runs, each with its record; those that do not have it (any more) are left out."""
    return _of_runs(lake_root(), name, tuple(run.record.run_id for run in runs), list(runs))


@st.cache_resource(max_entries=8, show_spinner=False)
def _of_runs(  # the first and the third are what it is kept under
    root: str,  # noqa: ARG001
    name: str,
    run_ids: tuple[str, ...],  # noqa: ARG001
    _runs: Sequence[Run],
) -> list[tuple[RunRecord, pl.DataFrame]]:
    return of_each(name, _runs)


def _open(root: str) -> Lake:
    try:
        return Lake(root)
    except RunError as error:
        raise AbsentError("lake", named=root, command=command("simulate", "--lake", root)) from error


def _unpublished(lake: Lake) -> AbsentError:
    records, anew = read_records(lake).all, command("run", "--lake", lake)
    if not records:
        return AbsentError("run", named=str(lake), command=anew)
    last = records[0]
    again = anew if isinstance(last, RefusedPlan) else command("run", "--resume", last.run_id, "--lake", lake)
    why = last.error.message.splitlines()[0] if last.error else ""
    return AbsentError("unfinished", named=last.run_id, detail=why, command=again)


def published(run_id: str) -> SeenRun:
    """A published run by its id; the current one where there is none of it."""
    found = history()
    known = {run.record.run_id for run in found.before}
    return _seen(lake_root(), run_id) if run_id in known else current()


def records() -> Records:
    """All runs and refused plans, the latest first, and what is wrong with records that cannot be read."""
    return _records(lake_root())[0]


def published_id() -> str | None:
    """Which run was published when the records were read."""
    return _records(lake_root())[1]


@st.cache_resource(ttl=_AT_WORK_SECONDS, max_entries=2, show_spinner=False)
def _records(root: str) -> tuple[Records, str | None]:
    lake = _open(root)
    pointer = load_current(lake)
    return read_records(lake), pointer and pointer.run_id


def deployed() -> Deployed | None:
    """What the deployment on AWS says of the lake; None where there is none. Raises RunError where that is damaged."""
    return _deployed(lake_root())


@st.cache_resource(ttl=_AT_WORK_SECONDS, max_entries=2, show_spinner=False)
def _deployed(root: str) -> Deployed | None:
    return look_at_deployment(_open(root))


def raw_files() -> RawPresence:
    """What the next run would find in ``raw/``."""
    return _raw_files(lake_root())


@st.cache_resource(ttl=_FRESH_SECONDS, max_entries=2, show_spinner=False)
def _raw_files(root: str) -> RawPresence:
    return raw_presence(_open(root), settings().columns_file)


@st.cache_resource(max_entries=60, show_spinner=False)
def preview_of(_run: SeenRun, run_id: str, name: str, wanted: Wanted) -> Preview:  # noqa: ARG001 the key of the cache
    """The first rows of a table that fit."""
    return preview(_run.scan(name), wanted)
