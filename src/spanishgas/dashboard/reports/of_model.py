"""The model card as a page: the sections of the card, drawn, in the reader's language."""

import altair as alt
import polars as pl

from spanishgas.card import sections as card
from spanishgas.card.model_card import SECTIONS, lead, section, title
from spanishgas.dashboard import gate_story, run_story
from spanishgas.dashboard.amounts import share
from spanishgas.dashboard.champion import Scorer
from spanishgas.dashboard.figures import named_bars
from spanishgas.dashboard.language import _, first_up
from spanishgas.dashboard.model_figures import curves
from spanishgas.dashboard.reading import titled
from spanishgas.dashboard.reports.parts import Figure, Listed, Picture, Report, Section, there
from spanishgas.dashboard.seen_run import SeenRun
from spanishgas.dashboard.theme import colours
from spanishgas.run.record import Champion

_DRAWN, _READ = 200, 11
"""So many points of a line are drawn, and read in the table below it."""


def model_report(seen: SeenRun) -> Report:
    """The card of a training, promoted or not.

    Raises:
        AbsentError: the training has no model, or not what was found out about it (any more).
    """
    made = seen.made
    challenger, evaluation, promotion = made("challenger"), made("evaluation"), made("promotion")
    about = Champion(
        model_id=challenger.card.model_id,
        run_id=seen.run_id,
        threshold=challenger.card.threshold,
        test_pr_auc=promotion.challenger_pr_auc,
        test_churn_rate=evaluation.test_churners / max(evaluation.test_rows, 1),
    )
    scorer = Scorer(about.model_id, about, seen.run, challenger.card, evaluation.challenger.test)
    return Report(
        title=title(challenger),
        about=run_story.headline(seen.record),
        lead=lead(evaluation, promotion),
        figures=[Figure(each.label, each.value, each.note) for each in gate_story.figures(scorer, seen.record)],
        sections=[there("", lambda make=make: _section(section(make, made))) for make in SECTIONS],
    )


def _section(told: card.Section) -> Section:
    return Section(
        told.title,
        told.sentences,
        noted=told.noted,
        pictures=[*map(_lines, told.pictures), *map(_bars, told.bars)],
        tables=[Listed(told.title, _frame(table)) for table in told.tables],
    )


def _frame(table: card.Table) -> pl.DataFrame:
    return pl.DataFrame([list(row) for row in table.rows], schema=dict.fromkeys(table.titles, pl.String), orient="row")


def _lines(picture: card.Picture) -> Picture:
    solid = [line for line in picture.lines if not line.is_dashed]
    dashed = [point for line in picture.lines if line.is_dashed for point in line.points]
    rows = pl.concat([_line(line, _DRAWN) for line in solid])
    read = pl.concat([_line(line, _READ) for line in solid])
    reference = pl.DataFrame(dashed, schema={"x": pl.Float64, "y": pl.Float64}, orient="row")
    has_points = max((len(line.points) for line in solid), default=0) <= _READ

    def draw(dark: bool) -> alt.TopLevelMixin:
        look = colours(dark=dark)
        tints = dict(zip([line.name for line in solid], (look.main, look.second), strict=False))
        return curves(rows, reference, tints, (picture.x, picture.y), dark=dark, points=has_points)

    names = {"line": _("Line"), "shown_x": first_up(picture.x), "shown_y": first_up(picture.y)}
    return Picture(picture.title, draw, titled(read, names), picture.alternative)


def _line(line: card.Line, most: int) -> pl.DataFrame:
    """So many points of a line at most, evenly over it, the first and the last among them."""
    last = len(line.points) - 1
    places = sorted({round(last * part / (most - 1)) for part in range(most)}) if last >= most else range(last + 1)
    points = [line.points[place] for place in places]
    return pl.DataFrame(
        {
            "line": [line.name] * len(points),
            "rank": list(places),
            "x": [float(x) for x, _y in points],
            "y": [float(y) for _x, y in points],
            "shown_x": [share(x, 1) for x, _y in points],
            "shown_y": [share(y, 1) for _x, y in points],
        },
        schema_overrides={"line": pl.String, "rank": pl.Int64, "x": pl.Float64, "y": pl.Float64},
    )


def _bars(bars: card.Bars) -> Picture:
    rows = pl.DataFrame(
        {
            "label": [name for name, _value in bars.shares],
            "value": [value for _name, value in bars.shares],
            "shown": [share(value, 1) for _name, value in bars.shares],
            "kind": [""] * len(bars.shares),
        }
    )
    return Picture(
        first_up(bars.title),
        lambda dark: named_bars(rows, {"": colours(dark=dark).main}, dark=dark, hover=[]),
        titled(rows, {"label": _("Feature"), "shown": _("Share")}),
    )
