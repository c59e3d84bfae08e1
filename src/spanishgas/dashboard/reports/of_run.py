"""The report of a run: what changed, what is at stake and where, what is offered, and how the run went."""

import altair as alt
import polars as pl

from spanishgas.dashboard import (
    book_figures,
    figures,
    losses,
    offer_story,
    risk_picture,
    run_figures,
    run_story,
    summary,
    summary_cards,
)
from spanishgas.dashboard.language import _, spoken, word
from spanishgas.dashboard.reading import titled
from spanishgas.dashboard.reports.parts import Figure, Listed, Picture, Report, Section, there
from spanishgas.dashboard.seen_run import History, SeenRun
from spanishgas.dashboard.theme import colours, tier_colours
from spanishgas.decide.promise import Promise


def run_report(seen: SeenRun, history: History) -> Report:
    """The report of a run that has figures.

    Args:
        seen: the run.
        history: the published runs up to it.
    """
    record, before = seen.record, history.previous and history.previous.record
    cards = summary_cards.cards([each.record for each in history.series()], before, len(history.before) + 1)
    return Report(
        title=_("Run report"),
        about=run_story.headline(record),
        lead=summary.news(record, before),
        figures=[Figure(each.label, each.value, each.note, _since(each.change)) for each in cards],
        sections=[
            there(_("What is at stake"), lambda: _at_stake(seen)),
            there(_("Who is at risk"), lambda: _at_risk(seen)),
            there(_("What is offered"), lambda: _offered(seen)),
            _went(seen),
        ],
    )


def _since(change: str | int | None) -> str:
    if change is None:
        return ""
    return _("{change} since the run before").format(change=change) if change else _("as in the run before")


def _at_stake(seen: SeenRun) -> Section:
    groups, names = seen.offer_groups, seen.policy.tiers_gravest_first
    province, tier, segment = _("Expected monthly loss by province"), _("Loss by risk tier"), _("Loss by segment")
    rows = losses.lost_by(groups, "province_code")
    return Section(
        _("What is at stake"),
        pictures=[
            Picture(
                province,
                lambda dark: book_figures.province_map(
                    rows, dark=dark, title=_("Expected monthly loss"), labels=figures.EUROS
                ),
                losses.as_table(rows, _("Province")),
                _("Provinces: © IGN/CNIG, CC BY 4.0, simplified; the Canaries are moved."),
                is_tall=True,
            ),
            _bars(tier, losses.lost_by(groups, "risk_tier", names), names),
            _bars(segment, losses.lost_by(groups, "segment")),
        ],
    )


def _bars(title: str, rows: pl.DataFrame, tiers: tuple[str, ...] = ()) -> Picture:
    def draw(dark: bool) -> alt.TopLevelMixin:
        tints = {word("tier", name): tint for name, tint in tier_colours(tiers, dark=dark).items()}
        return figures.ranked_bars(rows, tints, dark=dark, hover=[])

    return Picture(title, draw, losses.as_table(rows, title))


def _at_risk(seen: SeenRun) -> Section:
    customers, policy = seen.customers, seen.policy
    names, starts = policy.tiers_gravest_first, [tier.start for tier in policy.risk_tiers[1:]]
    tiers, bins = risk_picture.by_tier(customers, names), risk_picture.bins(customers)

    def tints(dark: bool) -> dict[str, str]:
        return {word("tier", name): tint for name, tint in tier_colours(names, dark=dark).items()}

    return Section(
        _("Who is at risk"),
        pictures=[
            Picture(
                _("Customers by risk tier"),
                lambda dark: figures.ranked_bars(tiers, tints(dark), dark=dark, hover=[]),
                risk_picture.tier_table(tiers),
            ),
            Picture(
                _("Risk against margin"),
                lambda dark: book_figures.risk_by_margin(
                    bins, risk_picture.margin_bins(), tints(dark), starts, dark=dark
                ),
                risk_picture.bin_table(bins),
                _("Each circle is as many customers as its area says; the dashed lines are where tiers begin."),
            ),
        ],
    )


def _offered(seen: SeenRun) -> Section:
    promise, customers = seen.document(Promise), seen.customers
    why = offer_story.without_offer(customers, spoken())
    names = {"label": _("Why"), "shown": _("Customers")}
    picture = Picture(
        _("Why there is no offer"),
        lambda dark: figures.named_bars(
            why.with_columns(kind=pl.lit("")), {"": colours(dark=dark).main}, dark=dark, hover=[]
        ),
        titled(why, names),
    )
    return Section(
        _("What is offered"),
        [offer_story.promised(promise), *([offer_story.spent(promise)] if promise.offers else [])],
        offer_story.rules(seen.policy),
        pictures=[] if why.is_empty() else [picture],
        tables=[Listed(_("Offers by risk tier"), offer_story.by_tier(customers, seen.policy))],
    )


def _went(seen: SeenRun) -> Section:
    record, title = seen.record, _("Duration by step")
    lines = run_story.step_lines(record)
    return Section(
        _("How the run went"),
        [_("What was noticed: {findings}.").format(findings=run_story.counted(e.severity for e in record.findings))],
        figures=[Figure(label, value) for label, value in run_story.cards(record)],
        pictures=[Picture(title, lambda dark: run_figures.step_bars(lines, dark=dark), run_story.steps_table(record))],
    )
