"""A deployment as readers of its lake see it: the trigger's state, the champion, and what the registry says of that."""

from dataclasses import dataclass

from spanishgas.lake import Lake
from spanishgas.run.manifest import Manifest, look_at_manifest
from spanishgas.run.pointers import load_champion
from spanishgas.run.record import Champion
from spanishgas.run.registered import RegisteredVersion, find_version


@dataclass(frozen=True)
class Deployed:
    """What is known of a deployment."""

    manifest: Manifest
    champion: Champion | None
    version: RegisteredVersion | None
    """Of the champion; None where the registry was told of none, or there is no registry."""


def look_at_deployment(lake: Lake) -> Deployed | None:
    """What a lake says of its deployment; None where no trigger is at work, as on a machine of one's own.

    Raises:
        RunError: one of the documents is damaged; it says which.
    """
    manifest, _ = look_at_manifest(lake)
    if manifest is None:
        return None
    champion = load_champion(lake)
    return Deployed(manifest, champion, find_version(lake, champion.run_id) if champion else None)
