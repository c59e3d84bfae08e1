"""The fidelity comparison on the screen, and as a page where asked."""

from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table

from spanishgas.campaigns.teaching import believed
from spanishgas.cli.progress import ProgressReport, progress_bar
from spanishgas.cli.targets import check_place, refused_in_words, write_whole
from spanishgas.fidelity.measure import causes, decisions, measure
from spanishgas.fidelity.page import fidelity_page
from spanishgas.run.reader import Run

_FIGURES = ("Published", "Twin", "Tolerance")


def show_fidelity(console: Console, run: Run, out: Path | None) -> int:
    """Print the comparison, write the page where asked, and return how many judged figures fail."""
    if out:
        with refused_in_words(out):
            out.parent.mkdir(parents=True, exist_ok=True)
        check_place(run.lake, out)
    with progress_bar(console) as bar:
        rows = measure(run, ProgressReport(bar))
    console.print(_table(rows))
    console.print(_causes(causes(run)))
    judged = rows.filter("judged")
    failed = judged.filter(~pl.col("passed")).height
    style = "bold red" if failed else "bold green"
    console.print(f"[{style}]{judged.height - failed} of {judged.height} judged figures pass[/]; "
                  f"{rows.height - judged.height} are shown without judgement.")  # fmt: skip
    if out:
        write_whole(out, fidelity_page(rows))
        console.print(f"The page is {out}.")
    return failed


def show_decisions(console: Console, run: Run, budget: float, calls: int) -> None:
    """Print what plans are worth by the truth, for discounts that run short and long."""
    policy = run.record.policy
    limits = policy.limits.model_copy(update={"budget_eur": budget, "calls": calls})
    with progress_bar(console) as bar:
        ProgressReport(bar)("deciding by the truth", 0.0)
        rows = decisions(run, policy.model_copy(update={"limits": limits}), believed(run.lake))
    title = f"Plans within {calls:,} calls and {budget:,.0f} EUR of discounts, by the twin's own truth (EUR)"
    table = Table(title=title, title_justify="left", box=None)
    for name in ("Months of discount", "Plan", "Calls", "Discounts", "Promised (90 %)", "True"):
        table.add_column(name, justify="left" if name == "Plan" else "right")
    for row in rows.iter_rows(named=True):
        said = (
            ""
            if row["promised_eur"] is None
            else (f"{row['promised_eur']:,.0f} ({row['promised_low_eur']:,.0f} to {row['promised_high_eur']:,.0f})")
        )
        figures = (f"{row['calls']:,}", f"{row['discount_eur']:,.0f}", said, f"{row['true_eur']:,.0f}")
        table.add_row(f"{row['discount_months']:g}", row["plan"], *figures)
    console.print(table)


def _causes(months: pl.DataFrame) -> Table:
    table = Table(title="Why the twin's customers left, by the twin's own truth", title_justify="left", box=None)
    table.add_column("Month")
    for name in months.columns[1:]:
        table.add_column(name.capitalize(), justify="right")
    for month, leavers, *shares in months.iter_rows():
        table.add_row(f"{month:%Y-%m}", f"{leavers:,}", *(f"{share:.0%}" for share in shares))
    return table


def _table(rows: pl.DataFrame) -> Table:
    table = Table(title="Published statistics of the real data, and the digital twin's", title_justify="left", box=None)
    for name in ("Section", "Statistic", "Published", "Twin", "Tolerance", ""):
        is_text = name in ("Section", "Statistic")  # which wraps on a narrow screen; a figure is whole or says another
        table.add_column(name, justify="right" if name in _FIGURES else "left", no_wrap=not is_text)
    marks = {True: "[green]pass[/]", False: "[bold red]FAIL[/]", None: "[dim]shown[/]"}
    for row in rows.iter_rows(named=True):
        figures = ("" if row[c] is None else f"{row[c]:,.4g}" for c in ("published", "twin", "tolerance"))
        table.add_row(row["section"], row["statistic"], *figures, marks[row["passed"]])
    return table
