"""A column that the champion was trained with arrives empty: the run stops, unless it is asked to go on without."""

import json
from pathlib import Path

import polars as pl
import pytest
from conftest import SMALL, published_id, run
from support.command import spanishgas

from spanishgas.errors import InputError
from spanishgas.lake import Lake
from spanishgas.run.store import load_record
from spanishgas.twin import simulate


def change_customers(lake: Lake, **values: pl.Expr) -> None:
    path = Path(lake.root) / "raw/customer_attributes.csv"
    pl.read_csv(path, infer_schema=False).with_columns(**values).write_csv(path)


def change_interactions(lake: Lake, **values: str | None) -> None:
    """Other values in every record; None takes the field away."""
    path = Path(lake.root) / "raw/customer_interactions.json"
    records = [{**record, **values} for record in json.loads(path.read_text("utf-8"))]
    kept = [{name: value for name, value in record.items() if value is not None} for record in records]
    path.write_text(json.dumps(kept), "utf-8")


def test_a_lost_channel_stops_the_run_before_anything_is_published(lake_copy: Lake) -> None:
    change_customers(lake_copy, sales_channel=pl.lit(None, pl.String))
    with pytest.raises(InputError, match=r"column sales_channel: .* for nobody .*--score-without sales_channel"):
        run(lake_copy, "score", "lost")
    assert published_id(lake_copy) == "first"
    assert load_record(lake_copy, "lost").status == "refused"


def test_a_model_that_replaces_the_champion_and_does_without_a_column_says_so(tmp_path: Path) -> None:
    lake = Lake(tmp_path)
    simulate(tmp_path, customers=SMALL, seed=7)  # of fewer a model without channels is not surely the better one
    run(lake, "train", "weak", experiment="E0")
    change_customers(lake, sales_channel=pl.lit(None, pl.String))
    record = run(lake, "train", "anew")
    assert record.metrics.training.promoted
    (finding,) = [finding for finding in record.findings if finding.check == "lost_column"]
    assert finding.severity == "warning"
    assert finding.message.endswith("takes the champion's place and does without it.")


def test_half_of_the_channels_lost_stops_the_run(lake_copy: Lake) -> None:
    number = pl.col("customer_id").str.slice(1).cast(pl.Int64)
    channel = pl.when(number % 2 == 0).then("sales_channel")
    change_customers(lake_copy, sales_channel=channel)
    with pytest.raises(InputError, match=r"for 7\d\.\d% of the customers .* for 3\d\.\d% of them"):
        run(lake_copy, "score", "half")


def test_a_run_asked_to_score_without_a_column_says_so(lake_copy: Lake) -> None:
    change_customers(lake_copy, sales_channel=pl.lit(None, pl.String))
    done = spanishgas(
        *["run", "--lake", lake_copy.root, "--mode", "score", "--run-id", "asked"],
        *["--score-without", "sales_channel"],
    )
    assert done.returncode == 0, done.stderr
    record = load_record(lake_copy, "asked")
    assert record.settings.score_without == "sales_channel"
    (finding,) = [finding for finding in record.findings if finding.check == "lost_column"]
    assert finding.severity == "warning"
    assert published_id(lake_copy) == "asked"


def test_a_name_that_no_column_has_is_refused_before_the_run_starts(lake_copy: Lake) -> None:
    done = spanishgas("run", "--lake", lake_copy.root, "--mode", "score", "--score-without", "chanel")
    assert done.returncode == 2
    assert "no feature lives on chanel" in done.stderr


def test_texts_that_are_missing_altogether_stop_the_run(lake_copy: Lake) -> None:
    change_interactions(lake_copy, interaction_summary=None)
    with pytest.raises(InputError, match=r"avg_sentiment_score.*customer_interactions, column interaction_summary"):
        run(lake_copy, "score", "silent")


def test_nobody_in_touch_stops_the_run(lake_copy: Lake) -> None:
    (Path(lake_copy.root) / "raw/customer_interactions.json").write_text("[]", "utf-8")
    with pytest.raises(InputError, match=r"customer_interactions, column customer_id"):
        run(lake_copy, "score", "quiet")


def test_a_whole_book_is_scored_without_a_word(lake_copy: Lake) -> None:
    findings = run(lake_copy, "score", "whole").findings
    assert [finding for finding in findings if finding.check == "lost_column"] == []
