"""A failure is a sentence that says whose fault it is; JSON lines come where they are asked for."""

import json
from pathlib import Path

from support.command import spanishgas

from spanishgas.lake import Lake


def break_prices(lake: Lake) -> None:
    path = Path(lake.root) / "raw/price_history.csv"
    path.write_text(path.read_text("utf-8").replace("2024-03-01", "1 March 2024", 1), "utf-8")


def test_a_refusal_is_its_sentence_and_nothing_else(raw_copy: Lake) -> None:
    break_prices(raw_copy)
    done = spanishgas("run", "--lake", raw_copy.root)
    assert done.returncode == 2
    assert done.stderr.startswith("Input refused: price_history.csv")
    assert "{" not in done.stderr


def test_json_logs_come_where_they_are_asked_for(raw_copy: Lake) -> None:
    break_prices(raw_copy)
    done = spanishgas("run", "--lake", raw_copy.root, "--log", "json")
    events = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [event["event"] for event in events][-1] == "run_stopped"


def test_labels_that_no_model_can_learn_from_are_refused_input(raw_copy: Lake) -> None:
    path = Path(raw_copy.root) / "raw/churn_label.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([header, *(row for row in rows if ",0" in row)][:400]), "utf-8")
    done = spanishgas("run", "--lake", raw_copy.root)
    assert done.returncode == 2
    assert done.stderr.startswith(
        "Input refused: churn_label.csv, column churned_within_horizon: of 399 labelled customers 0"
    )
