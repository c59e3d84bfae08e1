import json

import pytest
from support.gold_rows import gold_rows, small_model

from spanishgas.model.artefact import Model
from spanishgas.model.errors import ModelIntegrityError


def test_a_model_survives_its_files():
    model = small_model()
    again = Model.from_files(model.to_files())
    assert again.to_files() == model.to_files()
    assert again.model_id == model.model_id
    assert (again.probability(gold_rows(50, seed=3)) == model.probability(gold_rows(50, seed=3))).all()


@pytest.mark.parametrize("name", ["model.ubj", "encoder.json", "calibrator.json", "reference.parquet"])
def test_an_altered_file_is_refused_by_name(name):
    files = small_model().to_files()
    files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])
    with pytest.raises(ModelIntegrityError, match=name):
        Model.from_files(files)


def test_an_altered_card_is_refused():
    files = small_model().to_files()
    card = json.loads(files["card.json"])
    files["card.json"] = json.dumps({**card, "threshold": 0.01}).encode()
    with pytest.raises(ModelIntegrityError, match="card"):
        Model.from_files(files)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"model_id": "E5-1", "files": 3}'])
def test_a_card_that_is_none_is_refused(content):
    with pytest.raises(ModelIntegrityError, match="card"):
        Model.from_files({**small_model().to_files(), "card.json": content})


def test_a_missing_or_unexpected_file_is_refused():
    files = small_model().to_files()
    with pytest.raises(ModelIntegrityError, match=r"extra\.bin"):
        Model.from_files({**files, "extra.bin": b""})
    del files["encoder.json"]
    with pytest.raises(ModelIntegrityError, match="here are"):
        Model.from_files(files)


def test_the_card_tells_how_the_model_came_about():
    card = small_model().card
    assert card.model_id.startswith("E5-")
    assert card.training_rows == 638
    assert card.out_of_fold.recall_lower_bound >= card.minimum_recall == 0.70
    assert card.features_without_values == ()
    assert set(card.files) == {"model.ubj", "encoder.json", "calibrator.json", "reference.parquet"}


def test_the_reference_names_no_customer():
    reference = small_model().reference
    assert reference.columns == [*small_model().features, "churn_probability"]
    assert reference.height == 638
