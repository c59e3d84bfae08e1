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
        ("bread: soon", r"recipes\.yaml: not valid\. minutes\.bread: a whole number is expected, found 'soon'"),
        ("bread: [", r"recipes\.yaml: cannot be read as YAML"),
        ("bread: 1\nbun: {", r"recipes\.yaml: cannot be read as YAML: row 2, column 7: a value is missing here"),
        ("\x00", r"recipes\.yaml: cannot be read as YAML: holds characters that no text has\.$"),
        ("bread: " + "[" * 5_000, r"recipes\.yaml: cannot be read as YAML: lists within lists, deeper than anybody"),
        ("bread: " + "9" * 5_000, r"recipes\.yaml: cannot be read as YAML: holds a number or a date that cannot be\.$"),
        ("bread: 2024-13-45", r"recipes\.yaml: cannot be read as YAML: holds a number or a date that cannot be\.$"),
        ("bread: 1\nbun: 2\nbread: 3", r"recipes\.yaml: cannot be read as YAML: row 3, column 1: bread stands twice"),
        (
            "bread:\n  {sí: 1, no: 0}",
            r"row 2, column 11: write 'no' in quotes; without them YAML reads true or false\.$",
        ),
        ("2024-01-31: 1", r"row 1, column 1: write '2024-01-31' in quotes; without them YAML reads a day\.$"),
        ("~: 1", r"row 1, column 1: write '~' in quotes; without them YAML reads nothing\.$"),
        ("a: &a {x: 1}\nb: *a", r"recipes\.yaml: cannot be read as YAML: row 2, column 4: a reference \(\*name\) is"),
        ("# " + "x" * 1_000_000, r"recipes\.yaml: cannot be read as YAML: is longer than the 1,000,000 characters"),
        ("? [a]\n: 1", r"recipes\.yaml: cannot be read as YAML: row 1, column 3: a list or mapping as a name"),
        ("!!python/object/apply:os.system ['true']", r"recipes\.yaml: cannot be read as YAML"),
        ("[]", r"recipes\.yaml: not valid\. minutes: entries with names are expected"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        book(tmp_path, text)


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "recipes.yaml").write_bytes(b"pa\xf1uelo: 1")
    with pytest.raises(InputError, match=r"recipes\.yaml: byte 0xf1 is not UTF-8"):
        Recipes.load(tmp_path / "recipes.yaml")


def test_a_book_that_would_unfold_without_end_is_refused_at_once(tmp_path: Path) -> None:
    bomb = ["a: &a0 {x: 1}"] + [f"b{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 12)]
    with pytest.raises(InputError, match="a reference"):
        book(tmp_path, "\n".join(bomb))


def test_a_file_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.yaml: cannot be read"):
        Recipes.load(tmp_path / "gone.yaml")


def test_a_packaged_file_is_read_once() -> None:
    assert read_yaml("policy.yaml") is read_yaml("policy.yaml")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bread: a: b", "row 1, column 9: a colon where no entry can begin"),
        ("bread: 1\n\tbun: 2", "row 2, column 1: indented by a tab; use blanks"),
        ("bread: @home", "row 1, column 8: a value cannot begin with '@'; put it in quotes"),
        ("bread: 'x", "row 1, column 10: a quote is not closed"),
        ("bread: [1, 2", "a bracket or brace is not closed: ] is expected"),
        ("bread: 1\n---\nbun: 2", "row 2, column 1: a second document begins here; keep one"),
        ("bread: !odd 1", "row 1, column 8: a tag \\(!name\\) is not read"),
        ("bread: 1\nbun", "a name without a colon"),
        ("bread: 1\n- x", "does not fit the rows above it"),
    ],
)
def test_yaml_that_is_none_is_refused_in_our_words(text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=rf"recipes\.yaml: cannot be read as YAML: .*{words}"):
        book(tmp_path, text)
