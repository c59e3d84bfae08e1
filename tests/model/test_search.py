"""The search for tree parameters: seeded, judged on folds it has not seen, beaten by nothing by default."""

from functools import cache

import pytest
from support.gold_rows import FEW_TREES, small_model, training_rows
from support.rules import EXPERIMENTS

from spanishgas.model.experiments import Experiments
from spanishgas.model.search import ParameterSearch, _Bench, parameter_search
from spanishgas.model.split import model_split

GOLD = training_rows(800).lazy()
SPLIT = model_split(GOLD, seed=42, split_key="spanishgas")


def book(**search: int) -> Experiments:
    rules = EXPERIMENTS.search.model_copy(update={"trials": 4, "random_trials": 2, "most_rounds": 60, **search})
    return EXPERIMENTS.model_copy(update={"search": rules, "xgboost": FEW_TREES})


@cache
def searched(champion: bool = False, seed: int = 7, **search: int) -> ParameterSearch:
    return parameter_search(
        GOLD,
        SPLIT,
        small_model() if champion else None,
        experiment="E0",
        experiments=book(**search),
        seed=seed,
        threads=1,
    )


def test_without_trials_the_packaged_parameters_are_taken_as_they_are():
    found = searched(trials=0)
    assert (found.trials, found.parameters, found.pr_auc_difference) == ((), FEW_TREES, ())


def test_the_packaged_parameters_are_the_first_trial_and_then_it_goes_on_to_the_number_asked_for():
    found = searched()
    assert found.trials[0].parameters == FEW_TREES
    assert len({trial.parameters for trial in found.trials}) == len(found.trials) == 4


def test_a_champion_with_other_parameters_is_tried_too_and_changes_nothing_of_what_is_drawn():
    other = FEW_TREES.model_copy(update={"max_depth": 5})
    rules = book().model_copy(update={"xgboost": other})
    alone = parameter_search(GOLD, SPLIT, None, experiment="E0", experiments=rules, seed=7, threads=1)
    found = parameter_search(GOLD, SPLIT, small_model(), experiment="E0", experiments=rules, seed=7, threads=1)
    assert found.trials[:-1] == alone.trials
    assert found.trials[-1].parameters == FEW_TREES


def test_a_champion_whose_parameters_were_tried_anyway_is_not_tried_again():
    assert searched(champion=True) == searched()


def test_the_same_rows_and_seed_give_the_same_search_and_another_seed_another():
    again = parameter_search(GOLD, SPLIT, None, experiment="E0", experiments=book(), seed=7, threads=1)
    assert again == searched()
    assert searched(seed=2).trials[2:] != searched().trials[2:]


def test_any_number_of_threads_gives_the_same_search():
    again = parameter_search(GOLD, SPLIT, None, experiment="E0", experiments=book(), seed=7, threads=3)
    assert again == searched()


def test_shapes_that_do_well_on_many_tables_are_tried_before_any_is_drawn():
    (first,) = EXPERIMENTS.search.tried_first
    assert searched().trials[1].parameters.model_dump(exclude={"rounds"}) == first.model_dump()


def test_early_stopping_finds_the_rounds_of_every_drawn_trial():
    assert all(1 <= trial.parameters.rounds <= 60 for trial in searched().trials)
    assert len({trial.parameters.rounds for trial in searched().trials}) > 1


def test_trials_see_the_first_folds_alone_and_the_comparison_the_others(monkeypatch: pytest.MonkeyPatch):
    seen: dict[str, set[int]] = {"trial": set(), "compared": set()}
    tried, pr_auc = _Bench._on_fold, _Bench.pr_auc
    monkeypatch.setattr(
        _Bench, "_on_fold", lambda self, fold, *rest: seen["trial"].add(fold) or tried(self, fold, *rest)
    )
    monkeypatch.setattr(
        _Bench, "pr_auc", lambda self, each, fold: seen["compared"].add(fold) or pr_auc(self, each, fold)
    )
    parameter_search(GOLD, SPLIT, None, experiment="E0", experiments=book(), seed=7, threads=1)
    assert seen == {"trial": {0, 1}, "compared": {2, 3, 4}}


@pytest.mark.parametrize(("best", "wins"), [(0.9, True), (0.1, False), (0.5, False)])
def test_the_best_trial_is_taken_only_where_it_is_better_on_the_other_folds(
    best: float, wins: bool, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(_Bench, "pr_auc", lambda _, each, __: 0.5 if each == FEW_TREES else best)
    found = parameter_search(GOLD, SPLIT, None, experiment="E0", experiments=book(), seed=7, threads=1)
    assert (found.parameters != FEW_TREES) == wins
    assert found.pr_auc_difference == pytest.approx([best - 0.5] * 3)
    assert ("does not win" in found.reason) == (not wins)
