"""Images as buildah holds them: their configuration, their files, and their commands as a container would run them."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_ENTER = Path(__file__).parents[1] / "images/enter.sh"


def buildah(*words: str) -> str:
    """What a command of buildah prints. Raises AssertionError with its complaint."""
    done = subprocess.run(["buildah", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@dataclass(frozen=True)
class Image:
    """An image whose files lie at ``root``."""

    root: Path
    config: dict[str, Any]

    @property
    def app_mb(self) -> float:
        """Size of what is ours in it, unpacked, in millions of bytes."""
        du = subprocess.run(["du", "-sb", self.root / "opt/spanishgas"], capture_output=True, text=True, check=True)
        return int(du.stdout.split()[0]) / 1e6

    def environment(self, **more: str) -> dict[str, str]:
        """What the image sets, and more; nothing of this process."""
        return dict(line.split("=", 1) for line in self.config["Env"]) | more

    def words(self, *command: str, folder: Path | str = "", tmp: str = "") -> list[str]:
        """The words that run a command in it on a read-only root as its user; ``folder`` lies at /mnt."""
        place = ["unshare", "--mount", str(_ENTER), str(self.root), self.config["User"], str(folder), tmp]
        return [*place, *command]

    def run(self, *command: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in it and wait."""
        return subprocess.run(
            self.words(*command),
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )


def image(name: str, container: str) -> Image:
    """The image, with a container whose files are mounted."""
    buildah("from", "--pull-never", "--name", container, name)
    config = json.loads(buildah("inspect", "--type", "image", name))["Docker"]["config"]
    return Image(Path(buildah("mount", container)), config)
