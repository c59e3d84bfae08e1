"""The card of a challenger, promoted or not: all that its training and its test say of it."""

from collections.abc import Callable
from inspect import signature
from typing import Any

import polars as pl

from spanishgas.card.audit import audited
from spanishgas.card.fairness import served
from spanishgas.card.reached import calibrated, decided, ranked, reached
from spanishgas.card.sections import Bars, Section, Table, count, figure, share
from spanishgas.card.write import pages
from spanishgas.model.artefact import Model
from spanishgas.model.assessment import Evaluation
from spanishgas.model.decision import Promotion
from spanishgas.model.search import ParameterSearch
from spanishgas.sentences import _, pgettext, written
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
    """What the challenger is, what it reaches and how sure that is, as Markdown.

    It names no customer. Source: Mitchell et al., "Model cards for model reporting", FAT* 2019.
    """
    made = dict(locals())
    told = [section(make, made.__getitem__) for make in SECTIONS]
    return pages(title(challenger), lead(evaluation, promotion), told)


def section(make: Callable[..., Section], made: Callable[[str], Any]) -> Section:
    """A section of the card, of what it reads: the names of its parameters say what that is."""
    return make(*(made(name) for name in signature(make).parameters))


def title(challenger: Model) -> str:
    """The model by its name."""
    return _("Model {model}").format(model=challenger.card.model_id)


def lead(evaluation: Evaluation, promotion: Promotion) -> str:
    """What the model reached and what became of it."""
    test, verdict = evaluation.challenger.test, _verdict(promotion)
    if test is None:
        return _("It has no figures of the test part: {error}. {verdict}").format(
            error=evaluation.challenger.error, verdict=verdict
        )
    return _(
        "PR-AUC {pr_auc} on {rows} customers it has never seen, where guessing reaches {base}; it finds {recall} of "
        "those who leave, and of those it flags {precision} leave. {verdict}"
    ).format(
        pr_auc=figure(test.pr_auc, test.intervals.get("pr_auc")),
        rows=count(test.rows),
        base=figure(test.churners / test.rows),
        recall=share(test.recall, 0),
        precision=share(test.precision, 0),
        verdict=verdict,
    )


def _verdict(promotion: Promotion) -> str:
    if promotion.unchanged:
        return _("It is the champion, trained again.")
    if promotion.promoted:
        return _("It passed the gate and became champion.")
    missed = (
        _("It passed the gate, but is worse than the champion;") if promotion.passed_gate else _("It missed the gate;")
    )
    stays = (
        _("{champion} goes on scoring.").format(champion=promotion.champion_id)
        if promotion.champion_passed_gate
        else _("nobody is scored.")
    )
    return f"{missed} {stays}"


def what_it_is(challenger: Model, model_split: pl.LazyFrame) -> Section:
    """What it was trained on, and what it is for."""
    card = challenger.card
    days = model_split.select(pl.col("label_date").unique().sort()).collect()["label_date"].to_list()
    without = card.features_without_values
    lacking = _("Trained without {features}: no row had a value.").format(features=", ".join(without))
    return Section(
        _("What it is, and what for"),
        (
            _(
                "Boosted trees ({algorithm}) that say how likely each customer is to leave within the horizon of the "
                "labels, from {features} features of the tiers {tiers} (experiment {experiment})."
            ).format(
                algorithm=card.algorithm,
                features=len(card.features),
                tiers=", ".join(card.tiers),
                experiment=card.experiment,
            ),
            _("Trained on {rows} rows, {churners} of whom left; training and test look from {days}.").format(
                rows=count(card.training_rows), churners=count(card.training_churners), days=", ".join(map(str, days))
            ),
            _(
                "It is for choosing whom a retailer's own team calls first, and with which offer. It is not for "
                "prices, credit or any decision against a customer, and not for another retailer's customers before it "
                "has been trained on theirs."
            ),
            _(
                "A probability is of leaving if the retailer goes on as in the time of the labels. It does not say "
                "that a call would help."
            ),
            *((lacking,) if without else ()),
        ),
    )


def may_score(promotion: Promotion) -> Section:
    """The gate, in the words of the training."""
    return Section(_("May it score?"), noted=promotion.reasons + promotion.advice)


def looks_at(challenger: Model, feature_importance: pl.LazyFrame) -> Section:
    """The features that move probabilities."""
    card, importance = challenger.card, feature_importance.collect()
    size = "contribution_share"
    first = importance.sort(-pl.col(size), "feature").head(_MOST_FEATURES).select("feature", size).rows()
    rows = [(pgettext("feature", name), value) for name, value in first]
    name = _("the first {shown} of {all} features").format(shown=len(rows), all=len(card.features))
    return Section(
        _("What it looks at"),
        (
            _(
                "Mean size of each feature's Shapley values on the test part, as a share of all features'. It says "
                "what moves probabilities, not what makes customers leave."
            ),
        ),
        bars=(Bars(name, rows),),
    )


