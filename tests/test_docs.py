"""Pages that are written from the code are what the code says."""

import re
import runpy
from pathlib import Path

import pytest
from pydantic import AliasChoices
from pydantic.fields import FieldInfo

from spanishgas.aws.environment import AwsSettings
from spanishgas.settings import Settings
from spanishgas.tables.dictionary import data_dictionary

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src/spanishgas"
GLOSSARY = ROOT / "docs/glossary.md"
EXAMPLE = ROOT / ".env.example"
AWS_NAMES = ("S3_BUCKET", "AWS_REGION", "SNS_TOPIC_ARN", "DYNAMODB_MANIFEST_TABLE", "DATA_SOURCE")
"""What the environment of a container on AWS is called by those who deploy it."""
AVOIDED = ("client", "consumer", "subscriber", "attrition", "propensity", "churn score", "time of use")
"""Words of the glossary's column "we avoid" that could mean nothing else in this code; the others need a reader."""


def test_the_data_dictionary_is_that_of_the_schemas() -> None:
    assert (ROOT / "docs/tables.md").read_text("utf-8") == data_dictionary(), "run `make docs`"


def test_the_picture_of_the_architecture_is_drawn_from_the_code() -> None:
    drawing = runpy.run_path(str(ROOT / "docs/architecture.py"))["drawing"]()
    assert (ROOT / "docs/architecture.svg").read_text("utf-8") == drawing, "run `make docs`"


def test_the_picture_of_the_state_machine_is_drawn_from_the_code() -> None:
    drawing = runpy.run_path(str(ROOT / "docs/state_machine.py"))["drawing"]()
    assert (ROOT / "docs/state-machine.svg").read_text("utf-8") == drawing, "run `make docs`"


def test_every_room_is_named_on_the_page_of_the_architecture() -> None:
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    packages = {folder.parent.name for folder in PACKAGE.glob("*/__init__.py")}
    rooms = packages | {module.stem for module in PACKAGE.glob("*.py") if module.stem != "__init__"}
    assert {room for room in rooms if f"`{room}`" not in page} == set()


def test_the_example_settings_are_all_settings_with_their_defaults() -> None:
    found = dict(re.findall(r"^# ([A-Z0-9_]+)=(.*)$", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE))
    ours = {f"SPANISHGAS_{name.upper()}": field.default for name, field in Settings.model_fields.items()}
    aws = {spellings(field)[0]: field.default for field in AwsSettings.model_fields.values()}
    assert found == {name: "" if value is None else str(value) for name, value in (aws | ours).items()}


@pytest.mark.parametrize("shared", AWS_NAMES)
def test_the_example_settings_say_both_spellings_of_a_name_that_is_shared_on_aws(shared: str) -> None:
    said = re.search(rf"^# (.*)\n# {shared}=", EXAMPLE.read_text("utf-8"), flags=re.MULTILINE)
    assert said
    assert said[1].endswith(f"(or SPANISHGAS_{shared})")
    field = next(field for field in AwsSettings.model_fields.values() if shared in spellings(field))
    assert spellings(field) == [shared, f"SPANISHGAS_{shared}"]


def spellings(field: FieldInfo) -> list[str]:
    alias = field.validation_alias
    return [str(name) for name in alias.choices] if isinstance(alias, AliasChoices) else [str(alias)]


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")], ids=lambda page: page.name)
def test_links_within_the_repository_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("word", AVOIDED)
def test_a_word_we_avoid_stands_in_the_glossary_only(word: str) -> None:
    assert re.search(rf"\b{word}\b", GLOSSARY.read_text("utf-8")), "the glossary says what to write instead"
    pages = [*PACKAGE.rglob("*.py"), *ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    found = [
        f"{page.relative_to(ROOT)}:{number}: {line.strip()}"
        for page in pages
        if page != GLOSSARY
        for number, line in enumerate(page.read_text("utf-8").splitlines(), start=1)
        if re.search(rf"\b{word}s?\b", line, flags=re.IGNORECASE)
    ]
    assert found == []
