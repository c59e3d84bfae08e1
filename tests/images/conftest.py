"""The three images, built by the Makefile on a stand-in of Python's own."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.images import Image, buildah, image

ROOT = Path(__file__).parents[2]
STAND_IN = "localhost/spanishgas-stand-in"
TOOLS = ("buildah", "unshare", "ip")
NAMES = ("lambda", "processing", "streamlit")


def _base() -> str:
    """The option that names what the images stand on: nothing where Python's own image can be had."""
    if os.environ.get("IMAGES_FROM_REGISTRY"):
        return ""
    if not buildah("images", "--quiet", "--filter", f"reference={STAND_IN}"):
        subprocess.run([ROOT / "tools/stand_in_image.sh", STAND_IN], check=True)
    return f"--build-arg PYTHON_IMAGE={STAND_IN}"


@pytest.fixture(scope="session")
def images() -> Iterator[dict[str, Image]]:
    """By their names, built and mounted."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None] or ["root"] * bool(os.geteuid())
    if missing:
        assert not os.environ.get("CI"), f"continuous integration must build the images, and lacks {missing}"
        pytest.skip(f"images cannot be built here without {', '.join(missing)}")
    os.environ.update(BUILDAH_ISOLATION="chroot")
    subprocess.run(["make", "docker", "ENGINE=buildah", f"BUILD_ARGS={_base()}"], cwd=ROOT, check=True)
    containers = {name: f"spanishgas-test-{name}-{os.getpid()}" for name in NAMES}
    try:
        yield {name: image(f"spanishgas-{name}", container) for name, container in containers.items()}
    finally:
        for container in containers.values():
            subprocess.run(["buildah", "rm", container], capture_output=True, check=False)
