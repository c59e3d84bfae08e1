"""What a person sees when a run is over."""

from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from spanishgas.lake import Lake
from spanishgas.run.metrics import read_table
from spanishgas.run.record import CHAMPION, CURRENT, RunRecord
from spanishgas.tables.findings import Finding

_SEVERITY = {"error": "bold red", "warning": "yellow", "info": "dim"}
_TIER = {"Critical": "bold red", "High": "red", "Medium": "yellow", "Low": "green"}
_SHOWN = 10
_WIDE = 140
_NUMBERS = ("#", "Probability", "EUR/month")


def show_summary(console: Console, lake: Lake, record: RunRecord) -> None:
    """The end of a run: gate, tiers, euros at risk, top ten, drift, findings, where things are."""
    metrics = record.metrics
    parts: list[Table | Text] = []
    if "challenger" in metrics:
        word = "[green]passed the gate[/]" if metrics["passed_gate"] else "[bold red]failed the gate[/]"
        role = "promoted to champion" if metrics["promoted"] else "the champion stays"
        score = f"PR-AUC {metrics['challenger']['pr_auc']:.3f}, ROC-AUC {metrics['challenger']['roc_auc']:.3f}"
        parts.append(Text.from_markup(f"Model       {score} on untouched customers: {word}, {role}"))
    if missing := metrics.get("features_without_values"):
        parts.append(Text(f"Missing     {', '.join(missing)}: features that the model was trained without"))
    tiers = metrics["risk_tiers"]
    shown = "   ".join(f"[{style}]{tier} {tiers.get(tier, 0):,}[/]" for tier, style in _TIER.items())
    parts.append(Text.from_markup(f"Risk tiers  {shown}"))
    loss = metrics["expected_monthly_loss_eur"]
    parts.append(Text(f"At risk     {loss:,.0f} EUR of margin a month, over {metrics['customers']:,} customers"))
    actions = "   ".join(f"{action} {count:,}" for action, count in metrics["actions"].items())
    parts.append(Text(f"Offers      {actions}"))
    compared = metrics["features_compared"]
    drift = f"{metrics['features_drifted']} of {compared} columns" if compared else "nothing to compare with yet"
    parts.append(Text(f"Drift       {drift}"))
    findings = ", ".join(f"{count} {severity}" for severity, count in sorted(metrics["findings"].items())) or "none"
    parts.append(Text(f"Findings    {findings}"))
    title = f"Run {record.run_id} · as of {record.as_of} · {record.status}"
    console.print(Panel(Group(*parts), title=title, title_align="left", expand=False))
    console.print(_top_table(console, lake, record))
    show_findings(console, [finding for finding in record.findings if finding.severity != "info"])
    _show_places(console, lake)


def _top_table(console: Console, lake: Lake, record: RunRecord) -> Table:
    """The ten customers to call first."""
    top = read_table(lake, record, "recommendations").sort("priority_rank").head(_SHOWN)
    table = Table(
        title="Call first (EUR of margin a month at risk)",
        title_justify="left",
        header_style="bold",
        box=None,
        pad_edge=False,
    )
    for name in ("#", "Customer", "Risk", "Probability", "EUR/month", "Offer", "Why"):
        table.add_column(name, justify="right" if name in _NUMBERS else "left")
    for row in top.iter_rows(named=True):
        tier = row["risk_tier"]
        table.add_row(
            str(row["priority_rank"]),
            Text(printable(row["customer_id"])),
            f"[{_TIER[tier]}]{tier}[/]",
            f"{row['churn_probability']:.0%}",
            f"{row['expected_monthly_loss_eur']:,.2f}",
            row["action"],
            Text("; ".join(row["reasons"].split("; ")[: 1 if console.width < _WIDE else None])),
        )
    return table


def printable(text: str) -> str:
    """A text whose characters all show: what comes from files must not steer a terminal."""
    return "".join(character if character.isprintable() or character == "\n" else "\ufffd" for character in text)


def show_findings(console: Console, findings: list[Finding]) -> None:
    """Findings, one a line, the gravest first."""
    for finding in sorted(findings, key=lambda f: list(_SEVERITY).index(f.severity)):
        style = _SEVERITY[finding.severity]
        console.print(Text.assemble((f"{finding.severity:<8}", style), printable(finding.message)), soft_wrap=True)


def _show_places(console: Console, lake: Lake) -> None:
    console.print(f"\nEverything is in {lake}: start at {CURRENT}; the model is named by {CHAMPION}.", soft_wrap=True)
    console.print("The whole list: spanishgas export recommendations --out recommendations.xlsx", soft_wrap=True)


def runs_table(records: list[RunRecord], current: str | None) -> Table:
    """The history of a lake, the latest run first."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("Run", "Mode", "As of", "Status", "Seconds", "At risk EUR/month", "PR-AUC", "Where it stopped"):
        table.add_column(name)
    for record in records:
        seconds = sum(step.seconds for step in record.steps)
        metrics = record.metrics
        marked = f"[bold green]{record.run_id}[/]" if record.run_id == current else record.run_id
        table.add_row(
            marked,
            record.mode,
            str(record.as_of),
            record.status,
            f"{seconds:.1f}",
            f"{metrics['expected_monthly_loss_eur']:,.0f}" if metrics else "",
            f"{metrics['challenger']['pr_auc']:.3f}" if "challenger" in metrics else "",
            Text(
                printable(f"{record.error.step}: {record.error.message}") if record.error else "",
                overflow="ellipsis",
                no_wrap=True,
            ),
        )
    return table
