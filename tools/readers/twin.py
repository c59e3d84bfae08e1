"""Writes the held-out texts of the twin as tables that ``readers.evaluate`` reads, one a row of the page on texts.

    PYTHONPATH=tools .venv/bin/python -m readers.twin FOLDER

Each held-out wording is one text, with numbers in it; of those that customers in a hurry may have typed, as many are
typed so as in the twin.
"""

import sys
from pathlib import Path

import polars as pl

from spanishgas.twin.files.texts import filled, hasty
from spanishgas.twin.files.wordings import wordings, writing
from spanishgas.twin.sampling import stream

TABLES = {"note": ("note",), "customer": ("customer", "regional"), "hard": ("hard",)}
"""Kinds of texts by the name of the table they stand in."""
_MOST = 12
"""Years and months in the texts go up to this."""


def main() -> None:
    """Write one table a kind."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    every = wordings()
    for name in TABLES:
        table = held_out(every, name)
        table.write_csv(folder / f"twin_{name}.csv")
        print(f"twin_{name}.csv: {table.height:,} texts", flush=True)


def held_out(every: pl.DataFrame, name: str) -> pl.DataFrame:
    """``text, label, intent`` of each held-out one of all wordings that belongs in a table; the same each time."""
    kept_back = every.filter("is_held_out", pl.col("kind").is_in(TABLES[name]))
    rng, rules = stream(7, "held out", name), writing().hasty
    texts: list[str] = []
    for language, kind, wording in kept_back.select("language", "kind", "text").iter_rows():
        years, months = rng.integers(1, _MOST, 2, endpoint=True)
        text = filled(wording, int(years), int(months))
        is_hasty = kind in rules.kinds and rng.random() < rules.share
        texts.append(hasty(text, language, rng) if is_hasty else text)
    return kept_back.select(pl.Series("text", texts), label="mood", intent="intent")


if __name__ == "__main__":
    main()
