"""The card of a training, promoted or not."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from support.command import spanishgas
from support.finished import PROMOTION, SEARCH, evaluation, finished_run
from support.gold_rows import FEW_TREES, small_model, training_rows
from support.rules import EXPERIMENTS, POLICY

from spanishgas.audit.figures import leakage_figures
from spanishgas.audit.single import single_features
from spanishgas.card.model_card import model_card
from spanishgas.model.evaluate import evaluation as evaluate
from spanishgas.model.held_out import calibration_groups, held_out_predictions, ranking_curve, threshold_sweep
from spanishgas.model.importance import feature_importance
from spanishgas.model.search import Trial
from spanishgas.model.split import model_split
from spanishgas.model.stability import seed_stability
from spanishgas.model.time_forward import time_forward
from spanishgas.run.store import save_record
from spanishgas.tables.audit import LeakageDifferences, LeakageSources
from spanishgas.tables.pages import Pages

GOLD = training_rows(800).lazy()
SPLIT = model_split(GOLD, seed=42, split_key="spanishgas")
HELD_OUT = held_out_predictions(GOLD, SPLIT, small_model(), policy=POLICY).collect().lazy()
SINGLE = single_features(GOLD, SPLIT, experiment="E5", experiments=EXPERIMENTS).collect()
LEAK = pl.DataFrame(
    {
        "label_date": [date(2024, 12, 31)],
        "feature": ["tenure_months"],
        "source_table": ["silver_contracts"],
        "latest_source_date": [date(2025, 1, 3)],
        "days_past": [3],
    }
)


def card(**changes: object) -> Pages:
    model = small_model()
    parts = {
        "challenger": model,
        "evaluation": evaluate(model, None, GOLD, SPLIT),
        "promotion": PROMOTION,
        "parameter_search": SEARCH,
        "model_split": SPLIT,
        "threshold_sweep": threshold_sweep(HELD_OUT),
        "ranking_curve": ranking_curve(HELD_OUT),
        "calibration_groups": calibration_groups(HELD_OUT),
        "feature_importance": feature_importance(model, GOLD, SPLIT),
        "seed_stability": seed_stability(model, GOLD, SPLIT, threads=1),
        "time_forward": time_forward(model, GOLD, SPLIT, split_key="spanishgas", threads=1),
        "leakage_sources": LeakageSources.create_empty().lazy(),
        "leakage_differences": LeakageDifferences.create_empty().lazy(),
        "single_features": SINGLE.lazy(),
        "leakage_figures": leakage_figures(GOLD, SPLIT, model, SINGLE.lazy(), seed=42, threads=1).table,
    }
    return model_card(**{**parts, **changes})


def test_the_card_says_what_the_model_is_and_reaches_and_how_sure_that_is():
    text, model = card().markdown, small_model()
    test = evaluate(model, None, GOLD, SPLIT).challenger.test
    low, high = test.intervals["pr_auc"]
    assert text.startswith(f"# Model {model.model_id}\n")
    assert f"{test.pr_auc:.3f} ({low:.3f} to {high:.3f})" in text
    for title in ("What it is", "May it score?", "come true?", "Whom it serves worse", "chance", "Next month"):
        assert title in text
    assert "All labels are of one day" in text
    assert "months\\_to\\_renewal" in text
    assert model.card.training_data_sha256 in text


def test_the_card_names_no_customer():
    assert not any(customer in card().markdown for customer in GOLD.collect()["customer_id"].head(50))


def test_the_same_training_makes_the_same_card():
    assert card() == card()


def test_each_parameter_stands_under_its_name():
    trial = Trial(parameters=FEW_TREES, log_loss=0.25, pr_auc=0.5)
    lines = card(parameter_search=SEARCH.model_copy(update={"trials": (trial,)})).markdown.splitlines()
    number = next(number for number, line in enumerate(lines) if line.startswith("| trial"))
    titles, cells = (
        [cell.strip().replace("\\", "") for cell in lines[n].split("|")[1:-1]] for n in (number, number + 2)
    )
    shown = dict(zip(titles, cells, strict=True))
    for name, value in FEW_TREES.model_dump().items():
        assert float(shown[name]) == pytest.approx(value)
    assert (shown["trial"], shown["log-loss"]) == ("1", "0.2500")


def test_what_is_said_of_few_rows_is_not_shown():
    few = (
        calibration_groups(HELD_OUT)
        .collect()
        .with_columns(rows=pl.when(grouping="segment", group="third").then(pl.lit(4, pl.Int64)).otherwise("rows"))
    )
    assert "| segment first |" in card(calibration_groups=few.lazy()).markdown
    assert "| segment third |" not in card(calibration_groups=few.lazy()).markdown.split("## What it looks at")[0]


def test_a_leak_is_named():
    assert "No feature saw a row" in card().markdown
    late = LEAK.with_columns(pl.col("days_past").cast(pl.Int32)).lazy()
    assert "tenure\\_months saw rows of days after the label date" in card(leakage_sources=late).markdown


def test_a_model_without_test_figures_has_a_card_that_says_why():
    text = card(evaluation=evaluation(test=None)).markdown
    assert "no rows" in text
    assert "out of fold" in text


def test_a_group_whose_leavers_are_found_less_often_beyond_chance_is_named():
    fair = card().markdown
    assert "in no group less often than by chance" in fair
    groups = calibration_groups(HELD_OUT).collect()
    worse = groups.with_columns(found=pl.when(grouping="segment", group="third").then(0).otherwise("found"))
    assert "less often than by chance in segment third" in card(calibration_groups=worse.lazy()).markdown


def test_a_card_that_is_asked_for_before_any_training_is_refused_with_what_to_do(tmp_path: Path):
    done = spanishgas("card", "--lake", tmp_path)
    assert done.returncode != 0
    assert "There is no champion" in done.stderr
    assert "--run-id" in done.stderr


@pytest.mark.parametrize("name", ["card.html", "card"])
def test_a_card_is_written_as_markdown_only_and_the_command_of_its_page_is_said(name: str, tmp_path: Path):
    done = spanishgas("card", "--lake", tmp_path, "--out", tmp_path.parent / name)
    assert done.returncode == 2
    assert "spanishgas report model" in done.stderr


def test_a_run_without_a_training_has_no_card_and_one_with_a_training_shows_it(tmp_path: Path):
    for mode in ("train", "score"):
        (tmp_path / mode).mkdir()
        run = finished_run(tmp_path / mode, mode=mode)
        save_record(run.lake, run.record)
    shown = spanishgas("card", "--lake", tmp_path / "train", "--run-id", "tuesday")
    assert shown.stdout == "# A card\n"  # into a pipe as it is, not laid out for a screen
    refused = spanishgas("card", "--lake", tmp_path / "score", "--run-id", "tuesday")
    assert "Run tuesday trained nothing. Without --run-id the card is that of" in refused.stderr
