"""The dashboard in a browser, for tests and pictures: its addresses, a server of one's own, and when a page is done."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGES = {
    "overview": "/",
    **{
        name: f"/{name}"
        for name in ("risk", "customer", "recommendations", "campaign", "model", "drift", "data", "pipeline")
    },
}
"""Their addresses; the first page has none of its own."""
PATIENCE = 120
"""Seconds that a page or the server may take."""
IS_OVER = '[data-testid="stApp"][data-test-script-state="notRunning"]'


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def server(lake: str, port: int, log: Path, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    """The process of a dashboard that answers at a port, as the command starts it; what it says goes to a file."""
    words = [sys.executable, "-m", "spanishgas", "dashboard", "--lake", lake, "--port", str(port)]
    with log.open("w") as file:
        process = subprocess.Popen(words, stdout=file, stderr=subprocess.STDOUT, env={**os.environ, **environment})
    try:
        _wait_for(f"http://127.0.0.1:{port}", process, log)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def serving(lake: str, **environment: str) -> Iterator[str]:
    """Where a server answers, on a free port of this machine."""
    with TemporaryDirectory() as folder, server(lake, port := free_port(), Path(folder) / "server.log", **environment):
        yield f"http://127.0.0.1:{port}"


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Raises RuntimeError with what the server said, if it ends or does not answer."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urlopen(f"{address}/_stcore/health", timeout=5).close()
        except (URLError, ConnectionError, TimeoutError):
            if process.poll() is not None:
                break
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"The server does not answer: {log.read_text('utf-8')}")


def settled(page: Page) -> None:
    """Wait until the script is over and a title is there."""
    page.wait_for_selector("h1", timeout=PATIENCE * 1_000)
    page.wait_for_selector(IS_OVER, timeout=PATIENCE * 1_000)


def drawn(page: Page) -> None:
    """Wait until every chart is drawn, and the page has been of the same height for a second."""
    page.wait_for_function(_IS_DRAWN, timeout=PATIENCE * 1_000)
    page.evaluate("document.fonts.ready")


_IS_DRAWN = """() => {
  const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
  const height = document.querySelector('[data-testid=stMain]').scrollHeight;
  const isBare = chart => !chart.querySelector('canvas, svg') || chart.querySelector('g.mark-shape:empty');
  const waits = document.querySelector('[data-testid=stSkeleton]') || charts.some(isBare);
  if (waits || window.lastHeight !== height) { window.lastHeight = height; window.since = performance.now(); }
  return performance.now() - window.since > 1000;
}"""
