"""The card of a challenger, promoted or not: all that its training and its test say of it."""

from datetime import date

import polars as pl

from spanishgas.card.audit import audited
from spanishgas.card.fairness import served
from spanishgas.card.reached import calibrated, decided, ranked, reached
from spanishgas.card.sections import Bars, Section, Table, figure, share
from spanishgas.card.write import pages
from spanishgas.model.artefact import Model
from spanishgas.model.card import ModelCard
from spanishgas.model.evaluate import Evaluation
from spanishgas.model.promote import Promotion
from spanishgas.model.search import ParameterSearch
from spanishgas.tables.pages import Pages

_MOST_FEATURES = 20


def model_card(
    challenger: Model,
    evaluation: Evaluation,
    promotion: Promotion,
    parameter_search: ParameterSearch,
    model_split: pl.LazyFrame,
    threshold_sweep: pl.LazyFrame,
    ranking_curve: pl.LazyFrame,
    calibration_groups: pl.LazyFrame,
    feature_importance: pl.LazyFrame,
    seed_stability: pl.LazyFrame,
    time_forward: pl.LazyFrame,
    leakage_sources: pl.LazyFrame,
    leakage_differences: pl.LazyFrame,
    single_features: pl.LazyFrame,
    leakage_figures: pl.LazyFrame,
) -> Pages:
    """What the challenger is, what it reaches and how sure that is, as a web page and as Markdown.

    It names no customer. Source: Mitchell et al., "Model cards for model reporting", FAT* 2019.
    """
    card, test = challenger.card, evaluation.challenger.test
    days = model_split.select(pl.col("label_date").unique().sort()).collect()["label_date"].to_list()
    groups, curve = calibration_groups.collect(), ranking_curve.collect()
    sections = [
        _what_it_is(card, days),
        reached(card, test),
        Section("May it score?", promotion.reasons + promotion.advice),
        ranked(curve),
        decided(threshold_sweep.collect(), card),
        calibrated(card, test, groups),
        _importance(card, feature_importance.collect()),
        served(groups),
        _later(time_forward.collect()),
        _stable(seed_stability.collect()),
        audited(
            leakage_sources.collect(),
            leakage_differences.collect(),
            single_features.collect(),
            leakage_figures.collect(),
        ),
        _searched(card, parameter_search),
        _again(card),
    ]
    return pages(f"Model {card.model_id}", _lead(evaluation, promotion), sections)


def _lead(evaluation: Evaluation, promotion: Promotion) -> str:
    test, verdict = evaluation.challenger.test, _verdict(promotion)
    if test is None:
        return f"It {verdict}. It has no figures of the test part: {evaluation.challenger.error}."
    found = (
        f"it finds {share(test.recall, 0)} of those who leave, and of those it flags {share(test.precision, 0)} leave"
    )
    return (
        f"PR-AUC {figure(test.pr_auc, test.intervals.get('pr_auc'))} on {test.rows:,} customers it has never seen, "
        f"where guessing reaches {figure(test.churners / test.rows)}; {found}. It {verdict}."
    )


def _verdict(promotion: Promotion) -> str:
    if promotion.unchanged:
        return "is the champion, trained again"
    if promotion.promoted:
        return "passed the gate and became champion"
    missed = "passed the gate, but is worse than the champion" if promotion.passed_gate else "missed the gate"
    stays = f"; {promotion.champion_id} goes on scoring" if promotion.champion_passed_gate else " and scores nobody"
    return missed + stays


def _what_it_is(card: ModelCard, days: list[date]) -> Section:
    without = card.features_without_values
    return Section(
        "What it is, and what for",
        (
            f"Boosted trees ({card.algorithm}) that say how likely each customer is to leave within the horizon of the "
            f"labels, from {len(card.features)} features of the tiers {', '.join(card.tiers)} (experiment "
            f"{card.experiment}).",
            f"Trained on {card.training_rows:,} rows, {card.training_churners:,} of whom left; training and test look "
            f"from {', '.join(map(str, days))}.",
            "It is for choosing whom a retailer's own team calls first, and with which offer. It is not for prices, "
            "credit or any decision against a customer, and not for another retailer's customers before it has been "
            "trained on theirs.",
            "A probability is of leaving if the retailer goes on as in the time of the labels. It does not say "
            "that a call would help.",
            *((f"Trained without {', '.join(without)}: no row had a value.",) if without else ()),
        ),
    )


