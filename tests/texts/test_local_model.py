"""Mood by a classifier of one's own: its folder, its labels, its extra."""

import sys
from types import SimpleNamespace

import pytest
from support.rules import LEXICON

from spanishgas.errors import InputError
from spanishgas.texts.choose import load_reader
from spanishgas.texts.local_model import label_value


@pytest.mark.parametrize(
    ("label", "value"),
    [("NEGATIVE", -1), ("neu", 0), ("Positive", 1), ("1 star", -1), ("3 stars", 0), ("5 stars", 1)],
)
def test_labels_of_classifiers_have_a_value(label, value):
    assert label_value(label) == value


def test_an_unknown_label_says_which_are_understood():
    with pytest.raises(InputError, match=r"LABEL_0.*negative, neutral, positive"):
        label_value("LABEL_0")


def test_a_folder_that_holds_no_model_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"holds no config\.json"):
        load_reader(str(tmp_path), LEXICON)


def test_without_the_extra_the_error_says_how_to_get_it(tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text("{}")
    monkeypatch.setitem(sys.modules, "transformers", None)
    with pytest.raises(InputError, match=r"spanishgas\[transformers\]"):
        load_reader(str(tmp_path), LEXICON)


def test_a_local_model_is_loaded_from_safetensors_without_network_and_scored_by_expected_value(tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text("{}")
    asked = {}

    def loader(name):
        def from_pretrained(folder, **options):
            asked[name] = (folder, options)
            return name

        return SimpleNamespace(from_pretrained=from_pretrained)

    def classify(texts, **options):
        return [[{"label": "negative", "score": 0.2}, {"label": "positive", "score": 0.7}] for _ in texts]

    fake = SimpleNamespace(
        AutoModelForSequenceClassification=loader("model"),
        AutoTokenizer=loader("tokenizer"),
        pipeline=lambda task, **options: classify,
    )
    monkeypatch.setitem(sys.modules, "transformers", fake)
    model = load_reader(str(tmp_path), LEXICON)
    assert asked["model"] == (
        str(tmp_path),
        {"local_files_only": True, "use_safetensors": True, "trust_remote_code": False},
    )
    assert asked["tokenizer"][1]["local_files_only"]
    assert [reading.mood for reading in model.read(["a", "b"])] == pytest.approx([0.5, 0.5])
    assert model.read([]) == []
