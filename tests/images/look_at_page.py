"""Starts a server, waits until its health check passes, and prints the title that a browser shows.

In a network of its own, so that it may listen at the image's port. Usage, as root:
unshare --net python look_at_page.py PORT SERVER… -- CHECK…
"""

import subprocess
import sys
import time

from browsing import CHROMIUM, PATIENCE, settled
from playwright.sync_api import sync_playwright


def main(port: str, server: list[str], check: list[str]) -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    process = subprocess.Popen(server, stdout=sys.stderr)
    try:
        until = time.monotonic() + PATIENCE
        while subprocess.run(check, check=False, capture_output=True).returncode:
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit("The server's health check does not pass.")
            time.sleep(0.5)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            page = browser.new_page()
            page.goto(f"http://localhost:{port}/")
            settled(page)
            print(page.locator("h1").first.inner_text())
            browser.close()
    finally:
        process.kill()


if __name__ == "__main__":
    end = sys.argv.index("--")
    main(sys.argv[1], sys.argv[2:end], sys.argv[end + 1 :])
