import pytest
from pydantic import ValidationError
from support.gold_rows import small_model, training_rows
from support.rules import EXPERIMENTS, FEATURE_SOURCES, POLICY
from support.sentences import says

from spanishgas.errors import GateError
from spanishgas.model.assessment import Evaluation
from spanishgas.model.decision import Promotion
from spanishgas.model.evaluate import evaluation
from spanishgas.model.missed_gate import advice_on_gate, pr_auc_interval
from spanishgas.model.plain_contender import PlainContender, plain_contender
from spanishgas.model.promote import promotion, scoring_model
from spanishgas.model.split import model_split

GOLD = training_rows(800).lazy()
NEW = small_model()
ASSESSED = evaluation(NEW, small_model(experiment="E0"), GOLD, model_split(GOLD, seed=42, split_key="spanishgas"))


def assessed(part, model_id: str, pr_auc: float | None):
    changes = {"model_id": model_id, "test": part.test.model_copy(update={"pr_auc": pr_auc})}
    if hasattr(part, "out_of_fold"):
        changes["out_of_fold"] = part.out_of_fold.model_copy(update={"pr_auc": pr_auc, "churners": 1_600})
    return part.model_copy(update=changes)


def judged(found: Evaluation) -> Promotion:
    return promotion(found, PlainContender(test_pr_auc=None), NEW, policy=POLICY, feature_sources=FEATURE_SOURCES)


def decided(new: float | None, old: float | None = None, *, same: bool = False) -> Promotion:
    """The decision on a challenger with a PR-AUC, beside a champion with another where there is one."""
    champion = None if old is None else assessed(ASSESSED.champion, "new" if same else "old", old)
    challenger = assessed(ASSESSED.challenger, "new", new)
    compared = None if champion is None else challenger.test
    parts = {"challenger": challenger, "compared": compared, "champion": champion}
    return judged(ASSESSED.model_copy(update=parts))


@pytest.mark.parametrize(("pr_auc", "promoted"), [(0.70, True), (0.6999999, False), (1.0, True), (0.0, False)])
def test_the_gate_is_a_test_pr_auc_of_0_70(pr_auc, promoted):
    document = decided(pr_auc)
    assert (document.promoted, document.passed_gate) == (promoted, promoted)


@pytest.mark.parametrize("pr_auc", [None, float("nan"), float("inf")])
def test_a_missing_metric_fails_closed(pr_auc):
    document = decided(pr_auc)
    assert (document.promoted, document.passed_gate) == (False, False)
    assert "no PR-AUC" in document.reasons[0]


def test_a_challenger_that_could_not_be_measured_fails_closed():
    unmeasured = ASSESSED.challenger.model_copy(update={"test": None, "error": "features missing"})
    document = judged(ASSESSED.model_copy(update={"challenger": unmeasured}))
    assert (document.promoted, document.passed_gate) == (False, False)


@pytest.mark.parametrize("value", ['"0.99"', "true", "[]"])
def test_a_stored_metric_that_is_no_number_is_refused(value):
    stored = ASSESSED.model_dump_json().replace(f'"pr_auc":{ASSESSED.challenger.test.pr_auc}', f'"pr_auc":{value}')
    with pytest.raises(ValidationError, match="pr_auc"):
        Evaluation.model_validate_json(stored)


def test_a_stored_evaluation_without_its_metric_is_refused():
    stored = ASSESSED.model_dump(mode="json")
    del stored["challenger"]["test"]["pr_auc"]
    with pytest.raises(ValidationError, match="pr_auc"):
        Evaluation.model_validate(stored)


@pytest.mark.parametrize(("new", "old", "promoted"), [(0.80, 0.79, True), (0.80, 0.80, True), (0.80, 0.8000001, False)])
def test_a_challenger_replaces_a_champion_only_if_it_is_not_worse(new, old, promoted):
    assert decided(new, old).promoted is promoted


def test_a_challenger_better_than_a_poor_champion_still_has_to_pass_the_gate():
    assert decided(0.69, 0.50).promoted is False


def test_the_champion_trained_again_changes_nothing():
    document = decided(0.80, 0.80, same=True)
    assert (document.promoted, document.unchanged) == (False, True)


def test_a_champion_without_a_metric_is_not_replaced_and_the_reason_says_why():
    silent = ASSESSED.champion.model_copy(update={"test": None, "error": "features missing: tenure_months."})
    strong = assessed(ASSESSED.challenger, "new", 0.99)
    document = judged(ASSESSED.model_copy(update={"challenger": strong, "champion": silent}))
    assert document.promoted is False
    assert "tenure_months" in document.reasons[-1]


def test_the_challenger_scores_only_when_promoted():
    challenger, champion = small_model(), small_model(experiment="E0")
    assert scoring_model(champion, challenger, decided(0.8)) is challenger
    assert scoring_model(champion, challenger, decided(0.6, 0.8)) is champion
    assert scoring_model(champion) is champion


