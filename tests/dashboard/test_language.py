"""Every sentence, every code and every word of the schemas is there in both languages."""

import ast
import re
import sys
from pathlib import Path

import pytest
import sentences
from babel.messages.pofile import read_po

from spanishgas import dashboard, errors
from spanishgas.config.rule_book import read_yaml
from spanishgas.dashboard import listing, stored_tables
from spanishgas.dashboard.language import LANGUAGES, _, catalogue, ngettext, original, plain, po_files, speak, word
from spanishgas.policy import Policy

ROOM = Path(dashboard.__file__).parent
POLICY = Policy.load(None)
CODES = {
    "tier": [tier.name for tier in POLICY.risk_tiers],
    "timing": [tier.timing for tier in POLICY.risk_tiers],
    "action": [tier.action for tier in POLICY.risk_tiers],
    "channel": list(read_yaml("names.yaml")["sales_channel"]),
    "fuel": list(read_yaml("names.yaml")["product"]),
    "intent": [intent["name"] for intent in read_yaml("intents.yaml")],
    "mood": ["negative", "neutral", "positive"],
    "renewal": list(listing.RENEWALS),
    "mode": ["train", "score"],
    "drift level": ["none", "calendar", "moved", "act"],
    "province": [f"{code:02d}" for code in range(1, 53)],
    "segment": ["Residential", "SME", "Corporate"],
    "failure": [name for name in vars(errors) if name.endswith("Error") and name != "SpanishGasError"],
}
FINDINGS = sentences.SPANISH.with_name("findings.po")


def of_check() -> dict[str, str]:
    """The Spanish sentence of every check of findings."""
    with FINDINGS.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="es") if message.id}


def checks_named() -> set[str]:
    """Checks that stand in the code where a finding is made, or as a rule of the readings."""
    calls = (
        node
        for file in ROOM.parent.rglob("*.py")
        if "aws" not in file.parts
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Finding"
    )
    named = (call.args[3] for call in calls if call.args)
    said = {each.value for each in named if isinstance(each, ast.Constant)}
    return said | set(read_yaml("readings.yaml")["checks"])


def test_every_sentence_of_the_code_is_there_in_spanish_and_no_other() -> None:
    with sentences.SPANISH.open("rb") as file:
        spanish = {message.id: message.string for message in read_po(file, locale="es") if message.id}
    said = {message.id for message in sentences.said() if message.id}
    assert set(spanish) == said, "run `make sentences`"
    assert [text for text, told in spanish.items() if not (all(told) if isinstance(told, tuple) else told)] == []


def test_a_sentence_has_the_same_places_to_fill_in_both_languages() -> None:
    with sentences.SPANISH.open("rb") as file:
        for message in read_po(file, locale="es"):
            english = message.id[-1] if isinstance(message.id, tuple) else message.id
            for told in message.string if isinstance(message.string, tuple) else (message.string,):
                assert set(re.findall(r"{\w+}", told)) == set(re.findall(r"{\w+}", english)), english


def test_every_word_of_the_schemas_is_there_in_spanish_and_no_other() -> None:
    with sentences.OF_TABLES.open("rb") as file:
        spanish = {(message.context, message.id): message.string for message in read_po(file, locale="es")}
    del spanish[None, ""]
    assert set(spanish) == set(stored_tables.words_of_schemas()), "run `make sentences`"
    assert [text for text, told in spanish.items() if not told] == []


def test_every_check_that_the_code_names_has_a_spanish_sentence() -> None:
    assert checks_named() - set(of_check()) == set()


def test_every_spanish_sentence_is_of_a_check_that_somebody_makes() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in ROOM.parent.rglob("*.py"))
    of_schemas = {"inf", "max", "min", "min_length", "nan", "regex", "unique"}
    unsaid = set(of_check()) - checks_named() - of_schemas
    assert [each for each in unsaid if f'"{each}"' not in code] == []


def test_a_sentence_of_a_check_has_one_figure_at_most_and_it_is_the_value_of_the_finding() -> None:
    places = {check: re.findall(r"{(.*?)}", told) for check, told in of_check().items()}
    assert {check for check, found in places.items() if len(found) > 1} == set()
    assert {each for found in places.values() for each in found} == {"count", "share", "number", "hit"}


def test_what_is_english_in_the_original_is_a_quotation_in_spanish() -> None:
    assert original("row 3 is wrong") == "row 3 is wrong"
    speak("es")
    assert (original("row 3"), original("")) == ("En inglés en el original: «row 3»", "")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", CODES)
def test_every_code_has_words(kind: str, language: str) -> None:
    known = set(catalogue(language)._catalog)
    assert [code for code in CODES[kind] if f"{kind}\x04{code}" not in known] == []


def test_both_languages_know_the_same_codes() -> None:
    known = [{(m.context, m.id) for m in read_po(po_files(each)[0].open("rb")) if m.id} for each in LANGUAGES]
    assert known[0] == known[1]


def test_a_code_of_the_retailer_stands_as_it_is_and_a_missing_one_is_a_dash() -> None:
    speak("es")
    assert (word("channel", "Kiosko"), word("channel", "Office"), word("channel", None)) == ("Kiosko", "Oficina", "–")


def test_one_and_many_are_said_apart() -> None:
    speak("es")
    one = (
        "{more} more customer than on {before} is at risk on {day}: {customers}. The expected monthly loss is {loss}, "
    )
    many = one.replace("customer than", "customers than").replace(" is at risk", " are at risk")
    text = [ngettext(one + "after {before_loss}.", many + "after {before_loss}.", count) for count in (1, 2)]
    assert ["cliente más" in text[0], "clientes más" in text[1]] == [True, True]


@pytest.mark.parametrize(
    ("text", "escaped"),
    [("**x**", r"\*\*x\*\*"), ("<b>", r"\<b\>"), ("a\n# b", r"a \# b"), (":red[x]", r"\:red\[x\]"), ("Álava", "Álava")],
)
def test_marks_of_the_data_are_escaped(text: str, escaped: str) -> None:
    assert plain(text) == escaped


def test_no_module_of_the_dashboard_hides_one_of_python() -> None:
    """Streamlit puts the folder of its script on the path."""
    assert {path.stem for path in ROOM.glob("*.py")} & sys.stdlib_module_names == set()


def test_english_is_what_the_code_says() -> None:
    assert _("Overview") == "Overview"
