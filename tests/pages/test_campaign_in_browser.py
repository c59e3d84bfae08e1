"""A manager in a browser: a campaign is launched, its list is downloaded, outcomes are brought, and it is read out."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
from playwright.sync_api import Page
from support.command import spanishgas
from support.pages_lake import copied

from pages.conftest import Watched
from spanishgas.campaigns.outcomes import load_outcomes
from spanishgas.campaigns.store import load_campaign, load_members
from spanishgas.lake import Lake

KNOBS = "calls=120&explore=100&control=25"
PACKAGED = {"SPANISHGAS_POLICY_FILE": ""}
"""As the server's."""
PLAN = ("campaign", "plan", "--calls", "120", "--explore", "1.0", "--control", "0.25", "--id", "browser")


def _by_command(published: Path, folder: Path) -> Lake:
    lake = copied(published, folder)
    done = spanishgas(*PLAN, "--lake", lake.root, env=PACKAGED)
    assert done.returncode == 0, done.stderr
    return lake


def _downloaded(page: Page, place: int) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name="Descargar CSV").nth(place).click()
    return Path(download.value.path()).read_bytes()


def _upload(page: Page, window: Watched, content: bytes) -> None:
    file = {"name": "results.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    window.settled()


def test_a_campaign_from_its_launch_to_its_read_out(
    visit: Callable[..., Watched], pages_lake: tuple[str, str], published: Path, tmp_path: Path
) -> None:
    lake, command = Lake(pages_lake[0]), _by_command(published, tmp_path / "lake")
    window = visit()
    page = window.open(f"/campaign?lang=es&name=browser&{KNOBS}")
    page.get_by_role("button", name="Lanzar esta campaña").click()
    page.get_by_text("está lanzada").wait_for()
    window.settled()

    # the same plan and members as the command's, but for the run's odd customer, whose texts are no part of either
    kept, planned = (json.loads(each.read("campaigns/browser/campaign.json")) for each in (lake, command))
    assert kept == planned
    assert lake.read(load_campaign(lake, "browser").members_key) == command.read(
        load_campaign(command, "browser").members_key
    )

    out = tmp_path / "calls.csv"
    done = spanishgas("campaign", "contacts", "browser", "--out", out, "--language", "es", "--lake", lake.root)
    assert done.returncode == 0, done.stderr
    assert _downloaded(page, 0).removeprefix(b"\xef\xbb\xbf") == out.read_bytes()

    members = load_members(lake, "browser").with_row_index()
    _upload(page, window, f"customer_id,stayed_90_days\n{members['customer_id'][0]},quizás\n".encode())
    page.get_by_text("Este archivo no se acepta").wait_for()
    page.get_by_text("Fila 2: “quizás”").wait_for()
    assert load_outcomes(lake, "browser").is_empty()

    page.reload()
    window.settled()
    stays = pl.when("is_control").then(pl.col("index") % 2 == 0).otherwise(pl.col("index") % 10 > 0)
    _upload(page, window, members.select("customer_id", stayed_90_days=stays.cast(pl.Int8)).write_csv().encode())
    page.get_by_role("button", name="Guardar estos resultados").click()
    page.get_by_text("Los resultados se han guardado.").wait_for()
    assert load_outcomes(lake, "browser").height == members.height

    for _ in range(2):
        page.reload()
        window.settled()
        page.get_by_text("Las llamadas retuvieron a").first.wait_for()
    with page.expect_download() as report:
        page.get_by_role("button", name="Descargar el informe de la campaña").click()
    assert "Las llamadas retuvieron a" in Path(report.value.path()).read_text("utf-8")
    assert window.complaints == []