@pytest.mark.parametrize("old", [0.69, float("nan")])
def test_a_champion_below_the_gate_or_without_its_figure_scores_no_longer(old):
    with pytest.raises(GateError, match="No model may score"):
        scoring_model(small_model(experiment="E0"), small_model(), decided(0.6, old))


def test_without_a_promoted_model_nobody_is_scored():
    with pytest.raises(GateError, match="misses the gate"):
        scoring_model(None, small_model(), decided(0.6))
    with pytest.raises(GateError, match="None was ever promoted"):
        scoring_model(None)


def test_a_missed_gate_says_how_sure_the_figure_is_and_where_the_gate_is_set():
    few = ASSESSED.model_copy(update={"test_rows": 400, "test_churners": 31, "champion": None})
    document = judged(few.model_copy(update={"challenger": assessed(few.challenger, "new", 0.5719)}))
    trained = few.challenger.out_of_fold
    assert document.advice[0] == (
        f"It was trained on 1,600 churners among {trained.rows:,} labels and measured on 31 among 400: "
        "the true PR-AUC is probably between 0.40 and 0.73."
    )
    assert document.advice[-2:] == (
        'What to do is in docs/your-data.md, "When the gate is missed".',
        "The gate is set under promotion in the policy (config/policy.yaml, or SPANISHGAS_POLICY_FILE).",
    )


def test_a_gate_that_is_reached_needs_no_advice():
    assert decided(0.7).advice == ()


def test_what_the_model_did_without_is_named_and_a_figure_that_is_none_has_no_interval():
    advice = list(advice_on_gate(ASSESSED, None, ["churn.mood", "churn.price"]))
    assert advice[0].endswith(f" and measured on {ASSESSED.test_churners:,} among {ASSESSED.test_rows:,}.")
    assert advice[1] == "It learned nothing from columns that are missing or empty: churn.mood, churn.price."


@pytest.mark.parametrize(
    ("pr_auc", "churners", "interval"),
    [(0.5, 100, (0.40, 0.60)), (0.7, 31, (0.52, 0.83)), (0.0, 10, None), (1.0, 10, None), (None, 10, None)],
)
def test_the_fewer_have_left_the_less_is_known_of_the_pr_auc(pr_auc, churners, interval):
    assert pr_auc_interval(pr_auc, churners) == (interval and pytest.approx(interval, abs=0.005))


def test_without_a_promoted_model_the_advice_is_said_too():
    document = decided(0.6)
    with says(
        GateError, " ".join(("No model may score.", *document.reasons, "Nothing was published.", *document.advice))
    ):
        scoring_model(None, small_model(), document)


def fallback(new: float, line: float | None = 0.1) -> Promotion:
    """The decision on a model of the fallback without texts, whose gate is four times the churn rate."""
    challenger = assessed(ASSESSED.challenger, "new", new).model_copy(update={"experiment": "E5_no_sentiment"})
    found = ASSESSED.model_copy(
        update={"challenger": challenger, "champion": None, "test_rows": 4_000, "test_churners": 400}
    )
    line = PlainContender(test_pr_auc=line)
    return promotion(found, line, NEW, policy=POLICY, feature_sources=FEATURE_SOURCES)


def test_an_experiment_with_a_gate_of_its_own_must_reach_its_multiple_of_the_churn_rate_and_beat_a_line():
    assert (fallback(0.41).promoted, fallback(0.41).minimum_pr_auc) == (True, pytest.approx(0.4))
    assert fallback(0.39).promoted is False
    assert fallback(0.41, line=0.41).promoted is False
    assert fallback(0.41, line=0.42).reasons[-1] == "A logistic regression reaches 0.4200 on the same rows, no less."


def test_a_lucky_test_part_is_not_enough_where_the_out_of_fold_figure_is_too_uncertain():
    lucky = assessed(ASSESSED.challenger, "new", 0.72)
    uncertain = lucky.model_copy(update={"out_of_fold": lucky.out_of_fold.model_copy(update={"churners": 60})})
    document = judged(ASSESSED.model_copy(update={"challenger": uncertain, "champion": None}))
    assert (document.promoted, document.passed_gate) == (False, False)
    assert document.reasons[1].endswith("too uncertain, the lower end must reach 0.65.")


def test_the_reasons_say_both_figures_with_their_intervals():
    document = decided(0.73)
    assert document.reasons[0].startswith("Test PR-AUC 0.7300 (95 %: 0.")
    assert document.reasons[1] == "Out of fold it is 0.7300 (95 %: 0.71 to 0.75)."


def test_a_line_is_fitted_only_where_a_gate_asks_for_it():
    split = model_split(GOLD, seed=42, split_key="spanishgas")
    rules = {"policy": POLICY, "experiments": EXPERIMENTS, "seed": 42}
    assert plain_contender(NEW, GOLD, split, **rules).test_pr_auc is None
    found = plain_contender(small_model(experiment="E5_no_sentiment"), GOLD, split, **rules).test_pr_auc
    assert 0.1 < found < 1
