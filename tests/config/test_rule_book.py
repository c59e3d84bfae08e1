"""A YAML file becomes rules in one way: validated, frozen, known by what it says."""

from pathlib import Path
from typing import ClassVar

import pytest
from pydantic import ValidationError

from spanishgas.config.rule_book import RuleBook, read_yaml
from spanishgas.errors import InputError
from spanishgas.pipelines import RULE_BOOKS


class Recipes(RuleBook):
    """Rules of a bakery."""

    file: ClassVar[str] = "recipes.yaml"
    entry: ClassVar[str | None] = "minutes"

    minutes: dict[str, int]


def book(folder: Path, text: str) -> Recipes:
    path = folder / "recipes.yaml"
    path.write_text(text, "utf-8")
    return Recipes.load(path)


@pytest.mark.parametrize("name", RULE_BOOKS)
def test_every_packaged_rule_book_is_valid(name: str) -> None:
    assert len(RULE_BOOKS[name].load().fingerprint()) == 64


def test_a_file_that_is_one_mapping_is_the_books_one_entry(tmp_path: Path) -> None:
    assert book(tmp_path, "bread: 40").minutes == {"bread": 40}


def test_the_fingerprint_is_of_what_the_rules_say(tmp_path: Path) -> None:
    plain = book(tmp_path, "bread: 40").fingerprint()
    assert book(tmp_path, "# as grandmother did\nbread:   40\n").fingerprint() == plain
    assert book(tmp_path, "bread: 41").fingerprint() != plain


def test_rules_are_frozen(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        book(tmp_path, "bread: 40").minutes = {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("bread: soon", r"recipes\.yaml: not valid\. minutes\.bread: Input should be a valid integer"),
        ("bread: [", r"recipes\.yaml: cannot be read as YAML"),
        ("\x00", r"recipes\.yaml: cannot be read as YAML"),
        ("!!python/object/apply:os.system ['true']", r"recipes\.yaml: cannot be read as YAML"),
        ("[]", r"recipes\.yaml: not valid\. minutes: Input should be a valid dictionary"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        book(tmp_path, text)


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.yaml: cannot be read"):
        Recipes.load(tmp_path / "gone.yaml")


def test_a_packaged_file_is_read_once() -> None:
    assert read_yaml("policy.yaml") is read_yaml("policy.yaml")
