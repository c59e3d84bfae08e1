"""Draws two years of the twin's book as an SVG, in the bounds that a test holds it to: docs/book.py OUT."""

import sys
from datetime import date
from pathlib import Path

from spanishgas.twin.files.extract import simulated
from spanishgas.twin.scenarios import load_scenario

PUBLISHED = date(2024, 12, 31)
"""The first day that was lived through; the months before are told backwards from it."""
WIDTH, HEIGHT, LEFT, TOP, GAP = 620, 110, 170, 40, 34
# column, what it is called, bound (absolute, relative to the published day), how a figure is written
PANELS = (
    ("customers", "Customers", 0.0, 0.03, "{:,.0f}"),
    ("churn_rate", "Leave within 90 days", 0.015, 0.0, "{:.1%}"),
    ("share_with_contact", "Had a contact", 0.0, 0.1, "{:.1%}"),
    ("mean_tenure_months", "Mean tenure, months", 0.0, 0.1, "{:.1f}"),
)


def main() -> None:
    """Write the picture."""
    months = simulated(20_099, 7, load_scenario("baseline"), date(2025, 12, 31)).truth["book_by_month"]
    names = [f"{day:%Y-%m}" for day in months["month_end"]]
    first = months["month_end"].to_list().index(PUBLISHED)
    panels = [_panel(number, months[panel[0]].to_list(), first, panel) for number, panel in enumerate(PANELS)]
    bottom = TOP + len(PANELS) * (HEIGHT + GAP)
    ticks = "".join(_text(_x(at, len(names)), bottom - 8, names[at], "middle") for at in range(0, len(names), 6))
    words = "The twin's book, month by month (invented customers): told backwards (dashed), then lived through, in the "
    title = _text(10, 20, words + "band that a test allows", "start")
    Path(sys.argv[1]).write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {LEFT + WIDTH + 90} {bottom + 10}" '
        f'font-family="sans-serif" font-size="12" fill="#223">{title}{"".join(panels)}{ticks}</svg>\n',
        encoding="utf-8",
    )


def _panel(number: int, values: list[float], first: int, panel: tuple[str, str, float, float, str]) -> str:
    _, name, absolute, relative, form = panel
    start = values[first]
    top, bound = TOP + number * (HEIGHT + GAP), absolute + relative * start
    low, high = start - 1.6 * bound, start + 1.6 * bound

    def y(value: float) -> float:
        return top + HEIGHT * (high - value) / (high - low)

    def line(months: range, style: str) -> str:
        points = " ".join(f"{_x(at, len(values)):.1f},{y(values[at]):.1f}" for at in months)
        return f'<polyline points="{points}" fill="none" stroke="#1a5fb4" {style}/>'

    left, tall = _x(first, len(values)), 2 * bound / (high - low) * HEIGHT
    band = (
        f'<rect x="{left:.1f}" y="{y(start + bound):.1f}" width="{LEFT + WIDTH - left:.1f}" height="{tall:.1f}" '
        'fill="#e8eef6"/>'
    )
    ends = "".join(
        _text(x, y(values[at]) + 4, form.format(values[at]), anchor)
        for at, x, anchor in ((0, LEFT - 8, "end"), (-1, LEFT + WIDTH + 8, "start"))
    )
    told = line(range(first + 1), 'stroke-width="1.2" stroke-dasharray="4 3"')
    lived = line(range(first, len(values)), 'stroke-width="2"')
    return f"{_text(10, top + 14, name, 'start')}{band}{told}{lived}{ends}"


def _x(at: int, count: int) -> float:
    return LEFT + WIDTH * at / (count - 1)


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{words}</text>'


if __name__ == "__main__":
    main()
