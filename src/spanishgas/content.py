"""Tables and documents as bytes: the same rows, or the same document, give the same bytes."""

import io
import json
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
