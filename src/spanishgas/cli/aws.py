"""Commands that look at a deployment on AWS: deploy-check."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from spanishgas.cli.options import app, console

if TYPE_CHECKING:
    from rich.table import Table

    from spanishgas.aws.deployment.check import Finding

aws = typer.Typer(help="A deployment on AWS: what it is missing.", no_args_is_help=True)
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

    Exit codes: 0 nothing that could be seen is missing, 1 something is.

    Example: [bold]spanishgas aws deploy-check --environment prod[/]
    """
    from importlib.util import find_spec

    from spanishgas.aws import deploy_check as checks
    from spanishgas.aws.deployment.check import Deployment
    from spanishgas.aws.environment import AwsSettings
    from spanishgas.errors import RunError

    if find_spec("boto3") is None:
        raise RunError("AWS is an extra that is not installed here: pip install 'spanishgas[aws]'.")
    settings = AwsSettings.load()
    deployment = Deployment(environment.value if environment else settings.environment, settings.aws_region)
    found = list(checks.deploy_check(deployment))
    console.print(_table(found))
    missing, unseen = (sum(each.status in of for each in found) for of in (("missing",), ("not allowed", "unknown")))
    where = f"{deployment.environment} in {deployment.region}"
    console.print(
        f"{where}: {len(found)} checks, {missing} missing, {unseen} not seen.", soft_wrap=True, highlight=False
    )
    raise typer.Exit(1 if missing else 0)


def _table(found: "list[Finding]") -> "Table":
    from rich.table import Table
    from rich.text import Text

    from spanishgas.cli.terminal import printable

    styles = {"ok": "green", "missing": "bold red", "not allowed": "yellow", "unknown": "yellow"}
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("Check", "Status", "What to do"):
        table.add_column(name, no_wrap=name != "What to do")
    for finding in found:
        table.add_row(finding.name, Text(finding.status, styles[finding.status]), Text(printable(finding.advice)))
    return table
