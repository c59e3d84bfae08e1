"""The command that shows what is known of a model."""

from pathlib import Path
from typing import Annotated

import typer

from spanishgas.cli.options import LakeOption, RunId, app, console, read_settings


@app.command()
def card(
    lake: LakeOption = None,
    run_id: RunId = None,
    out: Annotated[Path | None, typer.Option(help="Write it here, as .md.")] = None,
) -> None:
    """The model card of a training, promoted or not: what the model reaches, how sure that is, and for whom it errs.

    Without a run, that of the run which trained the champion.

    Example: [bold]spanishgas card --lake lake --out card.md[/], with pictures: [bold]spanishgas report model[/]
    """
    from spanishgas.cli.card_view import show_card
    from spanishgas.lake import Lake

    show_card(console, Lake(read_settings(lake).lake), run_id, out)
