"""Makes the lake that pictures are of, if it is not there yet, and takes all or some of them: NAME…"""

import argparse
import os
from pathlib import Path

from browsing import CHROMIUM, serving
from playwright.sync_api import sync_playwright

from screenshots.living_lake import make
from screenshots.pictures import shots, take
from spanishgas.lake import Lake
from spanishgas.run.reader import published_run


def main() -> None:
    """One picture a page and look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="pictures to take, such as overview-en; default: all")
    parser.add_argument("--lake", type=Path, default=Path(".cache/screenshots/lake"))
    parser.add_argument("--out", type=Path, default=Path("docs/images"))
    asked = parser.parse_args()
    os.environ.pop("SPANISHGAS_POLICY_FILE", None)
    make(asked.lake)
    lake = Lake(asked.lake)
    first = published_run(lake).table("recommendations").sort("priority_rank")["customer_id"][0]
    told = {"customer": first, "campaign": "summer", "lake": lake.root, "given": str(asked.lake)}
    asked.out.mkdir(parents=True, exist_ok=True)
    with serving(str(asked.lake)) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for shot in shots():
            if not asked.names or shot.name in asked.names:
                file = take(browser, address, shot, told, asked.out)
                print(f"{file}: {file.stat().st_size / 1_000:.0f} kB", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
