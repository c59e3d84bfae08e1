"""One digest of what lies in raw/: any change of a name, size or tag shows, and nothing else does."""

import subprocess
import sys

import pytest

from spanishgas.run.raw_listing import ListedFile, listing_digest

FILES = [ListedFile("prices.csv", 120, "a1"), ListedFile("readings/01.parquet", 3_000, "b2")]


@pytest.mark.parametrize(
    "same",
    [
        FILES[::-1],
        [*FILES, FILES[0]],
        [ListedFile(file.name, file.size, f'"{file.tag}"') for file in FILES],
        [ListedFile("", 0, "d4"), *FILES],
    ],
    ids=["in another order", "one twice", "tags in quotes", "with the folder raw/ itself"],
)
def test_the_digest_is_of_what_lies_there(same: list[ListedFile]) -> None:
    assert listing_digest(same) == listing_digest(FILES)


@pytest.mark.parametrize("change", [{"name": "prices_2.csv"}, {"size": 121}, {"tag": "a2"}])
def test_the_digest_tells_of_every_change(change: dict[str, str]) -> None:
    assert listing_digest([FILES[0]._replace(**change), FILES[1]]) != listing_digest(FILES)


def test_the_digest_tells_of_a_file_more_or_less() -> None:
    assert len({listing_digest(FILES[:count]) for count in range(3)}) == 3


def test_names_and_tags_cannot_run_into_each_other() -> None:
    assert listing_digest([ListedFile("a", 1, "1b")]) != listing_digest([ListedFile("a1", 1, "b")])


def test_a_listing_loads_nothing_heavy() -> None:
    code = "import sys, spanishgas.run.raw_listing; print({'polars', 'obstore', 'pydantic'} & set(sys.modules))"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "set()"
