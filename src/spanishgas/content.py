"""Tables and documents as bytes (the same rows, or the same document, give the same bytes), and the hash of a file."""

import hashlib
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


def table_bytes(table: "pl.DataFrame") -> bytes:
    """A table as parquet; the same rows give the same bytes."""
    buffer = io.BytesIO()
    table.rechunk().write_parquet(buffer, compression="zstd", statistics=True)
    return buffer.getvalue()


def json_bytes(document: Any) -> bytes:
    """A document as JSON text in UTF-8, ending in a newline; NaN and infinity are refused."""
    return (json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False, default=str) + "\n").encode()


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file of this machine."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