def later(time_forward: pl.LazyFrame) -> Section:
    """What it reaches on later days."""
    title, splits = _("Next month"), time_forward.collect()
    if splits.is_empty():
        text = _(
            "All labels are of one day, so nothing is known yet of later ones. When the outcomes of a list come, they "
            "are held against what was said (table outcome_results)."
        )
        return Section(title, (text,))
    rows = {row["split"]: row for row in splits.rows(named=True)}
    forward, customers = rows["forward"], rows["customers"]
    optimism = customers["pr_auc"] - forward["pr_auc"]
    away = figure(abs(optimism))
    text = (
        _(
            "Trained on the days before the last and judged on the last, by customers it has not seen. Beside it what "
            "the same parameters reach when they learn from the last day too: {away} better in PR-AUC. That is how a "
            "split of customers alone would look."
        )
        if optimism > 0
        else _(
            "Trained on the days before the last and judged on the last, by customers it has not seen. Beside it what "
            "the same parameters reach when they learn from the last day too: {away} worse in PR-AUC. That is how a "
            "split of customers alone would look."
        )
    )
    table = Table(
        (_("split"), _("rows"), _("who left"), _("expected"), "PR-AUC", "ROC-AUC", "Brier", _("slope")),
        [
            (
                name,
                count(row["rows"]),
                count(row["churners"]),
                count(row["expected_churners"]),
                *(figure(row[metric]) for metric in ("pr_auc", "roc_auc", "brier", "slope")),
            )
            for name, row in ((_("forward in time"), forward), (_("customers alone"), customers))
        ],
    )
    return Section(title, (text.format(away=away),), tables=(table,))


def stable(seed_stability: pl.LazyFrame) -> Section:
    """What another seed would have changed."""
    rows = [
        (str(seed), figure(pr_auc), figure(correlation), share(changed))
        for seed, pr_auc, correlation, changed in seed_stability.collect().iter_rows()
    ]
    return Section(
        _("How much of it is chance"),
        (
            _(
                "The same rows and parameters with other seeds; the first is its own. Changed flags: of those it "
                "flags, the share that another seed would not have among as many."
            ),
            _(
                "How far fits on other customers disagree on a customer stands beside the probability in the list "
                "(churn_probability_low and _high). It is the noise of learning alone, not what no file tells: of a "
                "hundred customers with 0.3 thirty leave, and nobody knows which."
            ),
        ),
        tables=(Table((_("seed"), _("test PR-AUC"), _("rank correlation"), _("changed flags")), rows),),
    )


def searched(challenger: Model, parameter_search: ParameterSearch) -> Section:
    """How its parameters were found."""
    card, search = challenger.card, parameter_search
    trials = [
        (
            f"{number}",
            *(written(f"{value:g}") for value in (trial.parameters.model_dump()[name] for name in card.parameters)),
            figure(trial.log_loss, digits=4),
        )
        for number, trial in enumerate(search.trials, start=1)
    ]
    titles = (_("trial"), *card.parameters, "log-loss")
    chosen = ", ".join(f"{name} {written(f'{value:g}')}" for name, value in card.parameters.items())
    tried = _("{trials} sets were tried.").format(trials=len(trials)) if trials else _("None but these was tried.")
    return Section(
        _("How its parameters were found"),
        (tried, _("Trained with {parameters}.").format(parameters=chosen)),
        noted=(f"{search.reason}.",) if trials else (),
        tables=(Table(titles, trials),) if trials else (),
    )


def again(challenger: Model) -> Section:
    """Hashes, seed and versions."""
    card = challenger.card
    versions = ", ".join(f"{name} {version}" for name, version in sorted(card.libraries.items()))
    return Section(
        _("To make it again"),
        (
            _("Seed {seed}; the split of customers hangs on the split key of the settings.").format(seed=card.seed),
            _("Hash of the training rows: {sha256}.").format(sha256=card.training_data_sha256),
            _("Libraries: {versions}.").format(versions=versions),
        ),
        tables=(Table((_("file"), "SHA-256"), sorted(card.files.items())),),
    )


SECTIONS: tuple[Callable[..., Section], ...] = (
    what_it_is,
    reached,
    may_score,
    ranked,
    decided,
    calibrated,
    looks_at,
    served,
    later,
    stable,
    audited,
    searched,
    again,
)
"""All of the card below its lead, in this order. A parameter is what a step of the training makes, by its name."""
