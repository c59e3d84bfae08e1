"""The default quality: quick, the same in any company, and right where no word of mood is."""

import time

import pytest
from support.readers import fast

from spanishgas.texts.reading import Reading


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("Son unos ladrones", -1),
        ("me han cobrado dos veces", -1),
        ("Thank you so much, very helpful", 1),
        ("Muchas gracias, un servicio excelente", 1),
        ("When is the next bill issued?", 0),
        ("", 0),
    ],
)
def test_the_mood_is_read_in_both_languages(text, sign):
    (reading,) = fast().read([text])
    assert (reading.mood >= 0.05) - (reading.mood <= -0.05) == sign


@pytest.mark.parametrize("text", ["Sufro cortes de luz", "Tenemos cortes cada semana"])
def test_a_power_cut_is_no_courtesy(text: str) -> None:
    (reading,) = fast().read([text])
    assert reading.mood < 0.05


def test_a_mixed_text_is_read_as_both():
    (reading,) = fast().read(["Muy mal servicio, really terrible, no lo recomiendo to anybody"])
    assert reading.language == "mixed"
    assert reading.mood < -0.3


def test_a_reading_does_not_hang_on_what_else_is_read():
    texts = ["Son unos ladrones", "I love it", "", "¿Cuándo?"]
    together = fast().read(texts)
    assert [fast().read([text])[0] for text in texts] == together
    assert all(isinstance(each, Reading) and -1 <= each.mood <= 1 for each in together)


def test_a_thousand_texts_take_less_than_a_second_of_one_core():
    texts = [
        f"El cliente {n} llamó por su factura y no está nada contento con la atención recibida" for n in range(1_000)
    ]
    fast().read(texts[:10])
    begun = time.process_time()
    fast().read(texts)
    assert time.process_time() - begun < 1
