"""What the model reaches with all features and without the too good ones."""

import polars as pl
from support.gold_rows import small_model, training_rows

from spanishgas.audit.figures import leakage_figures
from spanishgas.model.split import model_split
from spanishgas.tables.audit import SingleFeatures

ROWS = training_rows(800).lazy()
SPLIT = model_split(ROWS, seed=42, split_key="spanishgas")


def figures(*too_good: str):
    features = small_model().card.features
    rows = [(name, 0.5, 0.1, 0, "1", 100, 0.99, int(name in too_good)) for name in features]
    single = pl.LazyFrame(rows, schema=SingleFeatures.column_names(), orient="row")
    table, findings = leakage_figures(ROWS, SPLIT, small_model(), single, seed=42, threads=1)
    return table.collect(), findings


def test_without_a_suspect_the_models_own_figures_stand_alone() -> None:
    reached = small_model().card.out_of_fold
    table, findings = figures()
    assert table.rows() == [("all", len(small_model().card.features), reached.pr_auc, reached.roc_auc)]
    assert findings == []


def test_what_the_suspects_are_worth_is_measured_and_said() -> None:
    table, (found,) = figures("is_negative_sentiment", "sentiment_label")
    every, without = table.rows(named=True)
    assert without["feature_count"] == every["feature_count"] - 2
    assert without["pr_auc"] < every["pr_auc"]
    assert (found.severity, found.check, found.value) == ("warning", "too_good", 2.0)
    assert "is_negative_sentiment = 1 (99.0% of 100 rows churned)" in found.message
    assert found.message.endswith(
        f"PR-AUC {every['pr_auc']:.3f} and ROC-AUC {every['roc_auc']:.3f}, without these "
        f"PR-AUC {without['pr_auc']:.3f} and ROC-AUC {without['roc_auc']:.3f}."
    )


def test_where_every_feature_is_too_good_nothing_is_left_to_reach_anything() -> None:
    table, (found,) = figures(*small_model().card.features)
    assert table.rows()[1] == ("without_too_good", 0, None, None)
    assert found.message.endswith("without these PR-AUC nothing and ROC-AUC nothing.")
