"""Measures the images that buildah holds: what is ours in them unpacked, and what it is made of.

Writes docs/image-benchmarks.md. Usage, as root: make bench-images
"""

import os
import subprocess
from pathlib import Path

PAGE = Path("docs/image-benchmarks.md")
APP = "opt/spanishgas"
PACKAGES = f"{APP}/lib/python3.12/site-packages"
BUDGETS_MB = {"processing": 450, "lambda": 60, "streamlit": None}
LARGEST = 6


def sizes_mb(*paths: Path) -> dict[str, float]:
    """Bytes of files below each path, in millions, by name."""
    done = subprocess.run(["du", "-sb", *paths], capture_output=True, text=True, check=True)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    return {Path(path).name: int(size) / 1e6 for size, path in lines}


def measured(name: str) -> tuple[float, str]:
    """What is ours in an image, in MB, and its row of the table."""
    container = _buildah("from", "--pull-never", f"spanishgas-{name}")
    try:
        root = Path(_buildah("mount", container))
        (app,) = sizes_mb(root / APP).values()
        packages = sorted(sizes_mb(*(root / PACKAGES).iterdir()).items(), key=lambda item: -item[1])
    finally:
        _buildah("rm", container)
    largest = ", ".join(f"{package.removesuffix('_32').strip('_')} {size:.0f}" for package, size in packages[:LARGEST])
    return app, f"| {name} | {app:.0f} | {BUDGETS_MB[name] or ''} | {largest} |"


def _buildah(*words: str) -> str:
    environment = {**os.environ, "BUILDAH_ISOLATION": "chroot"}
    return subprocess.run(
        ["buildah", *words], env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()


def main() -> None:
    """Measure and write the page."""
    found = {name: measured(name) for name in BUDGETS_MB}
    sizes = {name: app for name, (app, _) in found.items()}
    PAGE.write_text(_PAGE.format(lines="\n".join(line for _, line in found.values()), sizes=sizes), "utf-8")


_PAGE = """# How large the images are

Written by `make bench-images` of the images that `make docker` built with buildah. "Ours" is all that an image adds
to Python's own (`/opt/spanishgas`): the environment with every package and the code, unpacked, in millions of bytes.
Tests hold the budgets.

**Ours is {sizes[processing]:.0f} MB in the image of the jobs, {sizes[lambda]:.0f} MB in the trigger's and
{sizes[streamlit]:.0f} MB in the dashboard's.**

| image | ours, MB | budget, MB | the largest in it, MB |
|---|--:|--:|---|
{lines}

How they keep so small: [images](images.md).
"""

if __name__ == "__main__":
    main()
