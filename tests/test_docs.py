"""Pages that are written from the code are what the code says."""

import re
from pathlib import Path

import pytest

from spanishgas.settings import Settings
from spanishgas.tables.dictionary import data_dictionary

ROOT = Path(__file__).resolve().parents[1]


def test_the_data_dictionary_is_that_of_the_schemas() -> None:
    assert (ROOT / "docs/tables.md").read_text("utf-8") == data_dictionary(), "run `make docs`"


def test_the_example_settings_are_all_settings_with_their_defaults() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    found = dict(re.findall(r"^# SPANISHGAS_(\w+)=(.*)$", text, flags=re.MULTILINE))
    defaults = {name.upper(): field.default for name, field in Settings.model_fields.items()}
    assert found == {name: "" if value is None else str(value) for name, value in defaults.items()}


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], ids=lambda page: page.name)
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target
