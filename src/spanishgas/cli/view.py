"""What a person sees when a run is over."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from spanishgas.cli.terminal import printable
from spanishgas.config.language import Language
from spanishgas.decide.reasons import with_reasons
from spanishgas.decide.responses import ASSUMPTION, NO_SOURCE
from spanishgas.errors import RunError
from spanishgas.monitoring.value_horizon import ValueHorizon
from spanishgas.policy import NO_OFFER, Policy
from spanishgas.program import command
from spanishgas.run.pointers import CHAMPION
from spanishgas.run.reader import Run
from spanishgas.run.record import Metrics, RunRecord, TrainingMetrics
from spanishgas.run.store import CURRENT
from spanishgas.tables.base import table_name
from spanishgas.tables.findings import Finding

_SEVERITY = {"error": "bold red", "warning": "yellow", "info": "dim"}
_BY_RANK = ("bold red", "red", "yellow", "green")
"""Colours of the risk tiers, the gravest first; further ones are green too."""
_SHOWN = 10
_WIDE = 140
_WORTH = "Worth beyond doing nothing (90 %)"
_CALL_FIRST = "Call first (EUR/month: expected loss)"
_MOST_AT_STAKE = "Most at stake, though no offer pays (EUR/month: expected loss)"
_NUMBERS = ("#", "Probability", "EUR/month")


def show_summary(console: Console, run: Run, language: Language = "en") -> None:
    """The end of a run: gate, tiers, euros at risk, top ten, drift, findings, where things are."""
    record, metrics = run.record, run.record.metrics
    if metrics is None:
        raise RunError(f"Run {record.run_id} has no figures yet: it is {record.status}.")
    title = f"Run {record.run_id} · as of {record.as_of} · {record.status}"
    console.print(
        Panel(
            Group(*_days(record), *_figures(metrics, record.policy, _value_horizon(run))),
            title=title,
            title_align="left",
            expand=False,
        )
    )
    console.print(_top_table(console, run, language))
    show_findings(console, [finding for finding in record.findings if finding.severity != "info"])
    _show_places(console, run)


def _colours(policy: Policy) -> dict[str, str]:
    """The policy's risk tiers, the gravest first, each with its colour."""
    names = enumerate(policy.tiers_gravest_first)
    return {name: _BY_RANK[min(rank, len(_BY_RANK) - 1)] for rank, name in names}


def _days(record: RunRecord) -> Iterator[Text]:
    """The days that training looked from, where they are not the day of the list."""
    if record.label_dates and record.label_dates != (record.as_of,):
        yield Text(f"Trained on  customers as they were on {', '.join(map(str, record.label_dates))}")


def _value_horizon(run: Run) -> str:
    """How long kept customers stay; runs of earlier versions have not measured it."""
    return run.document(ValueHorizon).sentence() if run.record.step(table_name(ValueHorizon)) else ""


def _figures(metrics: Metrics, policy: Policy, value_horizon: str) -> Iterator[Text]:
    if metrics.training:
        yield from _training(metrics.training)
    yield from _risk(metrics, policy)
    yield Text("Offers      " + "   ".join(f"{action} {count:,}" for action, count in metrics.actions.items()))
    if metrics.promise:
        yield Text(f"Promise     {metrics.promise}")
    if value_horizon:
        yield Text(f"Horizon     {value_horizon}")
    yield Text(f"Drift       {metrics.drift}", style="bold red" if metrics.drift_level == "act" else "")
    if metrics.expected:
        yield Text(f"Indicative  {metrics.expected}")
    findings = ", ".join(f"{count} {severity}" for severity, count in sorted(metrics.findings.items())) or "none"
    yield Text(f"Findings    {findings}")


def _risk(metrics: Metrics, policy: Policy) -> Iterator[Text]:
    counts = metrics.risk_tiers
    tiers = "   ".join(f"[{style}]{tier} {counts.get(tier, 0):,}[/]" for tier, style in _colours(policy).items())
    yield Text.from_markup(f"Risk tiers  {tiers}")
    at_risk = policy.count_at_risk(counts)
    share = f"{at_risk / max(metrics.customers, 1):.1%} of {metrics.customers:,} customers"
    loss = f"{metrics.expected_monthly_loss_eur:,.0f} EUR of margin a month"
    yield Text(f"At risk     {at_risk:,}, {share}; expected loss {loss}")


