"""The book in six cards, by the figures that runs have written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spanishgas.dashboard import amounts
from spanishgas.dashboard.language import _, word
from spanishgas.dashboard.summary import figures_of
from spanishgas.run.record import RunRecord


@dataclass(frozen=True)
class Card:
    """A figure with its change since the run before and its course over runs."""

    label: str
    value: str
    note: str
    change: str | int | None = None
    """In words; 0 where nothing changed, None where there is nothing to compare with."""
    more_is: Literal["normal", "inverse", "off"] = "inverse"
    """Whether more of it is good news: normal, inverse or off."""
    series: Sequence[float] = field(default_factory=list[float])


def cards(series: Sequence[RunRecord], before: RunRecord | None, runs: int) -> list[Card]:
    """Customers at risk, loss, gate, drift, quality and runs.

    Args:
        series: records over time, the current one last.
        before: the run before, which changes are counted from.
        runs: how many were published.
    """
    return [
        _risk_card(series, before),
        _loss_card(series, before),
        _gate_card(series, before),
        _drift_card(series, before),
        _quality_card(series, before),
        _runs_card(series[-1], runs),
    ]


def _risk_card(series: Sequence[RunRecord], before: RunRecord | None) -> Card:
    now, customers = series[-1], figures_of(series[-1]).customers
    share = amounts.share(_at_risk(now) / max(customers, 1), 1)
    return Card(
        _("Customers at risk"),
        amounts.count(_at_risk(now)),
        _("{share} of {customers}").format(share=share, customers=amounts.count(customers)),
        _change(now, before, _at_risk, amounts.count),
        series=[_at_risk(each) for each in series],
    )


def _loss_card(series: Sequence[RunRecord], before: RunRecord | None) -> Card:
    return Card(
        _("Expected monthly loss"),
        amounts.euros(_loss(series[-1])),
        _("probability × margin"),
        _change(series[-1], before, _loss, amounts.euros),
        series=[_loss(each) for each in series],
    )


def _drift_card(series: Sequence[RunRecord], before: RunRecord | None) -> Card:
    figures, note = figures_of(series[-1]), _("nothing to compare with yet")
    if figures.columns_compared:
        note = _("{drifted} of {compared} features drifted").format(
            drifted=amounts.count(figures.columns_drifted), compared=amounts.count(figures.columns_compared)
        )
    return Card(
        _("Drift"),
        word("drift level", figures.drift_level),
        note,
        _change(series[-1], before, _drifted, amounts.count),
        more_is="inverse" if figures.drift_level == "act" else "off",  # only that wakes somebody
        series=[_drifted(each) for each in series],
    )


def _quality_card(series: Sequence[RunRecord], before: RunRecord | None) -> Card:
    now = series[-1]
    return Card(
        _("Quality warnings"),
        amounts.count(_warnings(now)),
        _("{notes} notes besides").format(notes=amounts.count(figures_of(now).findings.get("info", 0))),
        _change(now, before, _warnings, amounts.count),
        series=[_warnings(each) for each in series],
    )


def _runs_card(now: RunRecord, runs: int) -> Card:
    note = _("the last one {mode}").format(mode=word("mode", now.mode))
    return Card(_("Published runs"), amounts.count(runs), note, more_is="off", series=[])


def _gate_card(series: Sequence[RunRecord], before: RunRecord | None) -> Card:
    now = series[-1]
    reached = [value for each in series if (value := _pr_auc(each)) is not None]
    experiment = now.settings.experiment
    gate = now.policy.promotion.gate(experiment, now.champion.test_churn_rate if now.champion else None)
    passed = bool(reached) and reached[-1] >= gate
    note = _("gate {gate}: passed") if passed else _("gate {gate}: not passed")
    return Card(
        _("Champion's PR-AUC"),
        amounts.number(_pr_auc(now)),
        note.format(gate=amounts.number(gate, 2)),
        _change(now, before, lambda each: _pr_auc(each) or 0.0, amounts.number),
        more_is="normal",
        series=reached,
    )


def _pr_auc(record: RunRecord) -> float | None:
    return record.champion.test_pr_auc if record.champion else None


def _at_risk(record: RunRecord) -> int:
    return record.policy.count_at_risk(figures_of(record).risk_tiers)


def _loss(record: RunRecord) -> float:
    return figures_of(record).expected_monthly_loss_eur


def _drifted(record: RunRecord) -> int:
    return figures_of(record).columns_drifted


def _warnings(record: RunRecord) -> int:
    found = figures_of(record).findings
    return found.get("warning", 0) + found.get("error", 0)


def _change(
    now: RunRecord, before: RunRecord | None, value: Callable[[RunRecord], float], shown: Callable[[float], str]
) -> str | int | None:
    """The change since the run before, in words; 0 where it would be shown as none."""
    if before is None:
        return None
    change = value(now) - value(before)
    return 0 if shown(abs(change)) == shown(0) else amounts.signed(shown(change), change)
