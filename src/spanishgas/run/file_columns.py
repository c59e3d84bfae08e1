"""Which column of each raw file becomes which canonical one, and which of the others are probably meant; for people.

It looks at files that a run would refuse too, so it refuses nothing: what cannot be opened is said to be so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from spanishgas.bronze.column_content import KEY
from spanishgas.bronze.column_guesses import Guess, Sample, candidates, suggested_words
from spanishgas.bronze.column_hints import ColumnHints
from spanishgas.bronze.column_names import ColumnNames, OwnColumns
from spanishgas.bronze.ids import tidy_id
from spanishgas.bronze.likeliest_layout import likeliest_layout, of_layouts
from spanishgas.bronze.raw_table import RawTable
from spanishgas.bronze.registry import ColumnRegistry, RawDataset
from spanishgas.bronze.source_columns import matching_columns
from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.raw_files import Limits, RawFile, find_raw_files, open_raw
from spanishgas.settings import Settings
from spanishgas.tables.base import UNIT
from spanishgas.tables.registry import SCHEMAS

CUSTOMERS = "bronze_customers"
_ROWS = 10_000
_UNREADABLE = (InputError, pl.exceptions.PolarsError, pl.exceptions.PanicException)


@dataclass(frozen=True)
class FileColumns:
    """One raw file, or several of a dataset with the same columns."""

    dataset: str
    """What the names of such files begin with."""
    files: tuple[str, ...]
    read: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Canonical name → the file's columns that are taken for it; of several a run keeps none."""
    left_out: tuple[str, ...] = ()
    """Columns that the registry does not know."""
    guesses: tuple[Guess, ...] = ()
    required: tuple[str, ...] = ()
    """Canonical names without a column, without which the file is refused."""
    candidates: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """The few columns that a required one without a guess could be."""
    optional: tuple[str, ...] = ()
    """Those without which a run goes on."""
    words: dict[str, dict[str, int]] = field(default_factory=dict[str, dict[str, int]])
    """What further words of 0/1 columns mean, by canonical name."""
    unclear: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    """Words of 0/1 columns of which nobody can tell what they mean."""
    problem: str | None = None
    """Why the file cannot be opened."""


def file_columns(lake: Lake, settings: Settings) -> list[FileColumns]:
    """Look at the columns of all raw files, the customers' first.

    Raises:
        InputError: the retailer's own file of columns is not what it must be, or a name in ``raw/`` cannot be.
    """
    registry = OwnColumns.load(settings.columns_file).added_to(ColumnRegistry.load())
    files, limits, hints = find_raw_files(lake, registry).files, Limits.of(settings), ColumnHints.load()
    looked: list[FileColumns] = []
    ids: pl.Series | None = None
    for table in sorted(files, key=lambda name: name != CUSTOMERS):
        dataset = registry.datasets[table]
        for file in (file for file in files[table] if file.size):
            try:
                raw = open_raw(lake, file, dataset, limits)
                found = _look(raw, table, dataset, ids, hints)
                ids = _customer_ids(raw, found) if table == CUSTOMERS else ids
            except _UNREADABLE as error:
                found = FileColumns(dataset.file, (file.name,), problem=_sentence(error, file))
            looked.append(found)
    return list(_merged(looked))


def accepting(files: Iterable[FileColumns], own: OwnColumns) -> OwnColumns:
    """The additions to the registry that would accept every guess, on top of those that there are."""
    additions = {file: dict(columns) for file, columns in own.files.items()}
    for found in files:
        columns = additions.setdefault(found.dataset, {})
        aliases = {guess.canonical: guess.column.strip() for guess in found.guesses}
        for canonical in dict.fromkeys([*aliases, *found.words]):
            before = columns.get(canonical, ColumnNames())
            new = [aliases[canonical]] if canonical in aliases and aliases[canonical] not in before.aliases else []
            columns[canonical] = ColumnNames(
                aliases=(*before.aliases, *new), values=before.values | found.words.get(canonical, {})
            )
    return OwnColumns(files={file: columns for file, columns in additions.items() if columns})


def _look(raw: RawTable, table: str, dataset: RawDataset, ids: pl.Series | None, hints: ColumnHints) -> FileColumns:
    columns = raw.frame.collect_schema().names()
    read = matching_columns(columns, dataset)
    taken = {column for present in read.values() for column in present}
    left_out = [column for column in columns if column not in taken]
    rows = _sampled(raw, columns)
    sample = Sample(rows.select(left_out), dataset, SCHEMAS[table], ids)
    required, guesses = likeliest_layout(sample, read, hints)
    optional = [name for name in dataset.columns if name not in read and name not in of_layouts(dataset)]
    sources = {name: present[0] for name, present in read.items()} | {each.canonical: each.column for each in guesses}
    words = {
        name: suggested_words(rows[column], name, dataset.columns[name].values, hints)
        for name, column in sources.items()
        if (SCHEMAS[table].columns()[name].metadata or {}).get(UNIT) == "0/1"
    }
    return FileColumns(
        dataset=dataset.file,
        files=(raw.file,),
        read={name: tuple(present) for name, present in read.items()},
        left_out=tuple(left_out),
        guesses=tuple(guesses),
        required=tuple(required),
        candidates=candidates(sample, required, guesses, hints),
        optional=tuple(name for name in optional if name not in required),
        words={name: known for name, (known, _) in words.items() if known},
        unclear={name: unclear for name, (_, unclear) in words.items() if unclear},
    )


def _sampled(raw: RawTable, columns: list[str]) -> pl.DataFrame:
    """The first rows as words; none where they cannot be read, which a run will say better."""
    plain = [
        pl.lit(None, pl.String).alias(name)
        if dtype.is_nested() or isinstance(dtype, pl.Binary | pl.Object)
        else pl.col(name).cast(pl.String)
        for name, dtype in raw.frame.collect_schema().items()
    ]
    try:
        return raw.frame.head(_ROWS).select(plain).collect()
    except _UNREADABLE:
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))


def _customer_ids(raw: RawTable, found: FileColumns) -> pl.Series | None:
    guessed = [guess.column for guess in found.guesses if guess.canonical == KEY]
    for column in (*found.read.get(KEY, ()), *guessed):
        return raw.frame.select(tidy_id(pl.col(column).cast(pl.String))).collect().to_series().drop_nulls().unique()
    return None


def _sentence(error: BaseException, file: RawFile) -> str:
    """A refusal without the file's name in front; what a library says is for the run to explain."""
    text = str(error) if isinstance(error, InputError) else "cannot be read"
    return text.removeprefix(file.name).lstrip(":, ")


def _merged(looked: Sequence[FileColumns]) -> Iterator[FileColumns]:
    """Files of a dataset in which the same is read, missing and guessed, as one: a year comes in twelve."""
    merged: dict[str, list[FileColumns]] = {}
    for found in looked:
        merged.setdefault(repr((found.dataset, found.read, found.left_out, found.required, found.problem)), []).append(
            found
        )
    for same in merged.values():
        first = same[0]
        yield replace(first, files=tuple(name for each in same for name in each.files))