def _training(training: TrainingMetrics) -> Iterator[Text]:
    word = "[green]passed the gate[/]" if training.passed_gate else "[bold red]failed the gate[/]"
    role = "promoted to champion" if training.promoted else "the champion stays"
    pr_auc = _figure(training.pr_auc, training.pr_auc_interval)
    score = f"PR-AUC {pr_auc}, ROC-AUC {_figure(training.roc_auc, training.roc_auc_interval)}"
    yield Text.from_markup(f"Model       {score} on untouched customers: {word}, {role}")
    if training.features_without_values:
        missing = ", ".join(training.features_without_values)
        yield Text(f"Missing     {missing}: features that the model was trained without")
    if training.advice:
        yield Text(f"To do       {' '.join(training.advice)}")


def _figure(value: float | None, interval: tuple[float, float] | None) -> str:
    if value is None:
        return "unknown"
    return f"{value:.3f}" + (f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else "")


def _top_table(console: Console, run: Run, language: Language) -> Table:
    """The ten customers to call first."""
    colours = _colours(run.record.policy)
    listed = run.table("recommendations")
    top = with_reasons(listed.sort("priority_rank").head(_SHOWN), language)
    is_promised = "response_source" in listed.columns  # not by runs of earlier versions
    columns = ("#", "Customer", "Risk", "Probability", "EUR/month", "Offer", *([_WORTH] if is_promised else ()), "Why")
    table = Table(
        title=_CALL_FIRST if (top["action"] != NO_OFFER).any() else _MOST_AT_STAKE,
        title_justify="left",
        header_style="bold",
        box=None,
        pad_edge=False,
    )
    for name in columns:
        table.add_column(name, justify="right" if name in _NUMBERS else "left")
    for row in top.iter_rows(named=True):
        tier = row["risk_tier"]
        table.add_row(
            str(row["priority_rank"]),
            Text(printable(row["customer_id"])),
            f"[{colours[tier]}]{tier}[/]",
            f"{row['churn_probability']:.0%}",
            f"{row['expected_monthly_loss_eur']:,.2f}",
            row["action"],
            *([_worth(row)] if is_promised else ()),
            Text("; ".join(row["reasons"].split("; ")[: 1 if console.width < _WIDE else None])),
        )
    return table


def _worth(row: dict[str, Any]) -> str:
    """Such as "assumed 52 EUR (-3 to 120)"; why nothing is offered where nothing is."""
    if row["response_source"] == NO_SOURCE:
        return f"[dim]{row['why_no_offer']}[/]"
    word = "assumed" if row["response_source"] == ASSUMPTION else "measured"
    low, high = row["incremental_margin_low_eur"], row["incremental_margin_high_eur"]
    return f"{word} {row['expected_incremental_margin_eur']:,.0f} EUR ({low:,.0f} to {high:,.0f})"


def show_findings(console: Console, findings: list[Finding]) -> None:
    """Findings, one a line, the gravest first."""
    for finding in sorted(findings, key=lambda f: list(_SEVERITY).index(f.severity)):
        style = _SEVERITY[finding.severity]
        console.print(Text.assemble((f"{finding.severity:<8}", style), printable(finding.message)), soft_wrap=True)


def _show_places(console: Console, run: Run) -> None:
    lake = run.lake
    console.print(f"\nEverything is in {lake}: start at {CURRENT}; the model is named by {CHAMPION}.", soft_wrap=True)
    export = command("export", "recommendations", "--out", "recommendations.xlsx", "--lake", lake)
    console.print(f"The whole list: {export}", soft_wrap=True)
    if run.record.metrics and run.record.metrics.training:
        card = command("card", "--run-id", run.record.run_id, "--lake", lake)
        console.print(f"What is known of the model: {card}", soft_wrap=True)
    findings = command("export", "quality_findings", "--out", "findings.csv", "--lake", lake)
    console.print(f"All findings: {findings}", soft_wrap=True)
