"""Two runs side by side on the screen."""

from collections.abc import Iterable
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from spanishgas.cli.export import write_rows
from spanishgas.cli.terminal import printable
from spanishgas.errors import RunError
from spanishgas.upkeep.causes import Cause
from spanishgas.upkeep.compare import Comparison
from spanishgas.upkeep.movers import LOSS_CHANGE, Moves

MOVERS = "movers"
_SHOWN = 10
_NONE = "—"


def show_comparison(console: Console, found: Comparison) -> None:
    """What decided, what was noticed, the figures, who moved, and who moved most."""
    _show_causes(console, "What decided them", found.causes, "nothing differs")
    _show_causes(console, "What they noticed", found.findings, "the same")
    _show_causes(console, "Figures", found.figures, "the same")
    if found.moves is None:
        console.print(f"Customers cannot be compared: {printable(found.missing or '')}", soft_wrap=True, markup=False)
        return
    tiers = [tier.name for tier in found.after.policy.risk_tiers]
    console.print(_matrix("Customers by tier", found.moves.tiers, tiers))
    console.print(_matrix("Customers by offer", found.moves.offers, []))
    moves = found.moves
    console.print(f"{moves.new:,} new customers, {moves.gone:,} gone. Expected loss {moves.loss_before:,.0f} → "
                  f"{moves.loss_after:,.0f} EUR/month.", highlight=False)  # fmt: skip
    if not moves.movers.is_empty():
        console.print(_movers(moves, wide=console.width >= 140))


def _show_causes(console: Console, title: str, causes: list[Cause], none: str) -> None:
    console.print(f"[bold]{title}[/]: {none}" if not causes else f"[bold]{title}[/]")
    for cause in causes:
        console.print(f"  {printable(str(cause))}", soft_wrap=True, markup=False, highlight=False)


def _matrix(title: str, counts: pl.DataFrame, order: list[str]) -> Table:
    """Before in rows, after in columns; who is new or gone stands in a line of its own."""
    found = {name for column in ("before", "after") for name in counts[column].drop_nulls()}
    names = [*(name for name in order if name in found), *sorted(found - set(order))]
    number = {(before, after): count for before, after, count in counts.iter_rows()}
    table = Table(title=title, title_justify="left", box=None, header_style="bold", pad_edge=False)
    table.add_column("from \\ to")
    for name in (*names, "gone"):
        table.add_column(name, justify="right")
    for before in (*names, None):
        cells = [number.get((before, after), 0) for after in (*names, None)]
        table.add_row(before or "new", *(f"{cell:,}" if cell else _NONE for cell in cells))
    return table


def _movers(moves: Moves, *, wide: bool) -> Table:
    table = Table(title="Moved most", title_justify="left", box=None, header_style="bold", pad_edge=False)
    for name in ("Customer", "EUR/month", "Probability", "Tier", "Offer", "Why"):
        table.add_column(name, justify="right" if name == "EUR/month" else "left")
    for row in moves.movers.head(_SHOWN).iter_rows(named=True):
        reasons = row["reasons_after"] or row["reasons_before"] or ""
        table.add_row(
            Text(printable(row["customer_id"])),
            f"{row[LOSS_CHANGE]:+,.2f}",
            _arrow(_share(row[f"churn_probability_{side}"]) for side in ("before", "after")),
            _arrow(row[f"risk_tier_{side}"] for side in ("before", "after")),
            _arrow(row[f"action_{side}"] for side in ("before", "after")),
            Text(printable("; ".join(reasons.split("; ")[: None if wide else 1]))),
        )
    return table


def _share(value: float | None) -> str | None:
    return None if value is None else f"{value:.0%}"


def _arrow(pair: Iterable[str | None]) -> str:
    before, after = (value or _NONE for value in pair)
    return before if before == after else f"{before} → {after}"


def write_movers(found: Comparison, out: Path) -> int:
    """Write all customers that moved and return their number. Raises RunError when nobody can be compared."""
    if found.moves is None:
        raise RunError(f"Customers cannot be compared: {found.missing}")
    write_rows(found.moves.movers, MOVERS, out, found.after.as_of)
    return found.moves.movers.height
