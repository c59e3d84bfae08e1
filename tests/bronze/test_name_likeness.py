"""Two names of a column: the same words in any order, language and style are alike, false friends are not."""

import pytest

from spanishgas.bronze.column_hints import ColumnHints
from spanishgas.bronze.name_likeness import name_likeness, words_of

HINTS = ColumnHints.load()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("fecha_alta", ("fecha", "alta")),
        ("Fecha de Alta", ("fecha", "alta")),
        ("FechaAlta", ("fecha", "alta")),
        ("FECHA-ALTA ", ("fecha", "alta")),
        ("Duración (años)", ("duracion", "anos")),
        ("precio_p1", ("precio", "p", "1")),
        ("consumo kWh", ("consumo", "kwh")),
        ("consumo_gas_m3", ("consumo", "gas", "m3")),
        ("de", ("de",)),
        ("ñ", ("n",)),
        ("", ()),
        ("___", ()),
    ],
)
def test_a_name_is_its_words(name: str, words: tuple[str, ...]) -> None:
    assert words_of(name) == words


@pytest.mark.parametrize(
    ("name", "other", "likeness"),
    [
        ("Potencia contratada", "contratada_potencia", 1.0),
        ("power", "voltage", 0.0),
        ("", "power", 0.0),
        ("power", "", 0.0),
        ("fec_alta", "fecha alta", (0.9 * 1.5 + 2) / 3.5),  # an abbreviation of a word that counts half
        ("fe_alta", "fecha alta", 2 / (2 + 1.5)),  # two letters are none
        ("provincai", "provincia", pytest.approx(8 / 9)),
        ("fecha_baja", "fecha_alta", 1 / 3),
        ("precio_p1", "precio_p2", 2 / 4),
        ("tier1", "tier12", 2 / 4),
        ("alta_alta", "alta", 2 / 3),  # a word matches once
    ],
)
def test_how_like_two_names_are(name: str, other: str, likeness: float) -> None:
    assert name_likeness(name, [other], frozenset({"fecha", "precio"})) == pytest.approx(likeness)
    assert name_likeness(other, [name], frozenset({"fecha", "precio"})) == pytest.approx(likeness)


def test_the_likest_of_several_names_counts_and_none_is_like_none() -> None:
    assert name_likeness("canal", ["channel", "canal", "medio"], HINTS.common) == 1.0
    assert name_likeness("canal", [], HINTS.common) == 0.0
