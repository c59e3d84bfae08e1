"""The packaged hints: each is of a column that there is, and of one only."""

import pytest
from support.rules import COLUMNS

from spanishgas.bronze.column_hints import ColumnHints
from spanishgas.bronze.name_likeness import words_of
from spanishgas.bronze.registry import RawDataset
from spanishgas.tables.base import UNIT
from spanishgas.tables.registry import SCHEMAS

HINTS = ColumnHints.load()
FLAGS = {
    name
    for table in COLUMNS.datasets
    for name, column in SCHEMAS[table].columns().items()
    if (column.metadata or {}).get(UNIT) == "0/1"
}


@pytest.mark.parametrize("dataset", COLUMNS.datasets.values(), ids=lambda dataset: dataset.file)
def test_every_column_has_hints_and_no_hint_is_of_two(dataset: RawDataset) -> None:
    assert set(HINTS.columns[dataset.file]) == set(dataset.columns)
    owners: dict[tuple[str, ...], str] = {}
    for canonical in dataset.columns:
        for name in (*dataset.accepted(canonical), *HINTS.phrases(dataset.file, canonical)):
            words = tuple(sorted(words_of(name)))
            assert words, name
            assert owners.setdefault(words, canonical) == canonical, name


def test_the_hints_are_of_files_that_there_are() -> None:
    assert set(HINTS.columns) == {dataset.file for dataset in COLUMNS.datasets.values()}
    assert HINTS.phrases("churn_label", "nothing") == ()
    assert HINTS.phrases("nothing", "customer_id") == ()


def test_words_are_of_0_1_columns_in_lower_case_and_none_is_known_already() -> None:
    assert set(HINTS.values) <= FLAGS
    for canonical, words in HINTS.values.items():
        assert all(word == word.lower().strip() for word in (*words, *HINTS.yes_no))
        known = [d.columns[canonical].values for d in COLUMNS.datasets.values() if canonical in d.columns]
        assert set(HINTS.words(canonical)).isdisjoint(known[0])


def test_a_column_has_its_own_words_beside_those_of_all() -> None:
    assert HINTS.words("is_urban") == {**HINTS.yes_no, "urbano": 1, "urbana": 1, "rural": 0, "urban": 1}
    assert HINTS.words("do_not_contact") == HINTS.yes_no
