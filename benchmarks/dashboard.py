"""Measures the dashboard over a lake: first visits, changes of page, twenty readers at once, memory of the server.

Writes docs/dashboard-benchmarks.md. Usage: make bench-dashboard LAKE=lake
"""

import argparse
import asyncio
import os
import platform
import random
import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import streamlit
import websockets
from browsing import CHROMIUM, IS_OVER, free_port, server
from playwright.sync_api import Browser, Page, sync_playwright
from rich.console import Console
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from spanishgas.lake import Lake
from spanishgas.run.pointers import load_current
from spanishgas.run.reader import open_run

PAGE = Path("docs/dashboard-benchmarks.md")
VISITS, ROUNDS = 7, 3
READERS, THINK_SECONDS = 20, 3.0
SEED = 1
PAGES = ("risk", "recommendations", "model", "drift", "data", "pipeline", "overview")
MAIN = "main, [data-testid=stMain]"
DRAWN = (
    f":is({MAIN}) :is([data-testid=stMetric], [data-testid=stVegaLiteChart] :is(canvas, svg), [data-testid=stTable])"
)
console = Console()
Seconds = dict[str, list[float]]


def first_visits(browser: Browser, port: int) -> list[float]:
    """Seconds from the address to the first page's figures, for readers whose browser has nothing of ours."""
    seconds: list[float] = []
    for _ in range(VISITS + 1):
        window = browser.new_context(viewport={"width": 1280, "height": 900})
        page = window.new_page()
        start = time.perf_counter()
        page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
        page.wait_for_selector(DRAWN)
        seconds.append(time.perf_counter() - start)
        window.close()
    return seconds[1:]  # the first one starts the browser's own processes


def page_changes(browser: Browser, port: int) -> Seconds:
    """Seconds from a click in the menu to the figures of the other page, by page."""
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"http://127.0.0.1:{port}/")
    page.wait_for_selector(DRAWN)
    seconds: Seconds = {name: [] for name in PAGES}
    for _ in range(ROUNDS + 1):
        for name in PAGES:
            seconds[name].append(_change(page, name))
    return {name: each[1:] for name, each in seconds.items()}  # the first round builds what all readers share


def _change(page: Page, name: str) -> float:
    before = page.locator("h1").first.inner_text()
    ends = "/" if name == "overview" else f"/{name}"
    start = time.perf_counter()
    page.locator(f"[data-testid=stSidebarNavLink][href$='{ends}']").first.click()
    page.wait_for_function("old => document.querySelector('h1')?.innerText !== old", arg=before)
    page.wait_for_selector(DRAWN)
    page.wait_for_selector(IS_OVER)
    return time.perf_counter() - start


async def _asked(socket: websockets.ClientConnection, page: str, query: str) -> float:
    """Seconds until the server has sent all of a page."""
    question = BackMsg()
    question.rerun_script.page_name, question.rerun_script.query_string = page, query
    start = time.perf_counter()
    await socket.send(question.SerializeToString())
    while True:
        answer = ForwardMsg()
        answer.ParseFromString(await asyncio.wait_for(socket.recv(decode=False), 120))
        if answer.WhichOneof("type") == "script_finished":
            return time.perf_counter() - start


async def readers(port: int, customers: list[str]) -> Seconds:
    """Seconds a page takes readers who look, think and go on, all at once, by page."""
    chance = random.Random(SEED)
    seconds: Seconds = {}

    async def reader(first_after: float, think: Callable[[], Awaitable[None]], known: list[str]) -> None:
        await asyncio.sleep(first_after)
        address = f"ws://127.0.0.1:{port}/_stcore/stream"
        origin = websockets.Origin(f"http://127.0.0.1:{port}")
        async with websockets.connect(address, subprotocols=[_STREAM], max_size=None, origin=origin) as socket:
            await _asked(socket, "", "lang=es")
            for customer in known:
                for page in (*PAGES[:-1], "customer", "overview"):
                    await think()
                    took = await _asked(socket, page, f"lang=es&customer={customer}")
                    seconds.setdefault(page, []).append(took)

    async def think() -> None:
        await asyncio.sleep(chance.expovariate(1 / THINK_SECONDS))

    known = [chance.choices(customers, k=ROUNDS) for _ in range(READERS)]
    await asyncio.gather(*(reader(chance.uniform(0, THINK_SECONDS), think, each) for each in known))
    return seconds


_STREAM = websockets.Subprotocol("streamlit")


def memory_mb(process: int, name: str) -> float:
    """Memory of a process by its name in /proc: VmRSS now, VmHWM at most."""
    lines = Path(f"/proc/{process}/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def measure(lake: str) -> str:
    """The page."""
    current = load_current(Lake(lake))
    if current is None:
        raise SystemExit(f"nothing is published in {lake}: spanishgas run --lake {lake}")
    customers = open_run(Lake(lake), current.run_id).table("scored_customers")["customer_id"].to_list()
    port = free_port()
    with TemporaryDirectory() as folder, server(lake, port, Path(folder) / "server.log") as process:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            console.print("first visits")
            visits = first_visits(browser, port)
            console.print("changes of page")
            changes = page_changes(browser, port)
            browser.close()
        console.print(f"{READERS} readers")
        at_once = asyncio.run(readers(port, customers))
        most, now = memory_mb(process.pid, "VmHWM"), memory_mb(process.pid, "VmRSS")
    every = [each for values in at_once.values() for each in values]
    versions = f"Python {platform.python_version()}, Streamlit {streamlit.__version__}, Polars {pl.__version__}"
    return _PAGE.format(
        machine=f"{os.cpu_count()} cores, {platform.machine()}, {versions}",
        customers=len(customers),
        visits=VISITS,
        rounds=ROUNDS,
        readers=READERS,
        think=THINK_SECONDS,
        first=statistics.median(visits),
        change=statistics.median(each for values in changes.values() for each in values),
        slowest=max(statistics.median(values) for values in changes.values()),
        half=_share(every, 0.5),
        most_readers=_share(every, 0.95),
        most=most,
        now=now,
        lines="\n".join(
            f"| {name} | {_median(changes.get(name))} | {_share(values, 0.5)} | {_share(values, 0.95)} |"
            for name, values in at_once.items()
        ),
    )


def _median(values: list[float] | None) -> str:
    return f"{statistics.median(values):.2f}" if values else ""


def _share(values: list[float], share: float) -> str:
    """The smallest value that so large a share does not pass."""
    return f"{sorted(values)[min(len(values) - 1, int(share * len(values)))]:.2f}"


_PAGE = """# How fast the dashboard is

Written by `make bench-dashboard` ({machine}) over a lake of {customers:,} customers. The browser, the readers and the
server share the cores. A first visit is by a browser that has nothing of ours, from the address to the figures
(median of {visits}); a change of page from the click to the figures in a browser (median of {rounds} a page). Readers
at once speak the server's own protocol, each {think:g} s of thought between pages, from the question to the last byte.

**First visit {first:.1f} s, change of page {change:.2f} s (slowest page {slowest:.2f} s); of {readers} readers' pages
half came within {half} s and 95 % within {most_readers} s; the server took {most:.0f} MB at most and {now:.0f} MB
at the end.**

| page | change of page, s | {readers} readers, half, s | {readers} readers, 95 %, s |
|---|--:|--:|--:|
{lines}
"""


def main() -> None:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lake", default="lake", help="a lake with a published run")
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args()
    options.out.write_text(measure(options.lake), encoding="utf-8")
    console.print(f"Written to {options.out}")


if __name__ == "__main__":
    main()
