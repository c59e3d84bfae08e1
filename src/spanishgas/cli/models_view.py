"""The evaluated models of a lake on the screen."""

from rich.console import Console
from rich.table import Table

from spanishgas.lake import Lake
from spanishgas.program import command
from spanishgas.run.evaluated import EvaluatedModel, champions_ever, evaluated_models
from spanishgas.run.store import list_records


def show_models(console: Console, lake: Lake) -> None:
    """Every evaluated model, the latest first, the champion marked; and what cannot be read."""
    records, damaged = list_records(lake)
    for sentence in damaged:
        console.print(sentence, style="yellow", soft_wrap=True, markup=False)
    found = list(evaluated_models(lake, records))
    if not found:
        train = command("run", "--mode", "train", "--lake", lake)
        console.print(f"No model was evaluated in {lake} yet. Train one: {train}", soft_wrap=True, markup=False)
        return
    champion, ever = champions_ever(lake)
    console.print(models_table(found, champion and champion.model_id, ever))
    if champion is not None and champion.replaced is not None:
        back = command("models", "rollback", "--reason", "WHY", "--lake", lake)
        console.print(
            f"* is the champion. Back to the one before, {champion.replaced}: {back}", soft_wrap=True, markup=False
        )


def models_table(found: list[EvaluatedModel], champion: str | None, ever: set[str]) -> Table:
    """One row a model and run; a star marks the champion, ``ever`` are all that were one."""
    table = Table(box=None, header_style="bold", pad_edge=False, collapse_padding=True)
    table.add_column("")
    for name in ("Model", "Run"):
        table.add_column(name, no_wrap=True)  # an id that is cut off cannot be typed
    for name in ("As of", "PR-AUC", "Gate", "Standing"):
        table.add_column(name)
    for model in found:
        is_champion = model.model_id == champion
        name = f"[bold green]{model.model_id}[/]" if is_champion else model.model_id
        gate = "passed" if model.passed_gate else "[bold red]failed[/]"
        standing = _standing(model, is_champion=is_champion, was_champion=model.model_id in ever)
        table.add_row("*" if is_champion else "", name, model.run_id, str(model.as_of), _pr_auc(model), gate, standing)
    return table


def _standing(model: EvaluatedModel, *, is_champion: bool, was_champion: bool) -> str:
    if is_champion:
        return "champion"
    if was_champion:
        return "was champion"
    if not model.passed_gate:
        return "rejected"
    return "its run did not publish" if model.promoted else "not better than the champion"


def _pr_auc(model: EvaluatedModel) -> str:
    if model.pr_auc is None:
        return "unknown"
    interval = model.pr_auc_interval
    return f"{model.pr_auc:.3f}" + (f" ({interval[0]:.2f} to {interval[1]:.2f})" if interval else "")
