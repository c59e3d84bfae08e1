"""The history of a lake on the screen."""

from rich.table import Table
from rich.text import Text

from spanishgas.cli.failures import printable
from spanishgas.run.record import RunRecord

_MIN_WIDTH = {"As of": 10, "Where it stopped": 20}


def runs_table(records: list[RunRecord], current: str | None) -> Table:
    """The runs of a lake, the latest first; the published one is marked."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    longest = max((len(record.run_id) for record in records), default=0)
    table.add_column("Run", min_width=longest)  # an id that is cut off cannot be typed
    for name in ("Mode", "As of", "Status", "Seconds", "At risk EUR/month", "PR-AUC", "Where it stopped"):
        table.add_column(name, min_width=_MIN_WIDTH.get(name))
    for record in records:
        metrics, training = record.metrics, record.metrics and record.metrics.training
        pr_auc = training and training.pr_auc
        stopped = f"{record.error.step}: {record.error.message}" if record.error else ""
        table.add_row(
            f"[bold green]{record.run_id}[/]" if record.run_id == current else record.run_id,
            record.mode,
            str(record.as_of),
            record.status,
            f"{sum(step.seconds for step in record.steps):.1f}",
            "" if metrics is None else f"{metrics.expected_monthly_loss_eur:,.0f}",
            "" if pr_auc is None else f"{pr_auc:.3f}",
            Text(printable(stopped), overflow="ellipsis", no_wrap=True),
        )
    return table
