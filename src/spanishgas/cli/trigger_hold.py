"""What works on a lake in a bucket lets its trigger start nothing meanwhile, or says that nobody keeps it from that."""

import socket
from collections.abc import Generator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

from spanishgas.cli.options import console

if TYPE_CHECKING:
    from spanishgas.lake import Lake


@contextmanager
def trigger_held(lake: "Lake", what: str) -> Generator[None]:
    """Hold the trigger of a lake while a command is at work; a lake in a folder has none.

    Raises RunError where a run is under way, somebody else holds it, or its table does not answer.
    """
    from spanishgas.aws.environment import AwsSettings

    settings = AwsSettings.load()
    why_not = _why_not(lake, settings.lake, settings.dynamodb_manifest_table)
    if lake.is_s3 and why_not:
        told = f"The trigger is not held: {why_not}. Where this lake has one, see to it that no run starts meanwhile."
        console.print(told, style="yellow", soft_wrap=True, markup=False, highlight=False)
    if why_not or not lake.is_s3:
        yield
        return
    from spanishgas.aws.connections import connect
    from spanishgas.aws.trigger.hold import held
    from spanishgas.aws.trigger.store import StateTable

    table = StateTable(connect("dynamodb", settings.aws_region), str(settings.dynamodb_manifest_table))
    with held(table, f"spanishgas {what} on {socket.gethostname()}"):
        yield


def _why_not(lake: "Lake", deployed: str | None, table: str | None) -> str | None:
    if not table:
        return "DYNAMODB_MANIFEST_TABLE names no table"
    if deployed and deployed.rstrip("/") != lake.root.rstrip("/"):
        return f"the environment is that of {deployed}"
    return None if find_spec("boto3") else "AWS is an extra that is not installed (spanishgas[aws])"
