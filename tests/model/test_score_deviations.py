"""How sure the model is of each customer: by customer and fit, and back."""

import numpy as np
import polars as pl
import pytest
from support.gold_rows import gold_rows, small_model

from spanishgas.model.errors import ModelInputError
from spanishgas.model.score_deviations import deviations_of, score_deviations
from spanishgas.tables.results import ScoreDeviations

MODEL, GOLD = small_model(), gold_rows(30, seed=9)


def test_each_fit_without_a_fold_has_a_row_of_each_customer():
    table = score_deviations(GOLD.lazy().reverse(), MODEL).collect()
    ScoreDeviations.validate(table)
    said = MODEL.log_odds_deviations(GOLD)
    assert table.height == said.size
    third = table.filter(customer_id=GOLD["customer_id"][2]).sort("fit")["deviation_log_odds"].to_list()
    assert third == pytest.approx(said[2].tolist(), abs=1e-12)


def test_those_of_some_customers_come_back_in_their_order():
    some, said = GOLD.gather([3, 7, 20]), MODEL.log_odds_deviations(GOLD)
    found = deviations_of(some, score_deviations(GOLD.lazy(), MODEL).reverse())
    assert np.array_equal(found, said[[3, 7, 20]])


def test_a_customer_of_whom_nothing_was_said_is_an_error_and_shifts_nobody():
    known = score_deviations(GOLD.head(15).lazy(), MODEL)
    with pytest.raises(ModelInputError, match="lacks customers"):
        deviations_of(GOLD, known)


def test_a_model_that_kept_no_fits_has_none(monkeypatch):
    monkeypatch.setattr(type(MODEL), "log_odds_deviations", lambda self, frame: None)
    table = score_deviations(GOLD.lazy(), MODEL)
    assert table.collect().is_empty()
    assert table.collect().equals(ScoreDeviations.create_empty())
    assert deviations_of(GOLD, table) is None
    assert deviations_of(pl.DataFrame({"customer_id": []}, {"customer_id": pl.String}), table) is None
