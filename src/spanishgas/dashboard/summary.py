"""The book in a sentence and six cards, by the figures that runs have written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spanishgas.dashboard import amounts
from spanishgas.dashboard.language import _, ngettext, word
from spanishgas.run.record import Metrics, RunRecord


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


def news(now: RunRecord, before: RunRecord | None) -> str:
    """What changed since the run before, in one sentence."""
    figures = _figures(now)
    at_risk = now.policy.count_at_risk(figures.risk_tiers)
    words = {
        "day": amounts.day(now.as_of),
        "customers": amounts.count(at_risk),
        "loss": amounts.euros(figures.expected_monthly_loss_eur),
    }
    if before is None or before.metrics is None:
        return _(
            "On {day}, {customers} customers are at risk and {loss} of margin a month is expected to be lost. "
            "This is the first published run, so there is nothing to compare with yet."
        ).format(**words)
    more = at_risk - before.policy.count_at_risk(before.metrics.risk_tiers)
    words |= {
        "before": amounts.day(before.as_of),
        "more": amounts.count(abs(more)),
        "before_loss": amounts.euros(before.metrics.expected_monthly_loss_eur),
    }
    if more == 0:
        text = _(
            "As many customers as on {before} are at risk on {day}: {customers}. The expected monthly loss is {loss}, "
            "after {before_loss}."
        )
    elif more > 0:
        text = ngettext(
            "{more} more customer than on {before} is at risk on {day}: {customers}. The expected monthly loss is "
            "{loss}, after {before_loss}.",
            "{more} more customers than on {before} are at risk on {day}: {customers}. The expected monthly loss is "
            "{loss}, after {before_loss}.",
            more,
        )
    else:
        text = ngettext(
            "{more} customer fewer than on {before} is at risk on {day}: {customers}. The expected monthly loss is "
            "{loss}, after {before_loss}.",
            "{more} customers fewer than on {before} are at risk on {day}: {customers}. The expected monthly loss is "
            "{loss}, after {before_loss}.",
            -more,
        )
    return text.format(**words)


def cards(series: Sequence[RunRecord], before: RunRecord | None, runs: int) -> list[Card]:
    """Customers at risk, loss, gate, drift, quality and runs.

    Args:
        series: records over time, the current one last.
        before: the run before, which changes are counted from.
        runs: how many were published.
    """
    now = series[-1]
    figures, at_risk = _figures(now), _at_risk(now)
    return [
        Card(
            _("Customers at risk"),
            amounts.count(at_risk),
            _("{share} of {customers}").format(
                share=amounts.share(at_risk / max(figures.customers, 1), 1), customers=amounts.count(figures.customers)
            ),
            _change(now, before, _at_risk, amounts.count),
            series=[_at_risk(each) for each in series],
        ),
        Card(
            _("Expected monthly loss"),
            amounts.euros(figures.expected_monthly_loss_eur),
            _("probability × margin"),
            _change(now, before, _loss, amounts.euros),
            series=[_loss(each) for each in series],
        ),
        _gate(now, before, series),
        Card(
            _("Drift"),
            word("drift level", figures.drift_level),
            _("{drifted} of {compared} features drifted").format(
                drifted=amounts.count(figures.columns_drifted), compared=amounts.count(figures.columns_compared)
            )
            if figures.columns_compared
            else _("nothing to compare with yet"),
            _change(now, before, lambda each: _figures(each).columns_drifted, amounts.count),
            more_is="inverse" if figures.drift_level == "act" else "off",  # only that wakes somebody
            series=[_figures(each).columns_drifted for each in series],
        ),
        Card(
            _("Quality warnings"),
            amounts.count(_warnings(now)),
            _("{notes} notes besides").format(notes=amounts.count(figures.findings.get("info", 0))),
            _change(now, before, _warnings, amounts.count),
            series=[_warnings(each) for each in series],
        ),
        Card(
            _("Published runs"),
            amounts.count(runs),
            _("the last one {mode}").format(mode=word("mode", now.mode)),
            more_is="off",
            series=[],
        ),
    ]


def _gate(now: RunRecord, before: RunRecord | None, series: Sequence[RunRecord]) -> Card:
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
    return record.policy.count_at_risk(_figures(record).risk_tiers)


def _loss(record: RunRecord) -> float:
    return _figures(record).expected_monthly_loss_eur


def _warnings(record: RunRecord) -> int:
    found = _figures(record).findings
    return found.get("warning", 0) + found.get("error", 0)


def _figures(record: RunRecord) -> Metrics:
    if record.metrics is None:
        raise ValueError(f"{record.run_id} has no figures")
    return record.metrics


def _change(
    now: RunRecord, before: RunRecord | None, value: Callable[[RunRecord], float], shown: Callable[[float], str]
) -> str | int | None:
    """The change since the run before, in words; 0 where it would be shown as none."""
    if before is None:
        return None
    change = value(now) - value(before)
    return 0 if shown(abs(change)) == shown(0) else amounts.signed(shown(change), change)
