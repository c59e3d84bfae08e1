"""Commands of campaigns: plan, contacts, assignment, members, outcomes, readout, list."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, LanguageOption, RunId, app, console, read_settings

campaign = typer.Typer(
    help="From a list to what it changed: who is called, who is the control, what came of it.", no_args_is_help=True
)
app.add_typer(campaign, name="campaign")

CampaignId = Annotated[str, typer.Argument(metavar="ID", help="Name of the campaign.")]


@campaign.command("plan")
def plan(
    lake: LakeOption = None,
    budget: Annotated[
        float | None, typer.Option(min=0, help="EUR for discounts, as expected. Default: the policy's.")
    ] = None,
    calls: Annotated[int | None, typer.Option(min=0, help="Calls of the team. Default: the policy's.")] = None,
    budget_pays_calls: Annotated[
        bool, typer.Option("--budget-pays-calls", help="Calls are paid out of the budget too.")
    ] = False,
    control: Annotated[float, typer.Option(min=0, max=0.9, help="Share of the members that is not called.")] = 0.2,
    explore: Annotated[
        float | None,
        typer.Option(
            min=0,
            max=1,
            help="Share of the calls to learn from customers the plan leaves alone. Default: 0.1 of limited calls.",
            show_default=False,
        ),
    ] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the calls. Default: the run's day.")
    ] = None,
    campaign_id: Annotated[str | None, typer.Option("--id", help="Name of the campaign. Default: the day.")] = None,
    run_id: RunId = None,
) -> None:
    """Plan a campaign on a published run, keep it, and say what it promises and what it can tell.

    Example: [bold]spanishgas campaign plan --budget 10000 --calls 1200 --control 0.2 --explore 0.5[/]
    """
    from spanishgas.campaigns.store import save_campaign
    from spanishgas.cli.campaigns_view import show_campaign
    from spanishgas.lake import Lake
    from spanishgas.run.campaign_plan import planned_on, usual_exploration
    from spanishgas.run.reader import open_run

    settings = read_settings(lake)
    run = open_run(Lake(settings.lake), run_id)
    day = on.date() if on else run.record.as_of
    limits = {"budget_eur": budget, "calls": calls, "budget_pays_calls": budget_pays_calls or None}
    explore = usual_exploration(calls) if explore is None else explore
    planned, members = planned_on(
        run, settings, limits, campaign_id=campaign_id or f"{day}", contacted_on=day, control=control, explore=explore
    )
    save_campaign(run.lake, planned, members)
    show_campaign(console, planned, run.lake)


@campaign.command("contacts")
def contacts(
    campaign_id: CampaignId,
    out: Annotated[Path, typer.Option(help="File to write: .csv, .parquet or .xlsx.")],
    lake: LakeOption = None,
    language: LanguageOption = None,
) -> None:
    """Write whom to call and what to offer, in the agent's language: nobody of the control, and no more than is needed.

    Example: [bold]spanishgas campaign contacts 2025-03-31 --out calls.xlsx --language es[/]
    """
    from spanishgas.cli.export import check_target, write_rows
    from spanishgas.lake import Lake
    from spanishgas.run.contact_list import contact_list

    settings = read_settings(lake, language=language)
    source = Lake(settings.lake)
    check_target(source, out)
    rows, as_of = contact_list(source, campaign_id, settings.language)
    written = write_rows(rows, "contacts", out, as_of)
    console.print(f"{out}: {written.rows:,} customers to call.", soft_wrap=True)


@campaign.command("assignment")
def assignment(
    campaign_id: CampaignId,
    out: Annotated[Path, typer.Option(help="File to write: .csv, .parquet or .xlsx.")],
    lake: LakeOption = None,
) -> None:
    """Write who gets which offer and who is the control: for the system that calls, or a twin that plays it.

    Example: [bold]spanishgas campaign assignment spring --out spring.csv[/], then
    [bold]spanishgas simulate --campaign spring.csv --until 2025-06-30[/]
    """
    from spanishgas.campaigns.store import load_assignment, load_campaign
    from spanishgas.cli.export import check_target, write_rows
    from spanishgas.lake import Lake

    source = Lake(read_settings(lake).lake)
    check_target(source, out)
    rows = load_assignment(source, campaign_id)
    write_rows(rows, "assignment", out, load_campaign(source, campaign_id).as_of)
    console.print(f"{out}: {rows.height:,} members.", soft_wrap=True)


@campaign.command("members")
def members(
    campaign_id: CampaignId,
    out: Annotated[Path, typer.Option(help="File to write: .csv, .parquet or .xlsx.")],
    lake: LakeOption = None,
) -> None:
    """Write a sheet to fill with outcomes: all members, the control among them, and nothing that tells who it is.

    Example: [bold]spanishgas campaign members 2025-03-31 --out results.csv[/]
    """
    from spanishgas.campaigns.outcomes import outcome_sheet
    from spanishgas.campaigns.store import load_campaign, load_members
    from spanishgas.cli.export import check_target, write_rows
    from spanishgas.lake import Lake

    source = Lake(read_settings(lake).lake)
    check_target(source, out)
    rows = outcome_sheet(load_members(source, campaign_id))
    write_rows(rows, "members", out, load_campaign(source, campaign_id).as_of)
    console.print(f"{out}: {rows.height:,} members.", soft_wrap=True)


@campaign.command("outcomes")
def outcomes(
    campaign_id: CampaignId,
    file: Annotated[Path, typer.Argument(help="CSV with customer_id and what is known of each.", dir_okay=False)],
    lake: LakeOption = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day on which they are known. Default: today.")
    ] = None,
) -> None:
    """Take results back: of some or all members, now and later; what was said last counts.

    Columns: customer_id, and any of contacted, reached, accepted, stayed_90_days, stayed_after_offer (1, 0, yes, no).

    Example: [bold]spanishgas campaign outcomes 2025-03-31 results.csv[/]
    """
    from spanishgas.campaigns.outcomes import add_outcomes, load_outcomes, read_outcomes
    from spanishgas.campaigns.readout import due
    from spanishgas.campaigns.store import load_campaign, load_members
    from spanishgas.errors import InputError
    from spanishgas.lake import Lake

    source = Lake(read_settings(lake).lake)
    is_due = (on or datetime.now()).date() >= due(load_campaign(source, campaign_id))
    try:
        content = file.read_bytes()
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}.") from error
    members = load_members(source, campaign_id)
    read = read_outcomes(content, file.name, members, is_due=is_due)
    add_outcomes(source, campaign_id, read)
    known = load_outcomes(source, campaign_id)["stayed_90_days"].drop_nulls().len()
    console.print(f"{read.height:,} taken. Of {known:,} of {members.height:,} members it is known whether they stayed.")


@campaign.command("readout")
def readout(
    campaign_id: CampaignId,
    lake: LakeOption = None,
    learn: Annotated[
        bool, typer.Option("--learn", help="Let the next plans and runs use what this campaign says of responses.")
    ] = False,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day it is looked at. Default: today.")
    ] = None,
) -> None:
    """Say what calling changed, in customers and in euros, with intervals; or that nothing can be told.

    Example: [bold]spanishgas campaign readout 2025-03-31 --learn[/]
    """
    from spanishgas.campaigns.outcomes import load_outcomes
    from spanishgas.campaigns.store import load_campaign, load_members
    from spanishgas.campaigns.teaching import learn_from
    from spanishgas.cli.campaigns_view import show_learned, show_readout
    from spanishgas.lake import Lake

    source = Lake(read_settings(lake).lake)
    plan, members = load_campaign(source, campaign_id), load_members(source, campaign_id)
    today = (on or datetime.now()).date()
    known = load_outcomes(source, campaign_id)
    show_readout(console, plan, members, known, today)
    if learn:
        show_learned(console, *learn_from(source, plan, today))


@campaign.command("list")
def list_campaigns(lake: LakeOption = None) -> None:
    """All campaigns, and for each what was promised and what came true: by this the platform is judged.

    Example: [bold]spanishgas campaign list --lake lake[/]
    """
    from spanishgas.cli.campaigns_view import show_campaigns
    from spanishgas.lake import Lake

    show_campaigns(console, Lake(read_settings(lake).lake))
