"""A raw file on its way to be mutated: a table of words, then its text, then its bytes, each from the one before."""

import gzip
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from spanishgas.bronze.registry import ColumnRegistry
from spanishgas.bronze.source_columns import source_columns
from spanishgas.tables.base import UNIT
from spanishgas.tables.registry import SCHEMAS

REGISTRY = ColumnRegistry.load()
TABLES = {dataset.file: table for table, dataset in REGISTRY.datasets.items()}
READINGS = "consumption_hourly"
Kind = str
"""id, date, month, timestamp, number, flag, text, word."""


class NotApplicableError(Exception):
    """A mutation finds nothing in this file that it could change: another one is drawn."""


@dataclass(frozen=True)
class Note:
    """What a mutation did, said when it is done and before anybody looks at the outcome."""

    columns: tuple[str, ...] = ()
    """Canonical names of the columns that it changed; none: rows, the whole file, or nobody can say."""
    is_undetectable: bool = False
    """One value within its bounds took another possible one's place: nobody could tell."""
    is_same: bool = False
    """The file says the same in another way: nothing may change."""
    text: str = ""


@dataclass
class Draft:
    """One raw file of a case."""

    file: str
    """What its name begins with: price_history."""
    name: str
    words: pl.DataFrame
    """Every column as words, under the names of the file."""
    ending: str
    dtypes: dict[str, pl.DataType | type[pl.DataType]] = field(default_factory=dict)
    """Types of columns in parquet, beside those of the twin."""
    beside: dict[str, bytes] = field(default_factory=dict)
    """Further files that a mutation puts into ``raw/``."""
    _text: str | None = None
    _data: bytes | None = None

    @cached_property
    def canonical(self) -> dict[str, str]:
        """Canonical name of each column of the file."""
        found = source_columns(self.name, self.words.columns, REGISTRY.datasets[TABLES[self.file]])
        return {source: name for name, source in found.items()}

    def kinds(self) -> dict[str, Kind]:
        """The kind of each column of the file."""
        return {name: _kind(self.file, self.canonical[name]) for name in self.words.columns if name in self.canonical}

    def column(self, rng: random.Random, *kinds: Kind) -> str:
        """A random column of one of these kinds."""
        found = [name for name, kind in self.kinds().items() if kind in kinds]
        if not found:
            raise NotApplicableError
        return rng.choice(found)

    def change(self, column: str, rows: list[int], new: Callable[[str | None], str | None]) -> None:
        """Replace the values of a column in some rows."""
        values = self.words[column].to_list()
        for row in rows:
            values[row] = new(values[row])
        self.words = self.words.with_columns(pl.Series(column, values, dtype=pl.String))

    @property
    def text(self) -> str:
        """The file as text: CSV, or a JSON list."""
        if self._text is None:
            kind = self.ending.removesuffix(".gz")
            if kind == "parquet":
                raise NotApplicableError
            self._text = self._json() if kind == "json" else self.words.write_csv()
        return self._text

    @text.setter
    def text(self, text: str) -> None:
        self._text = text

    def _json(self) -> str:
        records = ({k: v for k, v in row.items() if v is not None} for row in self.words.to_dicts())
        return "[" + ",".join(json.dumps(record, ensure_ascii=False) for record in records) + "]"

    @property
    def frame(self) -> pl.DataFrame:
        """The file as a typed table, for parquet."""
        kinds = self.kinds()
        return self.words.select(
            pl.col(name).cast(self.dtypes[name], strict=False) if name in self.dtypes else _typed(name, kinds.get(name))
            for name in self.words.columns
        )

    @property
    def data(self) -> bytes:
        """The file as bytes."""
        if self._data is None:
            if self.ending == "parquet":
                self._data = parquet_bytes(self.frame)
            else:
                self._data = self.text.encode("utf-8", "surrogatepass")
            if self.ending.endswith(".gz"):
                self._data = gzip.compress(self._data, mtime=0, compresslevel=1)
        return self._data

    @data.setter
    def data(self, data: bytes) -> None:
        self._data = data


def parquet_bytes(frame: pl.DataFrame, **options: object) -> bytes:
    import io

    target = io.BytesIO()
    frame.write_parquet(target, **options)
    return target.getvalue()


def _typed(name: str, kind: Kind | None) -> pl.Expr:
    column = pl.col(name)
    if kind == "timestamp":
        return column.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us", strict=False)
    if kind == "number":
        return column.cast(pl.Float64, strict=False)
    return column


def _kind(file: str, canonical: str) -> Kind:
    rules, column = REGISTRY.datasets[TABLES[file]].columns[canonical], SCHEMAS[TABLES[file]].columns()[canonical]
    if rules.is_id:
        return "id"
    if rules.is_text:
        return "text"
    if column.dtype == pl.Date:
        return "month" if (column.metadata or {}).get(UNIT) == "month" else "date"
    if isinstance(column.dtype, pl.Datetime):
        return "timestamp"
    if rules.values:
        return "flag"
    return "number" if column.dtype.is_numeric() else "word"


def some_rows(draft: Draft, rng: random.Random, *, at_most: float = 1.0) -> list[int]:
    """One row, one in a hundred, one in ten, half, or all of them."""
    height = draft.words.height
    if not height:
        raise NotApplicableError
    share = rng.choice([share for share in (0.0, 0.01, 0.1, 0.5, 1.0) if share <= at_most])
    count = max(1, round(share * height))
    return list(range(height)) if count == height else sorted(rng.sample(range(height), count))
