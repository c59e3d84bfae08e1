"""The ladder: the same folds for all, differences in pairs, nothing computed twice."""

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from support.gold_rows import training_rows
from support.rules import EXPERIMENTS
from support.runs import done, run_record

from spanishgas.errors import InputError, RunError
from spanishgas.experiments import contest as contest_module
from spanishgas.experiments import ladder as module
from spanishgas.experiments.contest import Contest
from spanishgas.experiments.keep import compared
from spanishgas.experiments.ladder import contest_of, experiment_folds, experiment_ladder
from spanishgas.experiments.published import published_figures
from spanishgas.lake import Lake
from spanishgas.model.split import model_split
from spanishgas.run.reader import Run
from spanishgas.tables.base import LABEL
from spanishgas.tables.experiments import ExperimentFolds, ExperimentLadder

ROWS = training_rows(600)
QUICK = ["dummy", "logistic_regression"]


def unwatched(_text: str, _share: float) -> None:
    """Nobody looks on."""


@pytest.fixture
def run(tmp_path) -> Run:
    """A run that has its training part."""
    lake, record = Lake(tmp_path), run_record()
    split = model_split(ROWS.lazy(), seed=42, split_key="spanishgas").collect()
    for name, table in (("training_master", ROWS), ("model_split", split)):
        key = f"training/{record.run_id}/{name}.parquet"
        lake.write_table(key, table)
        record.steps.append(done(name, keys=[key]))
    return Run(lake, record)


def test_only_the_training_part_is_compared(run: Run):
    rows = contest_of(run).rows
    test = run.table("model_split").filter(part="test")["customer_id"]
    assert not set(rows["customer_id"]) & set(test)
    assert rows.height + test.len() == ROWS.height


def test_every_pair_has_a_row_a_repeat_and_fold_of_the_same_customers(run: Run):
    folds = experiment_folds(run, contest_of(run), ["E0", "E8"], QUICK, unwatched)
    ExperimentFolds.validate(folds)
    sizes = folds.group_by("repeat", "fold").agg(pl.col("rows").n_unique(), pl.col("churners").n_unique(), pl.len())
    assert sizes.height == 10
    assert sizes.select("rows", "churners", "len").unique().rows() == [(1, 1, 4)]
    assert folds.filter(algorithm="dummy")["roc_auc"].unique().to_list() == [0.5]


def test_rows_of_a_customer_share_a_fold(run: Run, monkeypatch: pytest.MonkeyPatch):
    contest = contest_of(run)
    twice = pl.concat([contest.rows, contest.rows]).sort("customer_id")
    doubled = Contest(**{**vars(contest), "rows": twice})
    seen: list[pl.DataFrame] = []
    scored = lambda *given, **_: seen.append(given[3]) or (twice[LABEL].to_numpy() * 1.0, [])  # noqa: E731
    monkeypatch.setattr(contest_module, "fold_scores", scored)
    doubled.results(EXPERIMENTS.experiment("E0"), "dummy", lambda: None)
    for fold in seen:
        assert (fold[::2] == fold[1::2]).all()


def test_what_was_computed_is_not_computed_again_unless_rows_or_rules_are_others(
    run: Run, monkeypatch: pytest.MonkeyPatch
):
    contest = contest_of(run)
    first = experiment_folds(run, contest, ["E0"], QUICK, unwatched)
    computed: list[str] = []
    results = Contest.results

    def counted(self, experiment, algorithm, fitted):
        computed.append(f"{experiment.name} {algorithm}")
        return results(self, experiment, algorithm, fitted)

    monkeypatch.setattr(Contest, "results", counted)
    monkeypatch.setattr(module, "source_hash", lambda _: "code")
    again = experiment_folds(run, contest, ["E0"], QUICK, unwatched)
    computed.clear()  # the hash of the code is another one in this test
    assert_frame_equal(experiment_folds(run, contest, ["E0", "E8"], QUICK, unwatched).filter(experiment="E0"), first)
    assert_frame_equal(again, first)
    assert computed == ["E8 dummy", "E8 logistic_regression"]
    other = Contest(**{**vars(contest), "seed": 8})
    experiment_folds(run, other, ["E0"], ["dummy"], unwatched)
    assert computed[2:] == ["E0 dummy"]


def test_progress_goes_from_nothing_to_all_and_names_what_is_fitted(run: Run):
    told: list[tuple[str, float]] = []
    experiment_folds(run, contest_of(run), ["E0"], QUICK, lambda *said: told.append(said))
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {text for text, _ in told} == {"E0 by dummy", "E0 by logistic_regression"}


def folds_of(**pr_auc: list[float]) -> pl.DataFrame:
    """Folds in which all figures of an experiment by XGBoost are these."""
    rows = [
        {"experiment": name, "algorithm": "xgboost", "repeat": 0, "fold": fold, "rows": 10, "churners": 2}
        | dict.fromkeys(("pr_auc", "roc_auc", "brier", "log_loss", "precision", "recall", "lift_10"), value)
        for name, values in pr_auc.items()
        for fold, value in enumerate(values)
    ]
    return pl.DataFrame(rows, schema_overrides={"repeat": pl.Int8, "fold": pl.Int8})


def test_differences_are_those_in_the_same_folds():
    folds = folds_of(E0=[0.3, 0.4, 0.5], E5=[0.5, 0.6, 0.7])
    ladder = experiment_ladder(folds, "E5", published_figures())
    ExperimentLadder.validate(ladder)
    figures = ladder.filter(metric="pr_auc").select("experiment", "value", "difference", "difference_low", "published")
    assert figures.rows() == [
        ("E0", pytest.approx(0.4), pytest.approx(-0.2), pytest.approx(-0.2), 0.305),
        ("E5", pytest.approx(0.6), None, None, 0.7449),
    ]


def test_tables_and_page_are_kept_below_the_run(run: Run):
    found = compared(run, ["E0", "E8"], ["xgboost"], unwatched)
    run_id = run.record.run_id
    assert {item.key for item in run.lake.list("experiments/")} == {
        f"experiments/{run_id}/experiment_folds.parquet",
        f"experiments/{run_id}/experiment_ladder.parquet",
        f"experiments/{run_id}/ladder.html",
    }
    assert run.lake.read(found.page_key).decode() == found.page
    assert found.page.count("<svg") == 2
    assert "<script" not in found.page
    assert "http" not in found.page.replace("http://www.w3.org/", "")
    assert found.sentence == "The champion's experiment, E5 by XGBoost, was not among them."


def test_names_that_nothing_has_are_refused(run: Run):
    with pytest.raises(InputError, match="There is no experiment 'E77'"):
        compared(run, ["E77"], [], unwatched)
    with pytest.raises(
        InputError, match="There is no algorithm 'oracle'; the algorithms are dummy, logistic_regression"
    ):
        compared(run, [], ["oracle"], unwatched)


def test_a_run_that_trained_nothing_is_refused(tmp_path):
    with pytest.raises(RunError, match="has no table"):
        compared(Run(Lake(tmp_path), run_record()), ["E0"], ["dummy"], unwatched)
