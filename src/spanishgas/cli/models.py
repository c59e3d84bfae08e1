"""Commands of models: list, promote, rollback."""

from typing import TYPE_CHECKING, Annotated

import typer

from spanishgas.cli.going_back import Reason
from spanishgas.cli.options import LakeOption, app, console, read_settings
from spanishgas.program import command

if TYPE_CHECKING:
    from spanishgas.aws.environment import AwsSettings
    from spanishgas.lake import Lake
    from spanishgas.run.record import Champion

models = typer.Typer(
    help="Every model that was evaluated, and which of them is the champion: the one that scores.", no_args_is_help=True
)
app.add_typer(models, name="models")


@models.command("list")
def list_models(lake: LakeOption = None) -> None:
    """Every evaluated model, the latest first: what it reached, whether it passed the gate, and what became of it.

    Example: [bold]spanishgas models list --lake lake[/]
    """
    from spanishgas.cli.models_view import show_models
    from spanishgas.lake import Lake

    show_models(console, Lake(read_settings(lake).lake))


@models.command()
def promote(
    model_id: Annotated[str, typer.Argument(help="A model that was champion once.", metavar="MODEL")],
    reason: Reason,
    lake: LakeOption = None,
) -> None:
    """Make a model that was champion once the champion again; the published run stays.

    A model that never was champion is promoted by a training alone, which holds it against the champion.

    Example: [bold]spanishgas models promote E5-0123456789ab --reason "the later one calls too many"[/]
    """
    _promote(lake, model_id, reason)


@models.command()
def rollback(reason: Reason, lake: LakeOption = None) -> None:
    """Go back to the champion before, and a second time to the one before that; the published run stays.

    Example: [bold]spanishgas models rollback --reason "it leans on a column that is late"[/]
    """
    _promote(lake, None, reason)


def _promote(lake: str | None, model_id: str | None, reason: str) -> None:
    from spanishgas.aws.environment import AwsSettings
    from spanishgas.lake import Lake
    from spanishgas.policy import Policy
    from spanishgas.run.going_back import champion_before, promote_again
    from spanishgas.run.pointers import load_champion

    settings, on_aws, is_back = read_settings(lake), AwsSettings.load(), model_id is None
    target, policy = Lake(settings.lake), Policy.load(settings.policy_file)
    left = load_champion(target)
    champion = promote_again(target, model_id or champion_before(target), policy, reason, is_back=is_back)
    console.print(
        f"Champion of {target}: {champion.model_id}, of run {champion.run_id}.", soft_wrap=True, highlight=False
    )
    if left is not None and left.model_id != champion.model_id:
        words = ("models", "promote", left.model_id, "--reason", f"back from {champion.model_id}", "--lake", target)
        console.print(f"To go forward again: {command(*words)}", soft_wrap=True, highlight=False, markup=False)
    if on_aws.model_package_group is not None:
        _tell_registry(target, on_aws, champion, left if is_back else None, reason)


def _tell_registry(
    lake: "Lake", settings: "AwsSettings", champion: "Champion", left: "Champion | None", reason: str
) -> None:
    """Let the registry on AWS say the same; what it was not told is said: the champion has moved."""
    from importlib.util import find_spec

    if find_spec("boto3") is None:
        told = iter(["The registry was not told: AWS is an extra that is not installed (spanishgas[aws])."])
    else:
        from spanishgas.aws.registry import tell_moved

        told = tell_moved(lake, settings, champion, left, reason)
    for sentence in told:
        console.print(sentence, style="yellow", soft_wrap=True, markup=False)
