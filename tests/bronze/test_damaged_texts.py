"""Texts that were damaged as a whole are counted, with the trace that tells it and what to do."""

import polars as pl
import pytest
from support.rules import COLUMNS

from spanishgas.bronze.damaged_texts import damaged_texts
from spanishgas.bronze.raw_table import RawTable
from spanishgas.tables.findings import Finding

NAME = "interaction_summary"


def found(texts: list[str | None]) -> list[Finding]:
    words = pl.DataFrame({"customer_id": ["Ã³"] * len(texts), NAME: texts}, schema_overrides={NAME: pl.String})
    raw = RawTable("calls.json", words.lazy(), first_line=1)
    return list(damaged_texts(words, raw, "bronze_interactions", COLUMNS.datasets["bronze_interactions"]))


@pytest.mark.parametrize("coding", ["latin1", "cp1252"])
def test_texts_that_were_encoded_twice_are_counted_with_the_trace(coding: str) -> None:
    (finding,) = found(["a bill", None, "facturación".encode().decode(coding)])
    assert (finding.check, finding.column, finding.severity, finding.value) == ("read_twice", NAME, "warning", 0.5)
    assert finding.message == (
        f"calls.json: 1 of 2 texts (50.00%) of {NAME} hold letters in another encoding than that of the file, such "
        "as 'Ã³' in row 3. Export them as UTF-8 once: words are not known in this form."
    )


@pytest.mark.parametrize("sign", ["&oacute;", "&amp;", "&#243;", "&#xF3;"])
def test_texts_with_signs_of_a_web_page_are_counted(sign: str) -> None:
    (finding,) = found([f"facturaci{sign}n", "a bill"])
    assert (finding.check, finding.severity, finding.value) == ("entities", "warning", 0.5)
    assert f"such as {sign!r} in row 1. Turn them into plain letters (unescape HTML)" in finding.message


@pytest.mark.parametrize("letter", "áéíóúñ¿€’")
def test_every_letter_of_spanish_tells_a_double_encoding(letter: str) -> None:
    assert [finding.check for finding in found([letter.encode().decode("latin1")])] == ["read_twice"]


def test_plain_texts_are_not_worth_a_word() -> None:
    plain = ["¿Cuánto? 5 €; façade, São, ÂNGELA, être", "AT&T; a & b; R&D", "…", None]
    assert found(plain * 40) == []
    assert found([None, None]) == []


@pytest.mark.parametrize(("capitals", "checks"), [(60, []), (61, ["capitals"])])
def test_texts_of_capitals_are_odd_where_most_have_no_small_letter(capitals: int, checks: list[str]) -> None:
    texts = ["LA FACTURA ES CARÍSIMA"] * capitals + ["La factura"] * 60 + ["123", None]
    assert [finding.check for finding in found(texts)] == checks


def test_capitals_of_a_few_texts_say_nothing_of_a_system() -> None:
    assert found(["LA FACTURA"] * 99) == []
    (finding,) = found(["LA FACTURA"] * 100)
    assert finding.message == (
        f"calls.json: 100 of 100 texts (100.00%) of {NAME} have no small letter, such as row 1. What a customer wrote "
        "in capitals cannot be told any more: export the texts as they were written."
    )
