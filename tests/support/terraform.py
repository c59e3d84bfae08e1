"""Terraform as tests run it: by the script that finds this machine's provider, in folders of their own."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
STACK = ROOT / "infra" / "terraform"
SCRIPT = ROOT / "tools" / "terraform.sh"
MODULES = sorted(path.name for path in (STACK / "modules").iterdir())


def require(found: bool, missing: str) -> None:
    """Skip a test that this machine cannot run, and say why; where CI=true nothing is skipped."""
    if not found and os.environ.get("CI") == "true":
        pytest.fail(f"CI needs {missing}")
    if not found:
        pytest.skip(f"needs {missing}")


def require_terraform(*, provider: bool) -> None:
    """Terraform, and its AWS provider where a test needs that; CI may fetch it, other machines must have it."""
    require(shutil.which("terraform") is not None, "terraform")
    if provider and os.environ.get("CI") != "true":
        mirror = subprocess.run([SCRIPT, "--mirror"], capture_output=True, check=False)
        require(mirror.returncode == 0, "a mirror of Terraform's AWS provider")


def terraform(
    folder: Path, *arguments: str, environment: Mapping[str, str] | None = None, expected: tuple[int, ...] = (0,)
) -> str:
    """What Terraform prints. Fails the test with all of it where it ends otherwise than expected."""
    done = subprocess.run(
        [SCRIPT, f"-chdir={folder}", *arguments],
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in expected:
        pytest.fail(f"terraform {' '.join(arguments)}: {done.returncode}\n{done.stdout[-6000:]}\n{done.stderr[-6000:]}")
    return done.stdout


def copied(source: Path, folder: Path) -> Path:
    """A copy of a module, or of the whole stack, without what Terraform left beside it."""
    shutil.copytree(source, folder, ignore=shutil.ignore_patterns(".terraform", "*.tfstate*", "*.tfplan"))
    return folder


def initialised(source: Path, folder: Path) -> Path:
    """A copy that needs no state elsewhere."""
    copied(source, folder)
    terraform(folder, "init", "-backend=false", "-input=false", "-no-color")
    return folder


def shown(folder: Path, *arguments: str) -> dict[str, Any]:
    """A state or a plan as Terraform's own JSON."""
    return json.loads(terraform(folder, "show", "-json", *arguments))


def resources(state: dict[str, Any]) -> list[dict[str, Any]]:
    """Every resource of a state, those of modules included."""

    def below(module: dict[str, Any]) -> list[dict[str, Any]]:
        inner = [each for child in module.get("child_modules", []) for each in below(child)]
        return [each for each in module.get("resources", []) if each["mode"] == "managed"] + inner

    return below(state["values"]["root_module"])
