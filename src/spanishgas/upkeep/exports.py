"""Files that were exported from the lake: it remembers where they went, so that a customer can be taken out of them."""

import secrets
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import obstore.exceptions

from spanishgas.config.language import Language
from spanishgas.content import sha256_of
from spanishgas.errors import RunError
from spanishgas.folder_entries import beside
from spanishgas.lake import Lake
from spanishgas.run.reader import FINDINGS, Run
from spanishgas.run.store import load_record, read_document, write_document
from spanishgas.tables.document import Document
from spanishgas.tables.registry import SCHEMAS
from spanishgas.upkeep.forget_file import forget_in_file
from spanishgas.upkeep.id_names import ID
from spanishgas.upkeep.look_again import still_named
from spanishgas.upkeep.persons import Persons
from spanishgas.upkeep.proof import Proof

EXPORTS = "exports/"
Export = Callable[[Run, str, Path, Language], object]
"""Writes a table of a run to a file again, in the language it was written in."""


class ExportNote(Document):
    """One exported file as it was written."""

    run_id: str
    table: str
    path: str
    host: str
    at: datetime
    sha256: str
    language: Language = "en"


def note_export(run: Run, table: str, out: Path, language: Language) -> bool:
    """Remember a file that was just written; whether the lake could be written to."""
    at = datetime.now(UTC)
    note = ExportNote(
        run_id=run.record.run_id,
        table=table,
        path=str(out.resolve()),
        host=socket.gethostname(),
        at=at,
        sha256=sha256_of(out),
        language=language,
    )
    try:
        write_document(run.lake, f"{EXPORTS}{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}.json", note)
    except (OSError, obstore.exceptions.BaseError):
        return False
    return True


def forget_in_exports(lake: Lake, persons: Persons, proof: Proof, export: Export) -> None:
    """Rewrite exported files that are here as they were written; the others are for the person to do."""
    for item in lake.list(EXPORTS):
        note = read_document(lake, item.key, ExportNote)
        if note.table != FINDINGS and note.table in SCHEMAS and ID not in SCHEMAS[note.table].column_names():
            continue  # no customers in it, and no words about them
        path = Path(note.path)
        if note.host != socket.gethostname() or not path.is_file():
            proof.remain(f"{note.path} on {note.host}, {note.table} of {note.at:%Y-%m-%d}: not here. Look where it is.")
        elif sha256_of(path) != note.sha256:
            proof.remain(f"{note.path}, {note.table} of {note.at:%Y-%m-%d}: changed since. Take the customer out.")
        else:
            if _rewrite(lake, note, path, persons, proof, export):
                proof.exports.append(note.path)
                write_document(lake, item.key, note.model_copy(update={"sha256": sha256_of(path)}))
            if sentence := still_named(path, persons.as_exported(), path.name):
                proof.remain(f"{path}: {sentence}.")


def _rewrite(lake: Lake, note: ExportNote, path: Path, persons: Persons, proof: Proof, export: Export) -> bool:
    """Whether a file held a customer, and is without now."""
    partial = beside(path)
    try:
        found = forget_in_file(path, partial, persons.as_exported(), path.name)
        if found.is_something:
            partial.replace(path)
            return True
    finally:
        partial.unlink(missing_ok=True)
    if found.unread is None or note.table not in SCHEMAS:
        return False
    try:
        run = Run(lake, load_record(lake, note.run_id))
        export(run, note.table, path, note.language)  # the table is without already
    except RunError as error:
        proof.remain(f"{note.path}, {note.table} of {note.at:%Y-%m-%d}: {error}")
        return False
    return True
