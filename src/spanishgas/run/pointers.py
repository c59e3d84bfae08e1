"""The two pointers: ``runs/current.json`` names the published run, ``models/champion.json`` the promoted model.

A pointer moves only from what its mover has seen, and every move is written down with its reason and its time.
"""

import secrets
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Literal, TypeVar

from spanishgas.content import json_bytes
from spanishgas.errors import ConflictError, RunError
from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.record import Champion, Mode
from spanishgas.run.store import CURRENT, is_plain, parsed, read_document, write_document
from spanishgas.tables.document import Document

CHAMPION = "models/champion.json"
MOVES = "runs/moves/"


class Place(Document):
    """Where a table or a document of the published run is, and how many rows it has."""

    key: str
    rows: int | None = None


class Current(Document):
    """What ``runs/current.json`` says: the published run, for readers that know no record."""

    run_id: str
    mode: Mode
    as_of: date
    model_id: str
    replaced: str | None = None
    """The run that was published before it."""
    tables: dict[str, Place]
    documents: dict[str, Place]


class Move(Document):
    """One move of a pointer: from what to what, why, and when."""

    pointer: Literal["run", "champion"]
    before: str | None
    after: str
    reason: str
    at: datetime
    is_back: bool = False
    """A rollback: what it left does not come before what it went back to."""


P = TypeVar("P", Current, Champion)


def load_current(lake: Lake) -> Current | None:
    """What the pointer to the published run says, or None before the first. Raises RunError when it is damaged."""
    return look_at_current(lake)[0]


def look_at_current(lake: Lake) -> tuple[Current | None, str | None]:
    """The pointer to the published run, and the tag from which alone it may be moved."""
    return _look(lake, CURRENT, Current, "run_id")


def load_champion(lake: Lake) -> Champion | None:
    """What the pointer to the promoted model says, or None before the first. Raises RunError when it is damaged."""
    return look_at_champion(lake)[0]


def look_at_champion(lake: Lake) -> tuple[Champion | None, str | None]:
    """The pointer to the promoted model, and the tag from which alone it may be moved."""
    return _look(lake, CHAMPION, Champion, "model_id")


def _look(lake: Lake, key: str, kind: type[P], names: Literal["run_id", "model_id"]) -> tuple[P | None, str | None]:
    if not lake.exists(key):
        return None, None
    content, tag = lake.look(key)
    try:
        pointer = parsed(lake, key, content, kind)
    except RunError as error:
        raise RunError(f"{error} {_named_again(lake)}") from error
    if not is_plain(name := getattr(pointer, names)):
        damage = f"{lake.uri(key)} is damaged: {names} is {name!r}, which names nothing."
        raise RunError(f"{damage} Take it away or restore it. {_named_again(lake)}")
    return pointer, tag


def _named_again(lake: Lake) -> str:
    """What to do once a pointer was taken away."""
    again = command("publish", "RUN", "--lake", lake)
    return f"Once it is away, `{again}` names a run again; `{command('runs', '--lake', lake)}` lists them."


def move_pointer(
    lake: Lake,
    pointer: Current | Champion,
    seen: str | None,
    reason: str,
    *,
    before: str | None = None,
    is_back: bool = False,
) -> None:
    """Move a pointer from what was seen: readers see the old one or the new one.

    ``before`` is what it named, where that is not what rollback goes back to; ``is_back`` says that this is a rollback.

    Raises:
        RunError: somebody else has moved it in the meantime.
    """
    key = CURRENT if isinstance(pointer, Current) else CHAMPION
    try:
        lake.swap(key, json_bytes(pointer.model_dump(mode="json", exclude_none=True)), seen)
    except ConflictError as error:
        raise RunError(f"{lake.uri(key)} was moved by somebody else in the meantime. Try again.") from error
    at = datetime.now(UTC)
    move = Move(
        pointer="run" if isinstance(pointer, Current) else "champion",
        before=before or pointer.replaced,
        after=pointer.run_id if isinstance(pointer, Current) else pointer.model_id,
        reason=reason,
        at=at,
        is_back=is_back,
    )
    write_document(lake, f"{MOVES}{at:%Y%m%dT%H%M%S%fZ}-{secrets.token_hex(2)}.json", move)


def list_moves(lake: Lake) -> list[Move]:
    """Every move of a pointer, the earliest first."""
    return [read_document(lake, item.key, Move) for item in lake.list(MOVES)]


def replaced_by(
    lake: Lake, pointer: Literal["run", "champion"], name: str, standing: Callable[[str], str] = str
) -> str | None:
    """What a pointer named before it came to name this, by the moves that were not taken back; None when nothing.

    ``standing`` tells which model stands in the place of another: on this way they are the same, because nobody goes
    back to one whose files are gone.
    """
    way: list[str] = []
    for move in (move for move in list_moves(lake) if move.pointer == pointer):
        after = standing(move.after)
        way += [standing(move.before)] if move.before and not way else []
        if move.is_back and after in way:
            del way[_last(way, after) + 1 :]
        elif way[-1:] != [after]:
            way.append(after)
    name = standing(name)
    place = _last(way, name) if name in way else 0
    return way[place - 1] if place else None


def _last(names: list[str], name: str) -> int:
    return len(names) - 1 - names[::-1].index(name)
