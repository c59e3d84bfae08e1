import json

import numpy as np
import pytest
from support.gold_rows import gold_rows, small_model, training_rows

from spanishgas.model import artefact
from spanishgas.model.algorithms.xgboost_trees import XGBoostTrees
from spanishgas.model.artefact import Model
from spanishgas.model.card import TrainingFacts
from spanishgas.model.errors import ModelIntegrityError
from spanishgas.model.keyed_hash import keyed_hash
from spanishgas.model.split import model_split


def test_a_model_survives_its_files():
    model = small_model()
    again = Model.from_files(model.to_files())
    assert again.to_files() == model.to_files()
    assert again.model_id == model.model_id
    assert (again.probability(gold_rows(50, seed=3)) == model.probability(gold_rows(50, seed=3))).all()


@pytest.mark.parametrize(
    "name", ["model.ubj", "fold_2_model.ubj", "encoder.json", "calibrator.json", "reference.parquet"]
)
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
    of_folds = {f"fold_{number}_model.ubj" for number in range(5)}
    assert set(card.files) == {"model.ubj", *of_folds, "encoder.json", "calibrator.json", "reference.parquet"}


def test_the_reference_names_customers_by_pseudonym_only():
    reference = small_model().reference
    assert reference.columns == [
        *small_model().features,
        "province_code",
        "churn_probability",
        "customer_pseudonym",
    ]
    assert reference.height == 638
    train = model_split(training_rows(800).lazy(), seed=42, split_key="spanishgas").filter(part="train").collect()
    assert reference["customer_pseudonym"].to_list() == keyed_hash(train["customer_id"], "spanishgas").to_list()
    assert not any(b"C00" in content for content in small_model().files.values())


def test_a_model_without_a_customer_has_the_same_trees_and_another_id():
    model = small_model()
    first, last = model.reference["customer_pseudonym"][0], model.reference["customer_pseudonym"][-1]
    successor = Model.from_files(model.without([first, last, 1]).to_files())
    assert successor.reference.equals(model.reference[1:-1])
    assert successor.model_id != model.model_id
    assert successor.card.predecessor == model.model_id
    assert successor.card.training_rows == 638
    assert successor.probability(gold_rows(800)).tolist() == model.probability(gold_rows(800)).tolist()
    assert {name for name, content in model.files.items() if successor.files[name] != content} == {
        "reference.parquet",
        "card.json",
    }


def test_a_card_of_an_earlier_version_with_fewer_entries_keeps_its_id():
    files = small_model().to_files()
    card = json.loads(files["card.json"])
    earlier = {name: value for name, value in card.items() if name not in ("predecessor", "split_key", "model_id")}
    earlier["model_id"] = artefact._model_id(earlier)
    loaded = Model.from_files({**files, "card.json": artefact._json_bytes(earlier)})
    assert loaded.model_id == earlier["model_id"] != card["model_id"]
    assert loaded.card.predecessor is None


def test_what_fits_without_a_fold_disagree_on_is_how_sure_a_probability_is():
    model, rows = small_model(), gold_rows(50, seed=3)
    deviations = model.log_odds_deviations(rows)
    scores = np.column_stack(
        [
            XGBoostTrees().load({"model.ubj": model.files[f"fold_{n}_model.ubj"]}).raw_score(model.encoder.matrix(rows))
            for n in range(5)
        ]
    )
    jackknife = np.sqrt(4 / 5 * ((scores - scores.mean(axis=1, keepdims=True)) ** 2).sum(axis=1))
    assert np.linalg.norm(deviations, axis=1) == pytest.approx(abs(model.calibrator.slope) * jackknife)


def test_a_model_of_an_earlier_version_kept_no_such_fits_and_said_nothing_of_them():
    model = small_model()
    parts = {name: data for name, data in model.to_files().items() if not name.startswith(("fold_", "card"))}
    unknown = {"files", "model_id", "fold_fits", "calibration_label_date"}
    earlier = Model.from_files(Model._sealed(parts, model.card.model_dump(mode="json", exclude=unknown)).to_files())
    assert earlier.log_odds_deviations(gold_rows(5)) is None
    assert (earlier.probability(gold_rows(5)) == model.probability(gold_rows(5))).all()


def test_a_model_without_the_fits_that_its_facts_tell_of_is_not_built():
    model = small_model()
    facts = TrainingFacts(**model.card.model_dump(exclude={"files", "model_id"}))
    with pytest.raises(ValueError, match="facts tell of 5 fits without a fold, here are 0"):
        Model.build(XGBoostTrees().load(model.files), model.encoder, model.calibrator, model.reference, facts)
