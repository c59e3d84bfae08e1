"""What came of a replay, on the screen."""

from rich.console import Console

from spanishgas.cli.terminal import printable
from spanishgas.upkeep.replay import Replay

_SHOWN = 12


def show_replay(console: Console, found: Replay) -> None:
    """The same bytes, or what differs: first what decided it, then where it shows."""
    for cause in found.causes:
        console.print(f"  {printable(str(cause))}", soft_wrap=True, markup=False, highlight=False)
    made = len(found.same) + len(found.differing)
    if found.is_same:
        but = f", although {len(found.causes)} of what decides them changed" if found.causes else ""
        console.print(f"Run {found.run_id}: the same bytes, {made} tables, documents and models{but}.", soft_wrap=True)
        return
    if found.failure:
        console.print(f"The replay could not go to its end: {printable(found.failure)}", soft_wrap=True, markup=False)
    if found.differing and made:
        more = f" and {len(found.differing) - _SHOWN} more" if len(found.differing) > _SHOWN else ""
        names = ", ".join(found.differing[:_SHOWN])
        console.print(
            f"Run {found.run_id}: {len(found.differing)} of {made} differ, first {found.differing[0]} ({names}{more}).",
            soft_wrap=True,
            highlight=False,
        )
    if not found.causes and not found.failure:
        console.print(
            "Inputs, settings, code, rules and libraries are the same: another kind of processor, or a fault of ours.",
            soft_wrap=True,
        )
