import numpy as np
import polars as pl
import pytest

from spanishgas.model.encode import Encoder
from spanishgas.model.errors import ModelInputError

TRAIN = pl.DataFrame({"months": [1.5, None], "segment": ["SME", "Corporate"], "flag": pl.Series([1, 0], dtype=pl.Int8)})
FEATURES = ("months", "segment", "flag")


def test_categories_become_alphabetical_codes_and_nulls_are_missing():
    encoder = Encoder.fit(TRAIN, FEATURES)
    assert encoder.feature_types == ("q", "c", "q")
    np.testing.assert_array_equal(
        encoder.matrix(TRAIN).values, np.array([[1.5, 1, 1], [np.nan, 0, 0]], dtype=np.float32)
    )


def test_a_category_never_seen_in_training_is_missing():
    encoder = Encoder.fit(TRAIN, FEATURES)
    new = TRAIN.with_columns(segment=pl.Series(["Municipal", None]))
    assert np.isnan(encoder.matrix(new).values[:, 1]).all()


def test_an_encoder_survives_json():
    encoder = Encoder.fit(TRAIN, FEATURES)
    assert Encoder.model_validate_json(encoder.model_dump_json()) == encoder


def test_missing_features_are_refused_by_name():
    with pytest.raises(ModelInputError, match="flag, months"):
        Encoder.fit(TRAIN, FEATURES).matrix(TRAIN.select("segment"))
