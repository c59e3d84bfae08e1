"""Commands for a deployment on AWS: what it is missing, and its lake as it was."""

from collections import Counter
from datetime import UTC, datetime
from enum import StrEnum
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated

import typer

from spanishgas.cli.options import LakeOption, app, console, read_settings
from spanishgas.errors import RunError
from spanishgas.program import command

if TYPE_CHECKING:
    from rich.table import Table

    from spanishgas.aws.deployment.check import Finding
    from spanishgas.aws.restore import Restoration

aws = typer.Typer(help="A deployment on AWS: what it is missing, and its lake as it was.", no_args_is_help=True)
app.add_typer(aws, name="aws")


class EnvironmentName(StrEnum):
    """The deployments."""

    dev = "dev"
    staging = "staging"
    prod = "prod"


@aws.command("deploy-check")
def deploy_check(
    environment: Annotated[
        EnvironmentName | None, typer.Option(help="Default: SPANISHGAS_ENVIRONMENT, or dev.", show_default=False)
    ] = None,
) -> None:
    """What is missing in the account that the credentials lead to, and what to do; it looks and changes nothing.

    Needs the extra: pip install 'spanishgas\\[aws]'.

    Exit codes: 0 nothing that could be seen is missing, 1 something is, or nothing could be seen.

    Example: [bold]spanishgas aws deploy-check --environment prod[/]
    """
    from spanishgas.aws.deployment import deploy_check as checks
    from spanishgas.aws.deployment.check import Deployment
    from spanishgas.aws.environment import AwsSettings

    _check_installed()
    settings = AwsSettings.load()
    deployment = Deployment(environment.value if environment else settings.environment, settings.aws_region)
    found = list(checks.deploy_check(deployment))
    console.print(_table(found))
    missing, unseen = (sum(each.status in of for each in found) for of in (("missing",), ("not allowed", "unknown")))
    where = f"{deployment.environment} in {deployment.region}"
    console.print(
        f"{where}: {len(found)} checks, {missing} missing, {unseen} not seen.", soft_wrap=True, highlight=False
    )
    raise typer.Exit(1 if missing or unseen == len(found) else 0)


@aws.command()
def restore(
    until: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"], help="When, UTC.")
    ],
    lake: LakeOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would come and go.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Bring a lake in a bucket back to what it was: versions of then become the current ones again.

    Nothing is destroyed: what is replaced or taken away stays as a version. A time before customers were forgotten is
    refused. No run starts meanwhile: the trigger is held, by the table that DYNAMODB_MANIFEST_TABLE names.

    Needs the extra: pip install 'spanishgas\\[aws]'.

    Example: [bold]spanishgas aws restore --until "2026-11-28 06:00" --lake s3://spanishgas-data-dev --dry-run[/]
    """
    from spanishgas.lake import Lake

    _check_installed()
    from spanishgas.aws.connections import connect
    from spanishgas.aws.environment import AwsSettings
    from spanishgas.aws.restore import missing_keys, plan_restoration
    from spanishgas.aws.restore import restore as carry_out
    from spanishgas.cli.progress import progress_bar
    from spanishgas.cli.trigger_hold import trigger_held

    target, s3 = Lake(read_settings(lake).lake), connect("s3", AwsSettings.load().aws_region)
    planned = plan_restoration(s3, target, until.replace(tzinfo=UTC))
    console.print(_restoration_table(planned))
    if dry_run or not (planned.brought or planned.taken):
        return
    if not yes:
        typer.confirm(f"Bring {target} back to {until:%Y-%m-%d %H:%M} UTC?", abort=True)
    with trigger_held(target, "aws restore"), progress_bar(console) as bar:
        planned = plan_restoration(s3, target, until.replace(tzinfo=UTC))  # with what has come since it was shown
        task = bar.add_task("restore", total=1.0)
        carry_out(s3, target, planned, lambda key, share: bar.update(task, description=key, completed=share))
    if missing := missing_keys(target):
        raise RunError(
            f"Of the published run {len(missing)} files are gone for good, their versions had expired, such as "
            f"{missing[0]}. Go back to an earlier run: {command('rollback', '--lake', target)}"
        )
    console.print("All that the published run wrote is there. To prove it: ", end="")
    console.print(command("replay", "RUN", "--lake", target), soft_wrap=True, highlight=False, markup=False)


def _check_installed() -> None:
    if find_spec("boto3") is None:
        raise RunError("AWS is an extra that is not installed here: pip install 'spanishgas[aws]'.")


def _restoration_table(planned: "Restoration") -> "Table":
    """How many objects come back and go, by layer."""
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("Below", "Brought back", "Taken away"):
        table.add_column(name, justify="left" if name == "Below" else "right")
    brought, taken = (Counter(key.partition("/")[0] for key in keys) for keys in (planned.keys, planned.taken))
    for layer in sorted(brought | taken):
        table.add_row(f"{layer}/", f"{brought[layer]:,}", f"{taken[layer]:,}")
    table.add_row("all", f"{brought.total():,}", f"{taken.total():,}", style="bold")
    return table


def _table(found: "list[Finding]") -> "Table":
    from rich.table import Table
    from rich.text import Text

    from spanishgas.cli.terminal import printable

    styles = {"ok": "green", "note": "cyan", "missing": "bold red", "not allowed": "yellow", "unknown": "yellow"}
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("Check", "Status", "What to do"):
        table.add_column(name, no_wrap=name != "What to do")
    for finding in found:
        table.add_row(finding.name, Text(finding.status, styles[finding.status]), Text(printable(finding.advice)))
    return table