def _importance(card: ModelCard, importance: pl.DataFrame) -> Section:
    size = "contribution_share"
    rows = importance.sort(-pl.col(size), "feature").head(_MOST_FEATURES).select("feature", size).rows()
    return Section(
        "What it looks at",
        (
            "Mean size of each feature's Shapley values on the test part, as a share of all features'. It says what "
            "moves probabilities, not what makes customers leave.",
        ),
        bars=(Bars(f"the first {len(rows)} of {len(card.features)} features", rows),),
    )


def _later(time_forward: pl.DataFrame) -> Section:
    title = "Next month"
    if time_forward.is_empty():
        text = (
            "All labels are of one day, so nothing is known yet of later ones. When the outcomes of a list come, they "
            "are held against what was said (table outcome_results)."
        )
        return Section(title, (text,))
    rows = {row["split"]: row for row in time_forward.rows(named=True)}
    forward, customers = rows["forward"], rows["customers"]
    optimism = customers["pr_auc"] - forward["pr_auc"]
    better = "better" if optimism > 0 else "worse"
    text = (
        "Trained on the days before the last and judged on the last, by customers it has not seen. Beside it what the "
        f"same parameters reach when they learn from the last day too: {abs(optimism):.3f} {better} in PR-AUC. "
        "That is how a split of customers alone would look."
    )
    table = Table(
        ("split", "rows", "left", "expected", "PR-AUC", "ROC-AUC", "Brier", "slope"),
        [
            (
                name,
                f"{row['rows']:,}",
                f"{row['churners']:,}",
                f"{row['expected_churners']:,.0f}",
                *(figure(row[metric]) for metric in ("pr_auc", "roc_auc", "brier", "slope")),
            )
            for name, row in (("forward in time", forward), ("customers alone", customers))
        ],
    )
    return Section(title, (text,), tables=(table,))


def _stable(stability: pl.DataFrame) -> Section:
    rows = [
        (str(seed), figure(pr_auc), figure(correlation), share(changed))
        for seed, pr_auc, correlation, changed in stability.iter_rows()
    ]
    return Section(
        "How much of it is chance",
        (
            "The same rows and parameters with other seeds; the first is its own. Changed flags: of those it flags, "
            "the share that another seed would not have among as many.",
            "How far fits on other customers disagree on a customer stands beside the probability in the list "
            "(churn_probability_low and _high). It is the noise of learning alone, not what no file tells: of a "
            "hundred customers with 0.3 thirty leave, and nobody knows which.",
        ),
        tables=(Table(("seed", "test PR-AUC", "rank correlation", "changed flags"), rows),),
    )


def _searched(card: ModelCard, search: ParameterSearch) -> Section:
    trials = [
        (
            f"{number}",
            *(f"{value:g}" for value in (trial.parameters.model_dump()[name] for name in card.parameters)),
            figure(trial.log_loss, digits=4),
        )
        for number, trial in enumerate(search.trials, start=1)
    ]
    titles = ("trial", *card.parameters, "log-loss")
    chosen = ", ".join(f"{name} {value:g}" for name, value in card.parameters.items())
    return Section(
        "How its parameters were found",
        (
            f"{len(trials)} sets were tried: {search.reason}." if trials else "None but these was tried.",
            f"Trained with {chosen}.",
        ),
        tables=(Table(titles, trials),) if trials else (),
    )


def _again(card: ModelCard) -> Section:
    versions = ", ".join(f"{name} {version}" for name, version in sorted(card.libraries.items()))
    return Section(
        "To make it again",
        (
            f"Seed {card.seed}; the split of customers hangs on the split key of the settings.",
            f"Hash of the training rows: {card.training_data_sha256}.",
            f"Libraries: {versions}.",
        ),
        tables=(Table(("file", "SHA-256"), sorted(card.files.items())),),
    )
