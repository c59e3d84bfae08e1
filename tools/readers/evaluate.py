"""Measures a reader on any table of labelled texts, and shows where it is wrong most.

    PYTHONPATH=tools .venv/bin/python -m readers.evaluate QUALITY TABLE [TABLE ...]

QUALITY is what the setting ``sentiment_model`` may be; a TABLE is CSV (also packed by gzip) with the columns ``text,
label`` (negative, neutral, positive), and ``language`` and ``intent`` where it has them.
"""

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from sklearn.metrics import confusion_matrix, f1_score

from readers.sources import MOODS
from spanishgas.silver.interactions import sentiment_label
from spanishgas.texts.choose import load_reader
from spanishgas.texts.reading import TextReader
from spanishgas.texts.vader import Lexicon


@dataclass(frozen=True)
class Measured:
    """How well a reader reads some labelled texts."""

    texts: int
    two_classes: float
    """Macro-F1 over negative and positive texts; to call one neutral is an error."""
    three_classes: float
    confusion: list[list[int]]
    """A row a label, a column a reading, in the order of MOODS."""
    per_second: float
    worst: pl.DataFrame
    """The texts whose reading is farthest from their label."""


def measure(reader: TextReader, labelled: pl.DataFrame, worst: int = 20) -> Measured:
    """Read texts and hold the readings against their labels."""
    begun = time.perf_counter()
    readings = reader.read(labelled["text"].to_list())
    seconds = time.perf_counter() - begun
    read = labelled.with_columns(pl.Series("mood", [each.mood for each in readings])).with_columns(
        sentiment_label(pl.col("mood")).alias("read")
    )
    said = {"negative": -1.0, "neutral": 0.0, "positive": 1.0}
    distance = (pl.col("label").replace_strict(said, return_dtype=pl.Float64) - pl.col("mood")).abs()
    wrong = read.filter(pl.col("label") != pl.col("read")).sort(distance, "text", descending=[True, False])
    moody = read.filter(pl.col("label") != "neutral")
    return Measured(
        texts=read.height,
        two_classes=_macro_f1(moody, ["negative", "positive"]),
        three_classes=_macro_f1(read, list(MOODS)),
        confusion=confusion_matrix(read["label"], read["read"], labels=list(MOODS)).tolist(),
        per_second=read.height / seconds,
        worst=wrong.select("label", "mood", "text").head(worst),
    )


def _macro_f1(read: pl.DataFrame, labels: list[str]) -> float:
    return float(
        f1_score(read["label"].to_list(), read["read"].to_list(), labels=labels, average="macro", zero_division=0)
    )


def main() -> None:
    """Print what is measured of each table, by language where it names them."""
    reader = load_reader(sys.argv[1], Lexicon.load())
    for path in map(Path, sys.argv[2:]):
        table = pl.read_csv(path).with_columns(pl.col("text").str.strip_chars())
        groups = table.partition_by("language") if "language" in table.columns else [table]
        for group in groups:
            name = f"{path.name} {group['language'][0] if 'language' in group.columns else ''}"
            _show(name, measure(reader, group))


def _show(name: str, found: Measured) -> None:
    print(f"{name}: {found.texts:,} texts, two classes {found.two_classes:.3f}, three {found.three_classes:.3f}")
    print(f"  {found.per_second:,.0f} texts a second; confusion {found.confusion} ({', '.join(MOODS)})")
    for label, mood, text in found.worst.iter_rows():
        print(f"  {label:<8} {mood:+.2f}  {text[:110]}")


if __name__ == "__main__":
    main()
