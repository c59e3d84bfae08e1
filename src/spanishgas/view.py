"""What a person sees while a run goes and when it is over."""

import time
from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from spanishgas.findings import Finding
from spanishgas.lake import Lake
from spanishgas.runs import CHAMPION, CURRENT, RunRecord, StepRecord
from spanishgas.summary import read_table

_SEVERITY = {"error": "bold red", "warning": "yellow", "info": "dim"}
_TIER = {"Critical": "bold red", "High": "red", "Medium": "yellow", "Low": "green"}
_SHOWN = 10
_WIDE = 140
_NUMBERS = ("#", "Probability", "EUR/month")


class LiveView:
    """A line a finished step, a bar over all steps, and the step at work."""

    def __init__(self, console: Console, steps: int) -> None:
        self._console = console
        self.progress = Progress(
            SpinnerColumn(),
            TextColumn("[bold]{task.description:<38}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f} steps"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._task = self.progress.add_task("starting", total=steps)

    def started(self, stage: str, step: str) -> None:
        """A step begins."""
        self.progress.update(self._task, description=f"{stage} · {step}")

    def finished(self, step: StepRecord) -> None:
        """A step is done, or was done before."""
        rows = f"{step.rows:>11,} rows" if step.rows is not None else " " * 16
        note = "  [dim]already computed[/]" if step.reused else ""
        self._console.print(
            f"[dim]{step.stage:<9}[/]{step.name:<28}{rows}{step.seconds:>8.1f} s{note}", highlight=False
        )
        self.progress.advance(self._task)


@contextmanager
def live_view(console: Console, steps: int) -> Generator[LiveView]:
    """The live view of a run of so many steps."""
    view = LiveView(console, steps)
    with view.progress:
        yield view


@contextmanager
def progress_bar(console: Console) -> Generator[Progress]:
    """A bar for work that tells its own progress between 0 and 1."""
    columns = (SpinnerColumn(), TextColumn("{task.description:<38}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield progress


class ProgressReport:
    """Shows work that reports itself as a text and a share done."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("starting", total=1.0)
        self._drawn = 0.0

    def __call__(self, text: str, share: float) -> None:
        """Say what is being done and how much of all is done."""
        now = time.monotonic()
        if share >= 1 or now - self._drawn > 0.1:  # a terminal need not be drawn more often than it is looked at
            self._progress.update(self._task, description=text, completed=share)
            self._drawn = now


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
