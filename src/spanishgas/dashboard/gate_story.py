"""What the champion reached, in words: the gate, its figures with intervals, and which model scored which run."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from spanishgas.dashboard.amounts import NOTHING, count, day, number, share, shares, short_day
from spanishgas.dashboard.champion import Scorer, scored_by
from spanishgas.dashboard.language import _, word
from spanishgas.model.intervals import Interval
from spanishgas.run.reader import Run
from spanishgas.run.record import RunRecord, TrainingMetrics


@dataclass(frozen=True)
class Figure:
    """A figure with a note below it."""

    label: str
    value: str
    note: str


def between(interval: Interval | None, digits: int = 3) -> str:
    """Such as 0.704 – 0.792; nothing where there is no interval."""
    return f"{number(interval[0], digits)} – {number(interval[1], digits)}" if interval else ""


def share_between(interval: Interval | None) -> str:
    """Such as 70% – 79%."""
    return shares(*interval) if interval else ""


def reached(scorer: Scorer) -> float | None:
    """Its PR-AUC on customers kept apart, from whatever still tells it."""
    told = (scorer.test, scorer.training)
    figures = [each.pr_auc for each in told if each] + [scorer.champion.test_pr_auc if scorer.champion else None]
    return next((each for each in figures if each is not None), None)


def gate(scorer: Scorer, record: RunRecord) -> float:
    """What it had to reach by the policy of the run."""
    experiment = scorer.card.experiment if scorer.card else record.settings.experiment
    return record.policy.promotion.gate(experiment, scorer.champion.test_churn_rate if scorer.champion else None)


def verdict(scorer: Scorer, record: RunRecord) -> str:
    """What the model reached and whether that was enough, in a few sentences."""
    pr_auc, least = reached(scorer), gate(scorer, record)
    base = scorer.champion.test_churn_rate if scorer.champion else None
    if pr_auc is None:
        first = _("{model} scored the list of {day}. What it reached on customers kept apart is not known.")
    elif pr_auc >= least:
        first = _(
            "{model} scored the list of {day}. On customers that it had never seen it reaches a PR-AUC of {reached}, "
            "where guessing reaches {base}: it passed the gate of {gate}."
        )
    else:
        first = _(
            "{model} scored the list of {day}. On customers that it had never seen it reaches a PR-AUC of {reached}, "
            "where guessing reaches {base}: it is below the gate of {gate}."
        )
    words = {"model": scorer.model_id, "day": day(record.as_of), "reached": number(pr_auc), "gate": number(least)}
    told = first.format(**words, base=number(base))
    training = record.metrics.training if record.metrics else None
    return f"{told} {_of_training(training, is_its_own=_is_its_own(scorer, record))}"


def _is_its_own(scorer: Scorer, record: RunRecord) -> bool:
    return scorer.trained is not None and scorer.trained.record.run_id == record.run_id


def _of_training(training: TrainingMetrics | None, *, is_its_own: bool) -> str:
    if training is None:
        return _("This run trained nothing: the champion stays.")
    if training.promoted and is_its_own:
        return _("It was trained in this run and promoted.")
    if training.passed_gate:
        return _("A challenger of this run passed the gate too, but is not better: the champion stays.")
    return _("A challenger of this run missed the gate: the champion stays.")


def figures(scorer: Scorer, record: RunRecord) -> list[Figure]:
    """The gate, and what was reached on customers kept apart and out of fold."""
    pr_auc, least = reached(scorer), gate(scorer, record)
    told, test = scorer.training, scorer.test
    interval = test.intervals.get("pr_auc") if test else told.pr_auc_interval if told else None
    passed = pr_auc is not None and pr_auc >= least
    found = [
        Figure(_("PR-AUC, customers kept apart"), number(pr_auc), between(interval)),
        Figure(_("Gate"), _("Passed") if passed else _("Not passed"), _("at least {gate}").format(gate=number(least))),
    ]
    if scorer.card:
        fold = scorer.card.out_of_fold
        found.append(Figure(_("PR-AUC, out of fold"), number(fold.pr_auc), between(fold.intervals.get("pr_auc"))))
    roc_auc = test.roc_auc if test else told.roc_auc if told else None
    if roc_auc is not None:
        found.append(Figure(_("ROC-AUC"), number(roc_auc), between(_roc_interval(scorer))))
    if test:
        of_flagged, of_left = (share_between(test.intervals.get(name)) for name in ("precision", "recall"))
        found.append(Figure(_("Precision at its threshold"), share(test.precision, 1), of_flagged))
        found.append(Figure(_("Recall at its threshold"), share(test.recall, 1), of_left))
    return found


def _roc_interval(scorer: Scorer) -> Interval | None:
    if scorer.test:
        return scorer.test.intervals.get("roc_auc")
    return scorer.training.roc_auc_interval if scorer.training else None


def over_runs(runs: Sequence[Run]) -> pl.DataFrame:
    """Which model scored which run and since when, for reading. The runs are the published ones, the latest first."""
    scored = [(run.record, scored_by(run.record, run)) for run in runs]
    since: dict[str | None, str] = {}
    for record, model in reversed(scored):
        since.setdefault(model, short_day(record.as_of))
    return pl.DataFrame(
        {
            _("Run of"): [short_day(record.as_of) for record, _model in scored],
            _("Model that scored"): [model or NOTHING for _record, model in scored],
            _("Scores since"): [since[model] for _record, model in scored],
            _("Its PR-AUC when promoted"): [
                number(record.champion.test_pr_auc if record.champion else None) for record, _model in scored
            ],
            _("Customers scored"): [
                count(record.metrics.customers if record.metrics else None) for record, _m in scored
            ],
            _("The run"): [word("mode", record.mode) for record, _model in scored],
            _("Its challenger"): [_challenger(record) for record, _model in scored],
        }
    )


def _challenger(record: RunRecord) -> str:
    training = record.metrics.training if record.metrics else None
    if training is None:
        return NOTHING
    name = _("{pr_auc}, promoted") if training.promoted else _("{pr_auc}, not promoted")
    return name.format(pr_auc=number(training.pr_auc))
