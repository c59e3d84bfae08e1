"""Which unknown column of a raw file is probably which missing one: by its name, by its values, never by chance.

A guess is a question to whoever knows the file; nothing is read because of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import dataframely as dy
import polars as pl

from spanishgas.bronze.column_content import Content, Sought, content_of, tells_apart
from spanishgas.bronze.column_hints import ColumnHints
from spanishgas.bronze.name_likeness import name_likeness
from spanishgas.bronze.registry import RawDataset

_LIKE = 0.75
"""A name this like says enough, unless the values contradict it."""
_CERTAIN = 0.95
"""A share of the values that fits, enough to go without a name."""
_FEW = 3
"""So many columns are a choice; more are none."""
_CONTRADICTED = 0.5
"""Below this share of fitting values a name is a false friend."""


class Sample(NamedTuple):
    """What is looked at of a raw file."""

    unknown: pl.DataFrame
    """Some of its rows, as words; only the columns that the registry does not know."""
    dataset: RawDataset
    schema: type[dy.Schema]
    """The table that it becomes."""
    customer_ids: pl.Series | None
    """Ids of the customers, where they are known; in the customers' own file they are what is looked for."""


class Guess(NamedTuple):
    """A column of the file, the canonical one that it probably is, and why."""

    column: str
    canonical: str
    reason: str


class _Pair(NamedTuple):
    column: str
    canonical: str
    likeness: float
    content: Content | None
    is_telling: bool

    def reason(self) -> str:
        said = [] if self.likeness < _LIKE else ["by name" if self.likeness == 1 else f"by name ({self.likeness:.0%})"]
        if self.content is not None:
            share = "" if self.content.share == 1 else f"{self.content.share:.1%} "
            said.append(f"by content: {share}{self.content.kind}")
        return ", ".join(said)


def guessed_columns(sample: Sample, missing: Sequence[str], hints: ColumnHints) -> list[Guess]:
    """The guesses that are good enough, each column and each canonical name in one of them at most.

    Names count first. Where values contradict a name there is no guess; where two columns are equally good, none. A
    column whose name says nothing is guessed by its values if it is the only one that fits, for required columns only.

    Args:
        sample: what is unknown of a file.
        missing: canonical names without a column.
        hints: what columns may be called.
    """
    pairs = list(_pairs(sample, missing, hints))
    taken = dict(_by_name(pairs))
    required = {name for names in sample.dataset.required().values() for name in names}
    free = [p for p in pairs if p.canonical not in taken and p.column not in {t.column for t in taken.values()}]
    taken |= dict(_by_content([pair for pair in free if pair.canonical in required]))
    return [Guess(taken[name].column, name, taken[name].reason()) for name in missing if name in taken]


def candidates(
    sample: Sample, missing: Sequence[str], guesses: Sequence[Guess], hints: ColumnHints
) -> dict[str, tuple[str, ...]]:
    """For a missing column without a guess the few that are left and could be it by their values: a choice."""
    columns, names = {guess.column for guess in guesses}, {guess.canonical for guess in guesses}
    left: dict[str, list[str]] = {}
    for pair in _pairs(sample, [name for name in missing if name not in names], hints):
        if pair.column not in columns:
            left.setdefault(pair.canonical, []).append(pair.column)
    return {canonical: tuple(could) for canonical, could in left.items() if len(could) <= _FEW}


def _pairs(sample: Sample, missing: Sequence[str], hints: ColumnHints) -> Iterator[_Pair]:
    """Every unknown column with every missing one, but for those that its values contradict."""
    for canonical in missing:
        dataset, words = sample.dataset, frozenset(hints.words(canonical))
        names = (*dataset.accepted(canonical), *hints.phrases(dataset.file, canonical))
        sought = Sought(canonical, sample.schema.columns()[canonical], dataset.columns[canonical], words)
        for column in sample.unknown.columns:
            values = sample.unknown[column]
            content = content_of(values, sought, sample.customer_ids)
            is_telling = content is not None and tells_apart(values.drop_nulls(), sought)
            if content is None or content.share >= _CONTRADICTED:
                yield _Pair(column, canonical, name_likeness(column, names, hints.common), content, is_telling)


def _by_name(pairs: list[_Pair]) -> Iterator[tuple[str, _Pair]]:
    """Pairs of like names, the likest first, each name once; of equals none is taken."""
    left = [pair for pair in pairs if pair.likeness >= _LIKE]
    while left:
        best = max(left, key=_rank)
        rivals = [p for p in left if p.column == best.column or p.canonical == best.canonical]
        equals = [pair for pair in rivals if _rank(pair) == _rank(best)]
        if len(equals) == 1:
            yield best.canonical, best
        columns, names = {pair.column for pair in equals}, {pair.canonical for pair in equals}
        left = [pair for pair in left if pair.column not in columns and pair.canonical not in names]


def _rank(pair: _Pair) -> tuple[float, float]:
    return round(pair.likeness, 2), round(pair.content.share if pair.content else 0.0, 2)


def _by_content(pairs: list[_Pair]) -> Iterator[tuple[str, _Pair]]:
    """Pairs whose values fit each other and nothing else."""
    fitting = [pair for pair in pairs if pair.is_telling and pair.content and pair.content.share >= _CERTAIN]
    for pair in fitting:
        rivals = [other for other in fitting if other.column == pair.column or other.canonical == pair.canonical]
        if len(rivals) == 1:
            yield pair.canonical, pair


def suggested_words(
    values: pl.Series, canonical: str, known: Mapping[str, int], hints: ColumnHints
) -> tuple[dict[str, int], list[str]]:
    """For the words of a 0/1 column that the registry does not know: what they mean, and those that nobody can tell."""
    said = values.drop_nulls().str.strip_chars().str.to_lowercase().unique(maintain_order=True)
    unknown = [word for word in said if word and word not in known and word not in {"0", "1", "0.0", "1.0"}]
    meant = hints.words(canonical)
    return {word: meant[word] for word in unknown if word in meant}, [word for word in unknown if word not in meant]
