"""Models in the lake lie under their own id, and come back only as they were."""

import pytest
from support.gold_rows import small_model
from support.sentences import says

from spanishgas.errors import RunError
from spanishgas.lake import Lake
from spanishgas.model.errors import ModelIntegrityError
from spanishgas.run.models import load_model, store_model

MODEL = small_model(300, 1, "E1")


def test_a_model_lies_under_its_own_id_and_comes_back(tmp_path) -> None:
    lake = Lake(tmp_path)
    store_model(lake, MODEL)
    keys = {item.key for item in lake.list("")}
    assert keys == {f"models/{MODEL.model_id}/{name}" for name in MODEL.to_files()}
    assert load_model(lake, MODEL.model_id).to_files() == MODEL.to_files()


def test_a_model_under_another_name_is_refused(tmp_path) -> None:
    lake = Lake(tmp_path)
    store_model(lake, MODEL)
    for item in lake.list("models/"):
        lake.copy(item.key, item.key.replace(MODEL.model_id, "E5-0"))
    with says(RunError, f"{lake}/models/E5-0/ holds the model {MODEL.model_id}, not E5-0."):
        load_model(lake, "E5-0")


def test_a_model_that_is_not_there_or_not_whole_is_refused(tmp_path) -> None:
    lake = Lake(tmp_path)
    with pytest.raises(RunError, match=f"There is no model {MODEL.model_id} in "):
        load_model(lake, MODEL.model_id)
    store_model(lake, MODEL)
    lake.write(f"models/{MODEL.model_id}/encoder.json", b"{}")
    with pytest.raises(ModelIntegrityError, match=r"encoder\.json altered"):
        load_model(lake, MODEL.model_id)
